"""Under `/payments/`: borrowing."""

from django.urls import path

from billing.trust import views

urlpatterns = [
    path("trust/", views.trust_page, name="payments-trust"),
]
