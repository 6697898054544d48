"""The files of deploy/nginx, run by the real nginx before the real portal: what of a client's words goes through."""

import re
import socket
import ssl

import httpx
import pytest
import websockets.sync.client

from tests.deploy.installed import ANYBODY, GATEWAY, HOST, Installed, arrived, offered
from tests.mobile import NUMBER, SECRET

SHOWN = "903 123-45-67"
VICTIM = NUMBER
OTHER = "79990000000"
CYRILLIC = "нет".encode()  # as a header carries it

# The ways in which a client may try to say a number, each with the secret in case it leaked.
FORGED = [
    pytest.param([("X-MSISDN", VICTIM)], id="the-gateways-own"),
    pytest.param([("x-msisdn", VICTIM), ("X-Msisdn", VICTIM)], id="the-gateways-own-twice"),
    pytest.param([("X_MSISDN", VICTIM)], id="the-gateways-own-folded"),
    pytest.param([("X-Portal-Msisdn", VICTIM), ("X-Portal-Msisdn-Secret", f"{SECRET}:{VICTIM}")], id="nginxs-own"),
    pytest.param([("x-portal-msisdn", VICTIM), ("x-portal-msisdn-secret", f"{SECRET}:{VICTIM}")] * 2, id="twice"),
    pytest.param([("X_Portal_Msisdn", VICTIM), ("X_Portal_Msisdn_Secret", f"{SECRET}:{VICTIM}")], id="folded"),
    pytest.param([("X-Portal_Msisdn", VICTIM), ("X_Portal-Msisdn_Secret", f"{SECRET}:{VICTIM}")], id="half-folded"),
    pytest.param([("HTTP_X_PORTAL_MSISDN", VICTIM), ("HTTP-X-MSISDN", VICTIM)], id="as-a-variable"),
    pytest.param([("X.Portal.Msisdn", VICTIM)], id="dotted"),
]  # fmt: skip


def numbers_in(told: dict[str, str]) -> list[str]:
    """The names under which a number or a secret came to the portal, apart from ones that no code reads."""
    return [name for name in told if "MSISDN" in name and not name.startswith("HTTP_HTTP_")]


@pytest.mark.parametrize("headers", FORGED)
def test_no_copy_of_a_clients_arrives(behind_nginx: Installed, headers) -> None:
    with behind_nginx.browser(ANYBODY) as browser:
        answer = browser.get("/login/", headers=headers)
    assert answer.status_code == 200
    assert numbers_in(arrived(answer)) == []
    assert offered(answer) == ""


def test_the_gateways_number_arrives_with_the_secret_and_is_offered(behind_nginx: Installed) -> None:
    for written in (NUMBER, f"+{NUMBER}"):
        with behind_nginx.browser(GATEWAY) as browser:
            answer = browser.get("/login/", headers={"X-MSISDN": written})
        told = arrived(answer)
        assert {name: told[name] for name in numbers_in(told)} == {
            "HTTP_X_PORTAL_MSISDN": NUMBER,
            "HTTP_X_PORTAL_MSISDN_SECRET": f"{SECRET}:{NUMBER}",
        }
        assert offered(answer) == SHOWN


@pytest.mark.parametrize("headers", FORGED[2:])
def test_what_a_telephone_adds_beside_the_gateways_word_does_not_arrive(behind_nginx: Installed, headers) -> None:
    with behind_nginx.browser(GATEWAY) as browser:
        answer = browser.get("/login/", headers=[*headers, ("X-MSISDN", OTHER), *headers])
    assert arrived(answer)["HTTP_X_PORTAL_MSISDN"] == OTHER
    assert arrived(answer)["HTTP_X_PORTAL_MSISDN_SECRET"] == f"{SECRET}:{OTHER}"
    assert offered(answer) == ""  # OTHER is nobody's, and the forged one is not believed


@pytest.mark.parametrize("word", ["", CYRILLIC, f"{NUMBER},{OTHER}", f"{NUMBER} {OTHER}", "0", f"tel:{NUMBER}"])
def test_what_is_not_one_number_is_no_number(behind_nginx: Installed, word: str | bytes) -> None:
    with behind_nginx.browser(GATEWAY) as browser:
        answer = browser.get("/login/", headers=[("X-MSISDN", word)])
    assert numbers_in(arrived(answer)) == []


def test_a_line_that_is_continued_brings_no_header(behind_nginx: Installed) -> None:
    for trick in (
        f"X-Any: 1\r\n X-Portal-Msisdn: {VICTIM}\r\n X-Portal-Msisdn-Secret: {SECRET}:{VICTIM}",
        f"X-Any: 1\r\n\tX-MSISDN: {VICTIM}",
        f"X-Portal-Msisdn : {VICTIM}",
    ):
        request = f"GET /login/ HTTP/1.1\r\nHost: {HOST}\r\n{trick}\r\nConnection: close\r\n\r\n"
        answer = behind_nginx.raw(request.encode()).decode()
        assert re.match(r"HTTP/1.1 (200|400) ", answer)
        assert SHOWN not in answer
        assert not re.search(r"(?i)x-arrived:.*MSISDN", answer)


