"""The line that the mobile network says a request comes from (A5)."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpRequest

from cabinet.accounts.models import Access, Line, LineStatus
from cabinet.core.mobile_network import network_msisdn


def offered_line(request: HttpRequest) -> Line | None:
    """The line as which the sign-in page offers to come in, unless another number was asked for."""
    msisdn = network_msisdn(request)
    if not msisdn or request.GET.get("other"):
        return None
    of_owner = Access.objects.filter(line=OuterRef("pk"), user=OuterRef("contract__owner"), by_code=True)
    for_whom = Q(contract__others_forbidden=False) | Q(contract__primary_line=F("pk")) | Exists(of_owner)
    lines = Line.objects.filter(for_whom, msisdn=msisdn, closed_at=None)
    return lines.filter(status=LineStatus.ACTIVE, network_sign_in=True).first()
