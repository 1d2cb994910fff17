"""A sensitive text of which a reader marked the safe part.

Revision: 2026_11_27_parted, after 2026_11_26_shared_owners.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_parted"
down_revision = "2026_11_26_shared_owners"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "parted",
        sa.Column("contribution_id", sa.String(32), nullable=False),
        sa.Column("whole", sa.Text(), nullable=False),
        sa.Column("parted_by_id", sa.Integer(), nullable=False),
        sa.Column("parted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_parted_contribution_id_contribution"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["parted_by_id"], ["staff.id"], name=op.f("fk_parted_parted_by_id_staff")),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_parted")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Without the table nothing tells the parts of a text from each other: all of it goes back into its lane."""
    op.execute(
        "UPDATE disposition SET place = 'sensitive', theme_id = NULL, reason = NULL, placed_by = 'person', "
        "strength = NULL, exemplar = false, strand = NULL "
        "WHERE contribution_id IN (SELECT contribution_id FROM parted)"
    )
    op.execute(
        "INSERT INTO disposition (contribution_id, place, placed_by, exemplar) "
        "SELECT contribution_id, 'sensitive', 'person', false FROM parted "
        "WHERE contribution_id NOT IN (SELECT contribution_id FROM disposition)"
    )
    op.execute(
        "UPDATE contribution SET text = (SELECT whole FROM parted WHERE contribution_id = contribution.id) "
        "WHERE id IN (SELECT contribution_id FROM parted)"
    )
    op.drop_table("parted")
