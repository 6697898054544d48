"""The portal's servers, asked as nginx asks them and past it: how they fold headers, and that it helps nobody."""

import socket

import pytest
import websockets.sync.client

from tests.deploy.installed import HOST, NGINX, PAST_NGINX, Installed, arrived, offered
from tests.mobile import NUMBER, SECRET

SHOWN = "903 123-45-67"
NOBODYS = "79990000000"
SERVERS = ("pages", "sockets")  # granian with cabinet.wsgi; uvicorn with the same through a2wsgi
GENUINE = [("X-Portal-Msisdn", NOBODYS), ("X-Portal-Msisdn-Secret", f"{SECRET}:{NOBODYS}")]


def ask(installed: Installed, server: str, headers: list[tuple[str, str]], whence: str = NGINX):
    with installed.server(getattr(installed, server), whence) as client:
        return client.get("/login/", headers=[*client.headers.items(), *headers])


@pytest.mark.parametrize("server", SERVERS)
def test_nginxs_word_is_believed(installed: Installed, server: str) -> None:
    said = [("X-Portal-Msisdn", NUMBER), ("X-Portal-Msisdn-Secret", f"{SECRET}:{NUMBER}")]
    assert offered(ask(installed, server, said)) == SHOWN
    assert offered(ask(installed, server, said, PAST_NGINX)) == ""
    assert offered(ask(installed, server, said[:1])) == ""


@pytest.mark.parametrize("name", ["X_Portal_Msisdn", "X-Portal_Msisdn", "x_portal-msisdn", "X-PORTAL-MSISDN"])
@pytest.mark.parametrize("order", ["before", "after"])
@pytest.mark.parametrize("server", SERVERS)
def test_a_copy_that_is_folded_into_nginxs_word_spoils_it_at_most(
    installed: Installed, server: str, order: str, name: str
) -> None:
    """Should a proxy ever let one through: granian keeps the last, a2wsgi joins them; neither is believed."""
    copy = [(name, NUMBER)]
    answer = ask(installed, server, copy + GENUINE if order == "before" else GENUINE + copy)
    assert NUMBER in str(arrived(answer)) or order == "before"
    assert offered(answer) == ""


@pytest.mark.parametrize("name", ["X_MSISDN", "X-MSISDN", "x-msisdn"])
@pytest.mark.parametrize("server", SERVERS)
def test_the_gateways_own_header_is_nothing_to_the_portal(installed: Installed, server: str, name: str) -> None:
    answer = ask(installed, server, [(name, NUMBER)])
    assert arrived(answer)["HTTP_X_MSISDN"] == NUMBER
    assert offered(answer) == ""


def test_arrivals_are_logged_without_the_number(installed: Installed) -> None:
    ask(installed, "pages", [("X-Portal-Msisdn", NUMBER)], PAST_NGINX)
    for server in SERVERS:
        assert "a number of the mobile network" in installed.log(server)
        assert NUMBER not in installed.log(server)
        assert SECRET not in installed.log(server)


def test_a_socket_believes_nobodys_word(installed: Installed) -> None:
    """Not even nginx's, with the secret: without a session there is nobody."""
    said = {"X-Portal-Msisdn": NUMBER, "X-Portal-Msisdn-Secret": f"{SECRET}:{NUMBER}", "Origin": f"https://{HOST}"}
    plain = socket.create_connection(("127.0.0.1", installed.sockets), source_address=(NGINX, 0))
    with pytest.raises(websockets.exceptions.InvalidStatus) as refused:
        websockets.sync.client.connect(f"ws://{HOST}/ws/desk/", sock=plain, additional_headers=said)
    assert refused.value.response.status_code == 403
