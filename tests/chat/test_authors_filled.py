"""Conversations of before get an author: who asked first, or else the contract's owner (docs/adr/0007)."""

from collections.abc import Callable
from importlib import import_module

from django.db import connection

from cabinet.accounts.models import Line, User
from chat.models import Conversation, Topic
from tests.people import NOW, give_access

FILL = import_module("chat.migrations.0003_authors_of_conversations").FILL


def test_who_asked_first_is_the_author_and_of_silence_the_owner(
    conversation: Conversation, ask: Callable, answer: Callable, owner: User, line: Line, topic: Topic
) -> None:
    manager = give_access(line)
    answer("Здравствуйте!")
    ask("Вопрос сына", author=manager)
    ask("Вопрос мамы")
    silent = Conversation.objects.create(line=line, topic=Topic.objects.last(), created_at=NOW, last_event_at=NOW)
    Conversation.objects.update(author=None)
    with connection.cursor() as cursor:
        cursor.execute(FILL)
    authors = dict(Conversation.objects.values_list("pk", "author"))
    assert authors == {conversation.pk: manager.pk, silent.pk: owner.pk}
