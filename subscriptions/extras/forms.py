"""What the confirmation pages send."""

from __future__ import annotations

from django import forms


class SureForm(forms.Form):
    """Said yes to: `agreed` is the fingerprint of what was shown, `key` makes a form that comes twice act once."""

    agreed = forms.CharField(max_length=64)
    key = forms.UUIDField()


class KeepForm(forms.Form):
    """To keep what was to end."""

    key = forms.UUIDField()
