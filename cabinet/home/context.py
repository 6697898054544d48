"""What the header of every page shows about the person's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from billing.selectors import balance_of
from cabinet.accounts.access import is_specialist
from cabinet.accounts.current import Numbers, numbers
from cabinet.accounts.models import Line
from cabinet.core.errors import NotFound


@dataclass
class Cabinet:
    """The header of a signed-in subscriber; the balance is read only if a template asks for it."""

    numbers: Numbers

    @property
    def line(self) -> Line | None:
        return self.numbers.line

    @property
    def lines(self) -> list[Line]:
        return self.numbers.lines

    @property
    def others(self) -> int:
        return max(0, len(self.lines) - 1)

    @cached_property
    def home_url(self) -> str:
        return self._about_line("home")

    @cached_property
    def money_url(self) -> str:
        return self._about_line("finance-operations")

    @cached_property
    def chat_url(self) -> str:
        return self._about_line("chat")

    @cached_property
    def balance(self) -> Decimal | None:
        return balance_of(line=self.line, now=timezone.now()).amount if self.line else None

    def _about_line(self, name: str) -> str:
        """Each stands several times on a page."""
        return f"{reverse(name)}?line={self.line.public_id}" if self.line else reverse(name)


def cabinet(request: HttpRequest) -> dict[str, object]:
    """`cabinet` is None for guests and staff, and on an error page about a line that is not the person's.

    `at_desk`: whether the header offers a member of staff the desk.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"cabinet": None}
    if user.is_staff:
        return {"cabinet": None, "at_desk": is_specialist(user)}
    try:
        return {"cabinet": request_cabinet(request)}
    except NotFound:
        return {"cabinet": None}


def request_cabinet(request: HttpRequest) -> Cabinet:
    """The one `Cabinet` of a request, so that a view and its template read the balance once."""
    kept: Cabinet | None = getattr(request, "_cabinet", None)
    if kept is None:
        kept = Cabinet(numbers(request))
        request._cabinet = kept  # type: ignore[attr-defined]
    return kept
