"""What a specification tells students to compare with is what the reference returns."""

import importlib
import re
import sys

import pytest

from grader.settings import ROOT


@pytest.mark.parametrize("slug", ["backprop", "rnn"])
def test_examples_of_the_specification(
    slug: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The examples hold for the reference, and the check that students are given finds its gradients right."""
    spec = ROOT / "assignments" / slug / "spec.md"
    blocks = re.findall(r"```python\n(.*?)```", spec.read_text("utf-8"), re.DOTALL)
    monkeypatch.setitem(sys.modules, "solution", importlib.import_module(f"reference.{slug}"))
    exec("\n".join(blocks), {})  # noqa: S102 - our own page
    figures = [float(line.split()[1]) for line in capsys.readouterr().out.splitlines()]
    assert len(figures) == 6
    assert max(figures) < 1e-8
