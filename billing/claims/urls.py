from django.urls import path

from billing.claims import views

urlpatterns = [
    path("operations/<uuid:public_id>/claim/", views.claim_page, name="claim"),
]
