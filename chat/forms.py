"""What the forms of the chat's pages send, for browsers without JavaScript."""

from __future__ import annotations

import uuid

from django import forms


class ClientIdForm(forms.Form):
    """The id that the server gave with an empty form: sending the form twice says it once.

    The text is read as it came, and judged by the service: one way for pages and API.
    """

    client_id = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def fresh(cls) -> ClientIdForm:
        return cls(initial={"client_id": uuid.uuid4()})
