"""What the agency says of its past, where to go in a disagreement, what an action removes, what its owners agreed on.

Revision: 2026_11_26_shared_owners, after 2026_11_26_agreed.
"""

import sqlalchemy as sa
from alembic import op


revision = '2026_11_26_shared_owners'
down_revision = '2026_11_26_agreed'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ('looking_back', 'disagreement'):
        op.add_column('engagement', sa.Column(name, sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table('action', schema=None) as batch_op:
        batch_op.add_column(sa.Column('agreement_link', sa.String(length=300), server_default='', nullable=False))
        batch_op.add_column(sa.Column('removes', sa.JSON(none_as_null=True), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f('ck_action_agreement_link_https'), "agreement_link = '' OR agreement_link LIKE 'https://%'"
        )


def downgrade() -> None:
    with op.batch_alter_table('action', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_action_agreement_link_https'), type_='check')
        batch_op.drop_column('removes')
        batch_op.drop_column('agreement_link')
    with op.batch_alter_table('engagement', schema=None) as batch_op:
        batch_op.drop_column('disagreement')
        batch_op.drop_column('looking_back')
