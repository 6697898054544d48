"""A table of phrasings: shown as differences, applied as shown or not at all."""

from datetime import timedelta

import pytest

from chat.knowledge.importing import StaleTable, UnreadableTable, apply, export, plan
from chat.models import Answer, KnowledgeVersion, Phrasing, Subject
from tests.people import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def written_down():
    subject = Subject.objects.create(slug="all", name_ru="Всё", name_en="All")
    for slug in ("balance", "office"):
        answer = Answer.objects.create(slug=slug, subject=subject, title_ru=slug, changed_at=NOW)
        answer.phrasings.create(language="ru", text=f"где {slug}")
    Answer.objects.get(slug="balance").phrasings.create(language="en", text="balance")


def table(*rows):
    return "\n".join(("answer,language,phrasing", *rows)).encode()


def texts(slug):
    return sorted(Phrasing.objects.filter(answer__slug=slug).values_list("text", flat=True))


def test_what_is_written_is_read_as_no_change():
    Answer.objects.get(slug="office").phrasings.create(language="ru", text="=1+1")
    made = plan(("\ufeff" + export()).encode())
    assert (made.added, made.removed, made.troubles, made.unchanged) == ([], [], [], 4)
    assert "'=1+1" in export()


def test_of_a_named_answer_the_table_is_all_in_that_language_and_others_stay():
    content = table("balance,ru,сколько денег", "balance,ru,сколько денег")
    made = plan(content)
    assert made.added == [("balance", "ru", "сколько денег")]
    assert made.removed == [("balance", "ru", "где balance")]
    assert texts("balance") == ["balance", "где balance"]  # nothing yet
    before = KnowledgeVersion.objects.get().version
    apply(content, fingerprint=made.fingerprint, now=LATER)
    assert texts("balance") == ["balance", "сколько денег"]
    assert texts("office") == ["где office"]
    assert Answer.objects.get(slug="balance").changed_at == LATER
    assert Answer.objects.get(slug="office").changed_at == NOW
    assert KnowledgeVersion.objects.get().version != before


def test_what_is_wrong_is_named_by_row_and_nothing_changes():
    content = table("balance,ru,новое", "nothing,ru,что-то", "office,de,wo", "office,ru,", f"office,ru,{'я' * 201}")
    made = plan(content)
    assert [trouble.row for trouble in made.troubles] == [3, 4, 5, 6]
    assert not made.does_something
    with pytest.raises(StaleTable):
        apply(content, fingerprint=made.fingerprint, now=LATER)
    assert texts("balance") == ["balance", "где balance"]


def test_what_changed_meanwhile_is_not_overwritten():
    content = table("balance,ru,сколько денег")
    shown = plan(content).fingerprint
    Answer.objects.get(slug="balance").phrasings.create(language="ru", text="чужое")
    with pytest.raises(StaleTable):
        apply(content, fingerprint=shown, now=LATER)
    assert "чужое" in texts("balance")
    assert "сколько денег" not in texts("balance")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"PK\x03\x04", b"slug,text\na,b\n"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(UnreadableTable):
        plan(content)


def test_a_row_that_is_cut_short_is_a_trouble_and_no_crash():
    assert [trouble.row for trouble in plan(table("balance")).troubles] == [2]
