"""What was put aside is rated after all, or let go: by staff, one by one or many."""

import pytest
from django.test import Client

from billing.models import LineRate, QuarantinedEvent, Rate, RateCard, UsageBatch
from billing.usage import quarantine
from billing.usage.packages import set_rate
from cabinet.accounts.models import SecurityEvent, User
from tests.billing.money import rub
from tests.billing.usage.network import LONG_AGO, counts, event, make_card, make_line, rate, rated
from tests.people import NOW, make_admin, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

LISTED = "/admin/billing/quarantinedevent/"


@pytest.fixture
def root() -> User:
    return make_admin()


@pytest.fixture
def admin(root) -> Client:
    return signed_in(root)


@pytest.fixture
def unpriced():
    """Two calls of a line without a card, and one of nobody's."""
    line = make_owner("79031234567")[1]
    rate(event("one"), event("two", ago=30), event("nobody's", number="79990000000"))
    return line


def act(admin: Client, action: str, rows) -> None:
    pressed = {"action": action, "_selected_action": [row.pk for row in rows]}
    assert admin.post(LISTED, pressed).status_code == 302


def test_what_has_a_price_by_now_is_rated_and_the_rest_is_put_aside_again(unpriced, root):
    set_rate(line=unpriced, rate_card=make_card(), from_at=LONG_AGO)
    rows = list(QuarantinedEvent.objects.all())
    batch = quarantine.replay(ids=[row.pk for row in rows], by=root, now=NOW)
    assert (counts(batch), batch.channel) == ((2, 0, 1), "staff")
    assert rated() == {"one": (0, rub(5)), "two": (0, rub(5))}
    for row in QuarantinedEvent.objects.filter(pk__in=[row.pk for row in rows]):
        assert (row.settled_by, row.settled_at, row.replayed_in) == (root, NOW, batch)
    again = QuarantinedEvent.objects.get(settled_at=None)
    assert (again.batch, again.reason) == (batch, "unknown_line")


def test_a_row_is_settled_once(unpriced, root):
    ids = list(QuarantinedEvent.objects.values_list("pk", flat=True))
    assert quarantine.let_go(ids=ids, by=root, now=NOW) == 3
    assert quarantine.let_go(ids=ids, by=root, now=NOW) == 0
    assert quarantine.replay(ids=ids, by=root, now=NOW) is None
    assert (UsageBatch.objects.count(), rated()) == (1, {})


def test_staff_replay_in_the_admin_and_the_line_reads_of_it(admin, root, unpriced):
    set_rate(line=unpriced, rate_card=make_card(), from_at=LONG_AGO)
    act(admin, "replay", QuarantinedEvent.objects.all())
    assert sorted(rated()) == ["one", "two"]
    noted = SecurityEvent.objects.get(kind="staff_changed")
    assert (noted.line, noted.made_by) == (unpriced, root)
    assert noted.details.facts["what"] == "quarantinedevent"


def test_staff_let_one_go_and_the_others_stay(admin, root, unpriced):
    row = QuarantinedEvent.objects.first()
    act(admin, "let_go", [row])
    row.refresh_from_db()
    assert (row.settled_by, row.replayed_in) == (root, None)
    assert QuarantinedEvent.objects.filter(settled_at=None).count() == 2
    assert rated() == {}


def test_the_list_shows_no_numbers_and_who_opens_a_card_is_in_the_journal(admin, root, unpriced):
    page = admin.get(LISTED, {"settled": "no"})
    assert page.context["cl"].result_count == 3
    assert "79031234567" not in page.content.decode()
    assert not SecurityEvent.objects.filter(kind="looked_at").exists()
    row = QuarantinedEvent.objects.get(raw__contains='"one"')
    card = admin.get(f"{LISTED}{row.pk}/change/")
    assert "79031234567" in card.content.decode()
    assert SecurityEvent.objects.get(kind="looked_at").line == unpriced
    assert admin.post(f"{LISTED}{row.pk}/change/", {"raw": "{}"}).status_code == 403


def test_who_may_only_look_settles_nothing(unpriced):
    looker = make_specialist()
    from django.contrib.auth.models import Permission

    looker.user_permissions.add(Permission.objects.get(codename="view_quarantinedevent"))
    client = signed_in(looker)
    assert client.get(LISTED).status_code == 200
    client.post(
        LISTED, {"action": "let_go", "_selected_action": list(QuarantinedEvent.objects.values_list("pk", flat=True))}
    )
    assert QuarantinedEvent.objects.filter(settled_at=None).count() == 3


def test_a_card_in_use_keeps_its_prices_and_a_copy_can_be_changed(admin):
    card = make_card(voice=600)
    page = f"/admin/billing/ratecard/{card.pk}/change/"
    assert b'name="rates-0-price"' in admin.get(page).content
    make_line(card=card)
    assert b'name="rates-0-price"' not in admin.get(page).content
    assert admin.post(f"/admin/billing/ratecard/{card.pk}/delete/", {"post": "yes"}).status_code == 403
    admin.post("/admin/billing/ratecard/", {"action": "copy", "_selected_action": [card.pk]})
    copied = RateCard.objects.exclude(pk=card.pk).get()
    assert Rate.objects.filter(rate_card=copied).count() == card.rates.count()
    assert copied.allowances.get().granted == 600
    assert not LineRate.objects.filter(rate_card=copied).exists()


def test_batches_are_only_looked_at(admin, unpriced):
    batch = UsageBatch.objects.get()
    assert admin.get("/admin/billing/usagebatch/", {"q": "test"}).context["cl"].result_count == 1
    assert admin.get(f"/admin/billing/usagebatch/{batch.pk}/change/").status_code == 200
    assert admin.post(f"/admin/billing/usagebatch/{batch.pk}/delete/", {"post": "yes"}).status_code == 403
