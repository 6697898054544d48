from django.urls import path

from billing.usage import views

urlpatterns = [
    path("usage/", views.usage, name="finance-usage"),
    path("usage.csv", views.usage_csv_file, name="finance-usage-csv"),
]
