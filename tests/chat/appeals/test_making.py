"""An appeal is taken once, whatever is wrong with the bot, and answered by it at once where it knows."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cabinet.accounts.models import Role
from cabinet.core.errors import NotFound
from cabinet.requests.models import Request, RequestStatus
from chat.appeals import services
from chat.appeals.services import judge_answer, make_appeal
from chat.models import AnswerUse, Appeal, BotDecision, Decided, Source
from tests.home.help.knowledge import make_answer
from tests.people import NOW, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db

QUESTION = "как узнать баланс"


def form(line, **said):
    told = {"line": line.public_id, "subject": "money", "text": QUESTION, "client_id": uuid4()}
    return {name: str(value) for name, value in (told | said).items()}


def test_it_becomes_a_request_with_a_number_and_a_day_of_the_law(line, owner):
    answer = signed_in(owner).post("/requests/appeal/", form(line))
    request = Request.objects.get()
    assert answer.url == f"/requests/{request.public_id}/"
    assert (request.kind, request.user, request.line) == ("appeal", owner, None)
    assert (request.status, request.due_at) == (RequestStatus.ACCEPTED, NOW + timedelta(days=30))
    assert (request.appeal.line, request.appeal.text) == (line, QUESTION)


def test_the_page_answers_at_once_where_the_bot_knows(line, owner):
    answer = make_answer("balance-check", QUESTION)
    text = signed_in(owner).post("/requests/appeal/", form(line), follow=True).content.decode()
    assert "Ответ balance-check." in text
    assert "Ответ сразу" in text
    kept = BotDecision.objects.get()
    assert (kept.source, kept.decision, kept.answer) == (Source.APPEAL, Decided.ANSWER, answer)
    assert AnswerUse.objects.get().told == 1


def test_where_the_bot_knows_nothing_the_page_says_who_answers_and_until_when(line, owner):
    text = signed_in(owner).post("/requests/appeal/", form(line), follow=True).content.decode()
    assert "Готового ответа на это нет." in text
    assert "ответит до 24.12.2026" in text
    assert not AnswerUse.objects.exists()


def test_a_broken_bot_loses_no_appeal(line, owner, monkeypatch):
    monkeypatch.setattr(services, "ask", lambda _text: 1 / 0)
    assert signed_in(owner).post("/requests/appeal/", form(line), follow=True).status_code == 200
    assert Appeal.objects.get().decision is None


def test_pressed_twice_it_is_one_appeal(line, owner):
    browser, same = signed_in(owner), form(line)
    first, second = (browser.post("/requests/appeal/", same) for _time in range(2))
    assert first.url == second.url
    assert (Appeal.objects.count(), BotDecision.objects.count()) == (1, 1)


def test_who_went_back_and_wrote_something_else_made_another(line, owner):
    browser, same = signed_in(owner), form(line)
    browser.post("/requests/appeal/", same)
    browser.post("/requests/appeal/", same | {"text": "И ещё: верните деньги."})
    assert list(Appeal.objects.order_by("pk").values_list("text", flat=True)) == [QUESTION, "И ещё: верните деньги."]


def test_what_is_missing_is_said_and_what_was_typed_stays(line, owner):
    answer = signed_in(owner).post("/requests/appeal/", form(line, subject=""))
    assert answer.status_code == 422
    assert QUESTION in answer.content.decode()
    assert not Request.objects.exists()


def test_too_many_are_refused_and_nothing_typed_is_lost(line, owner, settings):
    settings.APPEALS_OF_ONE = ("1/hour",)
    browser = signed_in(owner)
    browser.post("/requests/appeal/", form(line))
    answer = browser.post("/requests/appeal/", form(line, text="Второе"))
    assert answer.status_code == 429
    assert "Второе" in answer.content.decode()
    assert Appeal.objects.get().text == QUESTION


def test_a_form_that_names_no_line_or_somebody_elses_is_about_nothing(line, owner):
    _other, elsewhere = make_owner("79035550000")
    browser = signed_in(owner)
    assert browser.post("/requests/appeal/", form(elsewhere)).status_code == 404
    unnamed = form(line)
    del unnamed["line"]
    assert browser.post("/requests/appeal/", unnamed).status_code == 404
    assert not Request.objects.exists()


def test_who_only_looks_at_a_line_appeals_about_nothing(line):
    viewer = give_access(line, Role.VIEWER)
    assert "подаёт его владелец" in signed_in(viewer).get(f"/requests/appeal/?line={line.public_id}").content.decode()
    with pytest.raises(NotFound):
        make_appeal(line=line, author=viewer, subject="money", text="а", client_id=uuid4(), now=NOW)


def test_a_managers_appeal_is_none_of_the_owners_business(line, owner):
    manager = give_access(line)
    made = make_appeal(line=line, author=manager, subject="money", text="а", client_id=uuid4(), now=NOW)
    assert signed_in(owner).get(f"/requests/{made.request.public_id}/").status_code == 404
    assert signed_in(owner).get("/requests/").context["page"].requests == []


def test_a_file_that_is_none_is_refused_with_the_words_kept(line, owner):
    fake = SimpleUploadedFile("справка.pdf", b"<html>")
    answer = signed_in(owner).post("/requests/appeal/", {**form(line), "files": [fake]})
    assert answer.status_code == 422
    assert "справка" in answer.content.decode()
    assert not Appeal.objects.exists()


def picture():
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (20, 10), "red").save(out, "PNG")
    return SimpleUploadedFile("снимок.png", out.getvalue())


def test_a_picture_goes_along_and_only_its_author_and_the_desk_get_it(line, owner, anna):
    browser = signed_in(owner)
    browser.post("/requests/appeal/", {**form(line), "files": [picture()]})
    appeal = Appeal.objects.get()
    file = appeal.files.get().file
    assert file.kept_at == NOW
    address = f"{appeal.request.public_id}/files/{file.public_id}/"
    answer = browser.get(f"/requests/{address}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    stranger = signed_in(make_owner("79035550000")[0])
    assert stranger.get(f"/requests/{address}").status_code == 404
    at_desk = f"/desk/appeals/{appeal.request.public_id}/{file.public_id}/"
    assert signed_in(anna).get(at_desk).status_code == 200
    assert stranger.get(at_desk).status_code == 404


@pytest.fixture
def answered(line, owner):
    make_answer("balance-check", QUESTION)
    return make_appeal(line=line, author=owner, subject="money", text=QUESTION, client_id=uuid4(), now=NOW)


def test_an_answer_that_helped_ends_the_appeal(answered, owner):
    fresh = Appeal.objects.get(pk=answered.pk)
    signed_in(owner).post(f"/requests/{fresh.request.public_id}/helped/", {"helped": "yes"})
    fresh.refresh_from_db()
    assert (fresh.request.status, fresh.decision.helped) == (RequestStatus.DONE, True)
    assert AnswerUse.objects.get().helped == 1


def test_an_answer_that_did_not_help_leaves_it_to_a_specialist_and_the_first_word_counts(answered, owner):
    fresh = Appeal.objects.get(pk=answered.pk)
    for helped in (False, True):
        judge_answer(appeal=fresh, by=owner, helped=helped, now=NOW)
    fresh.refresh_from_db()
    assert (fresh.request.status, fresh.decision.helped) == (RequestStatus.ACCEPTED, False)
    assert (AnswerUse.objects.get().missed, AnswerUse.objects.get().helped) == (1, 0)
