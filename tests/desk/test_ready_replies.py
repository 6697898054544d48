"""Ready words of replies, in the language of who asks."""

from collections.abc import Callable

import pytest
from django.test import Client

from cabinet.accounts.models import User
from chat.models import CannedReply, Conversation, Message
from chat.services.accept import Said
from tests.people import signed_in

Write = Callable[..., Said]
pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(specialist: User) -> Client:
    CannedReply.objects.create(shortcut="hello", title="Приветствие", text_ru="Здравствуйте!", text_en="Hello!")
    CannedReply.objects.create(shortcut="old", title="Старое", text_ru="Старое", text_en="Old", active=False)
    return signed_in(specialist)


@pytest.mark.parametrize(("language", "words"), [("ru", "Здравствуйте!"), ("en", "Hello!")])
def test_they_are_offered_in_the_language_of_who_asks(
    browser: Client, owner: User, conversation: Conversation, language: str, words: str
) -> None:
    owner.language = language
    owner.save()
    page = browser.get(f"/desk/{conversation.public_id}/").content.decode()
    assert f'data-words="{words}"' in page
    assert "Старое" not in page


def test_without_javascript_the_words_go_after_what_was_typed_and_nothing_is_sent(
    browser: Client, conversation: Conversation, ask: Write
) -> None:
    ask()
    form = {"as": "canned", "canned": "hello", "text": "Мария,", "seen_seq": "1"}
    page = browser.post(f"/desk/{conversation.public_id}/", form).content.decode()
    assert "Мария,\nЗдравствуйте!</textarea>" in page
    assert Message.objects.count() == 1
