"""Where providers of payments tell what happened; at the root."""

from django.urls import path

from billing.payments import gateway_views

urlpatterns = [path("gateway/payments/<slug:name>/", gateway_views.notice, name="payments-notice")]
