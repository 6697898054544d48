from django.urls import path

from cabinet.commands import gateway_views

urlpatterns = [
    path("gateway/ussd/", gateway_views.ussd_page, name="gateway-ussd"),
    path("gateway/ivr/", gateway_views.ivr_page, name="gateway-ivr"),
]
