from django.urls import path

from cabinet.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("numbers/", views.numbers_page, name="numbers"),
    path("help/", views.help_page, name="help"),
    path("contacts/", views.contacts, name="contacts"),
]
