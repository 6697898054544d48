"""What every address of the chat's API stands on: the session of whoever is signed in, or of a guest with a link."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from chat.guests.links import links_of


class ChatSession(SessionAuthentication):
    """As the base class; and a guest's requests, too, must come from the portal's own pages (CSRF)."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        signed_in = super().authenticate(request)
        if signed_in is None:
            self.enforce_csrf(request)
        return signed_in


class MayAsk(BasePermission):
    """Who is signed in, and who holds the link of the conversation that the address names; 403 for everybody else.
    What they may see is asked by `chat.viewers`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.user.is_authenticated:
            return True
        links = links_of(request.session.session_key, timezone.now())
        return links.filter(conversation__public_id=view.kwargs["public_id"]).exists()


class ChatView(APIView):
    """A view about the conversation `public_id`."""

    authentication_classes = (ChatSession,)
    permission_classes = (MayAsk,)
