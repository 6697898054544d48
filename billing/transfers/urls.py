"""Under `/payments/`: sending money, asking for it, asking to be called."""

from django.urls import path

from billing.transfers import asking_views, views

urlpatterns = [
    path("transfer/", views.transfer_page, name="payments-transfer"),
    path("transfer/<uuid:public_id>/", views.code_page, name="payments-transfer-code"),
    path("ask/", asking_views.ask_page, name="payments-ask"),
    path("ask/<uuid:public_id>/refuse/", asking_views.refuse_page, name="payments-ask-refuse"),
    path("call-me/", asking_views.call_me_page, name="payments-call-me"),
    path("call-me/strangers/", asking_views.strangers_page, name="payments-strangers"),
]
