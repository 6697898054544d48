"""What is said of a browser and of an address, whatever they call themselves."""

import pytest
from django.utils import translation

from cabinet.core import geo
from cabinet.core.browsers import BROWSERS, SYSTEMS, browser_of
from cabinet.core.geo import place_of

ON_ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2 Mobile/15E Safari/604.1"
)
IPAD = "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 Version/16.6 Mobile/15E148 Safari/604.1"
TABLET = "Mozilla/5.0 (Linux; Android 13; SM-T500) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
YANDEX = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 YaBrowser/24.1.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17 Safari/605.1.15"
SAMSUNG = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 SamsungBrowser/23.0 Chrome/115 Mobile Safari/537.36"
HOSTILE = [
    "",
    " ",
    "x" * 100_000,
    "<script>alert(1)</script>",
    "Ваш счёт закрыт, зайдите на evil.example/1.0",
    "Mozilla/5.0 (Linux; Android 14; <b onclick=alert(1)>) evil.example/120.0 Mobile",
    "\x00\r\nSet-Cookie: a=b",
    "Mozilla/5.0 (" * 50,
]


@pytest.mark.parametrize(
    ("user_agent", "words", "icon"),
    [
        (ON_ANDROID, "Chrome, Android", "smartphone"),
        (IPHONE, "Safari, iOS", "smartphone"),
        (IPAD, "Safari, iOS", "tablet"),
        (TABLET, "Chrome, Android", "tablet"),
        (SAMSUNG, "Samsung Internet, Android", "smartphone"),
        (YANDEX, "Yandex Browser, Windows", "laptop"),
        (FIREFOX, "Firefox, Linux", "laptop"),
        (MAC, "Safari, macOS", "laptop"),
        ("python-httpx/0.27", "", "globe"),
    ],
)
def test_browsers_are_called_as_people_call_them(user_agent, words, icon):
    browser = browser_of(user_agent)
    assert (str(browser), browser.icon) == (words, icon)


@pytest.mark.parametrize("user_agent", HOSTILE)
def test_nothing_that_a_client_wrote_comes_out(user_agent):
    browser = browser_of(user_agent)
    assert browser.name in {"", *BROWSERS.values()}
    assert browser.system in {"", *SYSTEMS.values()}


def test_an_unknown_device_says_so():
    assert browser_of("").title == "Неизвестное устройство"


@pytest.mark.parametrize(
    ("ip", "russian", "english"),
    [
        ("77.88.55.60", "Россия", "Russia"),
        ("::ffff:77.88.55.60", "Россия", "Russia"),
        ("8.8.8.8", "Соединенные Штаты", "United States"),
        ("2a02:6b8::1", "место неизвестно", "place unknown"),
        ("10.0.0.1", "внутренняя сеть", "internal network"),
        ("::ffff:192.168.0.7", "внутренняя сеть", "internal network"),
        ("127.0.0.1", "внутренняя сеть", "internal network"),
        ("::1", "внутренняя сеть", "internal network"),
        ("fe80::1", "внутренняя сеть", "internal network"),
        ("255.255.255.255", "внутренняя сеть", "internal network"),
        ("100.64.0.1", "место неизвестно", "place unknown"),
        ("", "место неизвестно", "place unknown"),
        (None, "место неизвестно", "place unknown"),
        ("не адрес", "место неизвестно", "place unknown"),
    ],
)
def test_a_place_is_said_in_the_language_of_the_page(ip, russian, english):
    with translation.override("ru"):
        assert place_of(ip) == russian
    with translation.override("en"):
        assert place_of(ip) == english


class Cities:
    def find(self, ip: str) -> str:
        return {"77.88.55.60": "Казань"}.get(ip, "")


def test_an_operator_may_bring_a_database_of_cities(settings):
    settings.GEO_LOOKUP = f"{__name__}.Cities"
    geo._lookup.cache_clear()
    try:
        assert place_of("77.88.55.60") == "Казань"
        assert place_of("8.8.8.8") == "место неизвестно"
    finally:
        geo._lookup.cache_clear()
