from django.urls import path

from billing.reports import views

urlpatterns = [
    path("reports/", views.reports, name="finance-reports"),
    path("reports/monthly/", views.monthly, name="finance-reports-monthly"),
    path("reports/<uuid:public_id>/", views.report, name="finance-report"),
    path("reports/<uuid:public_id>/file/", views.report_file, name="finance-report-file"),
]
