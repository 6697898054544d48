"""Every kind of movement has a sentence of its own, in both languages."""

import pytest
from django.utils import translation

from billing.causes import TITLES, worded
from billing.explain.rules import RULES
from billing.kinds import EntryKind

CAUSE = {"name": "Имя", "name_en": "Name", "number": "5533"}


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", EntryKind)
def test_each_kind_is_told_with_and_without_what_is_known(kind, language):
    with translation.override(language):
        for cause in ({}, {"name": "Имя"}, {"number": "5533"}, CAUSE, CAUSE | {"rule": "daily"}):
            said = worded(RULES, kind, cause)
            assert said.endswith(".")
            assert "%" not in said


def test_every_rule_that_has_a_title_has_a_sentence():
    kinds_of_payment = {key for key in TITLES if len(key) > 1 and not key[1].startswith("+") and key[0] != "move_in"}
    rules = {key[:2] for key in RULES}
    assert {key[:2] for key in kinds_of_payment if key[0] in ("payment", "usage")} <= rules


def test_the_name_is_the_one_of_the_language():
    with translation.override("en"):
        assert "Name" in worded(RULES, EntryKind.TARIFF, CAUSE)
        assert "Имя" not in worded(RULES, EntryKind.TARIFF, CAUSE)
