"""One reply to all that people wrote about one report-back, instead of one to each message.

Revision: 2026_11_26_one_reply, after 2026_11_26_other_things.
"""

from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_one_reply"
down_revision = "2026_11_26_other_things"
branch_labels = None
depends_on = None

#: Checks of the table as it was.
CHECKS = {
    "passed_on_by_a_reader": "(passed_on IS NULL) = (passed_on_by_id IS NULL)",
    "reply_to_what_was_passed_on": "reply IS NULL OR passed_on IS NOT NULL",
    "reply_has_a_day": "(reply IS NULL) = (replied_on IS NULL)",
}
#: SQLite copies the table; without the option the copy would number its rows in order.
UNORDERED = {"sqlite_with_rowid": False}

message = sa.table(
    "message",
    sa.column("id", sa.String),
    sa.column("confirmation_id", sa.Integer),
    sa.column("language", sa.String),
    sa.column("reply_by", sa.Date),
    sa.column("passed_on", sa.Text),
    sa.column("passed_on_by_id", sa.Integer),
    sa.column("reply", sa.JSON(none_as_null=True)),
    sa.column("replied_on", sa.Date),
    sa.column("replied_by_id", sa.Integer),
    sa.column("reply_id", sa.Integer),
)


def upgrade() -> None:
    reply = op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("confirmation_id", sa.Integer(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("replied_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(words IS NULL) = (replied_on IS NULL)", name=op.f("ck_reply_reply_has_a_day")),
        sa.CheckConstraint("(words IS NULL) = (replied_by_id IS NULL)", name=op.f("ck_reply_reply_by_someone")),
        sa.ForeignKeyConstraint(
            ["confirmation_id"], ["confirmation.id"], name=op.f("fk_reply_confirmation_id_confirmation")
        ),
        sa.ForeignKeyConstraint(["said_by_id"], ["staff.id"], name=op.f("fk_reply_said_by_id_staff")),
        sa.ForeignKeyConstraint(["replied_by_id"], ["staff.id"], name=op.f("fk_reply_replied_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    op.create_index(op.f("ix_reply_confirmation_id"), "reply", ["confirmation_id"])
    op.add_column("message", sa.Column("reply_id", sa.Integer(), nullable=True))
    put_together(reply)
    with op.batch_alter_table("message", table_kwargs=UNORDERED) as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_message_{name}"), type_="check")
        for name in ("passed_on", "passed_on_by_id", "reply", "replied_on", "replied_by_id"):
            table.drop_column(name)
        table.create_foreign_key(op.f("fk_message_reply_id_reply"), "reply", ["reply_id"], ["id"])
        table.create_index(op.f("ix_message_reply_id"), ["reply_id"])


def put_together(reply: sa.Table) -> None:
    """What was passed on about one report-back, replied to or not, becomes one text each, in the order of words."""
    rows = op.get_bind().execute(sa.select(message).where(message.c.passed_on.is_not(None))).all()
    for (confirmation_id, replied), some in groupby(sorted(rows, key=_together), key=_together):
        found = sorted(some, key=lambda one: one.passed_on)
        answered = [one for one in found if one.reply]
        values: dict[str, Any] = {
            "confirmation_id": confirmation_id,
            "reply_by": min(one.reply_by for one in found),
            "said": _joined({one.language: one.passed_on} for one in found),
            "said_by_id": found[0].passed_on_by_id,
            "words": _joined(one.reply for one in answered) if replied else None,
            "replied_on": max(one.replied_on for one in answered) if replied else None,
            "replied_by_id": answered[0].replied_by_id if replied else None,
        }
        number = op.get_bind().execute(reply.insert().values(values).returning(reply.c.id)).scalar_one()
        ids = [one.id for one in found]
        op.execute(message.update().where(message.c.id.in_(ids)).values(reply_id=number))


def _together(one: Any) -> tuple[int, bool]:
    return one.confirmation_id, one.replied_on is not None


def _joined(words: Any) -> dict[str, str]:
    """The texts of each language as one."""
    found: dict[str, list[str]] = {}
    for one in words:
        for language, text in one.items():
            found.setdefault(language, []).append(text)
    return {language: "\n".join(sorted(set(texts))) for language, texts in sorted(found.items())}


def downgrade() -> None:
    """Messages wait for a reader again: which of them was told in which words is not known any more."""
    with op.batch_alter_table("message", table_kwargs=UNORDERED) as table:
        table.drop_index(op.f("ix_message_reply_id"))
        table.drop_constraint(op.f("fk_message_reply_id_reply"), type_="foreignkey")
        table.drop_column("reply_id")
        table.add_column(sa.Column("passed_on", sa.Text(), nullable=True))
        table.add_column(sa.Column("passed_on_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("reply", sa.JSON(none_as_null=True), nullable=True))
        table.add_column(sa.Column("replied_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("replied_by_id", sa.Integer(), nullable=True))
        for column in ("passed_on_by_id", "replied_by_id"):
            table.create_foreign_key(op.f(f"fk_message_{column}_staff"), "staff", [column], ["id"])
        for name, sql in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_message_{name}"), sql)
    op.drop_table("reply")
