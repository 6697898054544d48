"""How the suite empties its database after a test that committed."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from cabinet.accounts.models import User
from tests.emptied import empty
from tests.people import make_owner


@pytest.mark.django_db(transaction=True)
def test_what_was_written_is_gone_and_what_the_migrations_left_is_there_as_it_was() -> None:
    def left() -> list[list[int]]:
        return [sorted(model.objects.values_list("pk", flat=True)) for model in (ContentType, Permission, Group)]

    before = left()
    assert all(before)
    make_owner("79031234567")
    Group.objects.all().delete()
    Permission.objects.first().delete()
    Group.objects.create(name="Чужие")
    empty()
    assert not User.objects.exists()
    assert left() == before
