"""Whom the telephone of a line stands for where no page can ask for a proof: a command, a call to the short number.

It is the person whom a code sent to the line would sign in, and they hear what their page shows; nobody is made for it.
"""

from __future__ import annotations

from datetime import datetime

from cabinet.accounts.access import OWNER_ONLY, Right, allowed, lines_that_prove
from cabinet.accounts.models import Access, Line, LineStatus, User


def person_behind(line: Line) -> User | None:
    """Whom a code on `line` signs in, as far as anybody has come in by it. `line` has its contract with the owner."""
    if line.contract.primary_line_id == line.pk:
        return line.contract.owner
    access = Access.objects.select_related("user").filter(line=line, by_code=True).first()
    return access.user if access else None


def may_hear(line: Line, right: Right, *, now: datetime) -> bool:
    """Whether who holds the telephone of `line` may be told what `right` is about: whether the page would show it to
    who signs in by the line's code. Who never did would come in as the owner, or to this one line."""
    if line.status != LineStatus.ACTIVE:
        return False
    person = person_behind(line)
    if person is not None:
        proves = lines_that_prove(person).filter(pk=line.pk).exists()
        return proves and not person.is_staff and allowed(person, line, right, now)
    if line.contract.primary_line_id == line.pk:
        return True
    return not line.contract.others_forbidden and right not in {*OWNER_ONLY, Right.RESTORE}
