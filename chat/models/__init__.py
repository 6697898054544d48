"""Tables of the chat, a file for each subject."""

from chat.models.appeals import Appeal, AppealFile, AppealSubject
from chat.models.conversations import Conversation, ConversationStatus, Leads, Topic
from chat.models.desk import CannedReply, Label, Look, SpecialistPresence
from chat.models.drafts import MAX_DRAFT, Draft, DraftSide
from chat.models.edits import MessageEdit
from chat.models.files import Attachment, FileKind, StoredFile
from chat.models.guests import Guest, GuestLink, GuestNumber, GuestSession
from chat.models.knowledge import Answer, BotDecision, Decided, KnowledgeVersion, Phrasing, Source, Subject
from chat.models.lessons import Lesson, LessonState
from chat.models.messages import MAX_TEXT, Audience, AuthorKind, Event, EventKind, Message
from chat.models.notices import NoticeEnd, NoticeState, ReplyNotice
from chat.models.proposals import Proposal, ProposalState
from chat.models.ratings import Rating
from chat.models.use import AnswerUse
from chat.models.waiting import CallBack, Wait, WaitEnd

__all__ = [
    "MAX_DRAFT",
    "MAX_TEXT",
    "Answer",
    "AnswerUse",
    "Appeal",
    "AppealFile",
    "AppealSubject",
    "Attachment",
    "Audience",
    "AuthorKind",
    "BotDecision",
    "CallBack",
    "CannedReply",
    "Conversation",
    "ConversationStatus",
    "Decided",
    "Draft",
    "DraftSide",
    "Event",
    "EventKind",
    "FileKind",
    "Guest",
    "GuestLink",
    "GuestNumber",
    "GuestSession",
    "KnowledgeVersion",
    "Label",
    "Leads",
    "Lesson",
    "LessonState",
    "Look",
    "Message",
    "MessageEdit",
    "NoticeEnd",
    "NoticeState",
    "Phrasing",
    "Proposal",
    "ProposalState",
    "Rating",
    "ReplyNotice",
    "Source",
    "SpecialistPresence",
    "StoredFile",
    "Subject",
    "Topic",
    "Wait",
    "WaitEnd",
]