def test_signing_in_by_the_network_whole(behind_nginx: Installed) -> None:
    """By nginx, TLS, granian and the database: the page, its button, the cabinet; and the telephone's address."""
    forwarded = {"X-MSISDN": NUMBER, "X-Forwarded-For": "6.6.6.6, 100.64.7.8"}
    with behind_nginx.browser(GATEWAY) as browser:
        page = browser.get("/login/", headers=forwarded)
        form = {
            name: re.search(rf'name="{name}" value="([^"]+)"', page.text)[1] for name in ("csrfmiddlewaretoken", "line")
        }
        origin = {"Origin": f"https://{HOST}", "Referer": f"https://{HOST}/login/"}
        answer = browser.post("/login/network/", data=form, headers=forwarded | origin)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        assert answer.headers["Set-Cookie"].count("Secure") >= 1
        assert "Баланс на" in browser.get("/").text
    signed_in = """SELECT e.channel, host(d.ip) FROM accounts_securityevent e
        JOIN accounts_securityeventdetails d ON d.event_id = e.id WHERE e.kind = 'signed_in'"""
    assert behind_nginx.rows(signed_in) == [("network", "100.64.7.8")]


def test_an_address_that_a_client_says_of_itself_stays_behind_the_real_one(behind_nginx: Installed) -> None:
    said = ("X-Forwarded-For", "6.6.6.6")
    garbage = [("X-Forwarded-For", text) for text in (CYRILLIC, "unknown", "<script>", "1" * 500, ",,,")]
    for forged in ([said], [said, said], [("X_Forwarded_For", "6.6.6.6")], *([each] for each in garbage)):
        with behind_nginx.browser(ANYBODY) as browser:
            answer = browser.get("/login/", headers=forged)
            assert answer.status_code == 200, (forged, answer.text)
            told = arrived(answer)
        assert told["HTTP_X_FORWARDED_FOR"].split(",")[-1].strip() == ANYBODY
        assert told["HTTP_X_FORWARDED_PROTO"] == "https"


def test_a_telephone_that_says_garbage_hides_no_address(behind_nginx: Installed) -> None:
    with behind_nginx.browser(GATEWAY) as browser:
        told = arrived(browser.get("/login/", headers=[("X-Forwarded-For", CYRILLIC + b", 100.64.7.8")]))
    assert told["HTTP_X_FORWARDED_FOR"] == GATEWAY


def test_a_gateway_that_says_no_address_is_itself_the_address(behind_nginx: Installed) -> None:
    with behind_nginx.browser(GATEWAY) as browser:
        assert arrived(browser.get("/login/", headers={"X-MSISDN": NUMBER}))["HTTP_X_FORWARDED_FOR"] == GATEWAY


def test_a_socket_is_told_no_number(behind_nginx: Installed) -> None:
    headers = {"X-MSISDN": NUMBER, "X-Portal-Msisdn": NUMBER, "X_Portal_Msisdn": NUMBER, "Origin": f"https://{HOST}"}
    for whence in (ANYBODY, GATEWAY):
        plain = socket.create_connection(("127.0.0.1", behind_nginx.front), source_address=(whence, 0))
        with pytest.raises(websockets.exceptions.InvalidStatus) as refused:
            websockets.sync.client.connect(
                f"wss://{HOST}/ws/desk/", sock=plain, ssl=behind_nginx.trusts, additional_headers=headers
            )
        assert refused.value.response.status_code == 403
    told = [line for line in behind_nginx.log("sockets").splitlines() if line.startswith("socket /ws/desk/")]
    assert len(told) >= 2
    assert not [line for line in told if "msisdn" in line]
    assert all("x-forwarded-for" in line for line in told)


def test_files_are_nginxs_own_compressed_and_kept(behind_nginx: Installed) -> None:
    with behind_nginx.browser() as browser:
        page = browser.get("/login/")
        address = re.search(r'href="(/static/css/portal\.[0-9a-f]{12}\.css)"', page.text)[1]
        answer = browser.get(address, headers={"Accept-Encoding": "gzip"})
        assert "X-Arrived" not in answer.headers
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "immutable" not in browser.get("/static/css/portal.css").headers["Cache-Control"]
        assert browser.get("/static/../manage.py").status_code in (400, 404)


def test_without_tls_one_is_led_to_it_and_another_name_gets_nothing(behind_nginx: Installed) -> None:
    plain = httpx.get(f"http://127.0.0.1:{behind_nginx.plain_front}/login/?a=1", headers={"Host": "evil.example"})
    assert (plain.status_code, plain.headers["Location"]) == (301, f"https://{HOST}/login/?a=1")
    context = ssl._create_unverified_context()
    with pytest.raises(httpx.ConnectError), httpx.Client(verify=context) as browser:
        browser.get(f"https://127.0.0.1:{behind_nginx.front}/", extensions={"sni_hostname": "evil.example"})
