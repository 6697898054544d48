from django.urls import re_path

from cabinet.sms import views

urlpatterns = [
    re_path(r"^phone/(?P<msisdn>[0-9]{7,15})/$", views.phone, name="phone"),
    re_path(r"^phone/(?P<msisdn>[0-9]{7,15})/open/$", views.phone_open, name="phone-open"),
    re_path(r"^phone/(?P<msisdn>[0-9]{7,15})\.json$", views.phone_json, name="phone-json"),
]
