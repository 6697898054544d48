"""«Войти через» on the sign-in page, wherever it is included; nothing at all where no site has keys."""

from __future__ import annotations

from typing import Any

from django import template

from cabinet.accounts.social import pending
from cabinet.accounts.social.sites import sites

register = template.Library()


@register.inclusion_tag("accounts/social/_sign_in.html", takes_context=True)
def social_sign_in(context: dict[str, Any], after: str) -> dict[str, Any]:
    """The buttons; and the account that waits to be linked, if the person has come back from one."""
    request, shown = context["request"], sites()
    waiting = pending.account_of(request) if shown else None
    return {"sites": shown, "waiting": waiting, "next": after, "csrf_token": context["csrf_token"], "request": request}


@register.simple_tag
def social_sites() -> list[Any]:
    """The sites that have keys."""
    return sites()
