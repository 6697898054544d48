"""The catalogue in the admin: what somebody has is superseded, never changed."""

from decimal import Decimal

import pytest
from django.test import Client

from billing.models import Unit
from cabinet.accounts.models import SecurityEvent
from subscriptions.catalogue.versions import NotTheNewest, draft_of, is_used, publish
from subscriptions.models import Service, Subscription, Tariff
from tests.people import NOW, make_admin, make_owner, signed_in
from tests.subscriptions.made import has, make_content, make_service, make_tariff

pytestmark = pytest.mark.django_db

TARIFFS = "/admin/subscriptions/tariff/"


@pytest.fixture
def admin() -> Client:
    user = make_admin()
    return signed_in(user)


@pytest.fixture
def line():
    return make_owner("79031234567")[1]


def form_of(tariff, **changed):
    return {
        **{name: getattr(tariff, name) for name in ("code", "name_ru", "name_en", "about_ru", "about_en", "every")},
        "price": "550.00",
        "connect_fee": "0.00",
        "kinds": "mobile",
        "position": 100,
        "resume": "fresh",
        "rate_card": tariff.rate_card_id,
        **changed,
    }


def press(admin, action, *rows):
    return admin.post(TARIFFS, {"action": action, "_selected_action": [row.pk for row in rows]})


def test_what_nobody_has_is_edited(admin):
    tariff = make_tariff("new")
    answer = admin.post(f"{TARIFFS}{tariff.pk}/change/", form_of(tariff, price="600.00"))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    tariff.refresh_from_db()
    assert tariff.price == 600


def test_what_somebody_has_is_only_taken_off_sale(admin, line):
    tariff = make_tariff("held", 0)
    has(line, tariff)
    page = admin.get(f"{TARIFFS}{tariff.pk}/change/")
    assert set(page.context["adminform"].form.fields) == {"on_sale_from", "on_sale_until", "archived_at", "position"}
    sent = form_of(tariff, price="1.00", archived_at_0="2026-11-24", archived_at_1="12:00:00")
    assert admin.post(f"{TARIFFS}{tariff.pk}/change/", sent).status_code == 302
    tariff.refresh_from_db()
    assert (tariff.price, tariff.archived_at is not None) == (0, True)
    assert admin.post(f"{TARIFFS}{tariff.pk}/delete/", {"post": "yes"}).status_code == 403


def test_who_is_switched_on_while_the_form_is_open_keeps_what_they_got(admin, line, monkeypatch):
    tariff = make_tariff("raced", 0)
    asked = iter([False] * 20)
    monkeypatch.setattr("subscriptions.catalogue.admin.is_used", lambda obj: next(asked) if not taken else True)
    taken = []

    def hold(obj):
        has(line, tariff)
        taken.append(obj)
        return obj

    monkeypatch.setattr("subscriptions.catalogue.admin.hold_version", hold)
    assert admin.post(f"{TARIFFS}{tariff.pk}/change/", form_of(tariff, price="600.00")).status_code == 403
    assert Tariff.objects.get(pk=tariff.pk).price == 0


def test_a_new_version_opens_as_a_draft_with_rates_of_its_own(admin, line):
    tariff = make_tariff("held", 0)
    has(line, tariff)
    answer = press(admin, "new_version", tariff)
    draft = Tariff.objects.get(code="held", version=2)
    assert answer.url == f"{TARIFFS}{draft.pk}/change/"
    assert draft.archived_at is not None
    assert draft.rate_card != tariff.rate_card
    assert draft.rate_card.rates.count() == tariff.rate_card.rates.count()
    assert not is_used(draft)
    assert Tariff.objects.get(pk=tariff.pk).archived_at is None  # still on sale


def test_publishing_archives_the_former_and_who_has_it_keeps_it(admin, line):
    tariff = make_tariff("held", 0)
    held = has(line, tariff)
    draft = draft_of(tariff, now=NOW)
    press(admin, "put_on_sale", draft)
    tariff.refresh_from_db()
    draft.refresh_from_db()
    assert (tariff.archived_at is None, draft.archived_at) == (False, None)
    assert Subscription.objects.get(pk=held.pk).tariff == tariff
    publish(draft, now=NOW)  # twice is as once
    with pytest.raises(NotTheNewest):
        publish(tariff, now=NOW)
    assert Tariff.objects.get(code="held", archived_at=None) == draft


def test_versions_count_on_and_packages_of_services_come_along():
    service = make_service("plus", allowances={Unit.DATA: 5})
    second = draft_of(service, now=NOW)
    third = draft_of(service, now=NOW)
    assert [each.version for each in (second, third)] == [2, 3]
    assert [(each.unit, each.granted) for each in third.allowances.all()] == [(Unit.DATA, 5)]
    assert Service.objects.filter(archived_at=None).get() == service


@pytest.mark.parametrize("model", ["tariff", "service", "contentservice", "contentprovider"])
def test_every_list_opens(admin, model):
    make_tariff()
    make_service()
    make_content()
    assert admin.get(f"/admin/subscriptions/{model}/").status_code == 200
    assert admin.get(f"/admin/subscriptions/{model}/add/").status_code == 200


def test_what_lines_have_is_looked_at_in_the_open_and_never_changed(admin, line):
    held = has(line, make_tariff(price=0))
    listed = "/admin/subscriptions/subscription/"
    assert len(admin.get(listed, {"q": "903 123-45-67"}).context["cl"].result_list) == 1
    assert len(admin.get(listed, {"q": "903 123-45-68"}).context["cl"].result_list) == 0
    before = SecurityEvent.objects.filter(kind="looked_at").count()
    assert admin.get(f"{listed}{held.pk}/change/").status_code == 200
    assert SecurityEvent.objects.filter(kind="looked_at", user=line.contract.owner).count() == before + 1
    assert admin.post(f"{listed}{held.pk}/change/", {"code": "x"}).status_code == 403
    assert admin.get(f"{listed}add/").status_code == 403
    assert admin.post(f"{listed}{held.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Subscription.objects.get().code == held.code


@pytest.mark.parametrize("model", ["periodcharge", "tariffchange", "consent", "contentban", "recommendation"])
def test_the_other_journals_open_and_are_searched(admin, model):
    assert admin.get(f"/admin/subscriptions/{model}/", {"q": "T-79031234567"}).status_code == 200


def test_a_price_of_a_draft_is_not_the_price_of_the_one_on_sale(line):
    tariff = make_tariff("held", 0)
    draft = draft_of(tariff, now=NOW)
    Tariff.objects.filter(pk=draft.pk).update(price=Decimal(700))
    assert Tariff.objects.get(code="held", archived_at=None).price == 0
