"""What was tapped in a room or a survey, as numbers.

Revision: 2026_11_23_tally, after 2026_11_22.
"""

import sqlalchemy as sa
from alembic import op


revision = '2026_11_23_tally'
down_revision = '2026_11_22'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('tally',
    sa.Column('gathering', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('about', sa.String(length=40), nullable=False),
    sa.Column('choice', sa.String(length=40), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.CheckConstraint('count >= 0', name=op.f('ck_tally_counted')),
    sa.PrimaryKeyConstraint('gathering', 'kind', 'about', 'choice', name=op.f('pk_tally')),
    sqlite_with_rowid=False
    )


def downgrade() -> None:
    op.drop_table('tally')
