"""What conversations keep of people (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.accounts.personal.own import person_for
from cabinet.core.personal_data import PersonalData, Row
from chat.models import (
    Attachment,
    Audience,
    BotDecision,
    Conversation,
    Draft,
    Event,
    EventKind,
    Message,
    MessageEdit,
    NoticeEnd,
    Rating,
    StoredFile,
)
from chat.promises.files.keeping import remove
from chat.services.changes import change
from chat.services.person import close_for_good
from chat.services.reply_notices import end_batch

ERASED = "—"  # a message is never empty


def _messages(user: User, now: datetime) -> Iterator[Row]:
    """What the person wrote and was answered; notes of specialists are not among it: they are not shown either."""
    said = Event.objects.filter(conversation__author=user, kind=EventKind.MESSAGE, audience=Audience.ALL)
    said = said.select_related("message__author", "conversation__topic", "conversation__line")
    said = said.prefetch_related("message__attachments__file")
    for event in said.order_by("conversation_id", "seq").iterator(chunk_size=500):
        message = event.message
        if message is None:
            continue
        yield {
            "conversation": str(event.conversation.public_id),
            "topic": str(event.conversation.topic),
            "at": message.at,
            "from": person_for(user, message.author) or message.get_author_kind_display(),
            "text": message.text,
            "files": ", ".join(each.file.name for each in message.attachments.all()),
        }


def _erase(user: User, now: datetime) -> None:
    """That somebody asked, when and about what stays for the desk's figures; what was said goes, notes too: answers
    and notes name the person as often as their own words do."""
    for conversation in Conversation.objects.filter(author=user).order_by("pk"):
        erase_words(conversation, now)


@transaction.atomic
def erase_words(conversation: Conversation, now: datetime) -> None:
    """Close `conversation`, and forget all that was said in it."""
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        if locked.is_open:
            close_for_good(changing, actor=None)
        end_batch(conversation=locked, end=NoticeEnd.NO_RIGHT, now=now)
    _erase_promises(conversation)
    BotDecision.objects.filter(message__conversation=conversation).update(query=ERASED)
    Message.objects.filter(conversation=conversation).exclude(text=ERASED).update(text=ERASED, card="", data={})


def _erase_promises(conversation: Conversation) -> None:
    """What was sent along, what stood in messages before they were changed, what was begun, and what was said of it."""
    files = list(StoredFile.objects.filter(attachment__message__conversation=conversation))
    Attachment.objects.filter(message__conversation=conversation).delete()
    remove(files)
    MessageEdit.objects.filter(message__conversation=conversation).delete()
    Draft.objects.filter(conversation=conversation).delete()
    Rating.objects.filter(conversation=conversation).exclude(words="").update(words="")


CONVERSATIONS = PersonalData(
    name="messages",
    models=(
        "chat.Conversation",
        "chat.Message",
        "chat.Event",
        "chat.ReplyNotice",
        "chat.BotDecision",
        "chat.StoredFile",
        "chat.Attachment",
        "chat.MessageEdit",
        "chat.Draft",
        "chat.Rating",
    ),
    about=_("Ваши обращения: что вы писали и что вам ответили. При удалении стираются все слова."),
    fields={
        "conversation": _("Обращение"),
        "topic": _("Тема"),
        "at": _("Когда"),
        "from": _("Кто пишет"),
        "text": _("Текст"),
        "files": _("Файлы"),
    },
    export=_messages,
    erase=_erase,
)
