"""Where a request comes from: what `X-Forwarded-For` can say, and that nobody else reads it."""

import re
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.test import Client, RequestFactory

from cabinet.accounts.models import SecurityEventDetails
from cabinet.core.net import client_ip, origin_of
from tests.accounts.test_codes import code_in_sms
from tests.people import make_owner

NGINX, REAL, FORGED = "10.0.0.5", "198.51.100.7", "6.6.6.6"
GARBAGE = [
    "unknown",
    "",
    ",",
    " , ,",
    "_hidden",
    f"{FORGED};{FORGED}",
    "1.2.3.4:5678",
    "[::1]:80",
    "9" * 5000,
    "🙂",
    "%00",
]
READERS = {"cabinet/core/net.py"}  # alone
CLIENT_SAID = re.compile(
    r"REMOTE_ADDR|REMOTE_HOST|FORWARDED_FOR|Forwarded-For|X-Real-IP|X_REAL_IP|HTTP_FORWARDED\b", re.I
)


def came_from(peer: str, forwarded: str | None = None) -> str:
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_ip(RequestFactory().get("/", REMOTE_ADDR=peer, **extra))


@pytest.fixture
def behind_nginx(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/28")]


@pytest.mark.parametrize("garbage", [*GARBAGE, FORGED, f"{FORGED}, {FORGED}"])
def test_what_a_client_writes_before_the_proxys_word_is_not_read(behind_nginx, garbage):
    assert came_from(NGINX, f"{garbage}, {REAL}") == REAL
    assert came_from(NGINX, f"{garbage},{REAL} ") == REAL


@pytest.mark.parametrize("garbage", [*GARBAGE, None])
def test_where_the_proxy_said_nothing_readable_it_is_the_address_itself(behind_nginx, garbage):
    assert came_from(NGINX, garbage) == NGINX


@pytest.mark.parametrize("count", [0, 1, 2, 5])
@pytest.mark.parametrize("forwarded", [FORGED, f"{FORGED}, {NGINX}", ", ".join([FORGED] * 9), *GARBAGE])
def test_past_the_proxies_nothing_that_is_said_is_believed(behind_nginx, settings, count, forwarded):
    settings.TRUSTED_PROXY_COUNT = count
    assert came_from(REAL, forwarded) == REAL
    assert came_from(f"::ffff:{REAL}", forwarded) == REAL


@pytest.mark.parametrize("hops", [[], [REAL], [FORGED, REAL]])
def test_fewer_hops_than_proxies_are_not_believed(settings, hops):
    settings.TRUSTED_PROXY_COUNT = 3
    assert came_from(NGINX, ", ".join(hops)) == NGINX


def test_a_balancer_before_nginx_is_a_second_proxy(behind_nginx, settings):
    settings.TRUSTED_PROXY_COUNT = 2
    assert came_from(NGINX, f"{FORGED}, {REAL}, 10.0.0.9") == REAL


# Limits, journal and place use it alone


@pytest.mark.django_db
def test_a_forged_address_is_not_in_the_journal(behind_nginx):
    make_owner("79031234567")
    browser = Client(REMOTE_ADDR=NGINX, HTTP_X_FORWARDED_FOR=f"{FORGED}, {REAL}")
    browser.post("/login/", {"phone": "79031234567", "how": "code"})
    browser.post("/login/code/", {"code": code_in_sms()})
    assert set(SecurityEventDetails.objects.values_list("ip", flat=True)) == {REAL}
    assert browser.session.get_model_class().objects.exclude(ip=REAL).exclude(ip=None).count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/login/", "/login/password/"])
def test_a_new_forged_address_each_time_escapes_no_limit(behind_nginx, monkeypatch, address):
    counted = []
    monkeypatch.setattr("cabinet.accounts.limits.allow", lambda limit, *key: counted.append(key) or True)
    for index in range(3):
        browser = Client(REMOTE_ADDR=NGINX, HTTP_X_FORWARDED_FOR=f"6.6.{index}.6, {REAL}")
        browser.post(address, {"phone": "79031234567", "password": "не тот", "how": "code"})
    networks = {key[-1] for key in counted if "network" in key}
    assert networks == {"198.51.100.0/24"}


def test_origin_is_the_same_address(behind_nginx):
    request = RequestFactory().get("/", REMOTE_ADDR=NGINX, HTTP_X_FORWARDED_FOR=f"{FORGED}, {REAL}")
    assert origin_of(request).ip == REAL


def test_nobody_else_reads_addresses():
    root = Path(portal_settings.BASE_DIR)
    found = {
        path.relative_to(root).as_posix()
        for part in ("cabinet", "billing", "chat")
        for path in (root / part).rglob("*.py")
        if CLIENT_SAID.search(path.read_text(encoding="utf-8"))
    }
    assert found - {"cabinet/settings.py"} == READERS  # settings only say whom to believe
