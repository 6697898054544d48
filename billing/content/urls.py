"""Under `/payments/`: the content account."""

from django.urls import path

from billing.content import views

urlpatterns = [
    path("content/", views.content_page, name="payments-content"),
]
