"""What is a person's own, and how others are shown to them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cabinet.accounts.models import Access, Line, User
from cabinet.core import phones


def own_lines(user: User) -> QuerySet[Line]:
    """The lines of the contracts of `user`, closed ones too, and the line that they proved by a code. Each is one life
    of a number: what stands under the same digits before it was opened, or after it was closed, is somebody else's."""
    by_code = Access.objects.filter(line=OuterRef("pk"), user=user, by_code=True)
    return Line.objects.filter(Q(contract__owner=user) | Exists(by_code)).select_related("contract").order_by("pk")


def number_for(user: User, line: Line | None) -> str:
    """The number of `line` as `user` may keep it: their own as it is, somebody else's masked."""
    if line is None:
        return ""
    if line.contract.owner_id == user.pk or own_lines(user).filter(pk=line.pk).exists():
        return line.msisdn or line.number
    return phones.masked(line.msisdn or "")


def person_for(user: User, other: User | None) -> str:
    """Who did something, as `user` may keep it: themselves, staff by first name, others by «Мария К.»."""
    if other is None:
        return ""
    if other.pk == user.pk:
        return _("я")
    return other.public_name.split()[0] if other.is_staff else other.short_name
