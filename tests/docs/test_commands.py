"""docs/commands.md keeps its word: its table is the registry, its examples are answered as they say."""

import json
import re
from pathlib import Path

import pytest
import time_machine
from django.utils import translation

from cabinet import settings as portal
from cabinet.core.commands import commands
from tests.billing.money import account_of, pay
from tests.commands.machine import SECRET, post
from tests.people import NOW, make_owner

TEXT = (Path(portal.BASE_DIR) / "docs/commands.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^POST (\S+)\n\n```json\n(.*?)```\n\n```json\n(.*?)```", TEXT, re.M | re.S)


def test_the_table_is_the_registry():
    rows = re.findall(r"^\| `(\*[^`]+#)` \| (.*?) \| (.*?) \|$", TEXT, re.M)
    with translation.override("en"):
        registered = [(each.ussd, ", ".join(f"`{word}`" for word in each.sms), str(each.about)) for each in commands()]
    assert rows == registered


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_each_example_is_answered_as_it_says(number, settings):
    settings.GATEWAY_SECRETS = {"ussd": [SECRET], "ivr": [SECRET]}
    settings.COMMAND_TIME, settings.IVR_SPECIALIST_QUEUE = 30, "sip:specialists@pbx.example"
    address, asked, answered = EXAMPLES[number]
    with time_machine.travel(NOW, tick=False):
        pay(account_of(make_owner("79031234567")[1]), "123.40")
        assert post(address, json.loads(asked)).json() == json.loads(answered)


def test_there_are_examples_of_both_machines():
    assert {address for address, _asked, _answered in EXAMPLES} == {"/gateway/ussd/", "/gateway/ivr/"}
    assert len(EXAMPLES) == 4
