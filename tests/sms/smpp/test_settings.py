"""A start without what SMPP needs stops with one sentence."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from cabinet import smpp_settings
from cabinet.smpp_settings import Where

ENOUGH = {
    "SMPP_BINDS": "smpp://smsc.example:2775",
    "SMPP_SYSTEM_ID": "portal",
    "SMPP_PASSWORD": "secret",
    "SMPP_SENDER": "0611",
}


@pytest.fixture
def environment(monkeypatch):
    def set_to(**variables):
        for name, value in (ENOUGH | variables).items():
            monkeypatch.setenv(name, value) if value is not None else monkeypatch.delenv(name, raising=False)
        return smpp_settings.from_environment("smpp")

    return set_to


def test_four_variables_are_enough(environment):
    made = environment()
    assert made.binds == (Where(1, "smsc.example", 2775),)
    assert (made.system_id, made.password, made.sender) == ("portal", "secret", "0611")
    assert (made.window, made.kept_for_codes) == (10, 2)


def test_the_password_is_not_shown_where_settings_are(environment):
    assert "secret" not in repr(environment())


def test_several_binds(environment):
    made = environment(SMPP_BINDS="smpp://a:2775, smpp://a:2775,smpps://[::1]:3550?mode=receiver,")
    assert made.binds == (
        Where(1, "a", 2775),
        Where(2, "a", 2775),
        Where(3, "::1", 3550, tls=True, mode="receiver"),
    )


def test_nothing_is_asked_of_other_gateways():
    assert smpp_settings.from_environment("simulator") is None


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SMPP_BINDS": None}, "SMS_GATEWAY=smpp needs SMPP_BINDS"),
        ({"SMPP_BINDS": " , "}, "SMS_GATEWAY=smpp needs SMPP_BINDS"),
        ({"SMPP_BINDS": "smsc.example:2775"}, "is not as smpp://host:2775"),
        ({"SMPP_BINDS": "smpp://smsc.example"}, "is not as smpp://host:2775"),
        ({"SMPP_BINDS": "smpp://smsc.example:99999"}, "is not as smpp://host:2775"),
        ({"SMPP_BINDS": "smpp://smsc.example:2775?mode=both"}, "is not as smpp://host:2775"),
        ({"SMPP_BINDS": "smpp://a:1?mode=receiver"}, "at least one bind must send"),
        ({"SMPP_BINDS": "smpp://portal:secret@a:1"}, "belongs into SMPP_PASSWORD"),
        ({"SMPP_SYSTEM_ID": None}, "needs SMPP_SYSTEM_ID"),
        ({"SMPP_PASSWORD": None}, "needs SMPP_PASSWORD"),
        ({"SMPP_PASSWORD": "nine-long"}, "at most 8"),
        ({"SMPP_SYSTEM_ID": "a" * 16}, "at most 15"),
        ({"SMPP_SENDER": None}, "needs SMPP_SENDER"),
        ({"SMPP_SENDER": "Оператор"}, "at most 11 Latin"),
        ({"SMPP_SENDER": "TwelveLetter"}, "at most 11 Latin"),
        ({"SMPP_WINDOW": "0"}, "SMPP_WINDOW must be at least 1"),
        ({"SMPP_WINDOW": "4", "SMPP_KEPT_FOR_CODES": "4"}, "must be less than SMPP_WINDOW"),
        ({"SMPP_RATE": "0"}, "SMPP_RATE must be at least 1"),
        ({"SMPP_IDS": "hex"}, "SMPP_IDS must be one of"),
        ({"SMPP_STATUSES": "0x0412=perhaps"}, "is not as 0x0410=never"),
        ({"SMPP_STATUSES": "many=never"}, "is not as 0x0410=never"),
        ({"SMPP_ANSWER_WITHIN": "0"}, "SMPP_ANSWER_WITHIN must be at least"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(environment, variables, sentence):
    with pytest.raises(ImproperlyConfigured) as refused:
        environment(**variables)
    assert sentence in str(refused.value)
    assert "secret" not in str(refused.value)


def test_statuses_of_the_smsc(environment):
    assert environment(SMPP_STATUSES="0x0412=never, 0411=slower,08=later").statuses == {
        0x412: "never",
        0x411: "slower",
        0x08: "later",
    }
