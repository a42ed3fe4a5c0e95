"""Copies are found under other names; what everybody was given is not held against anybody."""

import resource
from pathlib import Path

import pytest

from grader import similarity
from grader.errors import ServiceError
from grader.settings import ROOT
from grader.similarity import compare

LOSS = (ROOT / "reference" / "loss.py").read_text()
STARTER = (ROOT / "assignments" / "loss" / "starter.py").read_text()
OTHER = (ROOT / "reference" / "rnn.py").read_text()
DISGUISED = LOSS.replace("logits", "z").replace("labels", "wanted").replace("loss", "cost").replace("# ", "# Mine: ")


def test_a_copy_with_other_names_is_found_first_and_its_lines_are_told() -> None:
    assert DISGUISED != LOSS
    [alike, *_] = compare({7: LOSS, 8: OTHER, 9: DISGUISED}, STARTER, 10)
    assert (alike.left, alike.right) == (7, 9)
    assert min(alike.left_share, alike.right_share) > 0.9
    first, last = alike.passages[0].left[0], alike.passages[-1].left[1]
    assert 1 <= first <= last <= LOSS.count("\n") + 1


def test_the_starter_alone_makes_nobody_alike() -> None:
    assert compare({1: STARTER, 2: STARTER, 3: STARTER + "\n\nTOTAL = 1\n"}, STARTER, 10) == []
    assert compare({1: STARTER, 2: STARTER}, "", 10) != []


def test_code_that_surrounds_the_starter_is_not_lost() -> None:
    mine = STARTER + "\n\n" + LOSS
    [alike] = compare({1: mine, 2: STARTER + "\n\n" + DISGUISED}, STARTER, 10)
    assert alike.passages[0].left[0] > STARTER.count("\n") / 2
    assert alike.left_share > 0.9


def test_at_most_so_many_pairs_are_told() -> None:
    assert len(compare(dict.fromkeys(range(5), LOSS), STARTER, 3)) == 3


@pytest.mark.parametrize("few", [{}, {1: LOSS}])
def test_one_alone_is_like_nobody(few: dict[int, str]) -> None:
    assert compare(few, STARTER, 10) == []


@pytest.mark.parametrize(
    "odd",
    ["", "\r\r\r", "\x00\x01", "é\ud800", "((((" * 5000, "'" * 9999, "def f(:\n" * 300, "\\\n" * 4000, "x" * 200_000],
)
def test_what_is_no_python_breaks_nothing(odd: str) -> None:
    found = compare({1: LOSS, 2: odd, 3: LOSS}, STARTER, 10)
    assert (found[0].left, found[0].right) == (1, 3)


def test_lines_are_counted_as_our_listings_count_them() -> None:
    wild = "# a\r# b\r\n" + LOSS.replace("\n", "\r\n")
    [alike] = compare({1: LOSS, 2: wild}, STARTER, 10)
    last = alike.passages[-1]
    assert last.right[1] == last.left[1] + 1


def test_a_comparison_that_takes_too_long_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similarity, "TIMEOUT_S", 0.01)
    with pytest.raises(ServiceError, match="longer than"):
        compare({1: LOSS, 2: LOSS}, STARTER, 10)


def test_a_comparison_without_memory_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similarity, "MEMORY_MIB", 64)
    with pytest.raises(ServiceError, match="failed"):
        compare({1: LOSS, 2: LOSS}, STARTER, 10)
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != 64 * 2**20


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    compare({1: LOSS, 2: LOSS}, STARTER, 10)
    assert list(tmp_path.iterdir()) == []
