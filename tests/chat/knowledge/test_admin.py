"""The bot's knowledge in the admin."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chat.models import Answer, BotDecision, Decided, Phrasing, Subject
from tests.people import NOW, make_admin, make_specialist, signed_in

pytestmark = pytest.mark.django_db

ANSWERS = "/admin/chat/answer/"


@pytest.fixture
def admin() -> Client:
    user = make_admin()
    return signed_in(user)


@pytest.fixture
def balance() -> Answer:
    subject = Subject.objects.create(slug="all", name_ru="Всё", name_en="All")
    answer = Answer.objects.create(slug="balance", subject=subject, title_ru="Как узнать баланс", changed_at=NOW)
    answer.phrasings.create(language="ru", text="сколько денег на счёте")
    return answer


def test_answers_are_found_by_a_phrasing(admin, balance):
    assert "Как узнать баланс" in admin.get(ANSWERS, {"q": "сколько денег"}).content.decode()
    assert "Как узнать баланс" not in admin.get(ANSWERS, {"q": "роуминг"}).content.decode()
    assert admin.get(f"{ANSWERS}{balance.pk}/change/").status_code == 200


def test_a_question_is_tried_and_nothing_is_kept_of_it(admin, balance):
    page = admin.post(f"{ANSWERS}try/", {"query": "сколько денег на счёте"})
    assert page.status_code == 200
    assert page.context["tried"].decided == Decided.ANSWER
    assert "Как узнать баланс" in page.content.decode()
    assert not BotDecision.objects.exists()
    assert admin.post(f"{ANSWERS}try/", {"query": ""}).context["tried"] is None


def test_a_table_is_shown_first_and_applied_by_a_second_press(admin, balance):
    content = "answer,language,phrasing\nbalance,ru,остаток\n".encode()
    shown = admin.post(f"{ANSWERS}import/", {"file": SimpleUploadedFile("a.csv", content)})
    assert "остаток" in shown.content.decode()
    assert not Phrasing.objects.filter(text="остаток").exists()
    hidden = {"table": shown.context["table"], "fingerprint": shown.context["plan"].fingerprint}
    assert admin.post(f"{ANSWERS}import/", hidden).status_code == 302
    assert [phrasing.text for phrasing in balance.phrasings.all()] == ["остаток"]
    assert admin.post(f"{ANSWERS}import/", hidden).status_code == 409  # done already
    assert admin.post(f"{ANSWERS}import/", {**hidden, "table": "!"}).status_code == 422


def test_what_is_no_table_is_said_beside_the_file(admin, balance):
    page = admin.post(f"{ANSWERS}import/", {"file": SimpleUploadedFile("a.csv", b"\xff\xfe")})
    assert page.status_code == 422
    assert page.context["form"].errors["file"]


def test_the_table_is_given_out(admin, balance):
    page = admin.get(f"{ANSWERS}export/")
    assert page["Content-Type"] == "text/csv; charset=utf-8"
    assert "balance,ru,сколько денег на счёте" in page.content.decode()


def test_decisions_are_seen_and_never_changed(admin, balance):
    decision = BotDecision.objects.create(query="где деньги", decision=Decided.ANSWER, answer=balance, at=NOW)
    assert "где деньги" in admin.get("/admin/chat/botdecision/").content.decode()
    page = admin.post(f"/admin/chat/botdecision/{decision.pk}/change/", {"query": "другое"})
    assert page.status_code == 403
    assert admin.get("/admin/chat/botdecision/add/").status_code == 403


@pytest.mark.parametrize("address", ["", "try/", "import/", "export/"])
def test_who_has_no_right_to_it_sees_none_of_it(address, balance):
    from cabinet.accounts.roles import make_groups

    make_groups()
    assert signed_in(make_specialist()).get(f"{ANSWERS}{address}").status_code in (302, 403)
