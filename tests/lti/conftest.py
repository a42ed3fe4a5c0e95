"""A world with a platform, which is registered in it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from grader.db.models import Context, Deployment, Platform, ResourceLink
from grader.web.app import create_app
from tests.lti.lms import Lms, running
from tests.web.world import Visitor, World, chosen_settings, make_world


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> Iterator[World]:
    """Return a world that reaches platforms on this machine."""
    made = make_world(tmp_path, sqlite_url)
    settings = chosen_settings(tmp_path, sqlite_url, LMS_IN_PRIVATE="yes")
    yield replace(made, app=create_app(settings, made.sessions))
    made.close()


@pytest.fixture
def lms(world: World) -> Iterator[Lms]:
    """Return a platform that is registered, with one deployment."""
    with running() as platform:
        add_platform(world, platform)
        yield platform


@pytest.fixture
def bound(world: World, lms: Lms) -> Lms:
    """Return a platform whose course and link are those of the world."""
    bind(world)
    return lms


@pytest.fixture
def visitor(world: World) -> Visitor:
    return world.stranger()


def add_platform(world: World, lms: Lms) -> Platform:
    """Register a platform."""
    with world.sessions.begin() as session:
        made = Platform(
            name="Moodle",
            issuer=lms.issuer,
            client_id=lms.client_id,
            auth_login_url=f"{lms.address}/auth",
            auth_token_url=f"{lms.address}/token",
            key_set_url=f"{lms.address}/keys",
        )
        session.add(made)
        session.flush()
        session.add(Deployment(platform_id=made.id, deployment_id="d1"))
    return made


def bind(world: World) -> None:
    """Make a course and a link of the only platform those of the world."""
    with world.sessions.begin() as session:
        deployment = session.scalars(select(Deployment)).one()
        context = Context(deployment_id=deployment.id, context_id="c1", course_id=world.course.id)
        session.add(context)
        session.flush()
        session.add(ResourceLink(context_id=context.id, resource_link_id="rl1", line_item_id=world.item.id))
