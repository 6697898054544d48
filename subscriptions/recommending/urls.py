from django.urls import path

from subscriptions.recommending import views

urlpatterns = [
    path("", views.offers_page, name="offers"),
    path("<uuid:public_id>/hide/", views.hide_offer, name="offer-hide"),
]
