"""Answers on the public page, told apart from those that count.

Revision: 2026_11_26_apart, after 2026_11_26_keeping.
"""

import sqlalchemy as sa
from alembic import op


revision = '2026_11_26_apart'
down_revision = '2026_11_26_keeping'
branch_labels = None
depends_on = None

COLUMNS = ('apart_yes', 'apart_partly', 'apart_no', 'apart_cannot_tell')


def upgrade() -> None:
    with op.batch_alter_table('confirmation', schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_confirmation_apart_never_before_the_end'), 'apart_yes IS NULL OR evaluated_on IS NOT NULL')


def downgrade() -> None:
    with op.batch_alter_table('confirmation', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_confirmation_apart_never_before_the_end'), type_='check')
        for name in COLUMNS:
            batch_op.drop_column(name)
