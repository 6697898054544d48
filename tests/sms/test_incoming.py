"""What people send is a row first, whole and once, however it was cut and how often it is told."""

import itertools
from datetime import timedelta

import pytest

from cabinet.sms.cipher import unseal
from cabinet.sms.models import IncomingPart, IncomingSms
from cabinet.sms.services import incoming, tidy
from cabinet.sms.services.forget import forget_number
from cabinet.sms.services.incoming import Part
from tests.accounts.test_codes import in_threads
from tests.people import NOW, make_contract

pytestmark = pytest.mark.django_db

MSISDN, SHORT = "79031234567", "0611"
PIECES = ("Хочу ", "сменить ", "тариф")


def take(text="СТОП", *, source_id="g-1", now=NOW, msisdn=MSISDN, **fields):
    return incoming.take(
        gateway="test", source_id=source_id, msisdn=msisdn, short_number=SHORT, text=text, now=now, **fields
    )


def take_part(seq, *, text=None, total=3, reference=7, now=NOW, source_id=None):
    piece = PIECES[seq - 1] if text is None else text
    named = source_id or f"{reference} {seq} {piece.encode('utf-8', 'replace')} {now.isoformat()}"
    return take(piece, source_id=named, now=now, part=Part(reference, total, seq))


def text_of(message: IncomingSms) -> str:
    return unseal(bytes(IncomingSms.objects.get(pk=message.pk).body))


def test_a_message_is_written_down_encrypted():
    message = take("СТОП 5051", msisdn="+79031234567")
    assert (message.msisdn, message.short_number, message.at, message.handled_at) == (MSISDN, SHORT, NOW, None)
    assert "СТОП".encode() not in bytes(message.body)
    assert text_of(message) == "СТОП 5051"


def test_told_again_it_is_the_same_one():
    assert take() == take("другое", now=NOW + timedelta(days=2))
    assert IncomingSms.objects.count() == 1


def test_the_same_name_of_another_gateway_is_another_message():
    take()
    incoming.take(gateway="other", source_id="g-1", msisdn=MSISDN, short_number=SHORT, text="СТОП", now=NOW)
    assert IncomingSms.objects.count() == 2


def test_a_word_instead_of_a_number_has_nobody_to_answer():
    assert take(msisdn="MegaBank") is None
    assert take(msisdn="٧٩٠٣١٢٣٤٥٦٧") is None
    assert not IncomingSms.objects.exists()


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))), ids=str)
def test_segments_in_any_order_make_one_message(order):
    taken = [take_part(seq) for seq in order]
    assert taken[:2] == [None, None]
    assert text_of(taken[2]) == "Хочу сменить тариф"
    assert IncomingSms.objects.count() == 1


def test_a_doubled_segment_is_absorbed_before_and_after_the_message_is_whole():
    assert take_part(1) is take_part(1) is take_part(1, source_id="another name") is None
    take_part(2)
    whole = take_part(3)
    assert [take_part(seq) for seq in (2, 1, 3)] == [whole] * 3
    assert take_part(2, source_id="another name") == whole
    assert IncomingSms.objects.count() == 1


def test_a_segment_told_again_hours_later_by_its_name_is_the_same_one():
    for seq in (1, 2):
        take_part(seq, source_id=f"g-{seq}")
    later = NOW + timedelta(hours=3)
    assert take_part(2, source_id="g-2", now=later) is None
    whole = take_part(3, source_id="g-3", now=later)
    assert text_of(whole) == "Хочу сменить тариф"
    assert take_part(2, source_id="g-2", now=later + timedelta(hours=3)) == whole


def test_all_told_again_a_day_later_it_is_still_the_same_message():
    whole = [take_part(seq) for seq in (1, 2, 3)][2]
    tidy.forget_incoming(now=NOW + timedelta(hours=25))
    assert not IncomingPart.objects.exists()
    again = [take_part(seq) for seq in (1, 2, 3)][2]
    assert again == whole


def test_the_texts_of_segments_are_encrypted_and_wiped_when_the_message_is_whole():
    take_part(1)
    assert "Хочу".encode() not in bytes(IncomingPart.objects.get().body)
    take_part(2)
    take_part(3)
    assert {bytes(part.body) for part in IncomingPart.objects.all()} == {b""}


