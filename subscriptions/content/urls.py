"""Under `/subscriptions/`: paid content of third parties."""

from django.urls import path

from subscriptions.content import consent_views, views

urlpatterns = [
    path("", views.subscriptions_page, name="subscriptions"),
    path("off/", views.off_several_page, name="subscriptions-off"),
    path("ban/", consent_views.ban_page, name="content-ban"),
    path("<slug:code>/on/", consent_views.on_page, name="subscription-on"),
    path("<slug:code>/off/", views.off_page, name="subscription-off"),
]
