"""One exception tree, by whose fault it is.

GraderError
├── StudentError          the person who asked can mend it; its message is shown to them as it stands
│   ├── SubmissionError   the file cannot be run at all: score 0 with the reason
│   ├── CallError         one call of theirs went wrong: that test fails
│   │   └── CallTimeout   … because it took too long
│   ├── Refused           a request breaks a rule (a limit, a deadline, a wrong form)
│   ├── NotAllowed        this person may not do this
│   └── NotFound          it does not exist, or this person may not know that it does
├── AuthorError           the assignment is broken: shown to staff, no student is graded by it
└── ServiceError          ours: logged and retried, costs nobody a point or an attempt
    └── SandboxLost       a container or its engine went away for no reason of the student's
"""

import re
from typing import Literal

Fault = Literal["student", "author", "service"]


class GraderError(Exception):
    """Any error that the grader raises on purpose."""

    fault: Fault = "service"
    kind: str = "grader_error"
    """The class's name for programs: ``sandbox_lost``."""

    def __init_subclass__(cls) -> None:
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class StudentError(GraderError):
    """Something that the person who asked can mend."""

    fault: Fault = "student"


class SubmissionError(StudentError):
    """The submission cannot be run; *kind* names the reason for programs (``"syntax_error"``, …)."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class CallError(StudentError):
    """A call of one of the student's functions raised, or returned what cannot be accepted."""


class CallTimeout(CallError):
    """A call of one of the student's functions took too long."""


class Refused(StudentError):
    """A request that breaks a rule; the message says which, and what to do."""


class NotAllowed(StudentError):
    """What was asked for is not for this person."""


class NotFound(StudentError):
    """There is no such thing, or this person may not know that there is."""


class AuthorError(GraderError):
    """The assignment is broken; the message names the file and the line or key."""

    fault: Fault = "author"


class ServiceError(GraderError):
    """Our fault: logged, retried, and it costs nobody a point."""


class SandboxLost(ServiceError):
    """A container or its engine went away for no reason of the student's."""
