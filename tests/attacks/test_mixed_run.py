"""Two hundred submissions of every kind, four at a time: each gets its grade, and nothing is left of them."""

import random
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import docker
import psutil
import pytest

from grader.db.models import JobState
from grader.exam import assignment as assignments
from grader.exam.trials import run_trials
from grader.settings import ROOT
from tests.attacks import attack
from tests.attacks import hall as halls
from tests.attacks.hall import EXAMS, RIGHT, Hall

ALL, ATTACKS = 200, 120
AT_A_TIME = 4
ALL_GRADED_S = 600
SHUFFLED = random.Random(4)


class Submission(NamedTuple):
    """A file, and the score that it must get; None: what it gets where tests and submission share a process."""

    slug: str
    path: Path
    score: Decimal | None


@pytest.fixture
def exams(tmp_path: Path) -> Path:
    """Return a folder with all assignments, the tiny one among them."""
    for name in ("assignments", "reference"):
        shutil.copytree(ROOT / name, tmp_path / "exams" / name)
        shutil.copytree(EXAMS / name, tmp_path / "exams" / name, dirs_exist_ok=True)
    return tmp_path / "exams"


@pytest.fixture
def hall(data_dir: Path, exams: Path, client: docker.DockerClient) -> Iterator[Hall]:
    """Return a hall for all assignments, whose worker does several things at a time."""
    with halls.opened(data_dir, exams, client, slots=AT_A_TIME) as hall:
        yield hall


def deck() -> list[Submission]:
    """Return attacks, right and wrong submissions, shuffled."""
    attacks = [Submission("tiny", path, attack.read(path).score) for path in attack.paths()]
    right = [Submission(path.stem, path, Decimal(100)) for path in sorted((ROOT / "reference").glob("[!_]*.py"))]
    right += [Submission(path.parent.name, path, Decimal(100)) for path in submissions("right")]
    wrong = [Submission(path.parent.name, path, None) for kind in ("known", "unknown") for path in submissions(kind)]
    chosen = [*right, *SHUFFLED.sample(attacks, ATTACKS), *SHUFFLED.sample(wrong, ALL - ATTACKS - len(right))]
    SHUFFLED.shuffle(chosen)
    return chosen


def submissions(kind: str) -> list[Path]:
    """Return the submissions of a kind to any assignment."""
    return sorted((ROOT / "tests" / "submissions").glob(f"*/{kind}_*.py"))


def test_two_hundred_submissions_get_their_grades_and_leave_nothing(hall: Hall, exams: Path) -> None:
    references = sorted((exams / "reference").glob("[!_]*.py"))
    both = [(student, path) for path in references for student in (hall.ada, hall.mallory)]
    warm_up = [hall.submit(student, path.read_bytes(), path.stem) for student, path in both]
    assert {hall.graded(run, ALL_GRADED_S).run.score for run in warm_up} == {Decimal(100)}
    hall.settle()
    runs = {hall.submit(hall.mallory, each.path.read_bytes(), each.slug): each for each in deck()}
    assert len(runs) == ALL
    wrong = []
    for run_id, each in runs.items():
        run = hall.graded(run_id, ALL_GRADED_S).run
        expected = each.score if each.score is not None else bare(exams, each, run.seed or 0)
        if (run.state, run.tries, run.score) != (JobState.DONE, 1, expected):
            wrong.append(f"{each.path}: {run.state}, try {run.tries}, {run.score}, not {expected}: {run.error_message}")
    assert not wrong, "\n".join(wrong)
    assert hall.hand_in(hall.ada, RIGHT).run.score == 100
    assert hall.left_over() == {}


def bare(exams: Path, submission: Submission, seed: int) -> Decimal:
    """Return what *submission* gets without a container."""
    [trials] = run_trials(
        assignments.load(exams / "assignments", submission.slug), [submission.path], [seed], lambda: None
    )
    return Decimal(str(trials.reports[0]["score"]))


def test_nothing_is_left_when_the_worker_has_ended(data_dir: Path, exams: Path, client: docker.DockerClient) -> None:
    children = set(psutil.Process().children(recursive=True))
    with halls.opened(data_dir, exams, client, slots=AT_A_TIME) as hall:
        for run in [hall.submit(hall.ada, RIGHT.encode()) for _ in range(AT_A_TIME)]:
            assert hall.graded(run).run.score == 100
        folder = hall.grader.prepare().boxes.folder
        assert hall.containers()
    assert hall.containers() == set()
    assert not folder.exists()
    assert set(psutil.Process().children(recursive=True)) <= children
