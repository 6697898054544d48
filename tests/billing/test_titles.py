"""What stands on the page for each movement."""

import pytest
from django.utils.translation import override

from billing.causes import TITLES, Cause, title
from billing.kinds import EntryKind


@pytest.mark.parametrize(
    ("kind", "cause", "words"),
    [
        (EntryKind.PAYMENT, Cause(rule="card"), "Пополнение картой"),
        (EntryKind.PAYMENT, Cause(rule="a way not known yet"), "Пополнение"),
        (EntryKind.TARIFF, Cause(rule="monthly", name="Вместе L"), "Абонентская плата, «Вместе L»"),
        (EntryKind.TARIFF, Cause(), "Абонентская плата"),
        (EntryKind.CONTENT, Cause(rule="daily", name="Гороскоп", number="5533"), "«Гороскоп», 5533"),
        (EntryKind.CONTENT, Cause(name="Гороскоп"), "Подписка «Гороскоп»"),
        (EntryKind.USAGE, Cause(rule="call", name="Казахстан, 3 мин"), "Звонок, Казахстан, 3 мин"),
        (EntryKind.USAGE, Cause(rule="sms"), "SMS"),
        (EntryKind.FEE, Cause(name="Замена SIM-карты"), "Замена SIM-карты"),
        (EntryKind.TRANSFER_OUT, Cause(number="+7 905 ••• 11-02"), "Перевод на +7 905 ••• 11-02"),
        (EntryKind.TRANSFER_IN, Cause(), "Перевод от другого абонента"),
        (EntryKind.SERVICE, Cause(name="100 % ясности"), "Услуга «100 % ясности»"),
    ],
)
def test_a_title_says_what_it_was_for(kind, cause, words):
    assert title(kind, cause.as_json()) == words


def test_every_kind_has_words_of_its_own():
    assert {(kind.value,) for kind in EntryKind} <= TITLES.keys()
    assert all(title(kind, {}) for kind in EntryKind)


def test_names_follow_the_language_where_they_can():
    cause = Cause(rule="data", name="сверх пакета", name_en="beyond the package").as_json()
    with override("en"):
        assert "beyond the package" in title(EntryKind.USAGE, cause)
        assert "Гороскоп" in title(EntryKind.SERVICE, Cause(name="Гороскоп").as_json())


def test_a_cause_keeps_only_what_it_knows():
    assert Cause(name="Гороскоп", facts={}).as_json() == {"name": "Гороскоп"}
