"""The parts of edx-platform that the component imports when it needs them."""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

from django.contrib.auth.models import User
from opaque_keys.edx.keys import CourseKey, UsageKey
from xblock.core import XBlock

from tests.lms.open_edx import blocks
from tests.lms.open_edx.models import ExternalId

TEACHERS = ("staff", "instructor")


class OverEnrollmentLimitError(Exception):
    """More people than anybody may ask for; never here."""


def provide() -> None:
    """Stand in for edx-platform."""
    _module("openedx.core.djangoapps.xblock", api=None)
    _module("openedx.core.djangoapps.external_user_ids.models", ExternalId=ExternalId)
    _module("openedx.core.lib.courses", get_course_by_id=_course)
    _module("xmodule.modulestore.django", modulestore=lambda: SimpleNamespace(get_item=blocks.load))
    _module("lms.djangoapps.courseware.block_render", get_block_for_descriptor=_bind)
    _module("lms.djangoapps.courseware.access", has_access=lambda *_: True)
    _module("lms.djangoapps.courseware.courses", check_course_access=lambda *_, **__: True)
    _module("lms.djangoapps.course_api.api", get_course_members=_members)
    _module("lms.djangoapps.course_api.exceptions", OverEnrollmentLimitException=OverEnrollmentLimitError)
    _module("common.djangoapps.student.auth", has_studio_write_access=_may_write)


def _module(name: str, **contents: Any) -> None:
    """Let *name* be imported, with *contents*."""
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        sys.modules.setdefault(".".join(parts[:end]), ModuleType(parts[end - 1]))
    vars(sys.modules[name]).update(contents)


def _course(course_key: CourseKey) -> SimpleNamespace:
    return SimpleNamespace(display_name_with_default=course_key.course, display_org_with_default=course_key.org)


def _bind(user: User, block: XBlock, **_: Any) -> None:
    """Let *block* be looked at by *user*."""
    block.runtime.service(block, "rebind_user").rebind_noauth_module_to_user(block, user)


def _members(_: CourseKey) -> dict[int, dict[str, Any]]:
    """Return everybody: all people are in all courses."""
    return {
        user.id: {
            "id": user.id,
            "username": user.username,
            "email": user.email,
            "name": user.profile.name,
            "roles": [user.profile.role],
        }
        for user in User.objects.select_related("profile").filter(is_active=True)
    }


def _may_write(user: User, _: CourseKey | UsageKey) -> bool:
    return user.is_authenticated and user.profile.role in TEACHERS
