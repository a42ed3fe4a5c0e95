"""Where a run stands, in words: its place in the line, how far it is, and how it ended."""

import hashlib
from dataclasses import dataclass, replace
from decimal import Decimal

from grader.db.models import JobState, Run
from grader.db.queries.line import Outlook
from grader.domain.scoring import Outcome
from grader.services.grades import GRADER_FAILED
from grader.web.looks import counted, points

PROBLEMS = {
    "syntax_error": "Python cannot read this file",
    "missing_function": "A function is missing",
    "import_error": "The file fails when it is imported",
    "load_timeout": "Importing the file takes too long",
}
"""Headlines for what keeps a whole submission from being run."""
RUNNING = "The hidden tests are calling the functions. This takes a few seconds, seldom a minute."
STUCK = "The line is not moving at the moment. Your file is stored and will be graded; nothing is lost."
BEGUN_AGAIN = "Something failed on our side, so we began again. It costs you nothing."
WILL_BEGIN_AGAIN = "Something failed on our side, so we will begin again. It costs you nothing."
LONGEST_S = 15
"""Who waits for hours still sees within this time that it has begun."""


@dataclass(frozen=True)
class Bar:
    """How far a run is."""

    label: str
    done: int
    total: int
    """0: not known yet."""
    title: str | None
    """Of the test that is running, empty when none is; None: the reader must not know it."""


@dataclass(frozen=True)
class Status:
    """Where a run stands, in words."""

    phase: str
    """Changes when there is something to announce."""
    headline: str
    text: str
    is_open: bool = False
    is_stuck: bool = False
    look_again_s: int = 1
    """A page that shows this asks for news after so long."""
    bar: Bar | None = None

    @property
    def key(self) -> str:
        """What changes when anything that is shown does."""
        return f"{self.phase}.{hashlib.sha256(repr(self).encode()).hexdigest()[:12]}"

    @property
    def announcement(self) -> str:
        """What a screen reader says when the phase changes."""
        return f"{self.headline}. {self.text}"

    def is_news(self, key: str) -> bool:
        """Say whether the phase is another than that of *key*."""
        return key.partition(".")[0] != self.phase


def status_of(run: Run, outlook: Outlook, *, is_title_shown: bool) -> Status:
    """Say where *run* stands; the title of a running test is told only if it *is_title_shown*."""
    if run.state is JobState.OPEN:
        return _waiting(run, outlook) if outlook.place else _running(run, is_title_shown=is_title_shown)
    if run.state is JobState.FAILED:
        return Status("failed", "This attempt was not graded", f"{GRADER_FAILED} You can hand in again at any time.")
    passed = sum(test.outcome is Outcome.PASSED for test in run.tests)
    text = f"{passed} of {counted(len(run.tests), 'test')} passed." if not run.error_message else problem_of(run)
    return Status("done", f"Graded: {points(run.score or Decimal(0))} of 100", text)


def problem_of(run: Run) -> str:
    """Return the headline for what kept the submission from being run."""
    return PROBLEMS.get(run.error_kind or "", "This file could not be run")


def about(seconds: float) -> str:
    """Say a time that is only guessed: ``about 20 seconds``."""
    minutes, hours = seconds / 60, seconds / 3600
    if seconds < 7.5:
        return "a few seconds"
    if seconds < 45:
        return f"about {10 * round(seconds / 10)} seconds"
    if minutes < 1.5:
        return "about a minute"
    if minutes < 10:
        return f"about {round(minutes)} minutes"
    if minutes < 52.5:
        return f"about {5 * round(minutes / 5)} minutes"
    return "about an hour" if hours < 1.5 else f"about {round(hours)} hours"


def _waiting(run: Run, outlook: Outlook) -> Status:
    again = f"{WILL_BEGIN_AGAIN} " if run.tries else ""
    if outlook.is_stuck:
        stuck = Status(f"stuck-{run.tries}", "Waiting", again + STUCK, is_open=True, is_stuck=True)
        return replace(stuck, look_again_s=LONGEST_S)
    before = (outlook.place or 1) - 1
    text = f"{counted(before, 'submission')} will be graded before this one." if before else "This one is next."
    if outlook.wait_s is not None:
        text += f" Its turn should come in {about(outlook.wait_s)}."
    return Status(
        f"waiting-{run.tries}", "Waiting", again + text, is_open=True, look_again_s=look_again_s(before, outlook.wait_s)
    )


def look_again_s(before: int, wait_s: float | None) -> int:
    """Return how long a page rests that waits for *before* others: half of the wait.

    At a rush hundreds of them wait at once. Where four runs end in a second, 500 pages ask 55 times in all; with a
    tenth of the wait it would be 140 times, and keep a core busy.
    """
    if not before:
        return 1
    half_s = before if wait_s is None else wait_s / 2  # a run often takes a few seconds
    return min(max(1, round(half_s)), LONGEST_S)


def _running(run: Run, *, is_title_shown: bool) -> Status:
    again = f"{BEGUN_AGAIN} " if run.tries > 1 else ""
    bar = Bar(_label(run), run.progress_done, run.progress_total, run.progress_title if is_title_shown else None)
    return Status(f"running-{run.tries}", "Being graded", again + RUNNING, is_open=True, bar=bar)


def _label(run: Run) -> str:
    done, total = run.progress_done, run.progress_total
    if not total:
        return "Getting ready"
    return f"Test {done + 1} of {total}" if done < total else "All tests have run. The result is on its way."
