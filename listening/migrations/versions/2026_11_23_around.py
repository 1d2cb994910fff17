"""Who came, pay cards, and places that partners choose from.

Revision: 2026_11_23_around, after 2026_11_23_proofs.
"""

import sqlalchemy as sa
from alembic import op


revision = '2026_11_23_around'
down_revision = '2026_11_23_proofs'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('place_poll',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('engagement_id', sa.Integer(), nullable=False),
    sa.Column('facilitator_id', sa.Integer(), nullable=False),
    sa.Column('chosen', sa.Integer(), nullable=True),
    sa.Column('chosen_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['engagement_id'], ['engagement.id'], name=op.f('fk_place_poll_engagement_id_engagement')),
    sa.ForeignKeyConstraint(['facilitator_id'], ['staff.id'], name=op.f('fk_place_poll_facilitator_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place_poll'))
    )
    op.create_table('outreach',
    sa.Column('listening_session_id', sa.Integer(), nullable=False),
    sa.Column('who', sa.String(length=12), nullable=False),
    sa.Column('target', sa.Integer(), nullable=False),
    sa.Column('reach', sa.Integer(), nullable=False),
    sa.CheckConstraint("who IN ('fathers', 'foster', 'kin', 'legal', 'parents', 'partners', 'tribes', 'youth')", name=op.f('ck_outreach_group_known')),
    sa.CheckConstraint('target >= 0 AND reach >= 0', name=op.f('ck_outreach_counted')),
    sa.ForeignKeyConstraint(['listening_session_id'], ['listening_session.id'], name=op.f('fk_outreach_listening_session_id_listening_session')),
    sa.PrimaryKeyConstraint('listening_session_id', 'who', name=op.f('pk_outreach'))
    )
    op.create_table('pay_cards',
    sa.Column('listening_session_id', sa.Integer(), nullable=False),
    sa.Column('first', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.Column('cents', sa.Integer(), nullable=False),
    sa.Column('given', sa.Integer(), nullable=False),
    sa.CheckConstraint('cents > 0', name=op.f('ck_pay_cards_worth_something')),
    sa.CheckConstraint('first <= last', name=op.f('ck_pay_cards_numbered')),
    sa.CheckConstraint('given >= 0 AND given <= last - first + 1', name=op.f('ck_pay_cards_no_more_than_there_are')),
    sa.ForeignKeyConstraint(['listening_session_id'], ['listening_session.id'], name=op.f('fk_pay_cards_listening_session_id_listening_session')),
    sa.PrimaryKeyConstraint('listening_session_id', name=op.f('pk_pay_cards'))
    )
    op.create_table('place_option',
    sa.Column('place_poll_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.JSON(), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['place_poll_id'], ['place_poll.id'], name=op.f('fk_place_option_place_poll_id_place_poll')),
    sa.PrimaryKeyConstraint('place_poll_id', 'number', name=op.f('pk_place_option'))
    )
    op.create_table('place_vote',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('place_poll_id', sa.Integer(), nullable=False),
    sa.Column('organisation', sa.String(length=120), nullable=False),
    sa.Column('link', sa.String(length=32), nullable=False),
    sa.Column('works', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['place_poll_id'], ['place_poll.id'], name=op.f('fk_place_vote_place_poll_id_place_poll')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place_vote')),
    sa.UniqueConstraint('link', name=op.f('uq_place_vote_link')),
    sa.UniqueConstraint('place_poll_id', 'organisation', name=op.f('uq_place_vote_place_poll_id_organisation'))
    )


def downgrade() -> None:
    op.drop_table('place_vote')
    op.drop_table('place_option')
    op.drop_table('pay_cards')
    op.drop_table('outreach')
    op.drop_table('place_poll')
