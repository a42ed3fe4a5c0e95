"""The components of the courses: real blocks, in a runtime that stands in for edx-platform's."""

from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from lti_consumer.lti_xblock import LtiConsumerXBlock
from opaque_keys.edx.keys import UsageKey
from xblock.core import XBlockMixin
from xblock.fields import Boolean, DateTime, Scope, ScopeIds, Timedelta
from xblock.reference.user_service import XBlockUser
from xblock.runtime import DictKeyValueStore, KvsFieldData, Runtime

from tests.lms.open_edx.models import ExternalId, Grade

STORE = DictKeyValueStore()


class Inherited(XBlockMixin):
    """The fields that edx-platform adds to every block."""

    start = DateTime(default=None, scope=Scope.settings)
    due = DateTime(default=None, scope=Scope.settings)
    graceperiod = Timedelta(default=None, scope=Scope.settings)
    graded = Boolean(default=True, scope=Scope.settings)


class People:
    """The services by which a block asks who looks at it, and is given to somebody else."""

    def __init__(self, user: User | AnonymousUser) -> None:
        self.user = user

    def get_current_user(self) -> XBlockUser:
        """Return who looks at the block."""
        profile = getattr(self.user, "profile", None)
        if profile is None:
            return XBlockUser()
        person = XBlockUser(is_current_user=True, emails=[self.user.email], full_name=profile.name)
        person.opt_attrs = {
            "edx-platform.is_authenticated": True,
            "edx-platform.user_id": self.user.id,
            "edx-platform.username": self.user.username,
            "edx-platform.user_role": profile.role,
            "edx-platform.user_is_staff": False,
        }
        return person

    def get_external_user_id(self, _: str) -> str:
        """Return the name under which tools know who looks at the block."""
        return ExternalId.of(self.user)

    def rebind_noauth_module_to_user(self, block: LtiConsumerXBlock, user: User) -> None:
        """Give *block* to *user*, whose grade arrives."""
        block.scope_ids = block.scope_ids._replace(user_id=user.id)
        self.user = user


class Courseware(Runtime):
    """Keeps grades; of what a runtime can do, the component uses nothing else."""

    def publish(self, block: LtiConsumerXBlock, event_type: str, event_data: dict[str, Any]) -> None:
        """Keep a grade."""
        assert event_type == "grade"
        Grade.objects.create(
            user_id=event_data["user_id"],
            usage_key=str(block.scope_ids.usage_id),
            earned=event_data["value"],
            possible=event_data["max_value"],
        )

    def handler_url(self, *args: Any, **kwargs: Any) -> str:
        """Raise: launches by LTI 1.3 need no handler."""
        raise NotImplementedError

    resource_url = local_resource_url = handler_url


def load(usage_key: UsageKey, user: User | AnonymousUser | None = None) -> LtiConsumerXBlock:
    """Return a component as *user* has it."""
    people = People(user or AnonymousUser())
    runtime = Courseware(None, None, mixins=(Inherited,), services={"user": people, "rebind_user": people})
    scope_ids = ScopeIds(people.user.id, "lti_consumer", usage_key, usage_key)
    return runtime.construct_xblock_from_class(LtiConsumerXBlock, scope_ids, KvsFieldData(STORE))
