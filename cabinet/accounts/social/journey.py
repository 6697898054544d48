"""The journey to another site and back: where it begins, and what is believed at its end.

Between the two the session keeps what for, for whom and with which secrets (state, PKCE, nonce), by allauth, once and
for ten minutes. Nothing that comes back is believed before the state is.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import DisallowedRedirect, ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from cabinet.accounts.models import User
from cabinet.accounts.services.social import Account
from cabinet.accounts.social.errors import ConsentRefused, JourneyLost, SiteFailed, SiteSilent
from cabinet.accounts.social.sites import Site
from cabinet.core.bounded_http import within

logger = logging.getLogger(__name__)

# What an answer of another site may do to the code that reads it: refused by the protocol, broken, or not as expected.
BAD_ANSWERS = (
    OAuth2Error,
    ProviderException,
    PermissionDenied,
    DisallowedRedirect,
    ImproperlyConfigured,  # allauth, of a subject that is too long
    requests.RequestException,
    jwt.PyJWTError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
)


class Purpose(StrEnum):
    SIGN_IN = "sign_in"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came back from the site, what for, where they wanted to be; `user` is the key of who began to link."""

    account: Account
    purpose: Purpose
    after: str
    user: int | None


def begin(request: HttpRequest, site: Site, *, purpose: Purpose, after: str = "", user: User | None = None) -> str:
    """The address at `site` where the person says yes or no. Raises `SiteSilent`, `SiteFailed`."""
    provider = get_adapter(request).get_provider(request, site.id)
    with _answers_of(site):
        kept = {"after": after, "user": user.pk if user else None}
        address: str = provider.redirect(request, process=purpose.value, data=kept).headers["Location"]
        return address


def end(request: HttpRequest, site: Site) -> Arrival:
    """Judge what `site` sent the person back with.

    Raises `JourneyLost` for a state that this session did not get from us, or has used; `ConsentRefused` if the person
    said no; `SiteSilent`, `SiteFailed`.
    """
    provider = get_adapter(request).get_provider(request, site.id)
    try:
        state: dict[str, Any] = provider.unstash_redirect_state(request, request.GET.get("state", ""))
        purpose = Purpose(state["process"])
    except (PermissionDenied, UpdateError, ValueError) as error:
        raise JourneyLost(site) from error
    if refusal := request.GET.get("error"):
        logger.warning("%s sent back an error: %.40s", site.id, refusal)
        raise ConsentRefused(site) if refusal == "access_denied" else SiteFailed(site)
    with _answers_of(site):
        oauth = provider.get_oauth2_adapter(request)
        answer = oauth.get_access_token_data(
            request, provider.app, oauth.get_client(request, provider.app), state.get("pkce_code_verifier")
        )
        token = oauth.parse_token(answer)
        login = oauth.complete_login(request, provider.app, token, response=answer, nonce=state.get("nonce"))
        account = Account(site=site, uid=login.account.uid, name=login.account.extra_data["name"])
    return Arrival(account, purpose, state["data"]["after"], state["data"]["user"])


@contextmanager
def _answers_of(site: Site) -> Iterator[None]:
    """All that `site` is asked inside takes a few seconds, and whatever is wrong with its answers is one of two errors.

    Only the kind of the trouble is logged: addresses and answers hold codes and secrets.
    """
    try:
        with within(settings.SOCIAL_TIMEOUT):
            yield
    except (requests.ConnectionError, requests.Timeout) as error:
        logger.warning("%s does not answer: %s", site.id, type(error).__name__)
        raise SiteSilent(site) from error
    except BAD_ANSWERS as error:
        logger.warning("the answer of %s is not good: %s", site.id, type(error).__name__)
        raise SiteFailed(site) from error
