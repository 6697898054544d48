"""What django-allauth may do here: speak to other sites, and nothing more (`settings.SOCIALACCOUNT_ADAPTER`)."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.core.exceptions import SignupClosedException
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.http import HttpRequest

from cabinet.core.bounded_http import BoundedSession


class SocialAdapter(DefaultSocialAccountAdapter):
    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Keys come from the environment alone: a row of allauth's own table means nothing."""
        apps = [
            SocialApp(provider=kind, **fields)
            for kind, configured in settings.SOCIALACCOUNT_PROVIDERS.items()
            for fields in configured["APPS"]
        ]
        return [
            app
            for app in apps
            if provider in (None, app.provider_id or app.provider) and client_id in (None, app.client_id)
        ]

    def get_requests_session(self) -> BoundedSession:
        return BoundedSession()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> NoReturn:
        """allauth's own signing in begins here, and ends here: people enter by `accounts.flow` alone."""
        raise SignupClosedException

    def on_authentication_error(self, request: HttpRequest, provider: Any, **facts: Any) -> NoReturn:
        """Instead of allauth's own page."""
        raise OAuth2Error
