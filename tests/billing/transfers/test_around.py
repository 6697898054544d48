"""What happens around transfers: lateness, a closed line, «За что?», a copy of one's data and its erasure."""

from datetime import timedelta

import pytest

from billing.models import CallMe, MoneyRequest, PhonePreference
from billing.transfers.explaining import explain
from billing.transfers.personal import ASKED, STRANGERS, TRANSFERS
from billing.transfers.services.call_me import call_me
from billing.transfers.services.ending import sweep
from billing.transfers.services.strangers import choose
from cabinet.accounts.services.lines import close_line
from cabinet.core.channels import Channel
from cabinet.core.explaining import Asking, Way
from tests.billing.money import rub
from tests.billing.transfers.sending import MARIA, PETR, sent, started
from tests.billing.transfers.test_asking import asked
from tests.people import NOW

pytestmark = pytest.mark.django_db


def test_the_sweep_ends_what_is_late_and_nothing_else(maria, petr):
    transfer = started(maria)
    assert sweep(NOW + timedelta(minutes=9)) == 0
    assert (sweep(NOW + timedelta(minutes=10)), sweep(NOW + timedelta(minutes=10))) == (1, 0)
    transfer.refresh_from_db()
    assert transfer.status == "expired"


def test_nothing_waits_of_a_line_that_is_closed(maria, petr):
    transfer, wish = started(maria), asked(petr)
    close_line(line=maria, now=NOW)
    transfer.refresh_from_db()
    wish.refresh_from_db()
    assert (transfer.status, wish.status, wish.ended_at) == ("cancelled", "expired", NOW)


def test_both_sides_read_what_it_was(maria, petr):
    asked(petr)
    done = sent(maria)
    out, into = done.out_entry, done.in_entry
    mine = explain([out], Asking(maria.contract.owner, maria, True, NOW))[out.pk]
    assert str(mine.rule) == "Деньги перевели на номер +7 903 ••• 43-21. Перевод подтвердили кодом из SMS."
    assert mine.ways == [Way("Перевести ещё", f"/payments/transfer/?line={maria.public_id}", "send")]
    assert mine.facts == [("На номер", "+7 903 ••• 43-21"), ("Почему", "о них попросили через «Попросить денег»")]
    theirs = explain([into], Asking(petr.contract.owner, petr, True, NOW))[into.pk]
    assert str(theirs.rule) == "Другой абонент перевёл вам деньги со своего номера +7 903 ••• 45-67."
    assert theirs.ways == []


def test_who_only_manages_is_not_led_to_sending(maria, petr):
    out = sent(maria).out_entry
    assert explain([out], Asking(None, maria, False, NOW))[out.pk].ways == []


def test_many_are_explained_by_one_query(maria, petr, django_assert_num_queries):
    first, second = sent(maria, amount=10), sent(maria, amount=20, now=NOW + timedelta(minutes=3))
    asking = Asking(maria.contract.owner, maria, True, NOW)
    with django_assert_num_queries(1):
        assert len(explain([first.out_entry, second.out_entry], asking)) == 2


def test_an_entry_that_names_no_transfer_is_left_to_its_kind(maria, petr):
    out = sent(maria).out_entry
    out.cause = {"source": "transfer"}
    assert explain([out], Asking(maria.contract.owner, maria, True, NOW)) == {}


def test_the_copy_of_ones_data_shows_others_masked(maria, petr):
    asked(petr)
    sent(maria)
    call_me(line=petr, to=MARIA, channel=Channel.PAGE, now=NOW)
    choose(line=petr, takes_call_me=False, takes_money_requests=True)
    assert list(TRANSFERS.export(maria.contract.owner, NOW)) == [
        {"at": NOW, "number": MARIA, "to": "+7 903 ••• 43-21", "amount": rub(100), "state": "выполнен"}
    ]
    rows = list(ASKED.export(petr.contract.owner, NOW))
    assert [(row["number"], row["to"], row["what"], row["amount"]) for row in rows] == [
        (PETR, "+7 903 ••• 45-67", "попросили денег", rub(100)),
        (PETR, "+7 903 ••• 45-67", "попросили перезвонить", ""),
    ]
    assert list(STRANGERS.export(petr.contract.owner, NOW)) == [
        {"number": PETR, "takes_call_me": False, "takes_money_requests": True}
    ]
    for kind in (TRANSFERS, ASKED, STRANGERS):
        assert set(next(iter(kind.export(petr.contract.owner, NOW)), kind.fields)) <= set(kind.fields)


def test_erasure_forgets_whom_one_asked_and_keeps_the_money(maria, petr):
    asked(petr)
    done = sent(maria)
    asked(petr, "79039999999")
    call_me(line=petr, to=MARIA, channel=Channel.PAGE, now=NOW)
    choose(line=petr, takes_call_me=False, takes_money_requests=False)
    for _time in range(2):
        ASKED.erase(petr.contract.owner, NOW)
    assert not CallMe.objects.exists()
    kept = MoneyRequest.objects.get()
    assert (kept.transfer, kept.msisdn, kept.made_by) == (done, "", None)
    assert PhonePreference.objects.filter(line=petr).exists()
