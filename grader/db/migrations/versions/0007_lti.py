"""LTI 1.3: platforms, identities, contexts, links, rosters, grades for them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "lti_platforms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("auth_login_url", sa.String(length=2000), nullable=False),
        sa.Column("auth_token_url", sa.String(length=2000), nullable=False),
        sa.Column("auth_audience", sa.String(length=2000), nullable=True),
        sa.Column("key_set_url", sa.String(length=2000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_platforms")),
        sa.UniqueConstraint("issuer", "client_id", name=op.f("uq_lti_platforms_issuer_client_id")),
    )
    op.create_table(
        "lti_tool_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kid", sa.String(length=64), nullable=False),
        sa.Column("private_pem", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_tool_keys")),
        sa.UniqueConstraint("kid", name=op.f("uq_lti_tool_keys_kid")),
    )
    op.create_table(
        "lti_deployments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["platform_id"], ["lti_platforms.id"], name=op.f("fk_lti_deployments_platform_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_deployments")),
        sa.UniqueConstraint("platform_id", "deployment_id", name=op.f("uq_lti_deployments_platform_id_deployment_id")),
    )
    op.create_table(
        "lti_identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_lti_identities_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_lti_identities_issuer_subject")),
    )
    op.create_index(op.f("ix_lti_identities_user_id"), "lti_identities", ["user_id"], unique=False)
    op.create_table(
        "lti_logins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("nonce_hash", sa.String(length=64), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["platform_id"], ["lti_platforms.id"], name=op.f("fk_lti_logins_platform_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_logins")),
        sa.UniqueConstraint("nonce_hash", name=op.f("uq_lti_logins_nonce_hash")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_lti_logins_state_hash")),
    )
    op.create_index(op.f("ix_lti_logins_expires_at"), "lti_logins", ["expires_at"], unique=False)
    op.create_table(
        "lti_registration_invites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_lti_registration_invites_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_registration_invites")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_lti_registration_invites_token_hash")),
    )
    op.create_table(
        "lti_launches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_hash", sa.String(length=64), nullable=False),
        sa.Column("deployment_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["deployment_id"], ["lti_deployments.id"], name=op.f("fk_lti_launches_deployment_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_lti_launches_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_launches")),
        sa.UniqueConstraint("ticket_hash", name=op.f("uq_lti_launches_ticket_hash")),
    )
    op.create_index(op.f("ix_lti_launches_expires_at"), "lti_launches", ["expires_at"], unique=False)
    op.create_index(op.f("ix_lti_launches_user_id"), "lti_launches", ["user_id"], unique=False)
    op.create_table(
        "lti_contexts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.String(length=255), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("memberships_url", sa.String(length=2000), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_lti_contexts_course_id")),
        sa.ForeignKeyConstraint(["deployment_id"], ["lti_deployments.id"], name=op.f("fk_lti_contexts_deployment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_contexts")),
        sa.UniqueConstraint("deployment_id", "context_id", name=op.f("uq_lti_contexts_deployment_id_context_id")),
    )
    op.create_index(op.f("ix_lti_contexts_course_id"), "lti_contexts", ["course_id"], unique=False)
    op.create_table(
        "lti_resource_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("resource_link_id", sa.String(length=255), nullable=False),
        sa.Column("line_item_id", sa.Integer(), nullable=True),
        sa.Column("ags_line_item_url", sa.String(length=2000), nullable=True),
        sa.Column("ags_line_items_url", sa.String(length=2000), nullable=True),
        sa.Column("ags_scopes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["context_id"], ["lti_contexts.id"], name=op.f("fk_lti_resource_links_context_id")),
        sa.ForeignKeyConstraint(["line_item_id"], ["line_items.id"], name=op.f("fk_lti_resource_links_line_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_resource_links")),
        sa.UniqueConstraint(
            "context_id", "resource_link_id", name=op.f("uq_lti_resource_links_context_id_resource_link_id")
        ),
    )
    op.create_index(op.f("ix_lti_resource_links_line_item_id"), "lti_resource_links", ["line_item_id"], unique=False)
    op.create_table(
        "lti_roster_syncs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("inactive", sa.Integer(), nullable=False),
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
        sa.ForeignKeyConstraint(["context_id"], ["lti_contexts.id"], name=op.f("fk_lti_roster_syncs_context_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_roster_syncs")),
        sa.UniqueConstraint("context_id", name=op.f("uq_lti_roster_syncs_context_id")),
    )
    op.create_index("ix_lti_roster_syncs_queue", "lti_roster_syncs", ["state", "due"], unique=False)
    op.create_table(
        "lti_notice_handlers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["lti_deployments.id"], name=op.f("fk_lti_notice_handlers_deployment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_notice_handlers")),
        sa.UniqueConstraint("deployment_id", name=op.f("uq_lti_notice_handlers_deployment_id")),
    )
    op.create_index("ix_lti_notice_handlers_queue", "lti_notice_handlers", ["state", "due"], unique=False)
    op.create_table(
        "lti_passbacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_link_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times_failed", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("last_error_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_score", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score_timestamp", sa.DateTime(timezone=True), nullable=True),
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
        sa.ForeignKeyConstraint(
            ["resource_link_id"], ["lti_resource_links.id"], name=op.f("fk_lti_passbacks_resource_link_id")
        ),
        sa.ForeignKeyConstraint(["student_id"], ["users.id"], name=op.f("fk_lti_passbacks_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_passbacks")),
        sa.UniqueConstraint(
            "resource_link_id", "student_id", name=op.f("uq_lti_passbacks_resource_link_id_student_id")
        ),
    )
    op.create_index("ix_lti_passbacks_queue", "lti_passbacks", ["state", "due"], unique=False)
    op.create_index(op.f("ix_lti_passbacks_student_id"), "lti_passbacks", ["student_id"], unique=False)
