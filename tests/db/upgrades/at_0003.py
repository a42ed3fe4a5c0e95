"""What a database held at revision 0003: rules, results, regrades, comments, reports and the erased besides."""

from collections import defaultdict
from datetime import timedelta
from hashlib import sha256

from tests.db.upgrades import at_0002
from tests.db.upgrades.at_0001 import BEGIN, NOBODYS, STUDENTS, Row, Rows

ASSISTANT, ERASED = NOBODYS + 1, NOBODYS + 2
RULED = 6
"""A line item whose rules matter; each of its cells is one thing that can become of a grade."""
IN_TIME, LATE, EXTENDED, OVERRIDDEN, LIFTED, REGRADED, UNDONE, ON_TRIAL = range(3, 11)
DUE_AT = BEGIN + timedelta(days=30)
RUN = {"regrade_id": None, "is_trial": False, "progress_done": 0, "progress_total": 0, "progress_title": ""}
NO_EVENT = {"score": None, "attempt": None, "run_id": None}
GRADED = {"kind": "graded", "actor_id": None, "reason": ""}
DONE = {
    "state": "done", "priority": 4, "owner": "reports", "due": DUE_AT, "token": None, "tries": 1, "started_at": DUE_AT,
    "finished_at": DUE_AT + timedelta(seconds=2), "fault": None, "error_kind": None, "error_message": None,
}  # fmt: skip


def rows() -> Rows:
    """Return the rows of every table."""
    found = at_0002.rows()
    _widen(found)
    _people(found)
    found["results"] = _best(found)
    _ruled_line_item(found)
    _said_of_submissions(found)
    _worked_out(found)
    _erased(found)
    return found


def _widen(found: Rows) -> None:
    for course in found["courses"]:
        course["retention_days"] = 365 if course["id"] == 2 else None
    for user in found["users"]:
        user |= {"time_zone": "Europe/Berlin" if user["id"] % 2 else None, "erased_at": None}
    for item in found["line_items"]:
        item |= {
            "is_published": item["id"] != 4, "opens_at": None, "closes_at": None, "late_percent_per_day": 0,
            "max_attempts": None, "cool_down_s": 0, "counting": "best", "tests_shown": "full", "are_scores_shown": True,
        }  # fmt: skip
    for submission in found["submissions"]:
        submission["erased_at"] = None
    for run in found["runs"]:
        run.update(RUN)
        if run["token"]:
            run.update(progress_done=1, progress_total=4, progress_title="Gradient 1 is exact")
    for event in found["grade_events"]:
        event.update(GRADED)


def _people(found: Rows) -> None:
    person = {"password_hash": None, "created_at": BEGIN, "time_zone": None}
    assistant = {"name": "Asta Assistant", "email": "asta@example.org", "erased_at": None}
    stand_in = {"name": f"Erased student {ERASED}", "email": f"erased-{ERASED}@erased.invalid", "erased_at": DUE_AT}
    found["users"] += [{"id": ASSISTANT} | person | assistant, {"id": ERASED} | person | stand_in]
    for user_id, role in ((ASSISTANT, "assistant"), (ERASED, "student")):
        enrolled = {"user_id": user_id, "course_id": 1, "role": role, "created_at": BEGIN}
        found["enrolments"].append({"id": len(found["enrolments"]) + 1, **enrolled})
    asked_by: list[int | None] = [3, None, 4, 5]
    for number, asker in enumerate(asked_by, 1):
        found["sign_in_mails"].append({"id": number, "user_id": asker, "created_at": BEGIN} | DONE | {"owner": "mail"})
    found["sign_in_mails"][3] |= {"state": "failed", "fault": "service", "error_message": "no mail server"}


