"""By when words left with an answer are owed a reply; and quotes in the language of their page.

Revision: 2026_11_26_replies, after 2026_11_23_reminders.
"""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_replies"
down_revision = "2026_11_23_reminders"
branch_labels = None
depends_on = None

#: As it was when this was written.
REPLY_DAYS = 30


def upgrade() -> None:
    op.add_column("message", sa.Column("reply_by", sa.Date(), nullable=True))
    fill()
    # SQLite copies the table for this; without the option the copy would number its rows in order.
    with op.batch_alter_table("message", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.alter_column("reply_by", existing_type=sa.Date(), nullable=False)
    op.add_column("quote", sa.Column("translated_into", sa.String(12), nullable=True))


def downgrade() -> None:
    op.drop_column("quote", "translated_into")
    op.drop_column("message", "reply_by")


def fill() -> None:
    """Words that are there count from the day their window was evaluated."""
    bind = op.get_bind()
    window = sa.table("confirmation", sa.column("id", sa.Integer), sa.column("evaluated_on", sa.Date))
    message = sa.table("message", sa.column("confirmation_id", sa.Integer), sa.column("reply_by", sa.Date))
    for number, evaluated_on in bind.execute(sa.select(window.c.id, window.c.evaluated_on)).all():
        due = (evaluated_on or date(2026, 11, 26)) + timedelta(days=REPLY_DAYS)
        bind.execute(message.update().where(message.c.confirmation_id == number).values(reply_by=due))
