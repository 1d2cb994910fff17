"""Mailboxes of staff and units, and which reminders were sent.

Revision: 2026_11_23_reminders, after 2026_11_23_around.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_reminders"
down_revision = "2026_11_23_around"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_address",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("told_week", sa.String(length=8), nullable=False),
        sa.CheckConstraint("address LIKE '%_@_%'", name=op.f("ck_staff_address_address_is_one")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_address_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_address")),
        sa.UniqueConstraint("mark", name=op.f("uq_staff_address_mark")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("above_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("above_id IS NULL OR above_id <> id", name=op.f("ck_unit_above_is_another")),
        sa.CheckConstraint("address = '' OR address LIKE '%_@_%'", name=op.f("ck_unit_address_is_one")),
        sa.ForeignKeyConstraint(["above_id"], ["unit.id"], name=op.f("fk_unit_above_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_name")),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("thing", "due_on", "stage", name=op.f("uq_reminder_thing_due_on_stage")),
    )


def downgrade() -> None:
    op.drop_table("reminder")
    op.drop_table("unit")
    op.drop_table("staff_address")
