"""Under `/payments/`: the threshold of the balance."""

from django.urls import path

from billing.limits import views

urlpatterns = [
    path("limit/", views.limit_page, name="payments-limit"),
]
