"""Where two readers agreed that a text belongs, once they had talked.

Revision: 2026_11_26_agreed, after 2026_11_26_one_reply.
"""

import sqlalchemy as sa
from alembic import op


revision = '2026_11_26_agreed'
down_revision = '2026_11_26_one_reply'
branch_labels = None
depends_on = None

BY_SOMEONE = "(agreed IS NULL) = (agreed_by_id IS NULL) AND (agreed IS NULL) = (agreed_on IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table('reread', table_kwargs={'sqlite_with_rowid': False}) as batch_op:
        batch_op.add_column(sa.Column('agreed', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('agreed_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('agreed_on', sa.Date(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_reread_agreed_by_id_staff'), 'staff', ['agreed_by_id'], ['id'])
        batch_op.create_check_constraint(batch_op.f('ck_reread_agreed_by_someone'), BY_SOMEONE)


def downgrade() -> None:
    with op.batch_alter_table('reread', table_kwargs={'sqlite_with_rowid': False}) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_reread_agreed_by_someone'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_reread_agreed_by_id_staff'), type_='foreignkey')
        batch_op.drop_column('agreed_on')
        batch_op.drop_column('agreed_by_id')
        batch_op.drop_column('agreed')
