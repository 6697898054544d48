"""Addresses of signing in by another site. allauth's own are not among them; it looks callbacks up by these names."""

from django.urls import path

from cabinet.accounts.social.sites import KNOWN, OPENID_CONNECT
from cabinet.accounts.social_settings_views import link_page, social_settings_page, unlink_page
from cabinet.accounts.social_views import callback_page, offer_page, start_page, trouble_page

urlpatterns = [
    path("login/social/offer/", offer_page, name="social-offer"),
    path("login/social/<slug:site_id>/", start_page, name="social-start"),
    *(
        path(f"login/social/{site}/callback/", callback_page, {"provider_id": site}, name=f"{site}_callback")
        for site in KNOWN
    ),
    path("login/social/<slug:provider_id>/callback/", callback_page, name=f"{OPENID_CONNECT}_callback"),
    path("login/social/<slug:site_id>/trouble/<slug:code>/", trouble_page, name="social-trouble"),
    path("settings/security/social/", social_settings_page, name="social-settings"),
    path("settings/security/social/<slug:site_id>/", link_page, name="social-link"),
    path("settings/security/social/<slug:site_id>/unlink/", unlink_page, name="social-unlink"),
]
