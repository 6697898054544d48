"""The demonstration's history of payments is that of its ledger, and what was paid can be given back."""

from datetime import timedelta

import pytest

from billing.causes import Cause
from billing.models import Payment, SandboxOrder
from billing.payments import demo
from billing.payments.services.returns import return_to_payer, sweep
from cabinet.core.channels import Channel
from tests.billing.money import account_of, pay, rub
from tests.people import NOW

pytestmark = pytest.mark.django_db


def test_history_is_that_of_the_ledger_once(line):
    account = account_of(line)
    entry = pay(account, 300, cause=Cause(rule="card"), line=line, channel=Channel.PAGE, now=NOW - timedelta(days=3))
    pay(account, 400, cause=Cause(rule="cash"), line=line)
    for _time in range(2):
        demo.seed(contracts=[line.contract], now=NOW)
    payment = Payment.objects.get()
    assert (payment.entry, payment.amount, payment.payer, payment.status) == (
        entry, 300, line.contract.owner, "succeeded",
    )  # fmt: skip
    return_to_payer(payment=payment, amount=rub(300), key="claim", now=NOW)
    sweep(NOW)
    assert SandboxOrder.objects.get().returned == 300
