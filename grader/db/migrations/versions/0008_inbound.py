"""What other systems hand in for students."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "inbound_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("secret", sa.String(length=120), nullable=False),
        sa.Column("old_secret", sa.String(length=120), nullable=True),
        sa.Column("old_secret_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hosts", sa.JSON(), nullable=False),
        sa.Column("bearer", sa.String(length=500), nullable=True),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_inbound_sources_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_sources")),
    )
    op.create_index(op.f("ix_inbound_sources_course_id"), "inbound_sources", ["course_id"], unique=False)
    op.create_table(
        "inbound_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("platform_id", sa.Integer(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("webhook_id", sa.String(length=255), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "done", "failed", name="jobstate", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("turn", sa.Integer(), server_default="1", nullable=False),
        sa.Column("family", sa.String(length=64), server_default=sa.text("''"), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=20), nullable=True),
        sa.Column("error_kind", sa.String(length=64), nullable=True),
        sa.Column("error_message", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_inbound_notices_course_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["lti_platforms.id"], name=op.f("fk_inbound_notices_platform_id")),
        sa.ForeignKeyConstraint(["source_id"], ["inbound_sources.id"], name=op.f("fk_inbound_notices_source_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_inbound_notices_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_notices")),
        sa.UniqueConstraint(
            "platform_id", "submission_key", name=op.f("uq_inbound_notices_platform_id_submission_key")
        ),
        sa.UniqueConstraint("platform_id", "webhook_id", name=op.f("uq_inbound_notices_platform_id_webhook_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_inbound_notices_public_id")),
        sa.UniqueConstraint("source_id", "submission_key", name=op.f("uq_inbound_notices_source_id_submission_key")),
        sa.UniqueConstraint("source_id", "webhook_id", name=op.f("uq_inbound_notices_source_id_webhook_id")),
    )
    op.create_index(op.f("ix_inbound_notices_course_id"), "inbound_notices", ["course_id"], unique=False)
    op.create_index("ix_inbound_notices_queue", "inbound_notices", ["state", "due"], unique=False)
    op.create_index(op.f("ix_inbound_notices_submission_id"), "inbound_notices", ["submission_id"], unique=False)
