"""A lane for what came without proof of work, room code or card.

Revision: 2026_11_26_quarantine, after 2026_11_26_after_the_evening.
"""

from alembic import op

revision = "2026_11_26_quarantine"
down_revision = "2026_11_26_after_the_evening"
branch_labels = None
depends_on = None

OLD = "'themed', 'single_voice', 'sensitive', 'duplicate', 'set_aside'"


def upgrade() -> None:
    change_check(f"place IN ({OLD}, 'quarantine')")


def downgrade() -> None:
    op.execute("DELETE FROM disposition WHERE place = 'quarantine'")
    change_check(f"place IN ({OLD})")


def change_check(sql: str) -> None:
    """SQLite copies the table for this; without the option the copy would number its rows in order."""
    with op.batch_alter_table("disposition", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.drop_constraint(op.f("ck_disposition_place_known"), type_="check")
        table.create_check_constraint(op.f("ck_disposition_place_known"), sql)