def _best(found: Rows) -> list[Row]:
    """Return the cells of the line items without rules: of each attempt the newest score, of these the best."""
    attempts: dict[tuple[int, int], list[Row]] = defaultdict(list)
    newest: dict[tuple[int, int], dict[int, Row]] = defaultdict(dict)
    for submission in found["submissions"]:
        attempts[submission["line_item_id"], submission["student_id"]].append(submission)
    for event in found["grade_events"]:
        newest[event["line_item_id"], event["student_id"]][event["attempt"]] = event
    cells = []
    for (line_item_id, student_id), handed_in in attempts.items():
        graded = newest[line_item_id, student_id].values()
        best = max(graded, key=lambda event: (event["score"], -event["attempt"]), default=NO_EVENT)
        counting = {"counting_attempt": best["attempt"], "counting_run_id": best["run_id"]}
        counted = {"score": best["score"], "earned": best["score"], "late_percent": 0, "is_overridden": False}
        counts = {"attempts": len(handed_in), "latest_submission_id": handed_in[-1]["id"]}
        cells.append({"line_item_id": line_item_id, "student_id": student_id} | counts | counted | counting)
    return cells


def _ruled_line_item(found: Rows) -> None:
    ruled = {"opens_at": BEGIN, "due_at": DUE_AT, "closes_at": DUE_AT + timedelta(days=9), "late_percent_per_day": 10}
    more = {"id": RULED, "course_id": 1, "assignment": "adam", "title": "Adam", "position": 6, "problem": None}
    limited = {"max_attempts": 5, "cool_down_s": 600, "counting": "latest", "tests_shown": "after_close"}
    found["line_items"].append(found["line_items"][0] | more | ruled | limited | {"are_scores_shown": False})
    granted = {"due_at": DUE_AT + timedelta(days=2), "extra_attempts": 2, "reason": "Ill — Ärztin", "granted_at": BEGIN}
    found["extensions"].append({"id": 1, "line_item_id": RULED, "student_id": EXTENDED, **granted})
    late = timedelta(days=1, hours=1)
    _graded(found, IN_TIME, [(4000, -late)], score=4000)
    _graded(found, LATE, [(9000, -late), (8000, late)], score=6400, late_percent=20)
    _graded(found, EXTENDED, [(8000, late)], score=8000)
    _graded(found, OVERRIDDEN, [(1000, -late)], score=7777, is_overridden=True)
    _event(found, OVERRIDDEN, "overridden", 7777)
    _graded(found, LIFTED, [(2000, -late)], score=2000)
    _event(found, LIFTED, "overridden", 10000)
    _event(found, LIFTED, "lifted", None)
    for number, (student_id, state) in enumerate(((REGRADED, "applied"), (UNDONE, "undone"), (ON_TRIAL, "trial")), 1):
        _regraded(found, number, student_id, state)


def _graded(found: Rows, student_id: int, attempts: list[tuple[int, timedelta]], **cell: object) -> None:
    """Add attempts with these scores, so long after the deadline, and the cell of the last one."""
    for attempt, (score, after) in enumerate(attempts, 1):
        number, run_id, at = len(found["submissions"]) + 1, len(found["runs"]) + 1, DUE_AT + after
        content = f"# sleep 0\n# attempt {attempt} of {student_id}\n".encode()
        stored = {"content": content, "digest": sha256(content).hexdigest(), "received_at": at, "erased_at": None}
        of = {"line_item_id": RULED, "student_id": student_id, "attempt": attempt}
        found["submissions"].append({"id": number, **of, **stored})
        _run(found, number, student_id, score)
        _event(found, student_id, "graded", score, run_id=run_id, attempt=attempt)
    whole = {"late_percent": 0, "is_overridden": False, "earned": score, "counting_attempt": attempt, **cell}
    counts = {"attempts": attempt, "latest_submission_id": number, "counting_run_id": run_id}
    found["results"].append({"line_item_id": RULED, "student_id": student_id, **counts, **whole})


def _run(found: Rows, submission_id: int, student_id: int, score: int | None, **regrade: object) -> None:
    run = {
        "id": len(found["runs"]) + 1,
        "submission_id": submission_id,
        "created_at": DUE_AT,
        "seed": 7,
        "score": score,
    }
    if score is None:
        regrade |= {"state": "open", "tries": 0, "started_at": None, "finished_at": None, "seed": None}
    found["runs"].append(DONE | RUN | run | {"log": "", "priority": 0, "owner": f"user:{student_id}"} | regrade)


