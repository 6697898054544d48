"""Under `/services/`: what only fixed lines have."""

from django.urls import path

from subscriptions.fixed import views

urlpatterns = [path("pause/", views.pause_page, name="line-pause")]
