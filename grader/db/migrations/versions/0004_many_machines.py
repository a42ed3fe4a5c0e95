"""What many machines need: workers that are seen, the release in force, turns for line items, operators."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

QUEUES = "runs", "sign_in_mails", "class_reports", "similarity_reports"


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "workers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("host", sa.String(length=100), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("spare", sa.Integer(), nullable=False),
        sa.Column("obstacle", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
        sa.UniqueConstraint("name", name=op.f("uq_workers_name")),
    )
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
    )
    # the defaults stay: web and workers of the version before insert rows until they are replaced
    for table in QUEUES:
        op.add_column(table, sa.Column("turn", sa.Integer(), nullable=False, server_default="1"))
        op.add_column(table, sa.Column("family", sa.String(length=64), nullable=False, server_default=""))
    op.execute(
        """
        UPDATE runs SET turn = counted.turn
        FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY owner ORDER BY id) AS turn
              FROM runs WHERE state = 'open') AS counted
        WHERE counted.id = runs.id
        """
    )
    op.execute(
        """
        UPDATE runs SET family = (SELECT CAST(line_item_id AS VARCHAR) FROM submissions
                                  WHERE submissions.id = runs.submission_id) WHERE state = 'open'
        """
    )
    op.add_column("users", sa.Column("is_operator", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE users SET is_operator = TRUE WHERE email = 'instructor@localhost'")
