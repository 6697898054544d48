"""Asking for a code at «Подтвердите, что это вы» and typing it in, as a browser does."""

from django.test import Client

from cabinet.accounts.assurance import KEY as PROOFS
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Line

NUMBER, SECOND = "79031234567", "79031234568"
CONFIRM = "/confirm/"
BACK = "/settings/?theme=1#network"


def ask(browser: Client, line: Line | None = None, **fields: str):
    return browser.post(CONFIRM, {"next": BACK, **({"to": line.public_id} if line else {}), **fields})


def enter(browser: Client, line: Line | None, code: str, **fields: str):
    return ask(browser, line, code=code, **fields)


def is_confirmed(browser: Client) -> bool:
    return Proof.CODE in browser.session[PROOFS]


def text_of(answer) -> str:
    return answer.content.decode()
