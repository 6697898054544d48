from django.urls import path

from cabinet.home.help import views

urlpatterns = [
    path("", views.help_page, name="help"),
    path("<slug:slug>/", views.answer_page, name="help-answer"),
]
