"""Other things we heard: lines from single voices, and short answers.

Revision: 2026_11_26_other_things, after 2026_11_26_apart.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_other_things"
down_revision = "2026_11_26_apart"
branch_labels = None
depends_on = None


def two_people(table: str, first: str, second: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(
            f"(published_on IS NULL) = ({second} IS NULL)", name=op.f(f"ck_{table}_published_by_someone")
        ),
        sa.CheckConstraint(f"{second} IS NULL OR {second} <> {first}", name=op.f(f"ck_{table}_two_people")),
    ]


def upgrade() -> None:
    op.create_table(
        "other_thing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        *two_people("other_thing", "written_by_id", "checked_by_id"),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_other_thing_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["staff.id"], name=op.f("fk_other_thing_written_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["staff.id"], name=op.f("fk_other_thing_checked_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_thing")),
    )
    op.create_index(op.f("ix_other_thing_engagement_id"), "other_thing", ["engagement_id"])
    op.create_table(
        "behind",
        sa.Column("contribution_id", sa.String(32), nullable=False),
        sa.Column("other_thing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_behind_contribution_id_contribution"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_thing_id"],
            ["other_thing.id"],
            name=op.f("fk_behind_other_thing_id_other_thing"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contribution_id", "other_thing_id", name=op.f("pk_behind")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_behind_other_thing_id"), "behind", ["other_thing_id"])
    op.create_table(
        "short_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("other_thing_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        *two_people("short_answer", "drafted_by_id", "published_by_id"),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_short_answer_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["other_thing_id"],
            ["other_thing.id"],
            name=op.f("fk_short_answer_other_thing_id_other_thing"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["staff.id"], name=op.f("fk_short_answer_drafted_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["staff.id"], name=op.f("fk_short_answer_published_by_id_staff")
        ),
        sa.UniqueConstraint("other_thing_id", name=op.f("uq_short_answer_other_thing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_short_answer")),
    )
    op.create_index(op.f("ix_short_answer_engagement_id"), "short_answer", ["engagement_id"])


def downgrade() -> None:
    op.drop_table("short_answer")
    op.drop_table("behind")
    op.drop_table("other_thing")
