"""The desk answers appeals by the day on which they are due; whoever wrote one is told by SMS."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from cabinet.accounts.models import SecurityEvent, SecurityEventKind
from cabinet.core.personal_data import entries
from cabinet.requests.models import RequestStatus
from cabinet.requests.services.steps import cancel_request
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from chat.appeals.services import AppealEnded, answer_appeal, make_appeal, take_appeal
from chat.models import Appeal, BotDecision
from tests.people import NOW, signed_in

pytestmark = pytest.mark.django_db


def told():
    return [unseal(bytes(sms.body)) for sms in SmsMessage.objects.order_by("pk")]


def page_of(appeal):
    return f"/desk/appeals/{appeal.request.public_id}/"


def test_an_answer_ends_it_stands_on_the_authors_page_and_is_told_by_sms(appeal, owner, anna):
    signed_in(anna).post(page_of(appeal), {"action": "answer", "text": "Вернули <b>300</b> ₽."})
    appeal.refresh_from_db()
    assert (appeal.request.status, appeal.answered_by, appeal.answered_at) == (RequestStatus.DONE, anna, NOW)
    [sms] = told()
    assert f"Ответ на обращение {appeal.request.number}" in sms
    assert f"/requests/{appeal.request.public_id}/" in sms
    text = signed_in(owner).get(f"/requests/{appeal.request.public_id}/").content.decode()
    assert "Вернули &lt;b&gt;300&lt;/b&gt; ₽." in text
    assert "Готового ответа" not in text


def test_who_takes_it_into_work_tells_the_author_until_when_once(appeal, anna):
    browser = signed_in(anna)
    for _time in range(2):
        browser.post(page_of(appeal), {"action": "take"})
    appeal.request.refresh_from_db()
    assert appeal.request.status == RequestStatus.WORKING
    assert told() == [f"Обращение {appeal.request.number}: разбираемся, ответим до 24.12.2026"]


def test_an_empty_answer_answers_nothing(appeal, anna):
    answer = signed_in(anna).post(page_of(appeal), {"action": "answer", "text": "  "})
    assert answer.status_code == 422
    appeal.request.refresh_from_db()
    assert appeal.request.is_open
    assert told() == []


def test_one_that_was_taken_back_is_not_answered_and_the_words_stay(appeal, owner, anna):
    cancel_request(appeal.request, by=owner, now=NOW)
    answer = signed_in(anna).post(page_of(appeal), {"action": "answer", "text": "Вернули."})
    assert answer.status_code == 422
    assert "его отозвали" in answer.content.decode()
    appeal.refresh_from_db()
    assert appeal.answer == ""
    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_does(appeal, anna):
    ready, ends = Barrier(2), []

    def answer(text):
        ready.wait()
        try:
            answer_appeal(appeal=Appeal.objects.get(pk=appeal.pk), by=anna, text=text, now=NOW)
            ends.append(text)
        except AppealEnded:
            ends.append("late")
        finally:
            connection.close()

    threads = [Thread(target=answer, args=(text,)) for text in ("первый", "второй")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    appeal.refresh_from_db()
    assert sorted(ends, key=lambda end: end == "late") == [appeal.answer, "late"]
    assert len(told()) == 1


def test_the_list_begins_with_what_is_due_first_and_marks_what_is_late(line, owner, anna, appeal, clock):
    said = {"line": line, "author": owner, "subject": "data", "text": "б"}
    earlier = make_appeal(client_id=uuid4(), now=NOW - timedelta(days=31), **said)
    answer = signed_in(anna).get("/desk/appeals/")
    assert list(answer.context["appeals"]) == [earlier, appeal]
    assert answer.content.decode().count("срок прошёл") == 1


def test_a_look_at_an_appeal_is_in_the_journal(appeal, anna):
    signed_in(anna).get(page_of(appeal))
    assert SecurityEvent.objects.filter(kind=SecurityEventKind.LOOKED_AT, made_by=anna).count() == 1


def test_taking_what_has_ended_is_refused(appeal, owner, anna):
    cancel_request(appeal.request, by=owner, now=NOW)
    with pytest.raises(AppealEnded):
        take_appeal(appeal=Appeal.objects.get(pk=appeal.pk), by=anna, now=NOW)


def test_erasure_leaves_no_word(appeal, owner, anna):
    answer_appeal(appeal=appeal, by=anna, text="Вернули.", now=NOW)
    entry = next(each for each in entries() if each.name == "appeals")
    [row] = list(entry.export(owner, NOW))
    assert (row["text"], row["answer"]) == ("Верните деньги.", "Вернули.")
    entry.erase(owner, NOW)
    appeal.refresh_from_db()
    assert (appeal.text, appeal.answer) == ("", "")
    assert not BotDecision.objects.exclude(query="—").exists()
