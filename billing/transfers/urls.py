"""Under `/payments/`: sending money, asking for it, asking to be called."""

from django.urls import path

from billing.transfers import views

urlpatterns = [
    path("transfer/", views.transfer_page, name="payments-transfer"),
    path("transfer/<uuid:public_id>/", views.code_page, name="payments-transfer-code"),
]
