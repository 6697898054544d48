"""OpenID Connect, as strictly as the standard asks: the ID token is the only word that is believed.

allauth trusts a token that it fetched itself without looking at the signature, does without one, and sends no nonce.
Here the token must be there, signed by a key that the provider publishes, made by it, for us, for this very journey.
"""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponseBase

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
CLOCKS_DIFFER = 60  # seconds, at most


class StrictAdapter(OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says about itself; it must speak of the very provider that was asked."""
        config: dict[str, Any] = super().openid_config
        asked = self.get_provider().app.settings["server_url"].partition("/.well-known/")[0]
        if config["issuer"].rstrip("/") != asked.rstrip("/"):
            raise OAuth2Error("the issuer is another")
        return config

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Who it is, by the ID token of `kwargs["response"]`; its nonce must be `kwargs["nonce"]`."""
        claims = self._claims(app, kwargs["response"]["id_token"])
        if not kwargs["nonce"] or claims.get("nonce") != kwargs["nonce"]:
            raise OAuth2Error("the nonce is another")
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        return login

    def _claims(self, app: SocialApp, token: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=self._key(token),
            algorithms=SIGNED_BY,
            audience=app.client_id,
            issuer=self.openid_config["issuer"],
            leeway=CLOCKS_DIFFER,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("the token is for another party")
        return claims

    def _key(self, token: str) -> jwt.PyJWK:
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(response.json())
        name: str | None = jwt.get_unverified_header(token).get("kid")
        if name is None and len(keys.keys) == 1:
            return keys.keys[0]
        return keys[name or ""]


class StrictProvider(OpenIDConnectProvider):
    oauth2_adapter_class = StrictAdapter
    pkce_enabled_default = True

    def redirect(
        self, request: HttpRequest, process: Any, next_url: Any = None, data: Any = None, **kwargs: Any
    ) -> HttpResponseBase:
        nonce = token_urlsafe(16)
        kwargs |= {"nonce": nonce, "auth_params": {**self.get_auth_params(), "nonce": nonce}}
        response: HttpResponseBase = super().redirect(request, process, next_url, data, **kwargs)
        return response

    def get_default_scope(self) -> list[str]:
        return ["openid", "profile"]
