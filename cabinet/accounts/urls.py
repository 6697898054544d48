from django.urls import include, path

from cabinet.accounts import (
    confirm_views,
    journal_views,
    network_views,
    other_ways_views,
    own_access_views,
    security_views,
    settings_views,
    views,
)

urlpatterns = [
    path("", include("cabinet.accounts.social.urls")),
    path("login/", views.login_page, name="login"),
    path("login/code/", views.code_page, name="login-code"),
    path("login/modem/", other_ways_views.modem_page, name="login-modem"),
    path("login/recover/", other_ways_views.recover_page, name="login-recover"),
    path("login/new-password/", other_ways_views.new_password_page, name="login-new-password"),
    path("login/password/", views.password_page, name="login-password"),
    path("login/otp/", views.otp_page, name="login-otp"),
    path("login/network/", network_views.enter, name="login-network"),
    path("logout/", views.logout_page, name="logout"),
    path("confirm/", confirm_views.confirm_page, name="confirm"),
    path("settings/security/password/", own_access_views.password_page, name="settings-password"),
    path("settings/security/login/", own_access_views.login_page, name="settings-login"),
    path("settings/", settings_views.settings_page, name="settings"),
    path("settings/security/", security_views.security_page, name="security"),
    path("settings/security/journal/", journal_views.journal_page, name="journal"),
    path("settings/security/devices/others/end/", security_views.end_others_page, name="end-others"),
    path("settings/security/devices/<uuid:public_id>/end/", security_views.end_device_page, name="end-device"),
    path("not-me/<str:token>/", security_views.not_me_page, name="not-me"),
    path("settings/network/", network_views.switch, name="settings-network"),
]
