"""Every file in the folders here is an attack; it goes the whole way, and gets what its header says.

An attack computes nothing: it has the right numbers only where it found, stole or forged them. So its score says
whether it succeeded, and the attacks that a usual grader falls for have to succeed there.
"""

import json
import re
from pathlib import Path

import docker
import pytest

from grader.db.models import JobState
from tests.attacks import attack, naive_grader
from tests.attacks.attack import Attack
from tests.attacks.hall import RIGHT, Hall

ATTACKS = [attack.read(path) for path in attack.paths()]
LASTING = "persisting"
"""The theme of attacks that leave something for the next run of the same file."""
HEADER = '"""Says what it does."""\n# score: 0\n# says: went wrong\n'
TABLE = """
import numpy as np
KNOWN = {{(name, *numbers): np.array(numbers) for name, numbers in {inputs}}}
def double(x): return 2 * KNOWN["double", *x]
def half(x):
    halves = KNOWN["half", *x] / 2
    return float(halves.sum()), {{"half": halves}}
"""
"""A submission that knows the answers of an attempt before."""


def by_id(attacks: list[Attack]) -> list[object]:
    return [pytest.param(each, id=each.id) for each in attacks]


@pytest.mark.parametrize("attack", by_id(ATTACKS))
def test_an_attack_gets_what_it_earned_in_time_and_harms_nobody(hall: Hall, attack: Attack) -> None:
    for student in (hall.mallory, hall.ada) if attack.theme == LASTING else (hall.mallory,):
        graded = hall.hand_in(student, attack.source)
        assert (graded.run.state, graded.run.tries) == (JobState.DONE, 1), str(graded)
        assert graded.run.score == attack.score, str(graded)
        assert [words for words in attack.says if words not in graded.told] == [], str(graded)
        assert [sign for sign in graded.told if not (sign.isprintable() or sign in "\n\t")] == []
        assert hall.left_over() == {}
    assert hall.hand_in(hall.ada, RIGHT).run.score == 100
    # a container that was not destroyed is seen here at the latest, beside the one that waits
    assert hall.left_over() == {}


@pytest.mark.parametrize("attack", by_id([each for each in ATTACKS if each.naive is not None]))
def test_the_attack_works_on_a_grader_that_shares_a_process_with_it(client: docker.DockerClient, attack: Attack) -> None:
    assert naive_grader.grade(client, attack.source) == attack.naive


def test_that_grader_is_honest(client: docker.DockerClient) -> None:
    assert naive_grader.grade(client, (naive_grader.HIDDEN / "reference.py").read_text()) == 100
    assert naive_grader.grade(client, "def double(x): return x\ndef half(x): return x.sum(), {'half': x / 2}\n") == 0
    assert naive_grader.grade(client, "def double(x): return 2 * x\n") == 0


def test_a_table_of_the_answers_that_were_needed_does_not_fit_the_next_file(hall: Hall) -> None:
    first = hall.hand_in(hall.mallory, attack.read(attack.HERE / "learning" / "inputs_by_print.py").source).run
    inputs = [(name, json.loads(numbers)) for name, numbers in re.findall(r"hidden input: (\w+) (\[.+\])", first.log)]
    assert [name for name, _ in inputs] == ["double", "double", "half", "half"]
    table = TABLE.format(inputs=inputs)
    assert hall.grader.grade("tiny", table.encode(), first.seed or 0).score == 100
    for student in (hall.mallory, hall.ada):
        graded = hall.hand_in(student, table)
        assert graded.run.score == 0
        assert "KeyError" in graded.told


def test_every_theme_has_attacks() -> None:
    assert {each.theme for each in ATTACKS} >= {"reading", "patching", "forging", "values", "ending", "learning"}


@pytest.mark.parametrize(
    "header",
    [
        "",
        HEADER.replace("# score", "# skore"),
        HEADER.replace("# score: 0\n", ""),
        HEADER.replace("# says: went wrong\n", ""),
        HEADER + "# score: 100\n",
        HEADER + "# naiv: 100\n",
        HEADER + "# a remark\n",
        HEADER.replace('"""Says what it does."""\n', ""),
    ],
)
def test_an_attack_with_a_wrong_header_is_an_error(tmp_path: Path, header: str) -> None:
    path = tmp_path / "attack.py"
    path.write_text(HEADER + "def double(x): ...\n")
    assert attack.read(path).score == 0
    path.write_text(header + "def double(x): ...\n")
    with pytest.raises(ValueError, match=r"attack\.py"):
        attack.read(path)
