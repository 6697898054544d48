from django.urls import path

from billing import views

urlpatterns = [
    path("", views.finance, name="finance"),
    path("operations/", views.operations, name="finance-operations"),
    path("operations.csv", views.operations_csv, name="finance-operations-csv"),
]
