"""Signing in by the mobile network's word on the number, and the switch that forbids it to a line (A5)."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.assurance import Proof, is_by_network_alone
from cabinet.accounts.models import Line, SecurityEventKind, Session, User
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.line_state import signed_in_by
from cabinet.accounts.services.sign_in import CannotSignIn, admitted, locked_line
from cabinet.accounts.services.tell import tell_line
from cabinet.accounts.texts import network_sign_in_text
from cabinet.core.errors import DomainError
from cabinet.core.net import Origin


class AnotherNumber(DomainError):
    code = "another_number"
    message = _("Сеть назвала другой номер. Посмотрите, ваш ли он.")


class NetworkSilent(DomainError):
    code = "network_silent"
    message = _("Сеть больше не называет ваш номер: похоже, включился Wi-Fi. Выключите его или получите код по SMS.")


@transaction.atomic
def sign_in_by_network(*, msisdn: str, shown: str, now: datetime) -> tuple[User, Line]:
    """The person whom a code on the line `msisdn` would sign in, and that line.

    `msisdn` is what the network says now, `shown` the `public_id` of the line that the person agreed to. Raises
    `NetworkSilent` or `AnotherNumber` where they differ, `CannotSignIn` or `OthersForbidden` where the line
    or its person may not enter.
    """
    if not msisdn:
        raise NetworkSilent
    line = locked_line(msisdn)
    if line is None or str(line.public_id) != shown:
        raise AnotherNumber
    if not line.network_sign_in:
        raise CannotSignIn
    return admitted(line), line


@transaction.atomic
def switch_network_sign_in(*, line: Line, on: bool, user: User, now: datetime, origin: Origin) -> bool:
    """Let `line` sign in by the network, or forbid it; `user` asked for it. Returns whether anything changed.

    Forbidding it also ends what is signed in so and gave no code since.
    """
    if not Line.objects.filter(pk=line.pk, network_sign_in=not on).update(network_sign_in=on):
        return False
    if not on:
        _end_sessions(line)
    kind = SecurityEventKind.NETWORK_SIGN_IN_ON if on else SecurityEventKind.NETWORK_SIGN_IN_OFF
    record(kind, now=now, user=user, line=line, origin=origin)
    tell_line(line=line, words=partial(network_sign_in_text, line=line, on=on), now=now)
    return True


def _end_sessions(line: Line) -> None:
    sessions = Session.objects.filter(user__in=signed_in_by(line), proof=Proof.NETWORK)
    by_network = [each.pk for each in sessions if is_by_network_alone(each.get_decoded(), line)]
    Session.objects.filter(pk__in=by_network).delete()
