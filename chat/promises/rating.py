"""What a person says of how they were answered (C12): one tap, with words if they wish, once for each closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.accounts.models import User
from cabinet.core.errors import DomainError
from chat.models import Audience, Conversation, Event, EventKind, Leads, Rating
from chat.services.accept import legible
from chat.services.changes import change
from chat.viewers import Viewer

ASKED_FOR = timedelta(days=7)  # after the closing
CHANGED_FOR = timedelta(days=1)  # after the rating was first given
MAX_WORDS = 500  # characters; longer ones are cut
RATED = "rated"  # what the desk is told


class NothingToRate(DomainError):
    code = "nothing_to_rate"
    message = gettext_lazy("Этот разговор сейчас оценить нельзя.")


class RatingStands(DomainError):
    code = "rating_stands"
    message = gettext_lazy("Оценку можно изменить в течение суток. Спасибо, мы её уже учли.")


class NotOfFive(DomainError):
    code = "not_of_five"
    message = gettext_lazy("Выберите оценку от 1 до 5.")


@dataclass(frozen=True)
class Asked:
    """What the bar asks: `rating` is what was given, if it was; `open` whether it can be given or changed."""

    rating: Rating | None
    open: bool


def rate(*, conversation: Conversation, by: User | None, stars: int, words: str, now: datetime) -> None:
    """Give or change the rating of the last closing; the specialist who led it then is who it is of. `by`: None for a
    guest. Empty `words` leave those said before.

    Raises `NotOfFive`, `NothingToRate`, `RatingStands`.
    """
    if not 1 <= stars <= 5:
        raise NotOfFive
    words = legible(words).strip()[:MAX_WORDS]
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        closed = _closing(locked)
        if closed is None:
            raise NothingToRate
        rating = Rating.objects.filter(conversation=locked, closed_seq=closed.seq).first()
        if rating is None:
            if now >= closed.at + ASKED_FOR:
                raise NothingToRate
            rating = Rating(conversation=locked, closed_seq=closed.seq, at=changing.at)
            rating.specialist = locked.specialist if locked.leads == Leads.PERSON else None
        elif now >= rating.at + CHANGED_FOR:
            raise RatingStands
        if (stars, words or rating.words) == (rating.stars, rating.words):
            return
        rating.stars, rating.words = stars, words or rating.words
        rating.save()
        data = {"what": RATED, "stars": stars, "rating": rating.pk}
        changing.add(EventKind.TOLD, actor=by, audience=Audience.STAFF, data=data)


def asked_in_bar(conversation: Conversation, viewer: Viewer, now: datetime) -> Asked | None:
    """What the bar of `viewer` asks about the last closing. Costs nothing while the conversation is open."""
    closed = None if viewer.at_desk else _closing(conversation)
    if closed is None:
        return None
    rating = Rating.objects.filter(conversation=conversation, closed_seq=closed.seq).first()
    if rating is not None:
        return Asked(rating, now < rating.at + CHANGED_FOR)
    return Asked(None, True) if now < closed.at + ASKED_FOR else None


def told(data: dict[str, Any], viewer: Viewer) -> str:
    """The desk's line; the words are read in the figures."""
    return _("Абонент оценил ответ: %(stars)s из 5") % data if viewer.at_desk else ""


def _closing(conversation: Conversation) -> Event | None:
    """The event that closed a conversation; None while it is open."""
    if conversation.is_open:
        return None
    return Event.objects.filter(conversation=conversation, kind=EventKind.CLOSE).order_by("-seq").first()
