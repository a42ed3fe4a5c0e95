"""The document and the page about it tell everything, and of everything the truth."""

from typing import Any

from grader.domain.scopes import Scope
from grader.web.api.problems import KINDS
from tests.web.world import World


def test_every_operation_is_in_the_document_and_on_the_page(world: World) -> None:
    stranger = world.stranger()
    told: Any = stranger.get("/api/v1/openapi.json").json
    assert told["openapi"] == "3.1.0"
    page = stranger.get("/api/v1/").text
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    own = [rule for rule in rules if not rule.endpoint.startswith(("reference.", "inbound."))]
    assert len(own) == sum(len(set(each) & {"get", "post", "patch", "delete"}) for each in told["paths"].values())
    for path, operations in told["paths"].items():
        assert f"<code>{path}</code>" in page
        for method in set(operations) & {"get", "post", "patch", "delete"}:
            assert operations[method]["summary"] in page
            [needed] = operations[method]["security"]
            assert set(needed["token"]) <= set(Scope)


def test_every_kind_of_problem_has_its_place_on_the_page(world: World) -> None:
    page = world.stranger().get("/api/v1/").text
    for kind in KINDS:
        assert page.count(f'id="{kind.slug}"') == 1


def test_names_that_the_page_links_to_are_on_it(world: World) -> None:
    page = world.stranger().get("/api/v1/").text
    links = {part.split('"')[0] for part in page.split('href="#')[1:]}
    assert links
    assert [link for link in links if f'id="{link}"' not in page] == []
