"""What a person says of the report that they want."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.forms import date_field
from billing.models import ReportFormat
from billing.periods import Period


class FormatForm(forms.Form):
    """A table or a document."""

    format = forms.ChoiceField(
        label=_("Вид"),
        choices=ReportFormat,
        error_messages={"required": _("Выберите вид."), "invalid_choice": _("Выберите вид.")},
    )


class ReportForm(FormatForm):
    """Dates `from` and `to`, both inclusive; whether they make a period is judged by the service."""

    by_email = forms.BooleanField(label=_("Ещё прислать письмо, когда будет готов"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, usual: Period) -> None:
        initial = {"from": usual.first, "to": usual.last, "format": ReportFormat.XLSX}
        super().__init__(data, initial=initial)
        self.fields["from"] = date_field(_("С"))
        self.fields["to"] = date_field(_("По"))
        self.order_fields(["from", "to", "format", "by_email"])

    def add_error(self, field: str | None, error: Any) -> None:
        """A date picker would lose what is not a date."""
        super().add_error(field, error)
        if field in ("from", "to"):
            self.fields[field].widget.input_type = "text"
