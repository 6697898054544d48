"""Under `/api/v1/`: for programs."""

from django.urls import path

from billing.api import StatementView
from cabinet.accounts.assurance import strong_required

urlpatterns = [path("statement/", strong_required(StatementView.as_view()), name="api-statement")]
