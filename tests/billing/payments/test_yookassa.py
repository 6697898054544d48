"""YooKassa's API as it is documented, by a server that loses answers, breaks and repeats itself."""

import base64
import json

import pytest
from django.test import Client

from billing.models import Entry, PayerReturn, Payment, PaymentStatus, SavedMethod
from billing.payments.providers import provider
from billing.payments.services import ask as asking
from billing.payments.services.auto import run_due, set_up
from billing.payments.services.cards import cipher, forget
from billing.payments.services.returns import NotReturnable, return_to_payer
from billing.payments.services.returns import sweep as send_returns
from tests.billing.money import rub
from tests.billing.payments.paying import HOUR, asked, balance, fresh, start
from tests.billing.payments.played_yookassa import SECRET, SHOP, PlayedYooKassa
from tests.people import NOW

pytestmark = pytest.mark.django_db

NOTICES = "/gateway/payments/yookassa/"


@pytest.fixture
def bank(settings):
    with PlayedYooKassa() as played:
        settings.PAYMENT_PROVIDER = "yookassa"
        settings.YOOKASSA_URL, settings.YOOKASSA_SHOP, settings.YOOKASSA_SECRET = played.url, SHOP, SECRET
        settings.PUBLIC_URL = "https://portal.example"
        yield played


def notify(about: dict, event: str = "payment.succeeded"):
    """What it posts, with whatever is claimed of the payment."""
    body = json.dumps({"type": "notification", "event": event, "object": about})
    return Client().post(NOTICES, body, content_type="application/json")


def test_what_it_is_asked_for(line, bank):
    payment = start(line, "300.50", by="sbp", saves=True)
    [(method, path, body, headers)] = bank.asked
    assert (method, path, headers["Idempotence-Key"]) == ("POST", "/v3/payments", str(payment.public_id))
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode() == f"{SHOP}:{SECRET}"
    assert body == {
        "amount": {"value": "300.50", "currency": "RUB"},
        "capture": True,
        "description": "Пополнение счёта, номер +7 903 ••• 45-67",
        "metadata": {"payment": str(payment.public_id)},
        "payment_method_data": {"type": "sbp"},
        "confirmation": {
            "type": "redirect", "return_url": f"https://portal.example/payments/{payment.public_id}/?back=1",
        },
    }  # fmt: skip
    assert (payment.status, payment.pay_url) == ("waiting", "https://yoomoney.example/checkout?order=1")


@pytest.mark.parametrize("trouble", ["lost", "500", "garbage", "redirect"])
def test_an_answer_that_is_lost_or_broken_is_asked_for_again_by_the_same_key(line, bank, trouble):
    bank.failing = [trouble]
    payment = start(line)
    assert (payment.status, payment.provider_reference) == (PaymentStatus.CREATED, None)
    again = asked(payment)
    assert (again.status, list(bank.payments)) == (PaymentStatus.WAITING, [again.provider_reference])
    assert len(bank.asked) == 2


def test_a_wrong_secret_ends_no_payment_and_is_logged(line, bank, caplog):
    bank.failing = ["401"]
    assert start(line).status == PaymentStatus.CREATED
    assert "see YOOKASSA_SHOP, YOOKASSA_SECRET" in caplog.text


def test_what_it_declines_for_good_is_refused(line, bank):
    bank.failing = ["400"]
    assert start(line).status == PaymentStatus.REFUSED


def test_a_notification_is_a_reason_to_ask_and_nothing_more(line, bank):
    payment = start(line)
    claimed = {"id": payment.provider_reference, "status": "succeeded", "amount": {"value": "300.00"}}
    assert notify(claimed).json() == {"looked": True}
    asking.sweep(NOW)
    assert (fresh(payment).status, balance(line)) == (PaymentStatus.WAITING, 0)  # the API says otherwise
    bank.pay(payment.provider_reference)
    notify(claimed), notify(claimed)
    asking.sweep(NOW)
    assert notify(claimed).json() == {"looked": False}  # repeated after all is done
    asking.sweep(NOW)
    assert (fresh(payment).status, balance(line), Entry.objects.count()) == (PaymentStatus.SUCCEEDED, 300, 1)


