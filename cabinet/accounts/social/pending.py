"""An account of another site that is linked to nobody, kept in the session until its person has come in by a code.

It is offered only to who signs in by a code in this very session within half an hour; whoever signs in otherwise, or is
signed in already, is offered nothing.
"""

from __future__ import annotations

import time

from django.http import HttpRequest
from django.urls import reverse

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import User
from cabinet.accounts.services.social import Account
from cabinet.accounts.social.sites import sites

KEY = "social_pending"
LASTS = 30 * 60  # seconds from the other site to the link


def keep(request: HttpRequest, account: Account) -> None:
    """Remember `account` until somebody signs in."""
    request.session[KEY] = {"site": account.site.id, "uid": account.uid, "name": account.name, "at": time.time()}


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def account_of(request: HttpRequest) -> Account | None:
    """The account that waits in this session, unless it has waited for too long or its site has lost its keys."""
    kept = request.session.get(KEY)
    if kept is None or time.time() - kept["at"] > LASTS:
        return None
    return next((Account(site, kept["uid"], kept["name"]) for site in sites() if site.id == kept["site"]), None)


def lead(request: HttpRequest, user: User, *, proof: Proof, after: str) -> str:
    """Where `user`, who has just signed in by `proof`, goes: by way of the offer, or straight to `after`."""
    if KEY not in request.session:
        return after
    if proof is not Proof.CODE or user.is_staff or account_of(request) is None:
        forget(request)
        return after
    request.session[KEY] = {**request.session[KEY], "user": user.pk, "after": after}
    return reverse("social-offer")


def offered_to(request: HttpRequest, user: User) -> tuple[Account, str] | None:
    """What waits for the decision of `user`, and where they go on to."""
    account = account_of(request)
    kept = request.session.get(KEY, {})
    if account is None or kept.get("user") != user.pk:
        return None
    return account, kept["after"]
