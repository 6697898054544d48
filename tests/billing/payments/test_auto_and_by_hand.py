"""An automatic payment while somebody pays by hand."""

import pytest

from billing.models import Payment, SavedMethod
from billing.payments.services.auto import run_due, set_up
from cabinet.accounts.models import User
from tests.billing.behind import behind
from tests.billing.money import rub
from tests.billing.payments.paying import asked, balance, paid_with_card_kept, pay, start
from tests.people import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_money_that_is_being_credited_is_seen_before_a_card_is_charged(line):
    paid_with_card_kept(line)
    owner = User.objects.get(pk=line.contract.owner_id)
    set_up(user=owner, line=line, card=SavedMethod.objects.get(), amount=rub(300), threshold=rub(100), now=NOW)
    by_hand = start(line, 200)
    pay(by_hand)
    assert behind(lambda: asked(by_hand), lambda: run_due(NOW)) == 0
    assert (balance(line), Payment.objects.exclude(auto=None).count()) == (210, 0)
