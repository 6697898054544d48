"""No table with personal data is forgotten (A15): whoever adds one is told by the first test here."""

import re
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps
from django.utils import translation

from cabinet.core.personal_data import PersonalData, entries, register

# A field that may tell of a person, by its name or by what it is.
PERSONAL_NAME = re.compile(
    r"msisdn|phone|name|email|ip$|user_agent|text|body|document|label|login|password|address|birth|subject|uid|extra"
    r"|number|note|comment|facts|tail"
)
PERSONAL_TYPE = (models.TextField, models.JSONField, models.GenericIPAddressField, models.BinaryField)
PEOPLE = ("accounts.User", "accounts.Line", "accounts.Contract")

# What looks like it and is not: each says why.
STAFF = "of staff, who have no cabinet"
OF_THE_OPERATOR = "the operator's own words or names, nobody's data"
EXEMPT = {
    "accounts.User_groups": STAFF,
    "accounts.User_user_permissions": STAFF,
    "admin.LogEntry": STAFF,
    "otp_totp.TOTPDevice": STAFF,
    "otp_static.StaticDevice": STAFF,
    "auth.Group": OF_THE_OPERATOR,
    "auth.Permission": OF_THE_OPERATOR,
    "contenttypes.ContentType": OF_THE_OPERATOR,
    "chat.Topic": OF_THE_OPERATOR,
    "chat.Wait": "when a specialist was waited for; the conversation itself is exported and erased",
    "chat.Label": OF_THE_OPERATOR,
    "chat.CannedReply": OF_THE_OPERATOR,
    "chat.SpecialistPresence": STAFF,
    "chat.Look": STAFF,
    "chat.Subject": OF_THE_OPERATOR,
    "chat.Answer": OF_THE_OPERATOR,
    "chat.Phrasing": OF_THE_OPERATOR,
    "core.Brand": OF_THE_OPERATOR,
    "home.NewsItem": OF_THE_OPERATOR,
    "home.Office": OF_THE_OPERATOR,
    "core.Alarm": OF_THE_OPERATOR,
    "core.Heartbeat": "names of processes",
    "accounts.CodeFuse": "counts by the first digits of numbers, shared by thousands",
    "commands.VoiceMenuItem": OF_THE_OPERATOR,
    "requests.DonorOperator": OF_THE_OPERATOR,
    "sms.SmsText": OF_THE_OPERATOR,
    "billing.PaymentMethod": OF_THE_OPERATOR,
    "socialaccount.SocialApp": OF_THE_OPERATOR,
    "accounts.Region": OF_THE_OPERATOR,
    "subscriptions.Tariff": OF_THE_OPERATOR,
    "subscriptions.Service": OF_THE_OPERATOR,
    "subscriptions.ContentService": OF_THE_OPERATOR,
    "subscriptions.ContentProvider": "organisations and the telephones of their support",
    "billing.PayerReturn": "who of finance settled it; the payment that it is of is exported",
    "billing.RateCard": OF_THE_OPERATOR,
    "billing.Rate": OF_THE_OPERATOR,
    "billing.AuditRun": "keys of rows and sums that do not agree",
    "billing.UsageBatch": "names of files and of requests of the network",
}


def is_personal(field: models.Field) -> bool:
    related = field.related_model
    if related is not None:
        return isinstance(related, type) and related._meta.label in PEOPLE
    return isinstance(field, PERSONAL_TYPE) or bool(PERSONAL_NAME.search(field.name))


def personal_models(found: Iterable[type[models.Model]]) -> dict[str, list[str]]:
    """Tables that have personal fields, and which."""
    named = {
        model._meta.label: [field.name for field in model._meta.concrete_fields if is_personal(field)]
        for model in found
        if not model._meta.proxy
    }
    return {label: fields for label, fields in named.items() if fields}


def forgotten(found: Iterable[type[models.Model]]) -> dict[str, list[str]]:
    known = {label for entry in entries() for label in entry.models}
    return {label: fields for label, fields in personal_models(found).items() if label not in known | set(EXEMPT)}


def all_models() -> list[type[models.Model]]:
    return list(apps.get_models(include_auto_created=True))


def test_every_table_with_personal_fields_is_exported_and_erased_or_kept_for_a_reason():
    assert forgotten(all_models()) == {}, "register it in the app's personal.py, or exempt it here and say why"


@isolate_apps("chat")
def test_a_new_table_with_a_number_would_be_noticed():
    class Forgotten(models.Model):
        msisdn = models.CharField(max_length=15)

        class Meta:
            app_label = "chat"

        def __str__(self) -> str:
            return ""

    class Pointing(models.Model):
        whose = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

        class Meta:
            app_label = "chat"

        def __str__(self) -> str:
            return ""

    Pointing._meta.get_field("whose").remote_field.model = apps.get_model("accounts", "User")
    assert forgotten([Forgotten]) == {"chat.Forgotten": ["msisdn"]}
    assert list(personal_models([Pointing])) == ["chat.Pointing"]


def test_no_exemption_outlives_its_table_and_no_entry_names_a_table_that_is_not():
    labels = {model._meta.label for model in all_models()}
    assert set(EXEMPT) <= set(personal_models(all_models()))
    assert {label for entry in entries() for label in entry.models} <= labels


def test_every_entry_says_in_both_languages_what_it_is():
    for entry in entries():
        for language in ("ru", "en"):
            with translation.override(language):
                words = [str(entry.about), *map(str, entry.fields.values())]
                assert all(words), entry.name
                assert entry.fields, entry.name
        if entry.kept_because:
            assert str(entry.kept_because)


def test_an_entry_is_erased_or_kept_never_both_nor_neither():
    with pytest.raises(ValueError, match="either"):
        PersonalData(name="x", models=(), export=lambda user, now: [])
    with pytest.raises(ValueError, match="either"):
        PersonalData(
            name="x", models=(), export=lambda user, now: [], erase=lambda user, now: None, kept_because="the law"
        )


def test_two_kinds_of_one_name_are_refused():
    first = next(iter(entries()))
    with pytest.raises(ValueError, match="two kinds"):
        register(PersonalData(name=first.name, models=(), export=lambda user, now: [], kept_because="x"))
