"""What is ticked and typed about content."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from subscriptions.content.selectors import Mine


class EndForm(forms.Form):
    """Which of what the line has is to end; all of it is ticked to begin with."""

    codes = forms.MultipleChoiceField(
        label=_("Что отключить"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Отметьте, что отключить.")},
    )

    def __init__(self, *args: Any, held: Iterable[Mine], **kwargs: Any) -> None:
        self.held = {each.code: each for each in held}
        kwargs.setdefault("initial", {"codes": list(self.held)})
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = [(each.code, each.content.name) for each in self.held.values()]  # type: ignore[attr-defined]

    def rows(self) -> list[tuple[forms.BoundField, Mine]]:
        """Each box with what it is about."""
        return [(box, self.held[str(box.data["value"])]) for box in self["codes"].subwidgets]  # type: ignore[misc]

    def ticked(self) -> list[str]:
        """The codes that were ticked; what the line has no more is left out, it is ended already."""
        return [code for code in self.data.getlist("codes") if code in self.held]  # type: ignore[attr-defined]
