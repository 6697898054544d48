"""YooKassa by its HTTP API, version 3: https://yookassa.ru/developers/api.

Each payment is asked for with an `Idempotence-Key`, kept there for a day: the same again is the same payment. Where a
notification came from is not believed, nor what it says: it names a payment, and the API is asked about that.
"""

from __future__ import annotations

import json
import logging
import re
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from django.conf import settings
from django.http import HttpRequest

from billing.payments.providers.base import Card, Declined, Hint, NotAnswered, Order, State, Told
from cabinet.core.bounded_http import BoundedSession, within

logger = logging.getLogger(__name__)

CURRENCY = "RUB"
METHODS = {"card": "bank_card", "sbp": "sbp"}  # our codes of methods in its words
STATES = {
    "pending": State.WAITING,
    "waiting_for_capture": State.WAITING,
    "succeeded": State.PAID,
    "canceled": State.REFUSED,
}
NOT_PAID_IN_TIME = {"expired_on_confirmation", "expired_on_capture"}
OUR_FAULT = {401, 403, 404, 405}  # a wrong shop, secret or address: payments wait for the repair
LONGEST_ABOUT = 128  # characters of a description
LONGEST_NOTICE = 64 * 1024  # bytes
NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")  # what may be the name of a payment there


class YooKassa:
    name = "yookassa"

    def create(self, order: Order) -> Told:
        body: dict[str, Any] = {
            "amount": _amount(order.amount),
            "capture": True,
            "description": order.about[:LONGEST_ABOUT],
            "metadata": {"payment": order.key},
        }
        if order.token:
            body["payment_method_id"] = order.token
        else:
            body["payment_method_data"] = {"type": METHODS[order.method]}
            body["confirmation"] = {"type": "redirect", "return_url": order.return_url}
            if order.saves:
                body["save_payment_method"] = True
        return _told(_ask("POST", "/payments", key=order.key, body=body))

    def look(self, reference: str) -> Told:
        return _told(_ask("GET", f"/payments/{quote(reference, safe='')}"))

    def give_back(self, *, reference: str, amount: Decimal, key: str) -> None:
        said = _ask("POST", "/refunds", key=key, body={"payment_id": reference, "amount": _amount(amount)})
        if said.get("status") == "canceled":
            raise Declined(_reason(said) or "canceled")
        if said.get("status") != "succeeded":
            raise NotAnswered(f"the refund is {said.get('status')}")

    def hint(self, request: HttpRequest) -> Hint | None:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_NOTICE:
            raise ValueError("too long")
        try:
            said = json.loads(request.body)
        except RecursionError:
            raise ValueError("too deep") from None
        if not isinstance(said, dict) or said.get("type") != "notification":
            raise ValueError("no notification")
        about = said.get("object")
        if not isinstance(about, dict) or not str(said.get("event", "")).startswith("payment."):
            return None
        metadata = about.get("metadata")
        key = metadata.get("payment", "") if isinstance(metadata, dict) else ""
        reference = str(about.get("id", ""))
        return Hint(reference if NAME.fullmatch(reference) else "", str(key))


def _ask(method: str, path: str, *, key: str = "", body: dict[str, Any] | None = None) -> dict[str, Any]:
    """One question and its answer. Raises `NotAnswered` for whatever leaves unknown what was done, `Declined`."""
    session = BoundedSession()
    session.trust_env = False
    session.auth = (settings.YOOKASSA_SHOP, settings.YOOKASSA_SECRET)
    try:
        with within(settings.PAYMENT_TIMEOUT):
            answer = session.request(
                method, settings.YOOKASSA_URL + path, json=body, headers={"Idempotence-Key": key} if key else {}
            )
            said = answer.json()
    except (requests.RequestException, OSError, ValueError) as error:
        raise NotAnswered(type(error).__name__) from None  # the text of the error may hold the address
    if not isinstance(said, dict):
        raise NotAnswered("no object")
    if answer.status_code == 200:
        return said
    code = str(said.get("code", ""))[:40]
    if answer.status_code in OUR_FAULT:
        logger.error("YooKassa answers %s %s: see YOOKASSA_SHOP, YOOKASSA_SECRET", answer.status_code, code)
        raise NotAnswered(f"HTTP {answer.status_code}")
    if answer.status_code == 400:
        raise Declined(code)
    raise NotAnswered(f"HTTP {answer.status_code}")


def _told(said: dict[str, Any]) -> Told:
    try:
        state = STATES[said["status"]]
        reason = _reason(said)
        if state == State.REFUSED and reason in NOT_PAID_IN_TIME:
            state = State.EXPIRED
        return Told(
            reference=str(said["id"]),
            key=str((said.get("metadata") or {}).get("payment", "")),
            state=state,
            amount=_roubles(said["amount"]),
            pay_url=_pay_url(said),
            refusal=reason,
            card=_card(said.get("payment_method") or {}),
        )
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise NotAnswered(f"not as documented: {type(error).__name__}") from error


def _amount(amount: Decimal) -> dict[str, str]:
    return {"value": f"{amount:.2f}", "currency": CURRENCY}


def _roubles(said: dict[str, str]) -> Decimal:
    """Raises `KeyError` for another currency: it is nothing that we asked for."""
    if said["currency"] != CURRENCY:
        raise KeyError("currency")
    return Decimal(said["value"])


def _pay_url(said: dict[str, Any]) -> str:
    """Only an address that a browser may be led to: https, or whatever scheme the API itself is asked by."""
    url = str((said.get("confirmation") or {}).get("confirmation_url") or "")
    return url if urlsplit(url).scheme in {"https", urlsplit(settings.YOOKASSA_URL).scheme} else ""


def _reason(said: dict[str, Any]) -> str:
    return str((said.get("cancellation_details") or {}).get("reason") or "")[:200]


def _card(method: dict[str, Any]) -> Card | None:
    if not method.get("saved") or not method.get("id"):
        return None
    last = str((method.get("card") or {}).get("last4") or "")
    return Card(str(method["id"]), f"•• {last}" if last else "")
