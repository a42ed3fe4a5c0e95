"""What the platform keeps of people and grades."""

import uuid
from collections.abc import Iterable
from typing import Self

from django.contrib.auth.models import User
from django.db import models


class Profile(models.Model):
    """Who somebody is, and what in every course: student, staff or instructor."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    name = models.CharField(max_length=255)
    role = models.CharField(max_length=32)


class ExternalIdType(models.Model):
    """For whom a name is."""

    name = models.CharField(max_length=32, unique=True)


class ExternalId(models.Model):
    """The name under which tools know somebody, in the shape that edx-platform gives it."""

    external_user_id = models.UUIDField(default=uuid.uuid4, unique=True)
    external_id_type = models.ForeignKey(ExternalIdType, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)

    @classmethod
    def of(cls, user: User) -> str:
        """Return what tools know *user* by."""
        return str(cls.batch_get_or_create_user_ids([user], "lti")[user.id].external_user_id)

    @classmethod
    def batch_get_or_create_user_ids(cls, users: Iterable[User], type_name: str) -> dict[int, Self]:
        """Return the name of each of *users*, by user id."""
        kind, _ = ExternalIdType.objects.get_or_create(name=type_name)
        return {user.id: cls.objects.get_or_create(user=user, external_id_type=kind)[0] for user in users}


class Grade(models.Model):
    """What a component published for somebody; the last one is in the gradebook."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    usage_key = models.CharField(max_length=255)
    earned = models.FloatField(null=True)
    possible = models.FloatField(null=True)
