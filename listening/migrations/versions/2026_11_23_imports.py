"""Files: their doubles, and the session they were said in.

Revision: 2026_11_23_imports, after 2026_11_23_surveys.
"""

import sqlalchemy as sa
from alembic import op


revision = '2026_11_23_imports'
down_revision = '2026_11_23_surveys'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('import_batch', schema=None) as batch_op:
        batch_op.add_column(sa.Column('doubles', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('listening_session_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_import_batch_listening_session_id_listening_session'), 'listening_session', ['listening_session_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('import_batch', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_import_batch_listening_session_id_listening_session'), type_='foreignkey')
        batch_op.drop_column('listening_session_id')
        batch_op.drop_column('doubles')
