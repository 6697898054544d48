"""A password changed by two at one moment, by real threads."""

from functools import partial

import pytest
from django.db import transaction

from cabinet.accounts.models import SecurityEvent, User
from cabinet.accounts.services.permanent_password import PasswordChanged, set_password
from tests.accounts.test_codes_at_once import PATIENCE
from tests.accounts.test_lines_at_once import beside
from tests.people import NOW, PASSWORD, make_owner

pytestmark = pytest.mark.django_db(transaction=True)

NEW = ("ледоход на Оке 1975", "туман над Камой 1991")


def change(owner: User, password: str) -> bool:
    try:
        set_password(user=owner, password=password, now=NOW)
    except PasswordChanged:
        return False
    return True


def test_of_two_who_change_it_at_once_one_does() -> None:
    owner = make_owner("79031234567")[0]
    owner.set_password(PASSWORD)
    owner.save()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)
        seen = [User.objects.get(pk=owner.pk) for _each in NEW]  # by both before either has changed it
        futures = beside(*(partial(change, *each) for each in zip(seen, NEW, strict=True)))
    assert [future.result(PATIENCE) for future in futures] == [True, False]
    assert User.objects.get(pk=owner.pk).check_password(NEW[0])
    assert SecurityEvent.objects.count() == 1
