"""What every page that asks for a code from an SMS shows besides its own words."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from cabinet.accounts.models import Asker, CodePurpose
from cabinet.accounts.services.codes import LIFE, has_living_code
from cabinet.accounts.services.number_limits import next_code_at
from cabinet.sms.gateways import is_simulated


def flow_of_session(request: HttpRequest) -> str:
    """The `flow` of a code that somebody signed in asks for: it belongs to the session that asked."""
    return str(request.session.session_key)[:32]


def flow_of_cookie(request: HttpRequest) -> str:
    """The same of a browser whose session is gone: the key that it still names."""
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")[:32]


def code_sent(
    *, msisdn: str, purpose: CodePurpose, flow: str, now: datetime, asker: Asker = Asker.GUEST
) -> dict[str, Any]:
    """Whether a code is on its way, how many minutes it lives, in how many seconds another may be asked for, and in
    the demonstration where to read it."""
    again_at = next_code_at(msisdn=msisdn, asker=asker)
    return {
        "was_sent": has_living_code(msisdn=msisdn, purpose=purpose, flow=flow, now=now),
        "expires_minutes": int(LIFE.total_seconds() // 60),
        "resend_at": max(0, math.ceil((again_at - now).total_seconds())) if again_at else 0,
        "demo_phone_url": reverse("phone", args=[msisdn]) if is_simulated() else "",
    }