def test_a_notification_that_comes_before_its_answer_finds_the_payment_by_our_own_name(line, bank):
    bank.failing = ["lost"]
    payment = start(line)
    [reference] = bank.payments
    bank.pay(reference)
    assert notify({"id": reference, "metadata": {"payment": str(payment.public_id)}}).json() == {"looked": True}
    asking.sweep(NOW)
    assert (fresh(payment).status, fresh(payment).provider_reference) == (PaymentStatus.SUCCEEDED, reference)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("no json", 400),
        ("[]", 400),
        ('{"type": "x"}', 400),
        ('{"type": "notification", "event": "refund.succeeded"}', 200),
        ("[" * 60_000, 400),
        ('{"type": "notification", "event": "payment.succeeded", "object": {"id": "\\u0000"}}', 200),
        ('{"type": "notification", "event": "payment.succeeded", "object": {"id": "\\ud800"}}', 200),
        ('{"type": "notification", "event": "payment.succeeded", "object": {"id": "1", "metadata": [1]}}', 200),
    ],
    ids=["no json", "a list", "no notification", "a refund", "too deep", "a NUL", "half a character", "no metadata"],
)
def test_what_is_no_notification_of_a_payment(bank, body, status, db):
    assert Client().post(NOTICES, body, content_type="application/json").status_code == status


def test_a_notification_about_nothing_of_ours_asks_nobody(line, bank):
    assert notify({"id": "made-up", "metadata": {"payment": "made-up"}}).json() == {"looked": False}
    assert bank.asked == []


@pytest.mark.parametrize(
    ("reason", "status"),
    [("insufficient_funds", PaymentStatus.REFUSED), ("expired_on_confirmation", PaymentStatus.EXPIRED)],
)
def test_why_it_was_cancelled(line, bank, reason, status):
    payment = start(line)
    bank.cancel(payment.provider_reference, reason)
    assert asked(payment).status == status
    assert not Entry.objects.exists()


def test_dollars_are_no_roubles(line, bank):
    payment = start(line)
    bank.pay(payment.provider_reference)
    bank.payments[payment.provider_reference]["amount"]["currency"] = "USD"
    assert asked(payment).status == PaymentStatus.WAITING
    assert not Entry.objects.exists()


def test_an_address_that_is_none_of_a_bank_is_not_followed(line, bank):
    payment = start(line)
    bank.payments[payment.provider_reference]["confirmation"]["confirmation_url"] = "javascript:alert(1)"
    assert asked(payment).pay_url == ""


def test_a_card_is_remembered_and_charged_again_without_anybody(line, bank):
    payment = start(line, saves=True)
    assert bank.asked[0][2]["save_payment_method"] is True
    bank.pay(payment.provider_reference, card="4444")
    asked(payment)
    card = SavedMethod.objects.get()
    assert (card.title, card.user) == ("•• 4444", line.contract.owner)
    assert "saved-4444" not in card.token
    assert cipher.unseal(card.token.encode()) == "saved-4444"
    set_up(user=line.contract.owner, line=line, card=card, amount=rub(500), threshold=rub(400), now=NOW)
    run_due(NOW)
    by_itself = Payment.objects.exclude(auto=None).get()
    assert bank.asked[-1][2]["payment_method_id"] == "saved-4444"
    assert "confirmation" not in bank.asked[-1][2]
    assert (by_itself.status, balance(line)) == (PaymentStatus.SUCCEEDED, 800)


@pytest.fixture
def unanswered(line, bank):
    """A card that was charged by itself, and the answer was lost; its notification comes later."""
    payment = start(line, saves=True)
    bank.pay(payment.provider_reference, card="4444")
    asked(payment)
    owner = line.contract.owner
    set_up(user=owner, line=line, card=SavedMethod.objects.get(), amount=rub(500), threshold=rub(400), now=NOW)
    bank.failing = ["lost"]
    run_due(NOW)
    charged = Payment.objects.exclude(auto=None).get()
    assert (charged.status, charged.provider_reference) == (PaymentStatus.CREATED, None)
    return charged


def told_of(payment, bank, now):
    """The notification names the payment there, which our own name alone would not find any more."""
    reference = bank.by_key[str(payment.public_id)]["id"]
    assert notify({"id": reference, "metadata": {"payment": str(payment.public_id)}}).json() == {"looked": True}
    asking.sweep(now)
    return reference


