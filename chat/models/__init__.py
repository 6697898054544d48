"""Tables of the chat, a file for each subject."""

from chat.models.conversations import Conversation, ConversationStatus, Leads, Topic
from chat.models.guests import Guest
from chat.models.knowledge import Answer, BotDecision, Decided, KnowledgeVersion, Phrasing, Source, Subject
from chat.models.messages import MAX_TEXT, Audience, AuthorKind, Event, EventKind, Message
from chat.models.notices import NoticeEnd, NoticeState, ReplyNotice
from chat.models.waiting import Wait, WaitEnd

__all__ = [
    "MAX_TEXT",
    "Answer",
    "Audience",
    "AuthorKind",
    "BotDecision",
    "Conversation",
    "ConversationStatus",
    "Decided",
    "Event",
    "EventKind",
    "Guest",
    "KnowledgeVersion",
    "Leads",
    "Message",
    "NoticeEnd",
    "NoticeState",
    "Phrasing",
    "ReplyNotice",
    "Source",
    "Subject",
    "Topic",
    "Wait",
    "WaitEnd",
]
