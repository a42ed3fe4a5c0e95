"""One submission in a container of its own: loads it, explains its end, gives the container up."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from grader.domain.traces import describe_raised, plain
from grader.errors import SandboxLost, ServiceError, StudentError, SubmissionError
from grader.inside import protocol, wire
from grader.inside.agent import ENDED_BY_ITSELF, HOST_OUT_OF_MEMORY
from grader.sandbox.docker import Box, Exit
from grader.sandbox.output import Output

SIGNALS = {4: "illegal instruction", 6: "abort", 7: "bus error", 8: "arithmetic error", 11: "segmentation fault"}
KILLED = 9


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    load_timeout_s: float
    memory_mib: int


class Sandbox:
    """A submission, loaded and waiting for calls on ``channel``."""

    def __init__(self, box: Box, limits: Limits, destroy: Callable[[Box], None]) -> None:
        self._box = box
        self._limits = limits
        self._destroy = destroy
        self._output = Output(box.output)

    @property
    def channel(self) -> wire.Channel:
        """Where calls go, and answers come from."""
        return self._box.channel

    def load(self, source: str, functions: list[str], core: int | None = None) -> None:
        """Run the submission's file, on one *core* if it is given, and see that it defines *functions*.

        Raises:
            SubmissionError: it cannot be imported, or lacks one.
            SandboxLost: the container went away for no reason of the student's.

        """
        deadline = time.monotonic() + self._limits.load_timeout_s
        try:
            self.channel.send(protocol.load(source, functions, core), deadline)
            answer, error = protocol.read(protocol.LOAD_NUMBER, self.channel.receive_last(deadline))
        except TimeoutError:
            raise SubmissionError(
                "load_timeout",
                f"Importing your file took longer than {self._limits.load_timeout_s:g} s. "
                "Is there a loop or a training run outside of the functions? Put it under "
                'if __name__ == "__main__":',
            ) from None
        except wire.Closed:
            raise SubmissionError("ended", f"While your file was imported: {self.explain_end()}") from None
        except (wire.WireError, protocol.NoAnswer):
            raise SubmissionError(
                "bad_message", "While your file was imported, it wrote to the grader's channel. Remove that."
            ) from None
        if error:
            raise _load_error(error)
        _check_defined(answer["value"], functions)

    def call(self, name: str, *arguments: object, timeout_s: float) -> Any:
        """Return what a function of ours returns, which was loaded to look around; hidden tests call by the channel.

        Raises:
            ServiceError: it raised.
            wire.Closed: the container ended.
            TimeoutError: it took too long.

        """
        deadline = time.monotonic() + timeout_s
        self.channel.send(protocol.call(1, name, arguments), deadline)
        answer, error = protocol.read(1, self.channel.receive(deadline))
        if error:
            raise ServiceError(f"{name} {describe_raised(error)}")
        return answer["value"]

    def explain_end(self) -> StudentError:
        """Say why the student's process has ended, as an error that is theirs.

        Raises:
            SandboxLost: it was no doing of theirs.

        """
        end = self._box.exit()
        if end is None:
            return StudentError(
                "Your code closed the connection to the grader. Remove whatever closes files it did not open."
            )
        return _explain(end, self._limits)

    def close(self) -> str:
        """Have the container destroyed; return what the submission printed."""
        printed = self._output.close()
        self._destroy(self._box)
        return plain(printed, 1 << 20)


def _check_defined(names: Any, functions: list[str]) -> None:
    defined = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    if missing := [name for name in functions if name not in defined]:
        raise SubmissionError("missing_function", "\n".join(_missing(name, defined) for name in missing))


def _missing(name: str, defined: list[str]) -> str:
    close = get_close_matches(name, defined, n=1, cutoff=0.6)
    hint = f" There is {plain(close[0], 80)}: is that the one?" if close else ""
    return f"Your file does not define the function {name}.{hint}"


def _load_error(error: Mapping[str, Any]) -> SubmissionError:
    if error.get("kind") == "syntax_error":
        return SubmissionError("syntax_error", f"Your file is not valid Python. {describe_raised(error)}")
    if error.get("type") == "ModuleNotFoundError":
        hint = "Only NumPy and Python's standard library are there."
        return SubmissionError("import_error", f"Importing your file raised {describe_raised(error)}\n{hint}")
    return SubmissionError("import_error", f"Importing your file raised {describe_raised(error)}")


def _explain(end: Exit, limits: Limits) -> StudentError:
    if end.code == HOST_OUT_OF_MEMORY:
        raise SandboxLost("the machine ran out of memory, and the kernel killed the submission")
    signal = end.code - ENDED_BY_ITSELF
    if end.out_of_memory and (signal == KILLED or end.code == 128 + KILLED):
        return StudentError(
            f"Your code used more than the {limits.memory_mib} MiB of memory that it has. "
            "Look for arrays much larger than the inputs, or lists that grow in every step."
        )
    if signal == 0:
        return StudentError(
            "Your code ended the whole program (os._exit or the like). Remove that: a function returns."
        )
    if signal in SIGNALS:
        return StudentError(
            f"Your code crashed Python ({SIGNALS[signal]}). "
            "Very deep recursion with a raised recursion limit does that; so does ctypes."
        )
    if 0 < signal < ENDED_BY_ITSELF:
        return StudentError(f"Your code ended itself with signal {signal}. Remove whatever sends signals.")
    raise SandboxLost(f"the container was killed from outside (exit code {end.code})")
