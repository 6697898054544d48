from django.urls import re_path

from cabinet.mail import views

urlpatterns = [re_path(r"^mailbox/(?P<address>.+@[^/@\s]+)/$", views.mailbox, name="mailbox")]
