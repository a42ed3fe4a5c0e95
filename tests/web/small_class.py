"""A small class whose figures are counted by hand."""

from dataclasses import replace

from sqlalchemy import update

from grader.db.models import Enrolment, Role, User
from grader.domain.scoring import Outcome
from grader.exam.report import Explanation, Report
from tests.web.reports import SIGN, SUM, broken, graded, result_of
from tests.web.world import CODE, World

GOOD, BAD, SLOW, NOT_RUN = Outcome.PASSED, Outcome.FAILED, Outcome.TIMED_OUT, Outcome.NOT_RUN
UNREADABLE = broken("student", "syntax_error", "no")


def exam(output: Outcome, gradient: Outcome, *mistakes: Explanation) -> Report:
    """Return the report of an exam of two tests."""
    tests = result_of("Output.", output, 40), result_of("Gradient.", gradient, 60, criterion="gradient")
    return replace(graded(*tests), explanations=mistakes)


def hand_in(world: World, name: str, *reports: Report | None) -> User:
    """Let somebody new hand in once for each report; None is not graded."""
    user = world.add_user(name)
    for number, report in enumerate(reports):
        world.submit(user, report, CODE + b"#" * number)
    return user


def fill(world: World) -> None:
    """Let there be a class of four, and three who must not be counted."""
    hand_in(world, "Ada", exam(BAD, GOOD, SIGN), exam(GOOD, GOOD))
    hand_in(world, "Bob", exam(BAD, SLOW, SIGN, SUM), UNREADABLE, exam(BAD, GOOD, SIGN))
    hand_in(world, "Cleo", broken("service", "lost", "gone"), None)
    world.add_user("Dan")
    world.remove(hand_in(world, "Eve, who has left", exam(BAD, BAD, SUM)))
    assistant = hand_in(world, "Finn, who assists now", exam(BAD, BAD, SUM))
    with world.sessions.begin() as session:
        session.execute(update(Enrolment).where(Enrolment.user_id == assistant.id).values(role=Role.ASSISTANT))
