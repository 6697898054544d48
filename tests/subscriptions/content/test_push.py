"""A provider's push subscribes nobody: the person is asked, and only their own «ДА» does it (T10)."""

import json
from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cabinet.accounts.models import BlockReason, BulkChoice, LineStatus
from cabinet.commands.services.run import respond
from cabinet.core import signed
from cabinet.core.channels import Channel
from cabinet.sms.models import SmsMessage
from subscriptions.content.services import push
from subscriptions.content.services.ban import forbid
from subscriptions.models import Consent, ContentProvider, ContentPush, ContentService, PushOutcome, Subscription
from tests.billing.money import account_of, balance, rub
from tests.people import signed_in
from tests.subscriptions.content.agreeing import person, texts_to
from tests.subscriptions.made import has, make_content

pytestmark = pytest.mark.django_db
PAGE = reverse("gateway-content")
SECRET, OTHER = "s" * 40, "o" * 40
MARIA, NOBODYS = "79161230001", "79990000000"
_ids = count(1)


@pytest.fixture(autouse=True)
def providers(settings, monkeypatch):
    settings.CONTENT_SECRETS = {"stars": [SECRET], "radio": [OTHER]}
    settings.QUIET_HOURS = None
    monkeypatch.setattr("cabinet.commands.services.run.allow", lambda *_count: True)
    ContentProvider.objects.create(code="radio", name="Радио")


@pytest.fixture
def line():
    make_content("stars", price=30)
    return person()


def tell(sender="stars", secret=SECRET, **said):
    payload = {"event": "subscribe", "id": f"e{next(_ids)}", "msisdn": MARIA, "service": "stars", **said}
    body = json.dumps(payload).encode()
    headers = signed.headers(secret=secret, method="POST", path=PAGE, body=body)
    return Client().post(PAGE, body, content_type="application/json", headers={**headers, signed.SENDER: sender})


def say_yes(text="ДА"):
    return respond(msisdn=MARIA, text=text, channel=Channel.SMS, now=timezone.now(), to="0611").text


def outcome() -> tuple[str, str]:
    kept = ContentPush.objects.latest("pk")
    return kept.outcome, kept.reason


def test_the_person_is_asked_and_nothing_is_taken(line):
    answer = tell(evidence={"page": "https://stars.example", "at": "2026-11-24"})

    assert (answer.status_code, answer.json()) == (202, {"result": "received"})
    assert [words.replace("\u00a0", " ") for words in texts_to()] == [
        "Подписка «Гороскоп stars», номер 5533, 30,00 руб. в день. Подключить? Ответьте ДА. Не нужно: не отвечайте"
    ]
    assert not Subscription.objects.exists()
    kept = ContentPush.objects.get()
    assert (kept.outcome, kept.line, kept.evidence["page"]) == (PushOutcome.ASKED, line, "https://stars.example")


def test_their_own_yes_subscribes_and_what_was_asked_is_the_evidence(line):
    tell()

    answer = say_yes()

    assert answer.replace("\u00a0", " ") == (
        "Подключено: «Гороскоп stars», 30,00 руб. в день. Отключить бесплатно: СТОП на 5533"
    )
    held = Subscription.objects.get()
    assert (held.channel, held.made_by) == (Channel.SMS, line.contract.owner)
    consent = Consent.objects.get()
    assert (consent.text, consent.channel, consent.code_tail) == (texts_to()[0], Channel.SMS, "")
    assert balance(account_of(line)) == rub(970)
    assert outcome() == (PushOutcome.AGREED, "")
    assert tell(event="status").json() == {"active": True}


def test_a_second_yes_subscribes_and_charges_nothing_more(line):
    tell()
    say_yes()

    assert "ни о чём не спрашиваем" in say_yes()

    assert balance(account_of(line)) == rub(970)


def test_without_a_question_yes_means_nothing(line):
    assert "ни о чём не спрашиваем" in say_yes()
    assert not Subscription.objects.exists()


