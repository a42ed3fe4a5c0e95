"""A launch of an instructor says where notices of submissions can be asked for, and that is done."""

from typing import Any

import pytest
from sqlalchemy import select, update

from grader.db.models import Context, Deployment, JobState, NoticeHandler
from tests.lti.lms import Lms
from tests.web.world import World

URL = "https://school.example.org/api/lti/notice-handlers/106"
SERVICE = {
    "service_versions": ["1.0"],
    "platform_notification_service_url": URL,
    "scope": ["https://purl.imsglobal.org/spec/lti/scope/noticehandlers"],
    "notice_types_supported": ["LtiHelloWorldNotice", "LtiAssetProcessorSubmissionNotice"],
}


def launch(world: World, lms: Lms, role: str = "Instructor", **changes: Any) -> None:
    answer = lms.launch(world.stranger(), "ida", role, platformnotificationservice={**SERVICE, **changes})
    assert answer.status_code < 500


def asked(world: World) -> list[str]:
    with world.sessions() as session:
        return list(session.scalars(select(NoticeHandler.url)))


def test_an_instructor_who_launches_has_the_platform_asked(world: World, lms: Lms) -> None:
    launch(world, lms)
    launch(world, lms)
    assert asked(world) == [URL]


def test_students_and_assistants_have_nothing_asked(world: World, lms: Lms) -> None:
    launch(world, lms, "Learner")
    launch(world, lms, "TeachingAssistant")
    assert asked(world) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"scope": []},
        {"scope": None},
        {"notice_types_supported": ["LtiHelloWorldNotice"]},
        {"notice_types_supported": 7},
        {"platform_notification_service_url": None},
        {"platform_notification_service_url": "file:///etc/passwd"},
    ],
)
def test_a_platform_that_offers_no_such_notices_is_not_asked(world: World, lms: Lms, changes: dict[str, Any]) -> None:
    launch(world, lms, **changes)
    assert asked(world) == []


def test_staff_see_why_the_platform_could_not_be_asked(world: World, lms: Lms) -> None:
    launch(world, lms)
    with world.sessions.begin() as session:
        place = session.scalars(select(Deployment.id)).one()
        session.add(Context(deployment_id=place, context_id="c1", course_id=world.course.id))
        failed = {"state": JobState.FAILED, "error_message": "The LMS could not be asked. It hangs."}
        session.execute(update(NoticeHandler).values(failed))
    page = world.visitor(world.instructor).get("/courses/1/lms").text
    assert "Notices of submissions could not be asked for: The LMS could not be asked. It hangs." in page
