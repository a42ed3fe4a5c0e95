"""What a database held at revision 0001: two courses, their people, attempts, runs in every state, and grades."""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

Row = dict[str, Any]
Rows = dict[str, list[Row]]

BEGIN = datetime(2026, 9, 1, 8, 30, 0, 123456, tzinfo=UTC)
INSTRUCTORS = 1, 2
STUDENTS = range(3, 163)
NOBODYS = 163
"""Somebody who is in no course."""
ITEMS = {1: (1, "loss"), 2: (1, "gradient_descent"), 3: (1, "backprop"), 4: (2, "loss"), 5: (2, "perceptron")}
"""Course and assignment by line item; the folder of the last one has been removed since."""
NAMES = "Ada Lovelace", "Zoë Ångström", "李 小龍", "Renée O'Brien", "Ümit Çelik"
UPLOAD_BYTES = 256 * 1024
CODE = "import numpy as np\r\n\r\n\r\ndef forward(x):\n    return np.tanh(x)  # größer ≥ 0: {}\n"
ENDINGS = ["done"] * 180 + ["again"] * 12 + ["author", "service", "open", "open", "leased", "put_off", "student"]


def rows() -> Rows:
    """Return the rows of every table."""
    found: Rows = defaultdict(list)
    _people(found)
    chance = random.Random(1)
    for line_item_id, (course_id, _) in ITEMS.items():
        for student_id in (row["user_id"] for row in found["enrolments"] if row["course_id"] == course_id):
            for attempt in range(1, chance.choice((1, 3, 5, 7, 9)) if student_id in STUDENTS else 2):
                _hand_in(found, line_item_id, student_id, attempt, chance)
    return found


def _people(found: Rows) -> None:
    for course_id, title in ((1, "Networks"), (2, "Optimierung für Anfänger")):
        found["courses"].append(
            {"id": course_id, "title": title, "join_code": f"code-{course_id}", "created_at": BEGIN}
        )
    for user_id in (*INSTRUCTORS, *STUDENTS, NOBODYS):
        email = "instructor@localhost" if user_id == 1 else f"person.{user_id}@example.org"
        name = f"{NAMES[user_id % len(NAMES)]} {user_id}"
        secret = f"scrypt:{user_id}" if user_id % 3 else None
        found["users"].append(
            {"id": user_id, "name": name, "email": email, "password_hash": secret, "created_at": BEGIN}
        )
        for number in range(user_id % 3):
            link = {"user_id": user_id, "token_hash": _digest(f"{user_id}/{number}".encode())}
            times = {"expires_at": BEGIN + timedelta(days=1), "used_at": BEGIN + timedelta(hours=1) if number else None}
            found["sign_in_links"].append({"id": len(found["sign_in_links"]) + 1, **link, **times})
    both = [(each, course) for course in (1, 2) for each in STUDENTS if course == 1 or each % 4 == 0]
    for number, (user_id, course_id) in enumerate([(1, 1), (2, 1), (2, 2), *both], 1):
        role = "student" if user_id in STUDENTS else "instructor"
        enrolled = {"user_id": user_id, "course_id": course_id, "role": role, "created_at": BEGIN}
        found["enrolments"].append({"id": number, **enrolled})
    for line_item_id, (course_id, slug) in ITEMS.items():
        due_at = BEGIN + timedelta(days=7 * line_item_id) if line_item_id % 2 else None
        titled = {"assignment": slug, "title": slug.replace("_", " ").title(), "position": line_item_id}
        found["line_items"].append({"id": line_item_id, "course_id": course_id, "due_at": due_at, **titled})


def _hand_in(found: Rows, line_item_id: int, student_id: int, attempt: int, chance: random.Random) -> None:
    number = len(found["submissions"]) + 1
    content = CODE.format("x" * chance.randrange(2000)).encode()
    if number == 1:
        content = content.ljust(UPLOAD_BYTES, b"#")
    at = BEGIN + timedelta(seconds=61.5 * number)
    of = {"line_item_id": line_item_id, "student_id": student_id, "attempt": attempt}
    stored = {"content": content, "digest": _digest(content), "received_at": at}
    found["submissions"].append({"id": number, **of, **stored})
    ending = "done" if number < len(ENDINGS) else chance.choice(ENDINGS)
    for again in range(2 if ending == "again" else 1):
        run = _run(len(found["runs"]) + 1, number, at + timedelta(hours=again), ending, chance)
        found["runs"].append(run | {"priority": 5 if again else 0, "owner": f"user:{student_id}"})
        if run["score"] is not None:
            found["run_tests"] += _tests(run, len(found["run_tests"]))
            event = {"id": len(found["grade_events"]) + 1, "run_id": run["id"], **of}
            found["grade_events"].append(event | {"score": run["score"], "at": run["finished_at"]})


def _run(number: int, submission_id: int, at: datetime, ending: str, chance: random.Random) -> Row:
    run = {
        "id": number, "submission_id": submission_id, "created_at": at, "seed": None, "score": None, "log": "",
        "state": "open", "due": at, "token": None, "tries": 0, "started_at": None,
        "finished_at": None, "fault": None, "error_kind": None, "error_message": None,
    }  # fmt: skip
    begun = {"tries": 1, "started_at": at + timedelta(seconds=1)}
    ended = begun | {"finished_at": at + timedelta(seconds=9), "seed": chance.getrandbits(63)}
    if ending == "open":
        return run
    if ending == "leased":
        return run | begun | {"token": f"{number:032x}", "due": at + timedelta(minutes=1)}
    if ending == "put_off":
        return run | {"tries": 2, "started_at": at, "due": at + timedelta(seconds=27)}
    if ending in {"author", "service"}:
        fault = {"fault": ending, "error_kind": "lost", "error_message": "It went wrong:\n  line 7 — größer"}
        return run | ended | fault | {"state": "failed"}
    if ending == "student":
        fault = {"fault": "student", "error_kind": "syntax_error", "error_message": "line 4: return ("}
        return run | ended | fault | {"state": "done", "score": 0}
    return run | ended | {"state": "done", "score": 2500 * chance.randrange(5), "log": f"printed {number}\n" * 3}


def _tests(run: Row, so_far: int) -> list[Row]:
    """Return four tests of 25 points each; which of them pass follows from the score."""
    ids = count(so_far + 1)
    made = []
    for position in range(4):
        has_passed = run["score"] > 2500 * position
        outcome = "passed" if has_passed else ("failed", "timed_out", "not_run", "errored")[run["id"] % 4]
        named = {"name": f"test_{position}[tanh-μ]", "title": f"Gradient {position} is exact", "criterion": "gradient"}
        said = {"message": "" if has_passed else f"∂L/∂W1 is off by {run['id']} %\nbut not in sign", "duration_s": 0.25}
        of = {"run_id": run["id"], "position": position, "points": 2500 if has_passed else 0, "max_points": 2500}
        made.append({"id": next(ids), **of, **named, **said, "outcome": outcome, "misconception": None})
    return made


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
