"""Other sites by which the person signs in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import OneTimePassword, User
from cabinet.accounts.social.sites import site_of_link
from cabinet.core.personal_data import PersonalData, Row


def _social_accounts(user: User, now: datetime) -> Iterator[Row]:
    for each in SocialAccount.objects.filter(user=user).order_by("pk"):
        yield {
            "site": str(site_of_link(each.provider).name),
            "subject": each.uid,
            "name": each.extra_data.get("name", ""),
            "linked_at": each.date_joined,
        }


def _unlink_all(user: User, now: datetime) -> None:
    SocialAccount.objects.filter(user=user).delete()


# allauth's other tables stay empty: nothing writes them (tests/social/test_nothing_else_of_allauth.py).
SOCIAL_ACCOUNTS = PersonalData(
    name="social_accounts",
    models=("socialaccount.SocialAccount", "socialaccount.SocialToken", "account.EmailAddress"),
    about=_("Другие сайты, через которые вы входите."),
    fields={
        "site": _("Сайт"),
        "subject": _("Ваш номер на этом сайте"),
        "name": _("Имя на этом сайте"),
        "linked_at": _("Привязан"),
    },
    export=_social_accounts,
    erase=_unlink_all,
)


def _one_time_passwords(user: User, now: datetime) -> Iterator[Row]:
    for each in OneTimePassword.objects.filter(user=user).select_related("line").order_by("pk"):
        yield {
            "number": str(each.line),
            "given_at": each.created_at.isoformat(),
            "ended_at": (each.used_at or each.expires_at).isoformat(),
        }


def _forget_one_time(user: User, now: datetime) -> None:
    OneTimePassword.objects.filter(user=user).delete()


ONE_TIME_PASSWORDS = PersonalData(
    name="one_time_passwords",
    models=("accounts.OneTimePassword",),
    export=_one_time_passwords,
    erase=_forget_one_time,
)
