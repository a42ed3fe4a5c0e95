"""What was found when something on this host was looked at."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How it is; the worst comes last."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, how it is, and what to do about it."""

    group: str
    name: str
    verdict: Verdict
    detail: str
    advice: str = ""

    @property
    def failed(self) -> bool:
        """Whether something is broken or not enforced."""
        return self.verdict is Verdict.FAILED
