from django.urls import path

from billing.usage.gateway import gateway_usage

urlpatterns = [path("gateway/usage/", gateway_usage, name="gateway-usage")]