def test_an_emoji_cut_in_two_is_joined_and_half_a_one_is_marked():
    take_part(1, total=2, text="да \ud83d")
    assert text_of(take_part(2, total=2, text="\ude00!")) == "да 😀!"
    assert text_of(take("half \ud83d and \0", source_id="g-2")) == "half � and "


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("doubled", [1, 2])
def test_segments_that_arrive_at_once_find_each_other(doubled):
    for turn in range(5):
        work = [seq for seq in (1, 2, 3) for _again in range(doubled)]
        in_threads(lambda index, work=work, turn=turn: take_part(work[index], reference=turn), len(work))
    assert [text_of(message) for message in IncomingSms.objects.all()] == ["Хочу сменить тариф"] * 5


@pytest.mark.django_db(transaction=True)
def test_one_message_told_by_eight_at_once_is_one_row():
    assert len({message.pk for message in in_threads(lambda _index: take(), 8)}) == 1


def test_a_number_used_anew_by_the_telephone_is_not_mixed_with_what_waits():
    take_part(1, text="старое ")
    take_part(1)
    take_part(2)
    assert text_of(take_part(3)) == "Хочу сменить тариф"


def test_nor_with_what_waits_for_long_nor_with_what_is_whole():
    take_part(1, text="старое ")
    later = NOW + incoming.TOGETHER
    assert take_part(2, now=later) is take_part(3, now=later) is None
    assert text_of(take_part(1, now=later)) == "Хочу сменить тариф"
    other = [take_part(seq, text=f"{seq} ", now=later) for seq in (2, 3, 1)][2]
    assert text_of(other) == "1 2 3 "
    assert IncomingSms.objects.count() == 2


def test_what_never_becomes_whole_is_forgotten_after_a_day():
    take_part(1)
    tidy.forget_incoming(now=NOW + timedelta(hours=24))
    assert IncomingPart.objects.exists()
    tidy.forget_incoming(now=NOW + timedelta(hours=24, seconds=1))
    assert not IncomingPart.objects.exists()


def test_segments_of_a_flood_do_not_pile_up():
    for reference in range(incoming.MOST_WAITING + 5):
        take_part(1, reference=reference)
    assert IncomingPart.objects.count() == incoming.MOST_WAITING


def test_the_only_segment_is_a_message():
    assert take_part(1, total=1) is not None


@pytest.mark.parametrize(("reference", "total", "seq"), [(1, 2, 3), (1, 2, 0), (-1, 2, 1), (65536, 2, 1), (1, 256, 1)])
def test_a_segment_that_cannot_be_is_refused(reference, total, seq):
    with pytest.raises(ValueError, match="segment"):
        Part(reference, total, seq)


def test_past_the_limit_of_a_number_messages_are_marked_and_wait_for_nobody(settings):
    settings.INCOMING_PER_NUMBER = "3/minute"
    taken = [take(source_id=f"g-{index}") for index in range(5)]
    assert [message.outcome for message in taken] == ["", "", "", "flood", "flood"]
    assert [bool(message.handled_at) for message in taken] == [False, False, False, True, True]
    assert bytes(taken[3].body) == b""
    assert take(source_id="of another", msisdn="79031234568").outcome == ""
    assert take(source_id="later", now=NOW + timedelta(minutes=1)).outcome == ""


@pytest.mark.django_db(transaction=True)
def test_a_flood_at_once_is_counted_exactly(settings):
    settings.INCOMING_PER_NUMBER = "3/minute"
    in_threads(lambda index: take(source_id=f"g-{index}"), 8)
    assert IncomingSms.objects.filter(outcome="").count() == 3


def test_who_wrote_is_forgotten_after_a_while_but_not_before_it_was_dealt_with(settings):
    message = take()
    long_after = NOW + timedelta(days=settings.INCOMING_SMS_DAYS, seconds=1)
    tidy.forget_incoming(now=long_after)
    assert IncomingSms.objects.exists()
    IncomingSms.objects.filter(pk=message.pk).update(handled_at=NOW, body=b"")
    tidy.forget_incoming(now=NOW + timedelta(days=settings.INCOMING_SMS_DAYS))
    assert IncomingSms.objects.exists()
    tidy.forget_incoming(now=long_after)
    assert not IncomingSms.objects.exists()


def test_what_came_from_a_number_that_is_closed_is_dealt_with_by_nobody():
    line = make_contract(MSISDN).primary_line
    message = take()
    take_part(1)
    forget_number(msisdn=MSISDN, line_public_id=line.public_id, now=NOW)
    message.refresh_from_db()
    assert (message.handled_at, bytes(message.body)) == (NOW, b"")
    assert not IncomingPart.objects.exists()