def test_too_late_a_yes_subscribes_nobody(line):
    tell()
    ContentPush.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert "ни о чём не спрашиваем" in say_yes()
    assert push.sweep(timezone.now()) == 1
    assert outcome()[0] == PushOutcome.EXPIRED
    assert not Subscription.objects.exists()


def test_told_again_it_is_asked_once(line):
    for _time in range(3):
        assert tell(id="same").status_code == 202
    assert ContentPush.objects.count() == 1
    assert SmsMessage.objects.count() == 1


def test_a_ban_lets_no_push_in(line):
    forbid(line=line, end_too=False, by=line.contract.owner, channel=Channel.PAGE, now=timezone.now())

    assert tell().status_code == 202

    assert outcome() == (PushOutcome.FORBIDDEN, "content_forbidden")
    assert texts_to() == []
    assert "ни о чём не спрашиваем" in say_yes()
    assert not Subscription.objects.exists()
    page = signed_in(line.contract.owner).get(reverse("subscriptions"), {"line": line.public_id}).content.decode()
    assert "отклонено: запрет" in page


def test_a_ban_after_the_question_makes_yes_worthless(line):
    tell()
    forbid(line=line, end_too=False, by=line.contract.owner, channel=Channel.PAGE, now=timezone.now())

    assert "платные подписки запрещены" in say_yes()
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("why", ["blocked", "no money", "own limit", "held", "archived"])
def test_who_could_not_have_it_is_not_asked(line, why):
    if why == "blocked":
        line.status, line.block_reason, line.blocked_at = LineStatus.BLOCKED, BlockReason.VOLUNTARY, timezone.now()
        line.save()
    elif why == "no money":
        ContentService.objects.update(price=2000)
    elif why == "own limit":
        account = account_of(line)
        account.notice_below, account.stops_extras = rub(990), True
        account.save()
    elif why == "held":
        has(line, ContentService.objects.get(), now=timezone.now())
    else:
        ContentService.objects.update(on_sale_until=timezone.now().date() - timedelta(days=5))

    assert tell().status_code == 202

    assert outcome()[0] == PushOutcome.REFUSED
    assert texts_to() == []


def test_a_number_that_is_not_here_is_answered_and_written_down_alike(line, django_assert_max_num_queries):
    known = tell()

    unknown = tell(msisdn=NOBODYS)

    assert (unknown.status_code, unknown.content) == (known.status_code, known.content)
    kept = ContentPush.objects.latest("pk")
    assert (kept.line, kept.outcome) == (None, PushOutcome.REFUSED)
    assert SmsMessage.objects.filter(msisdn=NOBODYS).count() == 1  # a row that is never sent
    assert texts_to(NOBODYS) == []
    assert tell(event="status", msisdn=NOBODYS).json() == tell(event="status").json() == {"active": False}


def test_one_question_waits_at_a_time_and_few_come_in_a_day(line):
    make_content("jokes")
    tell()
    tell(service="jokes")
    assert outcome() == (PushOutcome.REFUSED, "busy")
    for _time in range(2):
        ContentPush.objects.filter(outcome=PushOutcome.ASKED).update(outcome=PushOutcome.EXPIRED)
        tell(service="jokes")
        assert outcome()[0] == PushOutcome.ASKED
    ContentPush.objects.filter(outcome=PushOutcome.ASKED).update(outcome=PushOutcome.EXPIRED)
    tell()
    assert outcome() == (PushOutcome.REFUSED, "too_many")
    assert len(texts_to()) == 3


@pytest.mark.parametrize("category", ["advertising", "entertainment"])
def test_who_wants_no_offers_is_not_asked_to_buy(line, category):
    BulkChoice.objects.create(line=line, category=category, allowed=False)

    assert tell().status_code == 202

    assert outcome() == (PushOutcome.REFUSED, "not_wanted")
    assert texts_to() == []


def test_a_price_that_rose_after_the_question_is_not_agreed_to(line):
    tell()
    ContentService.objects.update(archived_at=timezone.now())
    make_content("stars", price=300, version=2)

    assert "Условия этой подписки изменились" in say_yes()
    assert not Subscription.objects.exists()


