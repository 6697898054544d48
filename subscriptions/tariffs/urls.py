from django.urls import path

from subscriptions.tariffs import views

urlpatterns = [
    path("", views.tariffs_page, name="tariffs"),
]
