"""The menu that a new installation begins with."""

import pytest
from django.utils import translation

from cabinet.commands.models import VoiceMenuItem
from cabinet.commands.voice_default import make_menu
from cabinet.core import questions

pytestmark = pytest.mark.django_db


def test_the_menu_to_begin_with_offers_every_popular_question_in_both_languages():
    asked = VoiceMenuItem.objects.filter(action="question")
    assert {item.question for item in asked} == {question.slug for question in questions.questions()}
    with translation.override("en"):
        assert {item.title for item in asked} == {str(question.title) for question in questions.questions()}


def test_it_is_made_where_there_is_none_and_never_again():
    before = VoiceMenuItem.objects.count()
    VoiceMenuItem.objects.filter(key="2", parent__parent=None).delete()
    make_menu()
    assert VoiceMenuItem.objects.count() == before - 1
