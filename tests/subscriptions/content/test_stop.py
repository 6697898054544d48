"""«Стоп» by SMS ends what is behind the number that it was sent to, however it is written (T6, N4)."""

from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from billing.models import Entry
from cabinet.commands.services.by_sms import LATE
from cabinet.core.channels import Channel
from cabinet.requests.models import Request
from cabinet.sms.models import IncomingSms
from cabinet.sms.services.handling import handle_due
from cabinet.sms.services.incoming import take
from subscriptions.content.stop_words import EVERYTHING, read_stop
from subscriptions.models import Subscription
from tests.people import make_owner
from tests.subscriptions.content.agreeing import person, texts_to
from tests.subscriptions.made import has, make_content

pytestmark = pytest.mark.django_db
OWN = "0611"
_ids = count(1)


@pytest.fixture(autouse=True)
def nobody_floods(settings, monkeypatch):
    settings.INCOMING_PER_NUMBER = "1000/minute"
    monkeypatch.setattr("cabinet.commands.services.run.allow", lambda *_count: True)


@pytest.fixture
def line():
    """With a horoscope from 5533, and jokes and music from 5544."""
    line = person()
    now = timezone.now() - timedelta(minutes=5)
    has(line, make_content("stars"), now=now)
    has(line, make_content("jokes", short_number="5544"), now=now)
    has(line, make_content("music", short_number="5544"), now=now)
    return line


def send(text: str, to: str, *, msisdn: str = "79161230001", at=None, now=None) -> IncomingSms:
    at = at or timezone.now()
    message = take(
        gateway="simulator", source_id=f"stop-{next(_ids)}", msisdn=msisdn, short_number=to, text=text, now=at
    )
    handle_due(now or at)
    message.refresh_from_db()
    return message


def left() -> list[str]:
    return list(Subscription.objects.filter(ended_at=None).order_by("pk").values_list("code", flat=True))


@pytest.mark.parametrize(
    "text",
    [
        "СТОП", "стоп", "Стоп.", " С Т О П ", "стоп!!!", "СТОПП", "Ст0п",
        "STOP", "Stop", "s t o p", "SТОР", "CTOП", "cnjg", "ыещз", "«Стоп»", "стоп все", "STOP ALL",
    ],
)  # fmt: skip
def test_however_it_is_written_it_is_heard(text):
    assert read_stop(text) in ("", EVERYTHING)


@pytest.mark.parametrize(
    ("text", "which"), [("СТОП 1", "1"), ("стоп5533", "5533"), ("Stop 12", "12"), ("стоп №2", "2")]
)
def test_a_number_after_it_says_which(text, which):
    assert read_stop(text) == which


@pytest.mark.parametrize(
    "text", ["", "не стоп", "стопка", "баланс", "ДА", "stop it", "1", "стоп 12345678901", "автостоп", "СТО"]
)
def test_what_is_something_else_stops_nothing(text):
    assert read_stop(text) is None


def test_it_ends_what_is_behind_that_number_and_names_it(line):
    before = Entry.objects.count()

    message = send("Стоп", "5533")

    assert left() == ["jokes", "music"]
    assert texts_to() == ["Отключено бесплатно: «Гороскоп stars». Больше за это не спишем"]
    assert message.outcome == "content.short_number"
    assert Entry.objects.count() == before
    wish = Request.objects.get()
    assert (wish.kind, wish.channel, wish.line, wish.made_by) == ("content_off", Channel.SMS, line, line.contract.owner)


def test_behind_one_number_it_ends_all_or_the_one_that_was_counted(line):
    send("СТОП 2", "5544")
    assert left() == ["stars", "jokes"]
    send("STOP", "5544")
    assert left() == ["stars"]


def test_to_the_operators_own_number_it_ends_everything(line):
    message = send("стоп", OWN)

    assert left() == []
    assert message.outcome == "content.stop"
    (answer,) = texts_to()
    assert answer == (
        "Отключено бесплатно: «Гороскоп stars», «Гороскоп jokes», «Гороскоп music». Больше за это не спишем"
    )


def test_there_it_can_name_a_short_number_or_a_place(line):
    send("СТОП 5544", OWN)
    assert left() == ["stars"]
    send("СТОП 1", OWN)
    assert left() == []


def test_nothing_behind_that_number_lists_what_there_is_and_where_to_stop_it(line):
    make_content("chess", short_number="5566")

    send("СТОП", "5566")

    assert len(left()) == 3
    assert texts_to() == [
        "Здесь отключать нечего. У вас подключены «Гороскоп stars»: СТОП на 5533; "
        "«Гороскоп jokes»: СТОП 1 на 5544; «Гороскоп music»: СТОП 2 на 5544"
    ]


def test_a_place_that_is_not_there_stops_nothing(line):
    send("СТОП 9", "5544")
    assert len(left()) == 3


def test_with_nothing_at_all_it_says_so():
    person()
    send("СТОП", OWN)
    assert texts_to() == ["Платных подписок на вашем номере нет"]


def test_a_second_stop_changes_nothing(line):
    send("СТОП", "5533")
    send("СТОП", "5533")
    assert Request.objects.count() == 1
    assert len(texts_to()) == 2


def test_one_numbers_stop_ends_nothing_of_another(line):
    make_owner("79161230009")
    send("СТОП", "5533", msisdn="79161230009")
    assert len(left()) == 3


def test_other_words_to_that_number_are_told_how_to_stop_and_are_no_command(line):
    message = send("БАЛАНС", "5533")
    assert message.outcome == "content.short_number"
    assert texts_to() == ["Номер 5533: платные подписки. Отключить бесплатно: СТОП на 5533"]


def test_the_operators_own_number_still_hears_its_commands(line):
    assert send("БАЛАНС", OWN).outcome == "billing.balance"


def test_a_stop_that_was_heard_late_still_stops(line):
    sent = timezone.now()
    send("СТОП", "5533", at=sent, now=sent + LATE * 2)
    assert "stars" not in left()


def test_the_network_code_stops_everything(line):
    from cabinet.commands.services.run import respond

    outcome = respond(msisdn="79161230001", text="*155#", channel=Channel.USSD, now=timezone.now())

    assert outcome.text.startswith("Отключено бесплатно: «Гороскоп stars»")
    assert left() == []


def test_a_place_at_which_there_is_nothing_ends_nothing_and_says_what_there_is(line):
    send("СТОП 2", "5533")

    assert left() == ["stars", "jokes", "music"]
    assert "«Гороскоп stars»: СТОП на 5533" in texts_to()[-1]
