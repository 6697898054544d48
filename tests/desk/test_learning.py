"""A specialist's reply becomes an answer of the bot: proposed by one, approved by another, and only then known."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cabinet.accounts.models import User
from cabinet.accounts.roles import SUPERVISORS
from chat.bot.asking import ask as ask_bot
from chat.learning.selectors import impersonal, known_like, reply_to_teach
from chat.models import Answer, Conversation, Decided, Lesson, LessonState, Phrasing, Subject
from chat.services.accept import Said
from chat.services.reply import note
from tests.people import NOW, make_specialist, signed_in

pytestmark = pytest.mark.django_db

Write = Callable[..., Said]
QUESTION = "Как подключить переадресацию вызова"
REPLY = "Наберите **21*номер# и кнопку вызова."


@pytest.fixture(autouse=True)
def _fresh_knowledge(settings: object) -> None:
    settings.BOT_CHECK_SECONDS = 0


@pytest.fixture
def subject(db: None) -> Subject:
    return Subject.objects.create(slug="calls", name_ru="Звонки", name_en="Calls")


@pytest.fixture
def desk(specialist: User) -> Client:
    return signed_in(specialist)


@pytest.fixture
def supervisor(specialist: User) -> Client:
    nina = make_specialist("nina")
    nina.groups.add(Group.objects.get(name=SUPERVISORS))
    return signed_in(nina)


@pytest.fixture
def address(ask: Write, answer: Write, conversation: Conversation) -> str:
    ask(QUESTION)
    return f"/desk/learn/{conversation.public_id}/{answer(REPLY).message.client_id}/"


@pytest.fixture
def known(subject: Subject) -> Answer:
    """What the bot can say of forwarding."""
    found = Answer.objects.create(
        slug="forwarding", subject=subject, title_ru="Переадресация", text_ru="Так.", text_en="So.", changed_at=NOW
    )
    Phrasing.objects.create(answer=found, text="как включить переадресацию")
    return found


def new(subject: Subject, **more: str) -> dict[str, str]:
    return {
        "phrasing": QUESTION,
        "language": "ru",
        "target": "new",
        "subject": str(subject.pk),
        "title_ru": "Переадресация вызова",
        "text_ru": REPLY,
        "title_en": "Call forwarding",
        "text_en": "Dial **21*number#.",
        **more,
    }


def test_the_reply_stands_with_what_was_asked_before_it(desk: Client, address: str, conversation: Conversation) -> None:
    thread = desk.get(f"/desk/{conversation.public_id}/").content.decode()
    assert thread.count(address) == 1
    page = desk.get(address).content.decode()
    assert f'value="{QUESTION}"' in page
    assert REPLY in page


def test_it_is_approved_by_a_supervisor_and_only_then_known(
    desk: Client, supervisor: Client, address: str, subject: Subject, specialist: User
) -> None:
    assert desk.post(address, new(subject)).status_code == 302
    lesson = Lesson.objects.get()
    assert (lesson.state, lesson.proposed_by) == (LessonState.WAITING, specialist)
    assert not Answer.objects.exists()
    assert ask_bot(QUESTION).decided == Decided.SPECIALIST
    assert QUESTION in supervisor.get("/desk/learn/").content.decode()
    for _press in range(2):
        sent = supervisor.post(f"/desk/learn/{lesson.public_id}/", new(subject, action="approve"))
    answer = Answer.objects.get()
    assert (answer.slug, answer.text_ru, answer.active) == ("call-forwarding", REPLY, True)
    assert Phrasing.objects.get().text == QUESTION
    decision = ask_bot(QUESTION)
    assert (decision.decided, decision.candidates[0].slug) == (Decided.ANSWER, "call-forwarding")
    assert (sent.status_code, sent.url) == (302, "/desk/learn/")


def test_what_is_alike_is_found_first_and_gets_a_phrasing_more(
    desk: Client, supervisor: Client, address: str, known: Answer
) -> None:
    page = desk.get(address).content.decode()
    assert "Похожее бот уже знает" in page
    desk.post(address, {"phrasing": QUESTION, "language": "ru", "target": "forwarding"})
    lesson = Lesson.objects.get()
    assert lesson.answer == known
    data = {"phrasing": QUESTION, "language": "ru", "target": "forwarding", "action": "approve"}
    supervisor.post(f"/desk/learn/{lesson.public_id}/", data)
    assert Answer.objects.count() == 1
    assert set(known.phrasings.values_list("text", flat=True)) == {"как включить переадресацию", QUESTION}


def test_the_very_same_words_teach_nothing(desk: Client, address: str, known: Answer) -> None:
    Phrasing.objects.create(answer=known, text=QUESTION.lower())
    assert known_like(QUESTION)[0].exactly
    answer = desk.post(address, {"phrasing": QUESTION, "language": "ru", "target": "forwarding"})
    assert answer.status_code == 422
    assert "Бот уже знает этот вопрос" in answer.content.decode()
    assert not Lesson.objects.exists()


def test_rejected_it_is_not_known_and_cannot_be_approved(
    desk: Client, supervisor: Client, address: str, subject: Subject
) -> None:
    desk.post(address, new(subject))
    page = f"/desk/learn/{Lesson.objects.get().public_id}/"
    assert supervisor.post(page, {"action": "reject"}).status_code == 302
    refused = supervisor.post(page, new(subject, action="approve"))
    assert refused.status_code == 422
    assert Lesson.objects.get().state == LessonState.REJECTED
    assert not Answer.objects.exists()


def test_a_new_answer_needs_both_languages_before_it_is_approved(
    desk: Client, supervisor: Client, address: str, subject: Subject
) -> None:
    assert desk.post(address, new(subject, title_en="", text_en="")).status_code == 302
    page = f"/desk/learn/{Lesson.objects.get().public_id}/"
    refused = supervisor.post(page, new(subject, title_en="", text_en="", action="approve"))
    assert refused.status_code == 422
    assert "на обоих языках" in refused.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("field", ["phrasing", "text_ru", "title_en"])
def test_somebodys_number_is_not_taught(field: str, desk: Client, address: str, subject: Subject) -> None:
    answer = desk.post(address, new(subject, **{field: "Позвоните +7 903 123-45-67"}))
    assert answer.status_code == 422
    assert not Lesson.objects.exists()


def test_a_number_in_the_question_is_not_even_offered() -> None:
    assert impersonal("Мой номер\n 8 (903) 123-45-67, *100# не работает") == "Мой номер …, *100# не работает"


def test_of_one_reply_there_is_one_lesson(desk: Client, address: str, subject: Subject) -> None:
    for _press in range(2):
        assert desk.post(address, new(subject)).status_code == 302
    assert Lesson.objects.count() == 1


def test_notes_and_the_subscribers_words_are_not_taught(
    desk: Client, ask: Write, conversation: Conversation, specialist: User
) -> None:
    said = ask(QUESTION)
    noted = note(conversation=conversation, specialist=specialist, client_id=uuid4(), text="Тайное", now=NOW)
    for message in (said.message, noted.message):
        assert desk.get(f"/desk/learn/{conversation.public_id}/{message.client_id}/").status_code == 404
    assert "/desk/learn/" not in desk.get(f"/desk/{conversation.public_id}/").content.decode()


def test_the_subscriber_sees_no_such_link(address: str, conversation: Conversation, owner: User) -> None:
    page = signed_in(owner).get(f"/chat/{conversation.public_id}/?line={conversation.line.public_id}").content.decode()
    assert REPLY in page
    assert "/desk/learn/" not in page


def test_a_specialist_approves_nothing(desk: Client, address: str, subject: Subject) -> None:
    desk.post(address, new(subject))
    page = f"/desk/learn/{Lesson.objects.get().public_id}/"
    for answer in (desk.get("/desk/learn/"), desk.get(page), desk.post(page, new(subject, action="approve"))):
        assert answer.status_code == 404
    assert Lesson.objects.get().state == LessonState.WAITING


def test_the_question_is_the_last_before_the_reply(ask: Write, answer: Write, conversation: Conversation) -> None:
    ask("Первый")
    ask("Второй")
    said = answer("Ответ")
    ask("Третий")
    assert reply_to_teach(conversation, said.message.client_id).question == "Второй"
