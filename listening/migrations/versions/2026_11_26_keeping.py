"""How long originals are kept, and the switch that pauses deletion.

Revision: 2026_11_26_keeping, after 2026_11_26_quarantine.
"""

import sqlalchemy as sa
from alembic import op


revision = '2026_11_26_keeping'
down_revision = '2026_11_26_quarantine'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('hold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('engagement_id', sa.Integer(), nullable=False),
    sa.Column('began_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.JSON(), nullable=False),
    sa.Column('began_by_id', sa.Integer(), nullable=False),
    sa.Column('end_asked_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(ended_on IS NULL) = (ended_by_id IS NULL)', name=op.f('ck_hold_ended_by_someone')),
    sa.CheckConstraint('ended_by_id IS NULL OR (end_asked_by_id IS NOT NULL AND end_asked_by_id <> ended_by_id)', name=op.f('ck_hold_two_keys_to_end')),
    sa.ForeignKeyConstraint(['began_by_id'], ['staff.id'], name=op.f('fk_hold_began_by_id_staff')),
    sa.ForeignKeyConstraint(['end_asked_by_id'], ['staff.id'], name=op.f('fk_hold_end_asked_by_id_staff')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['staff.id'], name=op.f('fk_hold_ended_by_id_staff')),
    sa.ForeignKeyConstraint(['engagement_id'], ['engagement.id'], name=op.f('fk_hold_engagement_id_engagement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hold'))
    )
    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hold_engagement_id'), ['engagement_id'], unique=False)
    with op.batch_alter_table('engagement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('coded_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('originals_gone_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('archived_on', sa.Date(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_engagement_gone_after_coded'), 'originals_gone_on IS NULL OR coded_on IS NOT NULL')


def downgrade() -> None:
    with op.batch_alter_table('engagement', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_engagement_gone_after_coded'), type_='check')
        batch_op.drop_column('archived_on')
        batch_op.drop_column('originals_gone_on')
        batch_op.drop_column('coded_on')
    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hold_engagement_id'))
    op.drop_table('hold')
