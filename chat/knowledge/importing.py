"""A table of phrasings becomes rows: first shown, then applied exactly as it was shown.

One row for each phrasing: `answer` (its slug), `language` (`ru`, `en`) and `phrasing`. Of an answer that the table
names, what the table holds is all: others in the languages that it names go. Answers that it does not name stay.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.core.errors import DomainError
from chat.models import Answer, Phrasing

COLUMNS = ("answer", "language", "phrasing")
LARGEST = 2 * 1024**2  # bytes
MOST_ROWS = 20_000
LONGEST = 200
FORMULA = ("=", "+", "-", "@", "\t")  # how what an office program would reckon begins

Key = tuple[str, str]  # slug, language


class UnreadableTable(DomainError):
    code = "unreadable_table"
    message = gettext_lazy("Это не таблица формулировок: нужен CSV в UTF-8 со столбцами answer, language, phrasing.")


class StaleTable(DomainError):
    """The knowledge is not what it was when the differences were shown."""

    code = "stale_table"
    message = gettext_lazy("Знания бота тем временем изменились. Посмотрите, что будет теперь, и подтвердите снова.")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong in a row of the table; the header is 1."""

    row: int
    message: str


@dataclass(slots=True)
class Plan:
    """What a table would do."""

    added: list[tuple[str, str, str]] = field(default_factory=list)
    removed: list[tuple[str, str, str]] = field(default_factory=list)
    unchanged: int = 0
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(repr((self.added, self.removed, self.unchanged)).encode()).hexdigest()

    @property
    def does_something(self) -> bool:
        return not self.troubles and bool(self.added or self.removed)


def export() -> str:
    """All phrasings of answers in use, as the import reads them."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    rows = Phrasing.objects.filter(answer__active=True).order_by("answer__slug", "-language", "pk")
    for slug, language, text in rows.values_list("answer__slug", "language", "text"):
        table.writerow((slug, language, f"'{text}" if text.startswith(FORMULA) else text))
    return out.getvalue()


def plan(content: bytes) -> Plan:
    """What the table would do. Raises `UnreadableTable`."""
    made = Plan()
    wanted = _wanted(_rows(content), made)
    held = _held({slug for slug, _language in wanted})
    for key, texts in wanted.items():
        now = held.get(key, set())
        made.added += [(*key, text) for text in texts if text not in now]
        made.removed += [(*key, text) for text in sorted(now.difference(texts))]
        made.unchanged += len(now.intersection(texts))
    return made


@transaction.atomic
def apply(content: bytes, *, fingerprint: str, now: datetime) -> Plan:
    """Do what `plan` showed. Raises `StaleTable` if it would be something else by now, `UnreadableTable`."""
    list(Answer.objects.select_for_update().order_by("pk").values_list("pk"))  # nobody edits meanwhile
    made = plan(content)
    if made.fingerprint != fingerprint or not made.does_something:
        raise StaleTable
    slugs = {row[0] for row in (*made.added, *made.removed)}
    answers = {answer.slug: answer for answer in Answer.objects.filter(slug__in=slugs)}
    gone = set(made.removed)
    rows = Phrasing.objects.filter(answer__slug__in=slugs).values_list("pk", "answer__slug", "language", "text")
    Phrasing.objects.filter(pk__in=[pk for pk, *row in rows if tuple(row) in gone]).delete()
    Phrasing.objects.bulk_create(
        Phrasing(answer=answers[slug], language=language, text=text) for slug, language, text in made.added
    )
    Answer.objects.filter(slug__in=slugs).update(changed_at=now)
    return made


def _rows(content: bytes) -> list[dict[str, str]]:
    try:
        table = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        if len(content) > LARGEST or not set(COLUMNS) <= set(table.fieldnames or ()):
            raise UnreadableTable
        rows = [row for _count, row in zip(range(MOST_ROWS + 1), table, strict=False)]
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableTable from None
    if len(rows) > MOST_ROWS:
        raise UnreadableTable
    return rows


def _wanted(rows: Iterable[dict[str, str]], made: Plan) -> dict[Key, dict[str, None]]:
    """The texts of each answer and language, in order and once; what is wrong is noted in `made`."""
    slugs = set(Answer.objects.values_list("slug", flat=True))
    languages = {code for code, _name in settings.LANGUAGES}
    wanted: dict[Key, dict[str, None]] = defaultdict(dict)
    for number, row in enumerate(rows, 2):
        slug, language, text = (" ".join((row[column] or "").split()) for column in COLUMNS)
        text = text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
        if slug not in slugs:
            made.troubles.append(Trouble(number, _("Нет ответа «%(slug)s».") % {"slug": slug}))
        elif language not in languages:
            made.troubles.append(Trouble(number, _("Нет языка «%(language)s».") % {"language": language}))
        elif not text or len(text) > LONGEST:
            made.troubles.append(
                Trouble(number, _("Нужна формулировка не длиннее %(most)d знаков.") % {"most": LONGEST})
            )
        else:
            wanted[slug, language][text] = None
    return wanted


def _held(slugs: Iterable[str]) -> dict[Key, set[str]]:
    held: dict[Key, set[str]] = defaultdict(set)
    rows = Phrasing.objects.filter(answer__slug__in=list(slugs))
    for slug, language, text in rows.values_list("answer__slug", "language", "text"):
        held[slug, language].add(text)
    return held
