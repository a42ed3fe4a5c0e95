"""What a student learns from a run: known mistakes and pictures; and assignments that are closed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "run_mistakes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("misconception", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("converges", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_mistakes_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_mistakes")),
        sa.UniqueConstraint("run_id", "position", name=op.f("uq_run_mistakes_run_id_position")),
        sa.UniqueConstraint("run_id", "misconception", name=op.f("uq_run_mistakes_run_id_misconception")),
    )
    op.create_index(op.f("ix_run_mistakes_misconception"), "run_mistakes", ["misconception"], unique=False)
    with op.batch_alter_table("run_tests") as table:
        table.drop_column("misconception")  # it was never filled
        for name in ("misconceptions", "figures"):
            table.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("run_tests") as table:
        for name in ("misconceptions", "figures"):
            table.alter_column(name, server_default=None)
    with op.batch_alter_table("line_items") as table:
        table.add_column(sa.Column("problem", sa.String(), nullable=True))
