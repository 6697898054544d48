from django.urls import path

from billing.statements import bill_views, views

urlpatterns = [
    path("", views.finance, name="finance"),
    path("bills/", bill_views.bills, name="finance-bills"),
    path("bills/compare/", bill_views.compare_bills, name="finance-bills-compare"),
    path("bills/<uuid:public_id>/", bill_views.bill, name="finance-bill"),
]
