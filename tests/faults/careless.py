"""A weakened build of the server, to be found by the attacks: it thanks whether or not the disk took the words."""

from listening.contributions.intake import NotStored, Store

put = Store.put


def put_and_thank(store, rows, *, replace=False):
    try:
        return put(store, rows, replace=replace)
    except NotStored:
        return {row.id for row in rows}


Store.put = put_and_thank

if __name__ == "__main__":
    from listening.cli import main

    main()
