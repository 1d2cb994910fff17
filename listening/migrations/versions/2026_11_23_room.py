"""The room while it is open, and what it heard first.

Revision: 2026_11_23_room, after 2026_11_23_imports.
"""

import sqlalchemy as sa
from alembic import op


revision = '2026_11_23_room'
down_revision = '2026_11_23_imports'
branch_labels = None
depends_on = None


def upgrade() -> None:
    asked = "IN ('not_yet', 'open', 'closed')"
    op.create_table('hearing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('listening_session_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['listening_session_id'], ['listening_session.id'], name=op.f('fk_hearing_listening_session_id_listening_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hearing')),
    sa.UniqueConstraint('listening_session_id', 'number', name=op.f('uq_hearing_listening_session_id_number'))
    )
    op.create_table('room',
    sa.Column('listening_session_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('prompt_id', sa.Integer(), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('prompts_done', sa.JSON(), nullable=False),
    sa.Column('paused', sa.Boolean(), nullable=False),
    sa.Column('rules_round', sa.String(length=8), nullable=False),
    sa.Column('agreed_rules', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('agreed_on', sa.Date(), nullable=True),
    sa.Column('wall_on', sa.Boolean(), nullable=False),
    sa.Column('vote', sa.String(length=8), nullable=False),
    sa.Column('results_shown', sa.Boolean(), nullable=False),
    sa.Column('hearing_shown', sa.Boolean(), nullable=False),
    sa.Column('read_back', sa.String(length=8), nullable=False),
    sa.Column('pulse', sa.String(length=8), nullable=False),
    sa.Column('pulse_more', sa.Boolean(), nullable=False),
    sa.Column('last_call', sa.Boolean(), nullable=False),
    sa.Column('next_heap_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('NOT wall_on OR agreed_on IS NOT NULL', name=op.f('ck_room_rules_before_wall')),
    sa.CheckConstraint('(agreed_on IS NULL) = (agreed_rules IS NULL)', name=op.f('ck_room_agreed_means_written')),
    sa.CheckConstraint('closes_at IS NULL OR prompt_id IS NOT NULL', name=op.f('ck_room_timer_of_a_prompt')),
    sa.CheckConstraint(f'rules_round {asked}', name=op.f('ck_room_rules_round_known')),
    sa.CheckConstraint(f'vote {asked}', name=op.f('ck_room_vote_known')),
    sa.CheckConstraint(f'read_back {asked}', name=op.f('ck_room_read_back_known')),
    sa.CheckConstraint(f'pulse {asked}', name=op.f('ck_room_pulse_known')),
    sa.ForeignKeyConstraint(['listening_session_id'], ['listening_session.id'], name=op.f('fk_room_listening_session_id_listening_session')),
    sa.ForeignKeyConstraint(['prompt_id'], ['prompt.id'], name=op.f('fk_room_prompt_id_prompt')),
    sa.PrimaryKeyConstraint('listening_session_id', name=op.f('pk_room'))
    )


def downgrade() -> None:
    op.drop_table('room')
    op.drop_table('hearing')
