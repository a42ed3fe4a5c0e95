"""A test that was run, and can be run again, with the same numbers, with another in the student's place."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from grader.exam.assignment import Assignment
from grader.exam.student import Caller, LocalCaller, Student


@dataclass(frozen=True)
class Replay:
    """What it takes to run a test again."""

    assignment: Assignment
    seed: int
    test: str
    function: Callable[..., None]
    arguments: Mapping[str, Any]
    """What pytest called it with."""
    memory: Mapping[str, str]
    """What was known of the student when it began."""

    def run(self, module: ModuleType) -> None:
        """Run the test with the *trusted* module in the student's place; raises what the test raises."""
        fresh = {
            "student": student(self.assignment, LocalCaller(module), dict(self.memory)),
            "rng": generator(self.seed, self.test),
        }
        self.function(**{name: fresh.get(name, value) for name, value in self.arguments.items()})


def student(assignment: Assignment, caller: Caller, memory: dict[str, str]) -> Student:
    """Return the student as one test sees them."""
    return Student(assignment.functions, caller, assignment.limits.test_timeout_s, memory)


def generator(seed: int, test: str) -> np.random.Generator:
    """Return the generator of one test in one run: a replay draws the same numbers."""
    digest = hashlib.sha256(f"{seed}:{test}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16]))
