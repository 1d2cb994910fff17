"""After the evening: what those who ran it wrote down, and what people would change on its page.

Revision: 2026_11_26_after_the_evening, after 2026_11_26_workbench.
"""

import sqlalchemy as sa
from alembic import op

import listening.core.database


revision = '2026_11_26_after_the_evening'
down_revision = '2026_11_26_workbench'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('debrief',
    sa.Column('listening_session_id', sa.Integer(), nullable=False),
    sa.Column('barriers', sa.JSON(), nullable=False),
    sa.Column('supports_used', sa.JSON(), nullable=False),
    sa.Column('learned', listening.core.database.WordsType(), nullable=False),
    sa.Column('noted_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['listening_session_id'], ['listening_session.id'], name=op.f('fk_debrief_listening_session_id_listening_session')),
    sa.PrimaryKeyConstraint('listening_session_id', name=op.f('pk_debrief'))
    )
    op.create_table('note_correction',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('listening_session_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['listening_session_id'], ['listening_session.id'], name=op.f('fk_note_correction_listening_session_id_listening_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note_correction')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_note_correction_listening_session_id'), 'note_correction', ['listening_session_id'], unique=False)


def downgrade() -> None:
    op.drop_table('note_correction')
    op.drop_table('debrief')
