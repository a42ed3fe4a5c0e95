"""What a course needs: rules and extensions, results, regrades, comments, reports, an audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    _make_tables()
    _widen_tables()
    _fill_results()


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)


def _job_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("state", _words("jobstate", "open", "done", "failed"), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=20), nullable=True),
        sa.Column("error_kind", sa.String(length=64), nullable=True),
        sa.Column("error_message", sa.String(), nullable=True),
    ]


def _make_tables() -> None:
    op.create_table(
        "audit_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_audit_events_actor_id")),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_audit_events_course_id")),
        sa.ForeignKeyConstraint(["student_id"], ["users.id"], name=op.f("fk_audit_events_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    op.create_index("ix_audit_events_course_id_id", "audit_events", ["course_id", "id"])
    op.create_index(op.f("ix_audit_events_student_id"), "audit_events", ["student_id"])
    op.create_table(
        "sign_in_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_job_columns(),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_in_mails_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_mails")),
    )
    op.create_index("ix_sign_in_mails_queue", "sign_in_mails", ["state", "due"])
    op.create_index(op.f("ix_sign_in_mails_user_id"), "sign_in_mails", ["user_id"])
    op.create_table(
        "class_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_item_id", sa.Integer(), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=True),
        *_job_columns(),
        sa.ForeignKeyConstraint(["line_item_id"], ["line_items.id"], name=op.f("fk_class_reports_line_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_reports")),
        sa.UniqueConstraint("line_item_id", name=op.f("uq_class_reports_line_item_id")),
    )
    op.create_index("ix_class_reports_queue", "class_reports", ["state", "due"])
    op.create_table(
        "extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_item_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("extra_attempts >= 0", name=op.f("ck_extensions_extra_attempts_not_negative")),
        sa.ForeignKeyConstraint(["line_item_id"], ["line_items.id"], name=op.f("fk_extensions_line_item_id")),
        sa.ForeignKeyConstraint(["student_id"], ["users.id"], name=op.f("fk_extensions_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
        sa.UniqueConstraint("line_item_id", "student_id", name=op.f("uq_extensions_line_item_id_student_id")),
    )
    op.create_index(op.f("ix_extensions_student_id"), "extensions", ["student_id"])
    op.create_table(
        "regrades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_item_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", _words("regradestate", "trial", "applied", "undone"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_regrades_actor_id")),
        sa.ForeignKeyConstraint(["line_item_id"], ["line_items.id"], name=op.f("fk_regrades_line_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrades")),
    )
    op.create_index(op.f("ix_regrades_line_item_id"), "regrades", ["line_item_id"])
    op.create_table(
        "similarity_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_item_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        *_job_columns(),
        sa.ForeignKeyConstraint(["line_item_id"], ["line_items.id"], name=op.f("fk_similarity_reports_line_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similarity_reports")),
    )
    op.create_index(op.f("ix_similarity_reports_line_item_id"), "similarity_reports", ["line_item_id"])
    op.create_index("ix_similarity_reports_queue", "similarity_reports", ["state", "due"])
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("line >= 1", name=op.f("ck_comments_line_counts_from_one")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_comments_author_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_comments_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_submission_id"), "comments", ["submission_id"])
    op.create_table(
        "similar_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("left_id", sa.Integer(), nullable=False),
        sa.Column("right_id", sa.Integer(), nullable=False),
        sa.Column("left_share", sa.Double(), nullable=False),
        sa.Column("right_share", sa.Double(), nullable=False),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["left_id"], ["submissions.id"], name=op.f("fk_similar_pairs_left_id")),
        sa.ForeignKeyConstraint(["report_id"], ["similarity_reports.id"], name=op.f("fk_similar_pairs_report_id")),
        sa.ForeignKeyConstraint(["right_id"], ["submissions.id"], name=op.f("fk_similar_pairs_right_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similar_pairs")),
        sa.UniqueConstraint("report_id", "position", name=op.f("uq_similar_pairs_report_id_position")),
    )
    op.create_table(
        "results",
        sa.Column("line_item_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("latest_submission_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("earned", sa.Integer(), nullable=True),
        sa.Column("late_percent", sa.Integer(), nullable=False),
        sa.Column("is_overridden", sa.Boolean(), nullable=False),
        sa.Column("counting_attempt", sa.Integer(), nullable=True),
        sa.Column("counting_run_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("score BETWEEN 0 AND 10000", name=op.f("ck_results_score_in_range")),
        sa.ForeignKeyConstraint(["counting_run_id"], ["runs.id"], name=op.f("fk_results_counting_run_id")),
        sa.ForeignKeyConstraint(
            ["latest_submission_id"], ["submissions.id"], name=op.f("fk_results_latest_submission_id")
        ),
        sa.ForeignKeyConstraint(["line_item_id"], ["line_items.id"], name=op.f("fk_results_line_item_id")),
        sa.ForeignKeyConstraint(["student_id"], ["users.id"], name=op.f("fk_results_student_id")),
        sa.PrimaryKeyConstraint("line_item_id", "student_id", name=op.f("pk_results")),
    )
    op.create_index(op.f("ix_results_student_id"), "results", ["student_id"])


def _widen_tables() -> None:
    _add("courses", sa.Column("retention_days", sa.Integer(), nullable=True))
    _add("users", sa.Column("time_zone", sa.String(length=64)), sa.Column("erased_at", sa.DateTime(timezone=True)))
    _add("submissions", sa.Column("erased_at", sa.DateTime(timezone=True)))
    op.create_index("ix_submissions_by_time", "submissions", ["line_item_id", "received_at", "erased_at", "student_id"])
    _add(
        "line_items",
        sa.Column("is_published", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("opens_at", sa.DateTime(timezone=True)),
        sa.Column("closes_at", sa.DateTime(timezone=True)),
        sa.Column("late_percent_per_day", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("max_attempts", sa.Integer()),
        sa.Column("cool_down_s", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("counting", _words("counting", "best", "latest"), nullable=False, server_default="best"),
        sa.Column(
            "tests_shown", _words("shown", "full", "counted", "after_close"), nullable=False, server_default="full"
        ),
        sa.Column("are_scores_shown", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    with op.batch_alter_table("line_items") as table:
        table.create_check_constraint("late_percent_in_range", "late_percent_per_day BETWEEN 0 AND 100")
        table.create_check_constraint("one_attempt_at_least", "max_attempts >= 1")
        table.create_check_constraint("cool_down_not_negative", "cool_down_s >= 0")
    _add(
        "runs",
        sa.Column("regrade_id", sa.Integer()),
        sa.Column("is_trial", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("progress_done", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("progress_total", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("progress_title", sa.String(length=500), nullable=False, server_default=""),
    )
    with op.batch_alter_table("runs") as table:
        table.create_foreign_key(op.f("fk_runs_regrade_id"), "regrades", ["regrade_id"], ["id"])
        table.create_index(op.f("ix_runs_regrade_id"), ["regrade_id"])
    kinds = "graded", "restored", "overridden", "lifted"
    _add(
        "grade_events",
        sa.Column("kind", _words("eventkind", *kinds), nullable=False, server_default="graded"),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("reason", sa.String(), nullable=False, server_default=""),
    )
    with op.batch_alter_table("grade_events") as table:
        for name in ("run_id", "attempt", "score"):
            table.alter_column(name, existing_type=sa.Integer(), nullable=True)
        table.create_foreign_key(op.f("fk_grade_events_actor_id"), "users", ["actor_id"], ["id"])
        table.drop_constraint(op.f("uq_grade_events_run_id"), type_="unique")
        graded = sa.text("kind = 'graded'")
        table.create_index(
            "uq_grade_events_graded_run", ["run_id"], unique=True, sqlite_where=graded, postgresql_where=graded
        )
        table.create_check_constraint("run_when_of_a_run", "(kind IN ('graded', 'restored')) = (run_id IS NOT NULL)")
        table.create_check_constraint("score_when_not_lifted", "(kind = 'lifted') = (score IS NULL)")
    with op.batch_alter_table("enrolments") as table:
        table.drop_constraint("role", type_="check")
        table.create_check_constraint("role", "role IN ('student', 'assistant', 'instructor')")


def _add(name: str, *columns: sa.Column[object]) -> None:
    """Add *columns* to a table; a default is for the rows that are there already."""
    with op.batch_alter_table(name) as table:
        for column in columns:
            table.add_column(column)
    with op.batch_alter_table(name) as table:
        for column in columns:
            if column.server_default is not None:
                table.alter_column(column.name, existing_type=column.type, server_default=None)


def _fill_results() -> None:
    """Write down what the grade events so far come to: of each attempt the newest score, of these the best.

    Each cell looks its events up by their index. One statement that joins all cells with all events would be enough,
    but PostgreSQL without statistics compares each with each: an hour for 100,000 submissions.
    """
    op.execute(
        """
        INSERT INTO results (line_item_id, student_id, attempts, latest_submission_id, late_percent, is_overridden)
        SELECT line_item_id, student_id, attempt, id, 0, FALSE
        FROM (SELECT line_item_id, student_id, attempt, id,
                     ROW_NUMBER() OVER (PARTITION BY line_item_id, student_id ORDER BY attempt DESC) AS place
              FROM submissions) AS newest
        WHERE place = 1
        """
    )
    op.execute(
        """
        UPDATE results SET (score, earned, counting_attempt, counting_run_id) = (
            SELECT event.score, event.score, event.attempt, event.run_id
            FROM grade_events AS event
            WHERE event.line_item_id = results.line_item_id AND event.student_id = results.student_id
              AND NOT EXISTS (SELECT 1 FROM grade_events AS newer
                              WHERE newer.line_item_id = event.line_item_id AND newer.student_id = event.student_id
                                AND newer.attempt = event.attempt AND newer.id > event.id)
            ORDER BY event.score DESC, event.attempt LIMIT 1)
        """
    )
