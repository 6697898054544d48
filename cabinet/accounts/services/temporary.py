"""A temporary password asked for elsewhere than on the sign-in page: by USSD, by telephone, by a modem (A6).

The code comes to the number itself, so it signs in from any browser where that number is typed: whoever asked for it is
not there. It stands beside the codes that browsers asked for, and a stranger at the door can end neither.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cabinet.accounts.models import Asker, CodePurpose, Line, SecurityEventKind, User
from cabinet.accounts.services.codes import ANY_BROWSER, CodeSent, request_code
from cabinet.accounts.services.journal import record
from cabinet.core.channels import Channel
from cabinet.core.net import NOWHERE, Origin


@transaction.atomic
def send_temporary_password(
    *, msisdn: str, channel: Channel, now: datetime, made_by: User | None = None, origin: Origin = NOWHERE
) -> CodeSent:
    """Send a code for signing in to `msisdn`, asked for by `channel`: by the number's own SIM, or by staff (`made_by`).

    A number that nobody has, or that is blocked, gets nothing and costs the same. Raises `CodeTooSoon`.
    """
    sent = request_code(
        msisdn=msisdn, purpose=CodePurpose.SIGN_IN, flow=ANY_BROWSER, asker=Asker.OWN, guesser=Asker.GUEST, now=now
    )
    line = Line.objects.select_related("contract__owner").filter(msisdn=msisdn, closed_at=None).first()
    owner = line.contract.owner if line and line.contract.primary_line_id == line.pk else None
    record(
        SecurityEventKind.PASSWORD_GIVEN,
        now=now,
        user=owner,
        line=line,
        made_by=made_by,
        channel=channel,
        origin=origin,
        way="sms",
    )
    return sent