def test_a_charge_nobody_answered_for_is_credited_though_its_card_was_forgotten(line, bank, unanswered):
    forget(card=SavedMethod.objects.get(), now=NOW)
    assert asked(unanswered).status == PaymentStatus.REFUSED
    reference = told_of(unanswered, bank, NOW)
    assert (fresh(unanswered).status, fresh(unanswered).provider_reference) == (PaymentStatus.SUCCEEDED, reference)
    assert balance(line) == 800


def test_a_charge_given_up_after_a_day_is_credited_when_the_bank_tells_of_it(line, bank, unanswered, clock):
    later = clock.to(NOW + HOUR * 25)
    assert asked(unanswered, now=later).status == PaymentStatus.EXPIRED
    questions = len(bank.asked)
    told_of(unanswered, bank, later)
    assert (fresh(unanswered).status, balance(line)) == (PaymentStatus.SUCCEEDED, 800)
    assert [method for method, *_rest in bank.asked[questions:]] == ["GET"]  # and no second charge


def test_a_notification_that_names_another_payment_credits_nothing(line, bank, unanswered, clock):
    forget(card=SavedMethod.objects.get(), now=NOW)
    asked(unanswered)
    other = Payment.objects.get(auto=None).provider_reference  # paid, and credited already
    for claimed in (other, "made-up"):
        notify({"id": claimed, "metadata": {"payment": str(unanswered.public_id)}})
        asking.sweep(NOW)
    assert (fresh(unanswered).status, fresh(unanswered).provider_reference) == (PaymentStatus.REFUSED, None)
    assert (balance(line), Entry.objects.count()) == (300, 1)


def test_money_goes_back_once_by_its_key(line, bank):
    payment = start(line)
    bank.pay(payment.provider_reference)
    asked(payment)
    bank.failing = ["lost"]
    promised = return_to_payer(payment=payment, amount=rub(100), key="claim:1", now=NOW)
    send_returns(NOW)
    send_returns(NOW + HOUR)
    promised.refresh_from_db()
    refunds = [(body, headers["Idempotence-Key"]) for _m, path, body, headers in bank.asked if path == "/v3/refunds"]
    expected = {"payment_id": payment.provider_reference, "amount": {"value": "100.00", "currency": "RUB"}}
    assert refunds == [(expected, "claim:1")] * 2
    assert (promised.status, promised.tries) == ("done", 2)


def test_a_return_nobody_answered_for_within_a_day_is_not_asked_for_anew(line, bank, caplog):
    payment = start(line)
    bank.pay(payment.provider_reference)
    asked(payment)
    promised = return_to_payer(payment=payment, amount=rub(100), key="claim:1", now=NOW)
    bank.failing = ["lost"] * 9
    for hours in (0, 5, 12, 22.9):
        send_returns(NOW + HOUR * hours)
    del bank.failing[:]
    bank.by_key.clear()  # a day later the key is forgotten there, and the same question would return it again
    send_returns(NOW + HOUR * 30)
    send_returns(NOW + HOUR * 60)
    promised.refresh_from_db()
    assert sum(path == "/v3/refunds" for _method, path, _body, _headers in bank.asked) == 4
    assert (promised.status, promised.refusal, promised.next_try_at) == ("refused", "unanswered", None)
    assert "look for it there" in caplog.text
    with pytest.raises(NotReturnable):  # it may have gone back: its sum is not free for another
        return_to_payer(payment=payment, amount=rub(201), key="claim:2", now=NOW)


def test_a_return_that_nobody_sent_for_days_is_sent(line, bank):
    payment = start(line)
    bank.pay(payment.provider_reference)
    asked(payment)
    return_to_payer(payment=payment, amount=rub(100), key="claim:1", now=NOW)
    send_returns(NOW + HOUR * 60)
    assert PayerReturn.objects.get().status == "done"


def test_its_time_is_bounded_whatever_it_does(line, bank, settings):
    settings.PAYMENT_TIMEOUT = 0.000001
    payment = start(line)
    assert payment.status == PaymentStatus.CREATED
    assert provider("yookassa").name == payment.provider
