"""The subscriber's pages, without JavaScript."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from cabinet.accounts.models import Line, Role, User
from chat.models import Conversation, EventKind, Message, Topic
from chat.selectors import PAGE, unread_replies
from chat.services.accept import Said
from chat.services.open_conversation import open_conversation
from chat.services.reply import note
from tests.people import NOW, add_line, give_access, make_owner, signed_in

Write = Callable[..., Said]
pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(owner: User) -> Client:
    return signed_in(owner)


@pytest.fixture
def address(conversation: Conversation, line: Line) -> str:
    return f"/chat/{conversation.public_id}/?line={line.public_id}"


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the composer."""
    form = page.split('class="composer"')[1]
    found = re.findall(r'name="(line|client_id)" value="([^"]+)"', form)
    return dict(found)


def test_a_topic_is_chosen_and_its_conversation_opens(browser: Client, line: Line, topic: object) -> None:
    response = browser.post("/chat/", {"line": line.public_id, "topic": "general"}, follow=True)
    assert response.status_code == 200
    conversation = Conversation.objects.get()
    assert conversation.topic.slug == "general"
    assert response.redirect_chain[0][0].startswith(f"/chat/{conversation.public_id}/")
    assert "Напишите свой вопрос" in response.content.decode()


def test_a_topic_that_is_not_offered_is_not_found(browser: Client, line: Line, topic: object) -> None:
    assert browser.post("/chat/", {"line": line.public_id, "topic": "secret"}).status_code == 404
    assert not Conversation.objects.exists()


def test_a_message_by_the_form_is_said_once_however_often_it_is_sent(browser: Client, address: str) -> None:
    form = fields(browser.get(address).content.decode()) | {"text": "Почему сняли 30 рублей?"}
    for _press in range(2):
        page = browser.post(address, form, follow=True).content.decode()
    assert page.count("Почему сняли 30 рублей?") == 1
    assert "отправлено" in page
    assert Message.objects.count() == 1


def test_what_was_typed_stays_when_it_is_refused(browser: Client, address: str) -> None:
    form = fields(browser.get(address).content.decode()) | {"text": "я" * 4001}
    response = browser.post(address, form)
    assert response.status_code == 422
    assert "Сообщение слишком длинное" in response.content.decode()
    assert "я" * 4001 in response.content.decode()


def test_a_broken_form_keeps_what_was_typed_too(browser: Client, address: str) -> None:
    browser.post(address, {"text": "Привет", "client_id": "x"})
    assert Message.objects.get().text == "Привет"


def test_a_thread_shows_who_speaks_and_what_was_read(browser: Client, address: str, ask: Write, answer: Write) -> None:
    ask("Вопрос")
    answer("Ответ")
    page = browser.get(address).content.decode()
    assert 'role="log"' in page
    assert "Анна, специалист" in page
    assert "Вам отвечает Анна" in page
    assert "о номере" in page


def test_markup_in_a_message_is_text(browser: Client, address: str, ask: Write) -> None:
    ask("<script>alert(1)</script>")
    page = browser.get(address).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_note_is_never_on_the_subscribers_page(
    browser: Client, address: str, conversation: Conversation, specialist: User
) -> None:
    note(conversation=conversation, specialist=specialist, client_id=uuid4(), text="тайное", now=NOW)
    assert "тайное" not in browser.get(address).content.decode()
    assert "тайное" not in browser.get("/chat/").content.decode()


def test_opening_the_page_is_not_reading(
    browser: Client, address: str, answer: Write, conversation: Conversation
) -> None:
    answer()
    browser.get(address)
    conversation.refresh_from_db()
    assert conversation.subscriber_read_seq == 0


def test_the_picture_of_a_browser_without_javascript_is_reading(
    browser: Client, answer: Write, conversation: Conversation
) -> None:
    said = answer()
    picture = f"/chat/{conversation.public_id}/seen.gif"
    assert browser.get(picture, {"seq": said.seq}, headers={"Sec-Purpose": "prefetch"}).status_code == 200
    conversation.refresh_from_db()
    assert conversation.subscriber_read_seq == 0
    assert browser.get(picture, {"seq": said.seq})["Content-Type"] == "image/gif"
    conversation.refresh_from_db()
    assert conversation.subscriber_read_seq == said.seq
    assert conversation.events.filter(kind=EventKind.READ).count() == 1


