"""Asking "still so?", and words that come after a loop was closed.

Revision: 2026_11_23_still_so, after 2026_11_23_capacity.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_still_so"
down_revision = "2026_11_23_capacity"
branch_labels = None
depends_on = None

OLD, NEW = "left_with_partly_or_no", "left_with_what"


def upgrade() -> None:
    op.add_column("confirmation", sa.Column("again", sa.Boolean(), server_default=sa.false(), nullable=False))
    change_check(OLD, NEW, "answer IN ('partly', 'no', 'later')")


def downgrade() -> None:
    op.execute("DELETE FROM message WHERE answer = 'later'")
    change_check(NEW, OLD, "answer IN ('partly', 'no')")
    op.drop_column("confirmation", "again")


def change_check(old: str, new: str, sql: str) -> None:
    """SQLite copies the table for this; without the option the copy would number its rows in order."""
    with op.batch_alter_table("message", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.drop_constraint(op.f(f"ck_message_{old}"), type_="check")
        table.create_check_constraint(op.f(f"ck_message_{new}"), sql)
