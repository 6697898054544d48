"""Living conversations for the demonstration: one answered and read, one that waits, one that the bot answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from cabinet.accounts.models import Line, User
from chat.models import Conversation
from chat.selectors import topics
from chat.services.open_conversation import open_conversation
from chat.services.person import call_person
from chat.services.read import read_by_specialist, read_by_subscriber
from chat.services.reply import reply
from chat.services.say import say
from chat.talk import demo as talk_demo

ANSWERED = (
    (12, "Здравствуйте! В прошлом месяце списали больше, чем обычно. Почему?"),
    (9, "Здравствуйте! Смотрю ваш номер, одну минуту."),
    (8, "Вижу: закончился пакет интернета, и два дня он считался сверх пакета. Сегодня пакет новый, лишнего не будет."),
    (6, "Понятно, спасибо за быстрый ответ"),
    (5, "Пожалуйста! Если понадобится, напишите прямо сюда."),
)
SAID_BY_SUBSCRIBER = (0, 3)
WAITING = (3, "Не приходит код для входа на другом телефоне, что делать?")


def seed(*, lines: Sequence[Line], specialist: User, now: datetime) -> None:
    """Fill the first two of `lines`; the second time changes nothing."""
    offered = list(topics()[:2])
    if not offered:
        return
    for line, topic, talk in zip(lines, (offered[0], offered[-1]), (_answered, _waiting), strict=False):
        owner = line.contract.owner
        if owner is None:
            continue
        conversation = open_conversation(line=line, topic=topic, author=owner, now=now - timedelta(minutes=15))
        if conversation.last_seq == 0:
            talk(conversation, owner, specialist, now)
    talk_demo.seed(line=lines[0], topic=offered[-1], now=now)


def _answered(conversation: Conversation, owner: User, specialist: User, now: datetime) -> None:
    for number, (minutes_ago, text) in enumerate(ANSWERED):
        at = now - timedelta(minutes=minutes_ago)
        client_id = _client_id(conversation, number)
        if number in SAID_BY_SUBSCRIBER:
            said = say(conversation=conversation, author=owner, client_id=client_id, text=text, now=at)
            read_by_specialist(conversation=conversation, reader=specialist, seq=said.seq, now=at)
        else:
            said = reply(conversation=conversation, specialist=specialist, client_id=client_id, text=text, now=at)
            read_by_subscriber(conversation=conversation, reader=owner, seq=said.seq, now=at)


def _waiting(conversation: Conversation, owner: User, specialist: User, now: datetime) -> None:
    minutes_ago, text = WAITING
    at = now - timedelta(minutes=minutes_ago)
    say(conversation=conversation, author=owner, client_id=_client_id(conversation, 0), text=text, now=at)
    talk_demo.answer(conversation, slug="sms-not-coming", at=at)
    call_person(conversation=conversation, by=owner, now=at + timedelta(minutes=1))


def _client_id(conversation: Conversation, number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo:{conversation.public_id}:{number}")