def test_earlier_messages_are_a_link_away(browser: Client, address: str, ask: Write) -> None:
    for number in range(PAGE + 10):
        ask(f"сообщение {number:03}")
    page = browser.get(address).content.decode()
    assert "сообщение 009" not in page
    assert "сообщение 010" in page
    before = re.search(r"before=(\d+)", page)
    assert before is not None
    earlier = browser.get(address, {"before": before[1]}).content.decode()
    assert "сообщение 009" in earlier
    assert "сообщение 010" not in earlier
    assert "Показать раньше" not in earlier


def test_a_link_without_the_number_leads_to_the_number_of_the_conversation(
    browser: Client, conversation: Conversation, line: Line
) -> None:
    other = add_line(line.contract, "79031234999")
    browser.get(f"/?line={other.public_id}")
    response = browser.get(f"/chat/{conversation.public_id}/")
    assert response.url == f"/chat/{conversation.public_id}/?line={line.public_id}"


@pytest.mark.parametrize("who", ["stranger", "viewer"])
def test_someone_elses_conversation_does_not_exist(who: str, conversation: Conversation, line: Line) -> None:
    person = make_owner("79990000000")[0] if who == "stranger" else give_access(line, Role.VIEWER)
    client = signed_in(person)
    assert client.get(f"/chat/{conversation.public_id}/").status_code == 404
    assert client.post(f"/chat/{conversation.public_id}/", {"text": "Привет"}).status_code == 404
    assert client.get(f"/chat/{conversation.public_id}/seen.gif").status_code == 404
    assert not Message.objects.exists()


def test_who_only_looks_at_a_number_reads_why_there_is_no_chat(line: Line, topic: object) -> None:
    client = signed_in(give_access(line, Role.VIEWER))
    response = client.get("/chat/", {"line": line.public_id})
    assert "Вопросы об этом номере задают" in response.content.decode()
    assert client.post("/chat/", {"line": line.public_id, "topic": "general"}).status_code == 404


def test_a_guest_learns_what_comes_and_signs_in(client: Client, topic: object) -> None:
    page = client.get("/ask/").content.decode()
    assert "/login/?next=/chat/" in page
    assert "Мобильная связь" in page


def test_who_is_signed_in_goes_from_asking_to_the_chat(browser: Client, specialist: User) -> None:
    assert browser.get("/ask/").url == "/chat/"
    assert signed_in(specialist).get("/ask/").url == "/desk/"


def test_signed_out_one_signs_in_and_comes_back(client: Client, conversation: Conversation) -> None:
    assert client.get(f"/chat/{conversation.public_id}/").url == f"/login/?next=/chat/{conversation.public_id}/"


def test_the_list_says_where_a_new_answer_is(browser: Client, ask: Write, answer: Write) -> None:
    ask("Вопрос")
    assert "ждёт ответа" in browser.get("/chat/").content.decode()
    answer("Ответ")
    page = browser.get("/chat/").content.decode()
    assert "новый ответ" in page
    assert "Ответ" in page


def test_the_first_page_hears_of_unread_answers(owner: User, line: Line, ask: Write, answer: Write) -> None:
    ask()
    assert unread_replies(user=owner, line=line) == []
    answer()
    assert len(unread_replies(user=owner, line=line)) == 1
    assert unread_replies(user=give_access(line, Role.VIEWER), line=line) == []
    assert unread_replies(user=give_access(line), line=line) == []  # a conversation is its author's


def test_what_a_manager_asked_stands_on_their_page_and_not_on_the_owners(
    browser: Client, owner: User, line: Line, conversation: Conversation, ask: Write, topic: Topic
) -> None:
    manager = give_access(line)
    theirs = open_conversation(line=line, topic=topic, author=manager, now=NOW)
    ask("Вопрос мамы")
    ask("Вопрос сына", author=manager, conversation=theirs)
    for person, question in ((owner, "Вопрос мамы"), (manager, "Вопрос сына")):
        page = signed_in(person).get("/chat/", {"line": line.public_id})
        assert [talk.last_text for talk in page.context["conversations"]] == [question]


def test_english_pages_speak_english_topics(browser: Client, topic: object) -> None:
    browser.cookies["django_language"] = "en"
    assert "Question about services" in browser.get("/chat/").content.decode()


def test_queries_do_not_grow_with_the_thread(
    browser: Client, address: str, ask: Write, answer: Write, django_assert_max_num_queries: Callable
) -> None:
    for number in range(30):
        ask(str(number))
        answer(str(number))
    browser.get(address)  # the first time remembers the number in the session
    with django_assert_max_num_queries(7):  # session, user, lines, conversation, events, brand, balance
        browser.get(address)
    with django_assert_max_num_queries(7):
        browser.get("/chat/")
