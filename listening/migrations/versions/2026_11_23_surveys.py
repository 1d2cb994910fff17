"""Surveys and their questions with choices.

Revision: 2026_11_23_surveys, after 2026_11_23_evening_jobs.
"""

import sqlalchemy as sa
from alembic import op


revision = '2026_11_23_surveys'
down_revision = '2026_11_23_evening_jobs'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('survey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('engagement_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=6), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('remind_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('pooled_on', sa.Date(), nullable=True),
    sa.Column('facilitator_id', sa.Integer(), nullable=False),
    sa.Column('return_session_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('opens_on <= closes_on', name=op.f('ck_survey_opens_before_it_closes')),
    sa.CheckConstraint('remind_on IS NULL OR remind_on <= closes_on', name=op.f('ck_survey_reminds_in_time')),
    sa.ForeignKeyConstraint(['engagement_id'], ['engagement.id'], name=op.f('fk_survey_engagement_id_engagement')),
    sa.ForeignKeyConstraint(['facilitator_id'], ['staff.id'], name=op.f('fk_survey_facilitator_id_staff')),
    sa.ForeignKeyConstraint(['return_session_id'], ['listening_session.id'], name=op.f('fk_survey_return_session_id_listening_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey')),
    sa.UniqueConstraint('code', name=op.f('uq_survey_code'))
    )
    op.create_table('closed_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.CheckConstraint("kind IN ('single', 'several', 'scale', 'ranking')", name=op.f('ck_closed_question_kind_known')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_closed_question_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closed_question')),
    sa.UniqueConstraint('survey_id', 'position', name=op.f('uq_closed_question_survey_id_position'))
    )
    op.create_table('survey_item',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('prompt_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['prompt_id'], ['prompt.id'], name=op.f('fk_survey_item_prompt_id_prompt')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_survey_item_survey_id_survey')),
    sa.PrimaryKeyConstraint('survey_id', 'prompt_id', name=op.f('pk_survey_item'))
    )


def downgrade() -> None:
    op.drop_table('survey_item')
    op.drop_table('closed_question')
    op.drop_table('survey')
