"""E-mails reach a real SMTP server, once each; refusals, silence and death lose none (N6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from cabinet.accounts.models import User
from cabinet.mail.models import EmailMessage, EmailStatus
from cabinet.mail.services.dispatch import AWAY, RETRY_PAUSES, dispatch, something_is_due, sweep
from cabinet.mail.services.outbox import enqueue, withdraw, withdraw_all
from tests.mail_server import Server, mail_server, nobody_listens

pytestmark = pytest.mark.django_db
START = timezone.now()
LINK = "https://portal.example/unsubscribe/token/"


@pytest.fixture(scope="module")
def running(tmp_path_factory: Any) -> Iterator[Server]:
    with mail_server(tmp_path_factory.mktemp("mail")) as server:
        yield server


@pytest.fixture
def server(running: Server, settings: Any) -> Iterator[Server]:
    for file in running.directory.glob("*.eml"):
        file.unlink()
    running.behave()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 1.0
    settings.DEFAULT_FROM_EMAIL, settings.PUBLIC_URL = "no-reply@portal.example", "https://portal.example"
    yield running
    if not running.process.is_alive():
        running.start()


def promise(address: str = "maria@example.ru", **fields: Any) -> EmailMessage:
    user = User.objects.create_user(name="Мария")
    said = {
        "subject": "Специалист ответил",
        "text": "Ответ ждёт вас: https://portal.example/chat/",
        "unsubscribe": LINK,
    }
    times = {"now": START, "not_after": START + timedelta(days=1)}
    return enqueue(user=user, address=address, **said | times | fields)


def again(message: EmailMessage) -> EmailMessage:
    message.refresh_from_db()
    return message


def at(moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return dispatch(moment)


def test_an_email_arrives_with_its_words_and_the_button_of_rfc_8058(server: Server) -> None:
    message = promise()
    assert dispatch(timezone.now()) == 1
    (taken,) = server.taken
    assert taken["To"] == "maria@example.ru"
    assert taken["Subject"] == "Специалист ответил"
    assert "no-reply@portal.example" in taken["From"]
    assert "Ответ ждёт вас" in taken.get_content()
    assert taken["Message-ID"] == f"<{message.public_id}@portal.example>"
    assert (taken["List-Unsubscribe"], taken["List-Unsubscribe-Post"]) == (f"<{LINK}>", "List-Unsubscribe=One-Click")
    assert taken["Auto-Submitted"] == "auto-generated"
    assert (again(message).status, bytes(message.body)) == (EmailStatus.SENT, b"")
    assert dispatch(timezone.now()) == 0
    assert len(server.taken) == 1


def test_what_is_about_security_has_no_button(server: Server) -> None:
    promise(unsubscribe="")
    dispatch(timezone.now())
    assert server.taken[0]["List-Unsubscribe"] is None


def test_a_batch_goes_over_one_connection(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    real = EmailBackend.open
    monkeypatch.setattr(EmailBackend, "open", lambda self: opened.append(real(self)) or opened[-1])
    for number in range(5):
        promise(f"maria{number}@example.ru")
    assert dispatch(timezone.now()) == 5
    assert opened.count(True) == 1


@pytest.mark.parametrize(("manner", "error"), [({"rcpt": "550 x"}, "recipient: 550"), ({"data": "554 x"}, "data: 554")])
def test_what_the_server_never_takes_has_failed_and_the_next_one_leaves(
    server: Server, manner: dict[str, str], error: str
) -> None:
    server.behave(**manner)
    refused = promise()
    dispatch(timezone.now())
    assert (again(refused).status, refused.error, bytes(refused.body)) == (EmailStatus.FAILED, error, b"")
    server.behave()
    promise("petr@example.ru")
    assert dispatch(timezone.now()) == 1


def test_no_word_of_the_server_is_kept(server: Server) -> None:
    server.behave(rcpt="550 maria@example.ru is unknown here")
    message = promise()
    dispatch(timezone.now())
    assert "maria" not in again(message).error


def test_what_it_takes_later_is_tried_again_after_growing_pauses(server: Server) -> None:
    server.behave(rcpt="450 greylisted")
    message = promise()
    now = timezone.now()
    assert at(now) == 0
    assert (again(message).status, message.error) == (EmailStatus.QUEUED, "recipient: 450")
    assert at(now + timedelta(seconds=RETRY_PAUSES[0] - 1)) == 0
    assert again(message).attempts == 1
    assert at(now + timedelta(seconds=RETRY_PAUSES[0])) == 0
    assert again(message).attempts == 2
    server.behave()
    assert at(now + timedelta(seconds=RETRY_PAUSES[0] + RETRY_PAUSES[1])) == 1
    assert len(server.taken) == 1


def test_one_refusal_does_not_hold_up_the_rest_of_a_batch(server: Server) -> None:
    server.behave(rcpt="450 later")
    first = promise()
    second = promise("petr@example.ru")
    dispatch(timezone.now())
    assert again(first).attempts == again(second).attempts == 1


def test_a_silent_server_is_asked_about_one_email_and_then_left_alone(server: Server) -> None:
    server.behave(silent="rcpt")
    messages = [promise(f"maria{number}@example.ru") for number in range(3)]
    now = timezone.now()
    dispatch(now)
    assert [again(message).attempts for message in messages] == [1, 0, 0]
    assert {message.status for message in messages} == {EmailStatus.QUEUED}
    assert not something_is_due(timezone.now())
    server.behave()
    assert at(now + timedelta(seconds=AWAY + 5)) == 3


def test_a_server_that_is_not_there_loses_nothing(server: Server, settings: Any) -> None:
    settings.EMAIL_PORT = nobody_listens()
    message = promise()
    now = timezone.now()
    assert dispatch(now) == 0
    assert (again(message).status, message.error) == (EmailStatus.QUEUED, "ConnectionRefusedError")
    settings.EMAIL_PORT = server.port
    assert at(now + timedelta(seconds=AWAY + 5)) == 1


def test_killed_and_started_again_it_gets_what_waited(server: Server) -> None:
    message = promise()
    server.kill()
    now = timezone.now()
    assert dispatch(now) == 0
    server.start()
    assert at(now + timedelta(seconds=AWAY + 5)) == 1
    assert again(message).status == EmailStatus.SENT


def test_where_the_answer_was_lost_it_is_sent_again_under_the_same_message_id(server: Server) -> None:
    """RFC 5321 asks for it: mailboxes show two of one Message-ID as one."""
    server.behave(breaks_off="data")
    promise()
    now = timezone.now()
    assert dispatch(now) == 0
    server.behave()
    assert at(now + timedelta(seconds=AWAY + 5)) == 1
    assert len(server.taken) == 2
    assert len({str(message["Message-ID"]) for message in server.taken}) == 1


def test_a_sender_that_died_lets_go_when_its_lease_is_over(server: Server) -> None:
    message = promise()
    lease = START + timedelta(minutes=2)
    EmailMessage.objects.update(status=EmailStatus.SENDING, claim=message.public_id, lease_until=lease)
    assert at(lease - timedelta(seconds=1)) == 0
    assert at(lease) == 1


def test_too_late_is_never(server: Server) -> None:
    message = promise(not_after=START + timedelta(minutes=1))
    assert at(START + timedelta(minutes=1)) == 0
    assert (again(message).status, bytes(message.body), server.taken) == (EmailStatus.EXPIRED, b"", [])


def test_what_was_withdrawn_does_not_leave(server: Server) -> None:
    message = promise()
    assert withdraw(email_id=message.pk, now=START)
    dispatch(timezone.now())
    assert server.taken == []


def test_what_is_on_its_way_to_an_address_of_before_is_not_tried_again(server: Server) -> None:
    message = promise()
    lease = START + timedelta(minutes=2)
    EmailMessage.objects.update(status=EmailStatus.SENDING, claim=message.public_id, lease_until=lease)
    withdraw_all(user=message.user, now=START)
    assert at(lease) == 0
    at(lease + timedelta(seconds=1))
    assert (again(message).status, bytes(message.body), server.taken) == (EmailStatus.EXPIRED, b"", [])


def test_the_same_key_promises_one_email(server: Server) -> None:
    user = User.objects.create_user(name="Мария")
    said = {"user": user, "address": "m@example.ru", "subject": "x", "text": "y", "now": START}
    for _twice in range(2):
        enqueue(**said, not_after=START + timedelta(days=1), dedup_key="once")
    assert dispatch(timezone.now()) == 1


def test_a_lost_key_fails_one_email_and_stops_no_other(server: Server) -> None:
    lost = promise()
    EmailMessage.objects.filter(pk=lost.pk).update(body=b"not ours")
    promise("petr@example.ru")
    assert dispatch(timezone.now()) == 1
    assert again(lost).status == EmailStatus.FAILED


@pytest.mark.django_db(transaction=True)
def test_the_dispatcher_goes_on_while_the_server_is_silent(server: Server) -> None:
    """The sweep only begins it: whatever the server does costs the SMS beside it nothing."""
    from threading import enumerate as threads

    server.behave(silent="rcpt")
    message = promise()
    assert sweep(timezone.now()) == 1
    assert sweep(timezone.now()) == 0  # one at a time
    for thread in [each for each in threads() if each.name == "sweep"]:
        thread.join(20)
    assert again(message).error in ("SMTPServerDisconnected", "TimeoutError")


def test_the_text_lies_encrypted(server: Server) -> None:
    promise()
    assert "Ответ".encode() not in bytes(EmailMessage.objects.get().body)
