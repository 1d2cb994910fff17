"""How fine a draft is, what it changed, whether it only placed new voices; who checked a theme's words in which language.

Revision: 2026_11_26_workbench, after 2026_11_26_replies.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_workbench"
down_revision = "2026_11_26_replies"
branch_labels = None
depends_on = None

GRAIN = "grain IN ('coarser', 'as_it_comes', 'finer')"


def upgrade() -> None:
    with op.batch_alter_table("draft") as table:
        table.add_column(sa.Column("grain", sa.String(12), server_default="as_it_comes", nullable=False))
        table.add_column(sa.Column("only_new", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("changes", sa.JSON(), server_default="[]", nullable=False))
        table.create_check_constraint(op.f("ck_draft_grain_known"), GRAIN)
    op.add_column("theme", sa.Column("checked", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("theme", "checked")
    with op.batch_alter_table("draft") as table:
        table.drop_constraint(op.f("ck_draft_grain_known"), type_="check")
        table.drop_column("changes")
        table.drop_column("only_new")
        table.drop_column("grain")
