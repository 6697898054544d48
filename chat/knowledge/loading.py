"""What the bot knows at first: `chat/knowledge/demo/*.toml` made rows.

`subjects.toml` holds `[[subject]]` tables; every other file `[[answer]]` tables with `phrasings_ru` and
`phrasings_en`, and stands under the subject that it is named for. The keys are the fields of the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from cabinet.core.toml_rows import rows_of
from chat.models import Answer, Phrasing, Subject

FILES = Path(__file__).parent / "demo"
SUBJECTS = "subjects"
LANGUAGES = ("ru", "en")
FIELDS = (
    *("title_ru", "title_en", "text_ru", "text_en", "action", "action_ru", "action_en", "skill", "popular"),
    *("subject_id", "active", "changed_at"),
)


@transaction.atomic
def load(*, now: datetime, files: Path = FILES) -> int:
    """Make rows of the files, or bring those with the same slugs up to date; a phrasing that is there stays.

    Returns how many answers the files hold. Doing it again changes nothing but `changed_at`.
    """
    subjects = _subjects(files)
    told = [(row, subjects[path.stem]) for path in _with_answers(files) for row in rows_of(path, "answer")]
    answers = Answer.objects.bulk_create(
        [_answer(row, subject, now) for row, subject in told],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=FIELDS,
    )
    by_slug = {answer.slug: answer for answer in answers}
    rows = [Phrasing(answer=by_slug[slug], language=language, text=text) for slug, language, text in asked(files)]
    Phrasing.objects.bulk_create(rows, ignore_conflicts=True)
    return len(answers)


def asked(files: Path = FILES) -> Iterator[tuple[str, str, str]]:
    """Slug, language and text of each phrasing of the files."""
    for path in _with_answers(files):
        for row in rows_of(path, "answer"):
            for language in LANGUAGES:
                yield from ((row["slug"], language, " ".join(text.split())) for text in row[f"phrasings_{language}"])


def _subjects(files: Path) -> dict[str, Subject]:
    rows = [Subject(**row) for row in rows_of(files / f"{SUBJECTS}.toml", "subject")]
    made = Subject.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["slug"], update_fields=["name_ru", "name_en", "icon", "order"]
    )
    return {subject.slug: subject for subject in made}


def _answer(row: dict[str, Any], subject: Subject, now: datetime) -> Answer:
    told = {key: value.strip() if isinstance(value, str) else value for key, value in row.items()}
    told = {key: value for key, value in told.items() if not key.startswith("phrasings_")}
    return Answer(**told, subject=subject, changed_at=now)


def _with_answers(files: Path) -> Iterator[Path]:
    subjects = {row["slug"] for row in rows_of(files / f"{SUBJECTS}.toml", "subject")}
    return (path for path in sorted(files.glob("*.toml")) if path.stem in subjects)
