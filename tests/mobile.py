"""A browser in the operator's mobile network, as the portal sees it behind nginx; the fixture is `mobile_network`."""

from django.test import Client

from cabinet.accounts.assurance import KEY as PROOFS
from cabinet.accounts.models import Line, Session, User

SECRET = "kR7-vW2qZ9xB4mN8tL5pY1sD6fG3hJ0c"
NUMBER, SECOND = "79031234567", "79031234568"
PROXY = "10.0.0.5"  # where nginx answers from
ENTER = "/login/network/"


def said_by_network(number: str = NUMBER, secret: str = SECRET) -> dict[str, str]:
    """What nginx adds when the gateway names `number`."""
    return {"HTTP_X_PORTAL_MSISDN": number, "HTTP_X_PORTAL_MSISDN_SECRET": f"{secret}:{number}"}


def in_network(number: str = NUMBER, **more: object) -> Client:
    """A browser whose requests come by the mobile network from the SIM `number`."""
    return Client(REMOTE_ADDR=PROXY, **said_by_network(number), **more)


def offer(browser: Client, address: str = "/login/") -> Line | None:
    """The line as which the page offers to come in."""
    return browser.get(address).context.get("line")


def press(browser: Client, **fields: str):
    """Open the page and press its one button."""
    page = browser.get("/login/", fields)
    line = page.context.get("line")
    return browser.post(ENTER, {"line": line.public_id if line else "", **fields})


def proofs(browser: Client) -> list[str]:
    return list(browser.session.get(PROOFS, {}))


def who_is_in(browser: Client) -> User | None:
    session = Session.objects.filter(session_key=browser.session.session_key).first()
    return session.user if session else None
