"""How numbers, addresses and roubles are read and written."""

from decimal import Decimal

import pytest
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cabinet.core import phones
from cabinet.core.money import format_rub, round_rub
from cabinet.core.net import client_ip, network_prefix


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_refused(text):
    try:
        msisdn = phones.parse(text)
    except phones.NotANumber:
        pass
    else:
        assert msisdn.isascii()
        assert msisdn.isdigit()
        assert msisdn.startswith("7")
        assert len(msisdn) == 11


@given(st.integers(min_value=9000000000, max_value=9999999999))
def test_every_way_of_writing_is_the_same_number(number):
    ten = str(number)
    ways = [ten, f"8{ten}", f"+7{ten}", f"7{ten}", phones.national(f"7{ten}"), phones.international(f"7{ten}")]
    assert {phones.parse(way) for way in ways} == {f"7{ten}"}


def test_a_number_is_shown_as_people_say_it():
    assert phones.national("79031234567") == "903 123-45-67"
    assert phones.international("79031234567") == "+7 903 123-45-67"
    assert phones.masked("79031234567") == "+7 903 ••• 45-67"


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0.005", "0.01"), ("0.004999", "0.00"), ("-0.005", "-0.01"), ("2.675", "2.68")]
)
def test_half_a_kopeck_goes_up(amount, rounded):
    assert round_rub(Decimal(amount)) == Decimal(rounded)


def test_roubles_are_written_with_no_break_spaces_and_a_true_minus():
    with translation.override("ru"):
        assert format_rub(Decimal("1234.5")) == "1\u00a0234,50\u00a0₽"
        assert format_rub(Decimal("-30")) == "\u221230,00\u00a0₽"
        assert format_rub(Decimal("300"), signed=True) == "+300,00\u00a0₽"
        assert format_rub(Decimal("0"), signed=True) == "0,00\u00a0₽"
    with translation.override("en"):
        assert format_rub(Decimal("1234567.5")) == "1,234,567.50\u00a0₽"


def came_from(peer: str, forwarded: str = "") -> str:
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return client_ip(RequestFactory().get("/", REMOTE_ADDR=peer, **extra))


def test_without_proxies_what_the_client_says_of_itself_is_not_believed():
    assert came_from("203.0.113.5", "198.51.100.1") == "203.0.113.5"


def test_with_proxies_only_the_last_hops_are_believed(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    assert came_from("10.0.0.1", "6.6.6.6, 198.51.100.1") == "198.51.100.1"
    settings.TRUSTED_PROXY_COUNT = 2
    assert came_from("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2") == "198.51.100.1"
    assert came_from("10.0.0.1", "198.51.100.1") == "10.0.0.1"
    assert came_from("10.0.0.1", "garbage, 10.0.0.2") == "10.0.0.1"


def test_neighbours_share_a_network_prefix():
    assert network_prefix("198.51.100.1") == network_prefix("198.51.100.250") == "198.51.100.0/24"
    assert network_prefix("2001:db8:0:1::1") == network_prefix("2001:db8:0:ff::9") == "2001:db8::/56"
    assert network_prefix("::ffff:198.51.100.1") == "198.51.100.0/24"
    assert network_prefix("nonsense") == "unknown"
