from django.urls import path

from cabinet.accounts import confirm_views, settings_views, views

urlpatterns = [
    path("login/", views.login_page, name="login"),
    path("login/code/", views.code_page, name="login-code"),
    path("login/password/", views.password_page, name="login-password"),
    path("login/otp/", views.otp_page, name="login-otp"),
    path("logout/", views.logout_page, name="logout"),
    path("confirm/", confirm_views.confirm_page, name="confirm"),
    path("settings/", settings_views.settings_page, name="settings"),
]
