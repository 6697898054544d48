"""One message: what leaves, and what is said of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cabinet.sms import segments
from cabinet.sms.gateways.base import Accepted, Refused
from cabinet.sms.models import SmsKind
from tests.sms.smpp.scene import MSISDN, SENDER, message

INVALID_DESTINATION, SYSTEM_ERROR, INVALID_SENDER, VENDORS_OWN = 0x0B, 0x08, 0x0A, 0x0412
LONG = "Balance " * 45  # 360 septets: three parts


def test_a_message_leaves_once_and_is_named_as_the_smsc_names_it(smsc, connect):
    outcome = connect().send(message("Balance 10"))
    sent = smsc.submitted()
    assert [(each.msisdn, each.sender, each.text) for each in sent] == [(MSISDN, SENDER, "Balance 10")]
    assert outcome == Accepted((sent[0].message_id,))


def test_every_segment_asks_for_a_receipt_and_is_of_use_until_its_moment(smsc, connect):
    not_after = timezone.now().replace(microsecond=0) + timedelta(hours=2)
    connect().send(message(LONG, not_after=not_after))
    for sent in smsc.submitted():
        assert sent.fields["registered_delivery"] == 1
        assert sent.fields["validity_period"] == not_after.strftime("%y%m%d%H%M%S") + "000+"  # UTC


@pytest.mark.parametrize(
    ("sender", "ton", "npi"), [("Operator", 5, 0), ("0611", 3, 0), ("79031110000", 1, 1), ("Call 0611", 5, 0)]
)
def test_who_it_is_from(smsc, connect, sender, ton, npi):
    connect(sender=sender).send(message())
    fields = smsc.submitted()[0].fields
    assert (fields["source_addr"], fields["source_addr_ton"], fields["source_addr_npi"]) == (sender, ton, npi)
    assert (fields["dest_addr_ton"], fields["dest_addr_npi"]) == (1, 1)


def test_latin_letters_go_as_gsm_with_its_extensions(smsc, connect):
    connect().send(message("Balance 5 € {[~]} @"))
    sent = smsc.submitted()[0]
    assert sent.fields["data_coding"] == 0
    assert bytes.fromhex(sent.fields["short_message"]) == (
        b"Balance 5 \x1b\x65 \x1b\x28\x1b\x3c\x1b\x3d\x1b\x3e\x1b\x29 \x00"
    )


def test_russian_and_emoji_go_as_ucs2(smsc, connect):
    connect().send(message("Баланс 5 ₽ 🙂"))
    sent = smsc.submitted()[0]
    assert (sent.fields["data_coding"], sent.text) == (8, "Баланс 5 ₽ 🙂")


@pytest.mark.parametrize("text", [LONG, "Баланс " * 30, "Balance €" * 40, "Баланс 🙂" * 20])
def test_a_long_message_is_parts_under_one_reference(smsc, connect, text):
    outcome = connect().send(message(text))
    sent = smsc.submitted()
    assert len(sent) == len(segments.split(text).parts) > 1
    assert outcome == Accepted(tuple(part.message_id for part in sent))
    references = {part.udh[3] for part in sent}
    assert [part.udh for part in sent] == [
        bytes([5, 0, 3, *references, len(sent), seq]) for seq in range(1, len(sent) + 1)
    ]
    assert all(len(bytes.fromhex(part.fields["short_message"])) <= 160 for part in sent)
    encoding = segments.split(text).encoding
    body = b"".join(bytes.fromhex(part.fields["short_message"])[6:] for part in sent)
    assert segments.decode(body, encoding) == text


def test_the_next_long_message_to_a_number_has_another_reference(smsc, connect):
    gateway = connect()
    for _time in range(3):
        gateway.send(message(LONG))
    assert len({part.udh[3] for part in smsc.submitted()}) == 3


@pytest.mark.parametrize("status", [0x01, INVALID_DESTINATION, 0x50, 0x51, 0x62, 0x65, 0x66, 0xFE])
def test_what_is_wrong_with_the_message_is_refused_for_ever(smsc, connect, status):
    smsc.behave(statuses=[status])
    outcome = connect().send(message())
    assert isinstance(outcome, Refused)
    assert outcome.permanent
    assert f"0x{status:02x}" in outcome.reason


@pytest.mark.parametrize("status", [SYSTEM_ERROR, INVALID_SENDER, 0x04, 0x15, 0x45, 0x64, 0xFF, VENDORS_OWN])
def test_what_may_be_mended_is_refused_for_now(smsc, connect, status):
    smsc.behave(statuses=[status])
    outcome = connect().send(message())
    assert isinstance(outcome, Refused)
    assert not outcome.permanent


def test_an_installation_may_read_a_status_in_its_own_way(smsc, connect):
    gateway = connect(statuses={VENDORS_OWN: "never", SYSTEM_ERROR: "slower"})
    smsc.behave(statuses=[VENDORS_OWN, SYSTEM_ERROR])
    assert gateway.send(message()) == Refused(f"status (0x{VENDORS_OWN:02x})", permanent=True)
    assert isinstance(gateway.send(message()), Accepted)


def test_an_smsc_that_does_not_understand_a_message_has_not_taken_it(smsc, connect):
    smsc.behave(nack=1)
    gateway = connect()
    outcome = gateway.send(message())
    assert isinstance(outcome, Refused)
    assert not outcome.permanent
    assert isinstance(gateway.send(message()), Accepted)


def test_a_refused_first_part_sends_no_others(smsc, connect):
    smsc.behave(statuses=[INVALID_DESTINATION])
    outcome = connect().send(message(LONG))
    assert outcome == Refused("Invalid Destination Address (0x0b)", permanent=True)
    assert len(smsc.submitted()) == 1


def test_a_part_that_is_refused_for_now_is_tried_again_and_those_before_it_are_not(smsc, connect):
    smsc.behave(statuses=[0, SYSTEM_ERROR, SYSTEM_ERROR])
    outcome = connect().send(message(LONG))
    assert isinstance(outcome, Accepted)
    assert [(part.udh[5], part.status) for part in smsc.submitted()] == [(1, 0), (2, 8), (2, 8), (2, 0), (3, 0)]


def test_a_part_that_is_refused_for_ever_refuses_the_whole_and_says_what_left(smsc, connect):
    smsc.behave(statuses=[0, INVALID_DESTINATION])
    outcome = connect().send(message(LONG))
    assert outcome == Refused("1 of 3 parts were taken, then: Invalid Destination Address (0x0b)", permanent=True)
    assert [part.udh[5] for part in smsc.submitted()] == [1, 2]


def test_a_rest_that_is_refused_for_too_long_is_given_up_for_ever(smsc, connect):
    """Tried from its beginning it would come twice in part."""
    smsc.behave(statuses=[0, *[SYSTEM_ERROR] * 500])
    outcome = connect(again_within=0.1).send(message(LONG))
    assert isinstance(outcome, Refused)
    assert outcome.permanent
    assert outcome.reason.startswith("1 of 3 parts were taken, then:")
    assert [part.udh[5] for part in smsc.accepted()] == [1]


def test_a_message_that_is_late_already_is_not_sent(smsc, connect):
    outcome = connect().send(message(within=-1.0, kind=SmsKind.CODE))
    assert outcome == Refused("too late", permanent=False)
    assert smsc.submitted() == []