def test_a_provider_sells_and_ends_only_its_own(line):
    has(line, ContentService.objects.get(), now=timezone.now())

    assert tell("radio", OTHER).status_code == 400
    assert tell("radio", OTHER, event="unsubscribe").status_code == 400
    assert Subscription.objects.filter(ended_at=None).exists()

    assert tell(event="unsubscribe").json() == {"result": "received"}
    assert not Subscription.objects.filter(ended_at=None).exists()
    assert tell(event="unsubscribe").status_code == 202


def test_what_is_sold_no_more_is_not_pushed_and_can_be_ended_by_who_sold_it(line):
    has(line, ContentService.objects.get(), now=timezone.now())
    ContentService.objects.update(archived_at=timezone.now())
    other = ContentProvider.objects.get(code="radio")
    make_content("stars", price=90, version=2, provider=other)  # the code goes over to somebody else

    assert tell().status_code == 400
    assert tell("radio", OTHER, event="status").json() == {"active": False}
    assert tell("radio", OTHER, event="unsubscribe").status_code == 202
    assert Subscription.objects.filter(ended_at=None).exists()

    assert tell(event="status").json() == {"active": True}
    assert tell(event="unsubscribe").status_code == 202
    assert not Subscription.objects.filter(ended_at=None).exists()


def test_a_provider_that_wants_to_sell_to_too_many_is_held_back_and_may_end_still(line, settings):
    has(line, ContentService.objects.get(), now=timezone.now())
    settings.CONTENT_PUSHES_OF_PROVIDER = "2/day"

    assert [tell(msisdn=NOBODYS).status_code for _time in range(3)] == [202, 202, 429]
    assert ContentPush.objects.count() == 2
    make_content("waves", provider=ContentProvider.objects.get(code="radio"), short_number="5544")
    assert tell("radio", OTHER, service="waves").status_code == 202  # each for itself

    assert tell(event="unsubscribe").status_code == 202
    assert not Subscription.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize(("sender", "secret"), [("stars", OTHER), ("radio", SECRET), ("nobody", SECRET), ("", SECRET)])
def test_who_does_not_sign_with_its_own_secret_is_refused(line, sender, secret):
    answer = tell(sender, secret)
    assert (answer.status_code, answer.json()) == (403, {"error": "signature"})
    assert not ContentPush.objects.exists()


def test_without_secrets_the_address_is_not_there(line, settings):
    settings.CONTENT_SECRETS = {}
    assert tell().status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("event", "gift"), ("msisdn", "abc"), ("msisdn", None), ("service", "no-such"), ("service", 1),
        ("id", ""), ("id", "x" * 81), ("evidence", "text"), ("evidence", {"a": 1}), ("evidence", {"a": "x" * 5000}),
        ("evidence", {"a": "\u0000"}), ("evidence", {"a": "\ud800"}),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_named_and_does_nothing(line, field, value):
    answer = tell(**{field: value})
    assert (answer.status_code, answer.json()) == (400, {"error": "field", "field": field})
    assert not ContentPush.objects.exists()


def test_a_short_number_will_do_where_it_means_one_service(line):
    body = {"service": None, "short_number": "5533"}
    payload = {"event": "subscribe", "id": "n1", "msisdn": MARIA, **body}
    del payload["service"]
    raw = json.dumps(payload).encode()
    headers = {**signed.headers(secret=SECRET, method="POST", path=PAGE, body=raw), signed.SENDER: "stars"}
    assert Client().post(PAGE, raw, content_type="application/json", headers=headers).status_code == 202
    assert outcome()[0] == PushOutcome.ASKED


def test_at_night_nobody_is_woken_by_the_question(line, settings):
    settings.QUIET_HOURS = ("00:00", "23:59")
    tell()
    kept = ContentPush.objects.get()
    assert kept.outcome == PushOutcome.ASKED
    assert kept.expires_at > kept.at + push.LIFE  # the question comes in the morning, and there is as much time for it
