"""What «Помощь» shows: answers by subject, the most used ones first."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from cabinet.core.kept import Kept
from chat.knowledge.use import used_lately
from chat.models import Answer, Subject

POPULAR = 6


@dataclass(frozen=True)
class Shelf:
    """A subject with its answers; one without any is not shown."""

    subject: Subject
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Known:
    """All that may be shown, the same for everybody; texts follow the active language."""

    shelves: tuple[Shelf, ...] = ()
    popular: tuple[Answer, ...] = ()
    by_slug: dict[str, Answer] = field(default_factory=dict)

    def beside(self, answer: Answer, count: int = 4) -> list[Answer]:
        """Others of the same subject, the most used first."""
        same = next((shelf.answers for shelf in self.shelves if shelf.subject.pk == answer.subject_id), ())
        return [each for each in same if each.pk != answer.pk][:count]


def _read() -> Known:
    used = used_lately(timezone.now())
    answers = list(Answer.objects.filter(active=True).select_related("subject"))
    answers.sort(key=lambda answer: (-used.get(answer.pk, 0), -answer.popular, answer.slug))
    shelves = (
        Shelf(subject, tuple(each for each in answers if each.subject_id == subject.pk))
        for subject in Subject.objects.all()
    )
    return Known(
        shelves=tuple(shelf for shelf in shelves if shelf.answers),
        popular=tuple(answers[:POPULAR]),
        by_slug={answer.slug: answer for answer in answers},
    )


KNOWN = Kept(_read)
