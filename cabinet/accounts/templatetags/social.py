"""«Войти через» on the sign-in page, wherever it is included; nothing at all where no site has keys."""

from __future__ import annotations

from typing import Any

from django import template

from cabinet.accounts.social import pending
from cabinet.accounts.social.sites import sites

register = template.Library()


@register.inclusion_tag("accounts/social/_sign_in.html", takes_context=True)
def social_sign_in(context: dict[str, Any], after: str) -> dict[str, Any]:
    """A button for each site."""
    return {"sites": sites(), "next": after, "csrf_token": context["csrf_token"]}


@register.inclusion_tag("accounts/social/_waiting.html", takes_context=True)
def social_waiting(context: dict[str, Any]) -> dict[str, Any]:
    """What to do, for who has come back from a site with an account that is linked to nobody."""
    return {"waiting": pending.account_of(context["request"])}


@register.simple_tag
def social_sites() -> list[Any]:
    """The sites that have keys."""
    return sites()
