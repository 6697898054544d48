"""What other pages tell of payments: why an entry is there, and one's own data."""

import pytest

from billing.models import AutoPayment, Entry, Payment, SavedMethod
from billing.payments.explainer import explain
from billing.payments.personal import AUTO_PAYMENTS, CARDS, PAYMENTS
from billing.payments.services.auto import set_up
from cabinet.core.explaining import Asking
from tests.billing.money import rub
from tests.billing.payments.paying import asked, fresh, paid_with_card_kept, pay, start
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db


def test_what_an_entry_of_a_payment_is_for(line):
    other, _theirs = make_owner("79160001020")
    payment = start(line, payer=other)
    pay(payment)
    asked(payment)
    entry = Entry.objects.get()
    to_owner = explain([entry], Asking(line.contract.owner, line, True, NOW))[entry.pk]
    assert (str(to_owner.rule), list(to_owner.ways)) == (
        "Счёт пополнили. Деньги пришли целиком, без комиссии.", [],
    )  # fmt: skip
    to_payer = explain([entry], Asking(other, line, False, NOW))[entry.pk]
    assert [way.url for way in to_payer.ways] == [f"/payments/{payment.public_id}/"]


def test_ones_own_data_and_their_erasure(line):
    paid_with_card_kept(line)
    owner, card = line.contract.owner, SavedMethod.objects.get()
    set_up(user=owner, line=line, card=card, amount=rub(300), day=5, now=NOW)
    make_owner("79160001020")
    [payment] = PAYMENTS.export(owner, NOW)
    assert (payment["number"], payment["amount"], payment["state"]) == ("79031234567", 10, "зачислен")
    assert [row["title"] for row in CARDS.export(owner, NOW)] == ["•• 4242"]
    for data in (CARDS, AUTO_PAYMENTS):
        data.erase(owner, NOW)
        data.erase(owner, NOW)
    card.refresh_from_db()
    assert (card.token, card.title) == ("", "")
    assert AutoPayment.objects.get().stopped_at == NOW
    assert fresh(Payment.objects.get()).payer == owner
