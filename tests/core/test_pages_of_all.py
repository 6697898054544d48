"""What every page shares: headers, language, brand, health, errors."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.test import Client
from django.utils import timezone

from cabinet import env
from cabinet.core import brand, catalog, colours, health
from cabinet.core.models import Brand
from tests.people import make_owner, signed_in

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/login/",
    "/login/password/",
    "/help/",
    "/help/documents/",
    "/news/",
    "/contacts/",
    "/ask/",
    "/offline/",
]
SIGNED_IN = [
    "/",
    "/finance/",
    "/finance/operations/",
    "/finance/regular/",
    "/finance/usage/",
    "/payments/transfer/",
    "/payments/",
    "/payments/top-up/",
    "/payments/auto/",
    "/payments/cards/",
    "/payments/trust/",
    "/payments/limit/",
    "/payments/content/",
    "/subscriptions/",
    "/services/",
    "/subscriptions/ban/",
    "/finance/reports/",
    "/finance/bills/",
    "/finance/bills/compare/",
    "/payments/ask/",
    "/payments/call-me/",
    "/tariffs/",
    "/tariffs/compare/",
    "/offers/",
    "/chat/",
    "/numbers/",
    "/settings/",
    "/help/",
    "/help/documents/",
    "/news/",
    "/requests/appeal/",
    "/contacts/",
    "/call-back/",
]


@pytest.fixture
def subscriber():
    return signed_in(make_owner("79031234567")[0])


@pytest.fixture
def own_brand():
    brand.forget()
    yield
    brand.forget()


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_have_a_strict_policy(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", SIGNED_IN)
def test_signed_in_pages_are_kept_by_no_cache(subscriber, address):
    answer = subscriber.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    ["/finance/", "/finance/bills/", "/finance/operations/", "/finance/usage/", "/chat/", "/numbers/", "/settings/"],
)
def test_pages_of_the_cabinet_lead_guests_to_the_door_and_back(client, address):
    assert client.get(address).url == f"/login/?next={address}"


def test_russian_unless_chosen_otherwise(client):
    assert '<html lang="ru"' in client.get("/", headers={"accept-language": "en-US"}).content.decode()
    client.post("/language/", {"language": "en", "next": "/help/"})
    assert '<html lang="en"' in client.get("/").content.decode()
    client.post("/language/", {"language": "xx"})
    assert '<html lang="en"' in client.get("/").content.decode()


def test_a_person_speaks_the_same_language_on_another_device():
    owner, _line = make_owner("79031234567")
    signed_in(owner).post("/language/", {"language": "en"})
    assert '<html lang="en"' in signed_in(owner).get("/").content.decode()


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example/", "home", "", "\\evil"])
def test_switching_the_language_leads_nowhere_else(client, after):
    assert client.post("/language/", {"language": "en", "next": after}).url == "/"


def test_no_text_is_left_untranslated():
    assert [f"{text.place}: {text.singular}" for text in catalog.missing("en")] == []
    assert [text.singular for text in catalog.missing("ru")] == []


def test_english_pages_have_no_russian_left(subscriber):
    subscriber.cookies["django_language"] = "en"
    allowed = ("Русский", "Оператор", "Мария", "О")
    for address in SIGNED_IN:
        text = subscriber.get(address).content.decode()
        for word in allowed:
            text = text.replace(word, "")
        left = sorted({word for word in text.split() if any("а" <= letter.lower() <= "я" for letter in word)})
        assert left == [], address


def test_health_says_what_limps_without_failing(client):
    assert client.get("/healthz").content == b"ok\n"
    report = client.get("/readyz")
    assert report.status_code == 200
    assert report.json()["degraded"] == ["dispatcher", "worker"]
    health.beat("dispatcher", timezone.now())
    health.beat("worker", timezone.now())
    assert client.get("/readyz").json()["degraded"] == []


def test_unapplied_migrations_make_it_unready(client, monkeypatch):
    monkeypatch.setattr(health, "_unapplied_migrations", lambda: True)
    assert client.get("/readyz").status_code == 503


def test_a_broker_that_is_away_is_told_and_not_failed_on(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "broker" in answer.json()["degraded"]


def test_an_unknown_address_gets_the_portals_own_page(client):
    answer = client.get("/нет-такой/")
    assert answer.status_code == 404
    assert "brand.css" in answer.content.decode()


def test_a_broken_page_gets_a_page_that_needs_nothing(client, monkeypatch):
    from cabinet.home.offices import views

    monkeypatch.setattr(views, "render", lambda *a, **k: 1 / 0)
    client.raise_request_exception = False
    answer = client.get("/contacts/")
    assert answer.status_code == 500
    assert "Traceback" not in answer.content.decode()
    assert "<h1" in answer.content.decode()


def test_a_stale_form_is_explained(settings):
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()


def test_the_brand_of_the_admin_is_on_every_page(client, own_brand):
    Brand.objects.create(name="Волна", accent="#0B6E4F", support_phone="0500")
    text = client.get("/").content.decode()
    assert "Волна" in text
    assert "0500" in text
    css = client.get("/brand.css").content.decode()
    assert css == ":root{--accent:#0B6E4F;--accent-hover:#0A674A;--on-accent:#FFFFFF}\n"


def test_a_logo_is_an_image_in_which_nothing_runs(client, own_brand):
    Brand.objects.create(name="Волна", accent="#0B6E4F", support_phone="0500", logo="<svg onload='alert(1)'/>")
    answer = client.get("/brand.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("accent", ["#FFC928", "#0B6E4F", "#000000", "#FFFFFF"])
def test_readable_accents_are_taken(accent):
    colours.validate_accent(accent)


@pytest.mark.parametrize("accent", ["yellow", "#FFF", "#7C7C7C", "#12345G", "url(x)"])
def test_unreadable_accents_are_refused_with_a_reason(accent):
    with pytest.raises(ValidationError):
        colours.validate_accent(accent)


def test_contrast_is_that_of_the_standard():
    assert colours.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert colours.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_app_is_installable_and_its_worker_keeps_no_page_of_a_person(client, settings):
    manifest = json.loads(client.get("/manifest.webmanifest").content)
    assert manifest["start_url"]
    assert manifest["icons"]
    worker = client.get("/sw.js")
    assert worker.headers["Content-Type"] == "text/javascript"
    assert "/static/" in worker.content.decode()
    assert "/finance" not in worker.content.decode()


STRONG = "s7Gq-" * 12


@pytest.mark.parametrize(
    ("about", "wrong"),
    [
        ("DEMO", {"demo": True, "public_url": "https://portal.example"}),
        ("SECRET_KEY", {"secret_key": ""}),
        ("SECRET_KEY", {"secret_key": "a" * 60}),
        ("SECRET_KEY", {"secret_key": "django-insecure-" + STRONG}),
        ("SMS_GATEWAY", {"sms_gateway": "simulator"}),
        ("SMS_GATEWAY", {"sms_gateway": "cabinet.sms.gateways.simulator.Simulator"}),
        ("NETWORK_GATEWAY", {"network_gateway": "simulator"}),
        ("DEBUG", {"debug": True}),
        ("PUBLIC_URL", {"public_url": "http://portal.example"}),
        ("ALLOWED_HOSTS", {"allowed_hosts": []}),
        ("ALLOWED_HOSTS", {"allowed_hosts": ["portal.example", "*"]}),
        ("MSISDN_HEADER_SECRET", {"msisdn_header_secret": "short-0123456789", "trusted_proxies": ["10.0.0.5"]}),
        ("MSISDN_HEADER_SECRET", {"msisdn_header_secret": "a" * 60, "trusted_proxies": ["10.0.0.5"]}),
        ("TRUSTED_PROXIES", {"msisdn_header_secret": STRONG}),
        ("GATEWAY_", {"gateway_secrets": [STRONG, "short"]}),
    ],
)
def test_unsafe_settings_refuse_to_start(about, wrong):
    safe = {
        "demo": False, "debug": False, "secret_key": STRONG, "sms_gateway": "x.Gateway",
        "network_gateway": "x.Network",
        "public_url": "https://portal.example", "allowed_hosts": ["portal.example"],
    }  # fmt: skip
    env.refuse_unsafe(**safe)
    with pytest.raises(ImproperlyConfigured, match=about):
        env.refuse_unsafe(**{**safe, **wrong})


def test_a_demonstration_too_refuses_a_weak_secret_of_the_network():
    with pytest.raises(ImproperlyConfigured, match="MSISDN_HEADER_SECRET"):
        env.refuse_unsafe(
            demo=True, debug=False, secret_key="", sms_gateway="simulator", network_gateway="simulator",
            public_url="http://127.0.0.1:8000", allowed_hosts=[],
            msisdn_header_secret="short", trusted_proxies=["127.0.0.1"],
        )  # fmt: skip


def test_trusted_networks_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.5, 10.1.0.0/24,2001:db8::/56")
    assert [str(network) for network in env.networks("TRUSTED_PROXIES")] == [
        "10.0.0.5/32", "10.1.0.0/24", "2001:db8::/56",
    ]  # fmt: skip
    monkeypatch.delenv("TRUSTED_PROXIES")
    assert env.networks("TRUSTED_PROXIES") == []


@pytest.mark.parametrize("wrong", ["nginx", "10.0.0.5/24", "0.0.0.0/0", "::/0", "10.0.0.5;10.0.0.6"])
def test_networks_that_cannot_be_meant_refuse_to_start(monkeypatch, wrong):
    monkeypatch.setenv("TRUSTED_PROXIES", wrong)
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        env.networks("TRUSTED_PROXIES")


def test_the_demonstrations_key_is_made_once_and_private(tmp_path):
    var = tmp_path / "новый var"
    key = env.demo_secret(var)
    assert env.demo_secret(var) == key
    assert len(key) >= env.SECRET_KEY_LENGTH
    assert (var / "secret-key").stat().st_mode & 0o077 == 0
    assert [file.name for file in var.iterdir()] == ["secret-key"]
