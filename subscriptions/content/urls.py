"""Under `/subscriptions/`: paid content of third parties."""

from django.urls import path

from subscriptions.content import views

urlpatterns = [
    path("", views.subscriptions_page, name="subscriptions"),
    path("off/", views.off_several_page, name="subscriptions-off"),
    path("<slug:code>/off/", views.off_page, name="subscription-off"),
]
