"""The demonstration's knowledge becomes rows, once."""

from datetime import timedelta

import pytest

from chat.knowledge.loading import load
from chat.models import Answer, Phrasing, Subject
from tests.people import NOW

pytestmark = pytest.mark.django_db


def test_every_answer_of_the_files_stands_under_its_subject_and_can_be_asked_for():
    held = load(now=NOW)
    assert held >= 60
    assert Answer.objects.count() == held
    assert Subject.objects.count() == 9
    balance = Answer.objects.get(slug="balance-check")
    assert balance.subject.slug == "money"
    assert balance.changed_at == NOW
    assert balance.phrasings.filter(language="ru", text="как узнать баланс").exists()
    assert balance.phrasings.filter(language="en").exists()


def test_loading_again_adds_nothing_and_brings_texts_up_to_date():
    load(now=NOW)
    before = Answer.objects.count(), Phrasing.objects.count(), Subject.objects.count()
    Answer.objects.filter(slug="balance-check").update(title_ru="Старое")
    load(now=NOW + timedelta(days=1))
    assert (Answer.objects.count(), Phrasing.objects.count(), Subject.objects.count()) == before
    balance = Answer.objects.get(slug="balance-check")
    assert balance.title_ru == "Как узнать баланс"
    assert balance.changed_at == NOW + timedelta(days=1)


def test_phrasings_that_staff_added_stay():
    load(now=NOW)
    balance = Answer.objects.get(slug="balance-check")
    balance.phrasings.create(language="ru", text="чего там на счету")
    load(now=NOW)
    assert balance.phrasings.filter(text="чего там на счету").exists()
