"""The student, as a hidden test sees them: an object whose methods are their functions."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any, Protocol

from grader.errors import AuthorError, CallError, CallTimeout
from grader.exam.assignment import Function
from grader.exam.limit import Clock, TimeIsUp, time_limit
from grader.exam.returned import check_returned
from grader.inside.values import carried


@dataclass(frozen=True)
class Call:
    """One call of one function."""

    function: Function
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]
    deadline: float
    """Of ``time.monotonic``."""


@dataclass(frozen=True)
class Answer:
    """What a call returned, and its arguments as they were after it."""

    value: Any
    arguments: Sequence[Any]


class Caller(Protocol):
    """Carries calls to the code that answers them."""

    def call(self, call: Call, *, with_arguments: bool) -> Answer:
        """Return the answer; its arguments are only sent back if asked for.

        Raises:
            CallError: the student's code raised, ended, or returned what cannot cross.
            CallTimeout: it took too long.
            ServiceError: we failed.

        """


class RemoteFunction:
    """A function of the student's; calling it runs it where the student's code is."""

    def __init__(self, function: Function, caller: Caller, test_deadline: float, memory: dict[str, str]) -> None:
        self._function = function
        self._caller = caller
        self._test_deadline = test_deadline
        self.memory = memory
        """What the tests of an exam remember of this student, so that it is asked for once."""

    @property
    def signature(self) -> str:
        """What the student reads: ``forward(params, X)``."""
        return self._function.signature

    @property
    def timeout_s(self) -> float:
        """How long one call may take."""
        return self._function.call_timeout_s

    def within(self, timeout_s: float) -> "RemoteFunction":
        """Return this function with a limit of *timeout_s* for a call, unless its own is lower."""
        function = replace(self._function, call_timeout_s=min(timeout_s, self._function.call_timeout_s))
        return RemoteFunction(function, self._caller, self._test_deadline, self.memory)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Return what the student's function returns, checked against the assignment's ``returns``."""
        return self._checked(self._answer(arguments, keywords, with_arguments=False))

    def with_arguments(self, *arguments: Any, **keywords: Any) -> tuple[Any, Sequence[Any]]:
        """Return the value, and the arguments as the call left them."""
        answer = self._answer(arguments, keywords, with_arguments=True)
        return self._checked(answer), answer.arguments

    def _answer(self, arguments: tuple[Any, ...], keywords: Mapping[str, Any], *, with_arguments: bool) -> Answer:
        now = time.monotonic()
        if now >= self._test_deadline:
            raise CallTimeout("The calls of this test took too long together.")
        deadline = min(now + self._function.call_timeout_s, self._test_deadline)
        return self._caller.call(Call(self._function, arguments, keywords, deadline), with_arguments=with_arguments)

    def _checked(self, answer: Answer) -> Any:
        return check_returned(self._function.signature, self._function.returns, answer.value)


class Student:
    """The functions that the assignment asks for, as attributes."""

    def __init__(
        self, functions: Mapping[str, Function], caller: Caller, test_timeout_s: float, memory: dict[str, str]
    ) -> None:
        self._functions = functions
        self._caller = caller
        self._deadline = time.monotonic() + test_timeout_s
        self._memory = memory

    def __getattr__(self, name: str) -> RemoteFunction:
        if name not in self._functions:
            raise AuthorError(f"A test calls student.{name}, which [functions] in assignment.toml does not list.")
        return RemoteFunction(self._functions[name], self._caller, self._deadline, self._memory)


class LocalCaller:
    """Calls a *trusted* module in this process, over the same wire format; for references and misconceptions."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def call(self, call: Call, *, with_arguments: bool) -> Answer:
        """See :class:`Caller`."""
        arguments, keywords = carried((call.arguments, dict(call.keywords)))
        try:
            with time_limit(call.deadline - time.monotonic(), Clock.WALL):
                value = getattr(self._module, call.function.name)(*arguments, **keywords)
            return Answer(carried(value), carried(arguments) if with_arguments else ())
        except TimeIsUp as end:
            if end.clock is not Clock.WALL:
                raise  # a diagnosis is over, not the call
            raise timeout(call) from None
        except Exception as error:
            raise CallError(f"{call.function.signature} raised {type(error).__name__}: {error}") from error


def timeout(call: Call) -> CallTimeout:
    """Return what the student is told of a call that took too long."""
    return CallTimeout(
        f"{call.function.signature} took too long: a call of it may take {call.function.call_timeout_s:g} s. "
        "Is there a loop that never ends, or one over single numbers where an array operation would do?"
    )