def _event(found: Rows, student_id: int, kind: str, score: int | None, **of_run: int) -> None:
    by_hand = {"actor_id": None, "reason": ""} if kind == "graded" else {"actor_id": 1, "reason": "A test was wrong."}
    event = {"id": len(found["grade_events"]) + 1, "line_item_id": RULED, "student_id": student_id, "at": DUE_AT}
    found["grade_events"].append(NO_EVENT | event | {"kind": kind, "score": score} | of_run | by_hand)


def _regraded(found: Rows, regrade_id: int, student_id: int, state: str) -> None:
    """Add an attempt with a score of 30, and a regrade that found 80 or, while it is on trial, has not ended."""
    first_id, second_id = len(found["runs"]) + 1, len(found["runs"]) + 2
    _graded(found, student_id, [(3000, timedelta(days=-1))], score=3000)
    times = {"applied_at": None if state == "trial" else DUE_AT, "undone_at": DUE_AT if state == "undone" else None}
    why = {"actor_id": 1, "reason": "A test was wrong.", "state": state, "created_at": DUE_AT}
    found["regrades"].append({"id": regrade_id, "line_item_id": RULED, **why, **times})
    trial = {"regrade_id": regrade_id, "is_trial": state != "applied", "priority": 8, "owner": f"regrade:{regrade_id}"}
    score = None if state == "trial" else 8000
    _run(found, found["submissions"][-1]["id"], student_id, score, **trial)
    if state != "trial":
        _event(found, student_id, "graded", score, run_id=second_id, attempt=1)
    if state == "undone":
        _event(found, student_id, "restored", 3000, run_id=first_id, attempt=1)
    if state == "applied":
        found["results"][-1] |= {"score": 8000, "earned": 8000, "counting_run_id": second_id}


def _said_of_submissions(found: Rows) -> None:
    for number, submission in enumerate(found["submissions"][:40], 1):
        text = {"text": "Why tanh? — größer ≥ 0", "created_at": DUE_AT, "line": 4 if number % 2 else None}
        found["comments"].append({"id": number, "submission_id": submission["id"], "author_id": ASSISTANT, **text})
        looked = {"at": DUE_AT, "course_id": 1, "actor_id": ASSISTANT, "student_id": submission["student_id"]}
        what = {"action": "viewed_submission", "target": f"Loss, attempt {submission['attempt']}", "detail": {}}
        found["audit_events"].append({"id": number, **looked, **what})
    found["audit_events"][0] |= {"action": "changed_settings", "student_id": None, "detail": {"before": "größer"}}


def _worked_out(found: Rows) -> None:
    """Add what is worked out about a class: figures that are to be counted, and two comparisons."""
    counted = {"line_item_id": 1, "is_stale": False, "body": {}, "computed_at": None}
    to_be_counted = {"state": "open", "tries": 0, "started_at": None, "finished_at": None}
    found["class_reports"].append({"id": 1, **counted} | DONE | to_be_counted)
    for number in (1, 2):
        asked = {"line_item_id": 1, "created_at": DUE_AT, "compared": 2}
        found["similarity_reports"].append({"id": number, **asked} | DONE | {"owner": "similarity"})
    left, right = (next(s["id"] for s in found["submissions"] if s["student_id"] == each) for each in (3, 4))
    alike = {"left_share": 0.875, "right_share": 1 / 3, "passages": [[1, 3, 1, 3], [4, 5, 4, 5]]}
    found["similar_pairs"].append({"id": 1, "report_id": 1, "position": 0, "left_id": left, "right_id": right, **alike})


def _erased(found: Rows) -> None:
    """Give the stand-in what the last student of the first course had there, without its content."""
    for table in ("submissions", "grade_events", "results"):
        for row in found[table]:
            if row["student_id"] == STUDENTS[-1] and row["line_item_id"] in {1, 2, 3}:
                row["student_id"] = ERASED
                if table == "submissions":
                    row |= {"content": b"", "digest": "", "erased_at": DUE_AT}
    gone = {row["id"] for row in found["submissions"] if row["erased_at"]}
    for run in found["runs"]:
        if run["submission_id"] in gone:
            run["log"] = ""
            if run["state"] == "open":
                ended = {"state": "failed", "token": None, "finished_at": DUE_AT, "fault": "student"}
                run.update(ended, error_kind="erased", error_message="The file was deleted.")
