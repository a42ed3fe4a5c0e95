"""What a platform says of people, as the grader understands it."""

import pytest

from grader.domain.lti import role_of

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ([f"{MEMBERSHIP}#Instructor"], "instructor"),
        ([f"{MEMBERSHIP}#Instructor", f"{MEMBERSHIP}#Learner"], "instructor"),
        ([f"{MEMBERSHIP}#ContentDeveloper"], "assistant"),
        ([f"{MEMBERSHIP}/Instructor#TeachingAssistant"], "assistant"),
        ([f"{MEMBERSHIP}#Instructor", f"{MEMBERSHIP}/Instructor#TeachingAssistant"], "assistant"),
        ([f"{MEMBERSHIP}#Learner"], "student"),
        ([f"{MEMBERSHIP}#Mentor"], "student"),
        ([f"{MEMBERSHIP}#Administrator"], "student"),
        (["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"], "student"),
        ([], "student"),
    ],
)
def test_nobody_becomes_more_than_their_roles_in_the_course_say(roles: list[str], role: str) -> None:
    assert role_of(roles) == role
