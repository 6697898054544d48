"""What the page of a change of tariff sends."""

from __future__ import annotations

from django import forms

from subscriptions.tariffs.planning import When


class ChangeForm(forms.Form):
    """Which of the two previews was agreed to, and by what it is known; `key` is of the page that was shown."""

    when = forms.ChoiceField(choices=When)
    key = forms.UUIDField(required=False)
    agreed_next = forms.CharField(required=False, max_length=64)
    agreed_now = forms.CharField(required=False, max_length=64)

    @property
    def fingerprint(self) -> str:
        """Of the preview that was agreed to."""
        return str(self.cleaned_data[f"agreed_{self.cleaned_data['when']}"])
