"""Who does what in an evening, and the hour it was moved from.

Revision: 2026_11_23_evening_jobs, after 2026_11_23_decisions.
"""

import sqlalchemy as sa
from alembic import op


revision = '2026_11_23_evening_jobs'
down_revision = '2026_11_23_decisions'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('evening_job',
    sa.Column('listening_session_id', sa.Integer(), nullable=False),
    sa.Column('job', sa.String(length=20), nullable=False),
    sa.Column('held_by', sa.String(length=120), nullable=False),
    sa.CheckConstraint("job IN ('child_care', 'co_facilitator', 'facilitator', 'host', 'interpreter', 'listener', 'support_person', 'table_scribe', 'timekeeper')", name=op.f('ck_evening_job_job_known')),
    sa.ForeignKeyConstraint(['listening_session_id'], ['listening_session.id'], name=op.f('fk_evening_job_listening_session_id_listening_session')),
    sa.PrimaryKeyConstraint('listening_session_id', 'job', name=op.f('pk_evening_job'))
    )
    with op.batch_alter_table('listening_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('moved_from', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('listening_session', schema=None) as batch_op:
        batch_op.drop_column('moved_from')

    op.drop_table('evening_job')
