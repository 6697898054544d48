"""Under `/payments/`: what moves money."""

from django.urls import include, path

from billing.payments import auto_views, card_views, views
from billing.payments.bank import views as bank_views

urlpatterns = [
    path("", views.payments, name="payments"),
    path("top-up/", views.top_up, name="payments-top-up"),
    path("auto/", auto_views.auto_payments, name="payments-auto"),
    path("auto/<uuid:public_id>/off/", auto_views.off, name="payments-auto-off"),
    path("cards/", card_views.cards, name="payments-cards"),
    path("cards/<uuid:public_id>/remove/", card_views.remove, name="payments-card-remove"),
    path("sandbox/<uuid:reference>/", bank_views.bank, name="sandbox-bank"),
    path("<uuid:public_id>/", views.payment, name="payment"),
    path("", include("billing.trust.urls")),
    path("", include("billing.transfers.urls")),
    path("", include("billing.limits.urls")),
    path("", include("billing.content.urls")),
]
