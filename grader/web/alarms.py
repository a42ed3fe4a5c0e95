"""What an operator has to do something about, and what."""

from collections.abc import Sequence
from dataclasses import dataclass

from grader.db.models import Worker
from grader.web.looks import counted

WAITS = "What is handed in is stored and waits; nothing is lost."
START = "Start one: grader worker, on a machine with a Docker engine and the same settings as the others."
START_AGAIN = "The process that serves these pages should work as well: look at its log, and start it again."
BROKER = (
    "Workers live and have slots free, and still nothing has begun for two minutes. See whether the server that BROKER "
    "names answers; what the workers' logs say of it comes next."
)
MEND = "The table of workers says why. Once that is mended, they go on by themselves."


@dataclass(frozen=True)
class Alarm:
    """Something that is wrong, and what to do."""

    kind: str
    """``bad``: nothing is graded; ``care``: less than could be."""
    headline: str
    text: str


def alarms(living: Sequence[Worker], *, is_stuck: bool, has_broker: bool) -> list[Alarm]:
    """Return what is wrong with the workers, and with the line in front of them."""
    hindered = [worker for worker in living if worker.obstacle]
    if not living:
        return [Alarm("bad", "No worker lives", f"{WAITS} {START if has_broker else START_AGAIN}")]
    if len(hindered) == len(living):
        return [Alarm("bad", "No worker takes any work", f"{WAITS} {MEND}")]
    stuck = Alarm("bad", "The line is not moving", f"{WAITS} {BROKER if has_broker else START_AGAIN}")
    fewer = Alarm("care", f"Only {len(living) - len(hindered)} of {counted(len(living), 'worker')} can work", MEND)
    return [*([stuck] if is_stuck else []), *([fewer] if hindered else [])]
