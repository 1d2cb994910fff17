"""Where the pages live: beside the code in a checkout, inside the package once installed."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def resource(name: str) -> Path:
    """The folder ``templates`` or ``static``.

    Raises:
        FileNotFoundError: when neither a checkout nor a wheel holds it.
    """
    for folder in (PACKAGE.parent / name, PACKAGE / "_bundled" / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(name)
