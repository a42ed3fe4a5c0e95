"""The image is built when its sources change or it is missing, and found otherwise."""

import shutil
from pathlib import Path

import pytest

from grader.sandbox import engine, image
from grader.sandbox.docker import Boxes
from grader.sandbox.pool import Pool
from grader.sandbox.runner import Limits


def test_an_image_that_is_there_is_not_built_again() -> None:
    client = engine.connect()
    built = client.images.get(image.ensure(client)).id
    assert client.images.get(image.ensure(client)).id == built
    client.close()


def test_an_image_that_somebody_removed_is_built_again() -> None:
    client = engine.connect()
    pool = Pool(Boxes(client), size=0)
    tag = image.ensure(client)
    client.images.remove(tag, force=True)
    sandbox = pool.open(Limits(10, 256))
    sandbox.load("def f(): pass", ["f"])
    sandbox.close()
    assert image.ensure(client) == tag
    pool.close()
    client.close()


def test_the_tag_changes_with_the_sources_and_the_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = image._tag("one:base")
    assert image._tag("another:base") != before
    monkeypatch.setattr(image, "INSIDE", Path(shutil.copytree(image.INSIDE, tmp_path / "inside")))
    assert image._tag("one:base") == before
    with (tmp_path / "inside" / "agent.py").open("a") as agent:
        agent.write("# changed\n")
    assert image._tag("one:base") != before
