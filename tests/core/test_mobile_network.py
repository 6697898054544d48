"""The mobile network's word on a number: believed from our proxies and with the secret, and gone before any view."""

import logging

import pytest
from django.conf import settings as portal_settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import RequestFactory

from cabinet.core import mobile_network, simulated_network, sparse_log
from cabinet.core.mobile_network import MobileNetworkMiddleware, network_msisdn
from tests.mobile import NUMBER, PROXY, SECRET, said_by_network

pytestmark = pytest.mark.usefixtures("mobile_network")


@pytest.fixture(autouse=True)
def log(caplog, monkeypatch):
    monkeypatch.setattr(mobile_network.refused, "_next_at", 0.0)
    caplog.set_level(logging.WARNING, logger=mobile_network.__name__)
    return caplog


def seen_by_views(peer: str = PROXY, **headers: str) -> WSGIRequest:
    """The request as the rest of the portal gets it."""
    seen = []
    MobileNetworkMiddleware(lambda request: seen.append(request) or HttpResponse())(
        RequestFactory().get("/", REMOTE_ADDR=peer, **headers)
    )
    return seen[0]


def test_it_is_the_first_of_all():
    assert portal_settings.MIDDLEWARE[0] == "cabinet.core.mobile_network.MobileNetworkMiddleware"


@pytest.mark.parametrize("peer", [PROXY, f"::ffff:{PROXY}"])
def test_the_number_is_believed_from_our_proxy_with_the_secret(peer, log):
    assert network_msisdn(seen_by_views(peer, **said_by_network())) == NUMBER
    assert not log.records


@pytest.mark.parametrize(
    ("why", "peer", "headers"),
    [
        ("past the proxies", "10.0.0.16", said_by_network()),
        ("past the proxies", "203.0.113.9", said_by_network()),
        ("past the proxies", "", said_by_network()),
        ("past the proxies", "unix:", said_by_network()),
        ("past the proxies", "203.0.113.9", said_by_network() | {"HTTP_X_FORWARDED_FOR": "10.0.0.5, 10.0.0.5"}),
        ("secret is wrong", PROXY, {"HTTP_X_PORTAL_MSISDN": NUMBER}),
        ("secret is wrong", PROXY, {"HTTP_X_PORTAL_MSISDN": NUMBER, "HTTP_X_PORTAL_MSISDN_SECRET": SECRET}),
        ("secret is wrong", PROXY, said_by_network(secret=SECRET[:-1])),
        ("secret is wrong", PROXY, said_by_network(secret="")),
        ("secret is wrong", PROXY, said_by_network(secret="секрет")),
        ("secret is wrong", PROXY, said_by_network() | {"HTTP_X_PORTAL_MSISDN": "79990000000"}),  # folded over it
        ("secret is wrong", PROXY, said_by_network() | {"HTTP_X_PORTAL_MSISDN": f"79990000000,{NUMBER}"}),
        ("secret is wrong", PROXY, {"HTTP_X_MSISDN": NUMBER}),
        ("not one number", PROXY, said_by_network(f"{NUMBER},79990000000")),
        ("not one number", PROXY, said_by_network("+79031234567")),
        ("not one number", PROXY, said_by_network("٧٩٠٣١٢٣٤٥٦٧")),
        ("not one number", PROXY, said_by_network(f"{NUMBER}\n")),
        ("not one number", PROXY, said_by_network("0" * 11)),
        ("not one number", PROXY, said_by_network("")),
    ],
)
def test_anything_else_is_not_believed_and_its_arrival_is_logged_masked(why, peer, headers, log):
    request = seen_by_views(peer, **headers)
    assert network_msisdn(request) == ""
    assert why in log.text
    assert NUMBER not in log.text
    assert SECRET not in log.text


@pytest.mark.parametrize("peer", [PROXY, "203.0.113.9"])
def test_no_view_finds_the_headers_believed_or_not(peer):
    request = seen_by_views(peer, **said_by_network(), HTTP_X_MSISDN=NUMBER)
    assert not [name for name in request.META if "MSISDN" in name]
    assert not [name for name in request.headers if "msisdn" in name.lower()]


@pytest.mark.parametrize("missing", ["MSISDN_HEADER_SECRET", "TRUSTED_PROXIES"])
def test_without_the_settings_nothing_is_believed(missing, settings, log):
    setattr(settings, missing, type(getattr(settings, missing))())
    assert network_msisdn(seen_by_views(**said_by_network(secret=settings.MSISDN_HEADER_SECRET))) == ""
    assert not mobile_network.is_on()
    assert "not asked for" in log.text


def test_a_flood_is_counted_and_does_not_fill_the_log(log, monkeypatch):
    before = mobile_network.refused.count
    for _time in range(500):
        seen_by_views("203.0.113.9", **said_by_network())
    assert mobile_network.refused.count == before + 500
    assert len(log.records) == 1

    later = sparse_log.time.monotonic() + sparse_log.EVERY
    monkeypatch.setattr(sparse_log.time, "monotonic", lambda: later)
    seen_by_views("203.0.113.9", **said_by_network())
    assert f"no. {before + 501}" in log.records[-1].getMessage()


# The demonstration's SIM


@pytest.fixture
def sim(rf):
    """A request of the browser that the simulator's telephone is."""
    response = HttpResponse()
    simulated_network.put_sim(response, NUMBER)
    request = rf.get("/")
    request.COOKIES[simulated_network.COOKIE] = response.cookies[simulated_network.COOKIE].value
    return request


def test_the_simulators_sim_is_believed_in_the_demonstration(sim, settings):
    settings.DEMO = True
    assert simulated_network.says(sim) == NUMBER
    sim.COOKIES[simulated_network.COOKIE] += "x"
    assert simulated_network.says(sim) == ""


@pytest.mark.parametrize("production", [{"DEMO": False}, {"DEMO": True, "SMS_GATEWAY": "smpp"}])
def test_the_simulators_sim_is_nothing_elsewhere(production, sim, settings):
    for name, value in production.items():
        setattr(settings, name, value)
    assert simulated_network.says(sim) == ""


def test_the_simulators_sim_does_not_last(sim, settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(simulated_network, "LASTS", -1)
    assert simulated_network.says(sim) == ""
