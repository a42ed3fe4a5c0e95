"""The rules of an assignment for one student, as sentences."""

from datetime import datetime, timedelta
from decimal import Decimal

from grader.domain.gradebook import Counting
from grader.domain.rules import Rules
from grader.domain.scoring import after_deduction
from grader.domain.times import day_in_words
from grader.web.looks import UNITS, counted, points

COUNTING = {Counting.BEST: "Your best attempt counts.", Counting.LATEST: "Your latest attempt counts."}
BY_HAND = "Set by your teacher"
UNPUBLISHED = "Your teacher has not published the scores yet."


def late_rule(rules: Rules, zone_name: str) -> str:
    """Say what late work costs; nothing where nothing is ever late."""
    if rules.due_at is None:
        return ""
    if rules.closes_at is None or rules.closes_at <= rules.due_at:
        return "Nothing is taken after the due date."
    until = day_in_words(rules.closes_at, zone_name)
    if not rules.late_percent_per_day:
        return f"Late work is taken until {until}, and costs nothing."
    return f"{rules.late_percent_per_day} % less for each day that has begun, until {until}."


def attempts_left(rules: Rules, used: int) -> str:
    """Say how many attempts are left; nothing where there is no limit."""
    left = rules.attempts_left(used)
    if left is None or rules.max_attempts is None:
        return ""
    return f"{left or 'None'} of {counted(rules.max_attempts, 'attempt')} left"


def cool_down(rules: Rules) -> str:
    """Say how long one waits between two attempts; nothing where one need not."""
    return f"{duration(rules.cool_down)} between one attempt and the next." if rules.cool_down else ""


def deduction(score: Decimal, rules: Rules, received_at: datetime) -> str:
    """``80, less 10 % for 1 day late: 72``; nothing for what came in time, or cost nothing."""
    percent = rules.late_percent(received_at)
    if not percent:
        return ""
    late = counted(rules.days_late(received_at), "day")
    return f"{points(score)}, less {percent} % for {late} late: {points(after_deduction(score, percent))}"


def duration(length: timedelta) -> str:
    """``90 minutes`` → ``1 hour 30 minutes``; to the second."""
    rest, words = int(length.total_seconds()), []
    for seconds, unit in [*UNITS[2:], (1, "second")]:
        amount, rest = divmod(rest, seconds)
        if amount:
            words.append(counted(amount, unit))
    return " ".join(words)
