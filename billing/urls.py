"""Under `/finance/`: what there is and what it went on."""

from django.urls import include, path

from billing import views

urlpatterns = [
    path("operations/", views.operations, name="finance-operations"),
    path("operations.csv", views.operations_csv, name="finance-operations-csv"),
    path("", include("billing.statements.urls")),
    path("", include("billing.usage.urls")),
    path("", include("billing.explain.urls")),
    path("", include("billing.claims.urls")),
    path("", include("billing.reports.urls")),
]
