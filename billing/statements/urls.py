from django.urls import path

from billing.statements import views

urlpatterns = [
    path("", views.finance, name="finance"),
]
