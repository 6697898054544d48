"""The simulator's telephone: only where the gateway is the simulator."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from cabinet.core import simulated_network
from cabinet.sms.gateways import is_simulated
from cabinet.sms.handset import states_of
from cabinet.sms.selectors import on_phone


@require_GET
def phone(request: HttpRequest, msisdn: str) -> HttpResponse:
    """SMS received by `msisdn`, newest first; htmx asks for the list alone."""
    _simulated_only()
    part = request.headers.get("HX-Request") == "true"
    template = "sms/_messages.html" if part else "sms/phone.html"
    context = {"msisdn": msisdn, "messages_on_phone": on_phone(msisdn), "states": states_of(msisdn)}
    return render(request, template, context)


@require_GET
def phone_json(request: HttpRequest, msisdn: str) -> JsonResponse:
    _simulated_only()
    return JsonResponse(
        {
            "messages": [
                {"id": str(m.source), "text": m.text, "sender": m.sender, "kind": m.kind, "at": m.at.isoformat()}
                for m in on_phone(msisdn)
            ]
        }
    )


@require_POST
def phone_open(request: HttpRequest, msisdn: str) -> HttpResponse:
    """Open the cabinet as from this telephone, in the mobile network: this browser gets its SIM for a while."""
    _simulated_only()
    if not simulated_network.is_on():
        raise Http404
    response = redirect("login")
    simulated_network.put_sim(response, msisdn)
    return response


def _simulated_only() -> None:
    if not is_simulated():
        raise Http404
