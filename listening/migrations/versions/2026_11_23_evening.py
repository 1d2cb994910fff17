"""The evening: table passes, the tablet, “Tonight we heard”.

Revision: 2026_11_23_evening, after 2026_11_23_still_so.
"""

import sqlalchemy as sa
from alembic import op


revision = '2026_11_23_evening'
down_revision = '2026_11_23_still_so'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('evening',
    sa.Column('listening_session_id', sa.Integer(), nullable=False),
    sa.Column('pass_round', sa.String(length=32), nullable=False),
    sa.Column('tablet', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['listening_session_id'], ['listening_session.id'], name=op.f('fk_evening_listening_session_id_listening_session')),
    sa.PrimaryKeyConstraint('listening_session_id', name=op.f('pk_evening'))
    )
    op.create_table('tonight',
    sa.Column('listening_session_id', sa.Integer(), nullable=False),
    sa.Column('released_on', sa.Date(), nullable=True),
    sa.Column('corrected_on', sa.Date(), nullable=True),
    sa.Column('released_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(released_on IS NULL) = (released_by_id IS NULL)', name=op.f('ck_tonight_released_by_someone')),
    sa.CheckConstraint('corrected_on IS NULL OR released_on IS NOT NULL', name=op.f('ck_tonight_corrected_after_release')),
    sa.ForeignKeyConstraint(['listening_session_id'], ['listening_session.id'], name=op.f('fk_tonight_listening_session_id_listening_session')),
    sa.ForeignKeyConstraint(['released_by_id'], ['staff.id'], name=op.f('fk_tonight_released_by_id_staff')),
    sa.PrimaryKeyConstraint('listening_session_id', name=op.f('pk_tonight'))
    )
    op.create_table('tonight_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('listening_session_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.JSON(), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['listening_session_id'], ['tonight.listening_session_id'], name=op.f('fk_tonight_part_listening_session_id_tonight')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tonight_part'))
    )
    op.create_table('tonight_line',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('listening_session_id', sa.Integer(), nullable=False),
    sa.Column('prompt_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['listening_session_id'], ['listening_session.id'], name=op.f('fk_tonight_line_listening_session_id_listening_session')),
    sa.ForeignKeyConstraint(['prompt_id'], ['prompt.id'], name=op.f('fk_tonight_line_prompt_id_prompt')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tonight_line')),
    sqlite_with_rowid=False
    )


def downgrade() -> None:
    for table in ('tonight_line', 'tonight_part', 'tonight', 'evening'):
        op.drop_table(table)
