"""The simulator's telephone: only where the gateway is the simulator."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cabinet.core import simulated_network
from cabinet.sms.forms import DialForm, KeyForm, ReplyForm, SmsForm, SwitchesForm
from cabinet.sms.gateways import is_simulated
from cabinet.sms.handset import states_of
from cabinet.sms.models import ReceiptManner
from cabinet.sms.selectors import handset_of, on_phone, received_on_phone
from cabinet.sms.services import telephone

MESSAGES, CALLS, SWITCHES = "messages", "calls", "switches"  # what is open on it: `?app=`
KEYS = "123456789*0#"

View = Callable[[HttpRequest, str], HttpResponse]


def _simulated(view: View) -> View:
    """Nothing of this exists where SMS go to real telephones."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, msisdn: str) -> HttpResponse:
        if not is_simulated():
            raise Http404
        return view(request, msisdn)

    return guarded


@require_GET
@_simulated
def phone(request: HttpRequest, msisdn: str) -> HttpResponse:
    """The telephone of `msisdn`: its SMS, newest first, its calls, or its switches; htmx asks for the SMS alone."""
    if request.headers.get("HX-Request") == "true":
        context = {"messages_on_phone": on_phone(msisdn), "states": states_of(msisdn)}
        return render(request, "sms/_messages.html", context)
    app = request.GET.get("app", MESSAGES)
    return _page(request, msisdn, app if app in (CALLS, SWITCHES) else MESSAGES)


@require_GET
@_simulated
def phone_json(request: HttpRequest, msisdn: str) -> HttpResponse:
    return JsonResponse(
        {
            "messages": [
                {"id": str(m.source), "text": m.text, "sender": m.sender, "kind": m.kind, "at": m.at.isoformat()}
                for m in received_on_phone(msisdn)
            ]
        }
    )


@require_POST
@_simulated
def phone_open(request: HttpRequest, msisdn: str) -> HttpResponse:
    """Open the cabinet as from this telephone, in the mobile network: this browser gets its SIM for a while."""
    if not simulated_network.is_on():
        raise Http404
    response = redirect("login")
    simulated_network.put_sim(response, msisdn)
    return response


@require_POST
@_simulated
def phone_sms(request: HttpRequest, msisdn: str) -> HttpResponse:
    form = SmsForm(request.POST)
    if not form.is_valid():
        return _page(request, msisdn, MESSAGES, form)
    telephone.send_sms(msisdn=msisdn, now=timezone.now(), **form.cleaned_data)
    return _back(msisdn, MESSAGES)


@require_POST
@_simulated
def phone_dial(request: HttpRequest, msisdn: str) -> HttpResponse:
    form = DialForm(request.POST)
    if not form.is_valid():
        return _page(request, msisdn, CALLS, form)
    telephone.dial(msisdn=msisdn, number=form.cleaned_data["number"], now=timezone.now())
    return _back(msisdn, CALLS)


@require_POST
@_simulated
def phone_reply(request: HttpRequest, msisdn: str) -> HttpResponse:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, msisdn, CALLS, form)
    telephone.reply(msisdn=msisdn, text=form.cleaned_data["text"], now=timezone.now())
    return _back(msisdn, CALLS)


@require_POST
@_simulated
def phone_key(request: HttpRequest, msisdn: str) -> HttpResponse:
    form = KeyForm(request.POST)
    if form.is_valid():  # the page has no other keys
        telephone.press(msisdn=msisdn, key=form.cleaned_data["key"], now=timezone.now())
    return _back(msisdn, CALLS)


@require_POST
@_simulated
def phone_end(request: HttpRequest, msisdn: str) -> HttpResponse:
    telephone.hang_up(msisdn=msisdn)
    return _back(msisdn, CALLS)


@require_POST
@_simulated
def phone_switches(request: HttpRequest, msisdn: str) -> HttpResponse:
    form = SwitchesForm(request.POST)
    if form.is_valid():  # the page offers nothing else
        telephone.set_switches(
            msisdn=msisdn,
            receipts=ReceiptManner(form.cleaned_data["receipts"]),
            refuses=form.cleaned_data["refuses"],
        )
        messages.success(request, _("Сохранено."))
    return _back(msisdn, SWITCHES)


def _back(msisdn: str, app: str) -> HttpResponse:
    address = reverse("phone", args=[msisdn])
    return redirect(address if app == MESSAGES else f"{address}?app={app}")


def _page(request: HttpRequest, msisdn: str, app: str, wrong: Form | None = None) -> HttpResponse:
    """What is open on the telephone; with `wrong`, the form of it that has to be mended."""
    handset = handset_of(msisdn)
    context: dict[str, Any] = {
        "msisdn": msisdn,
        "app": app,
        "handset": handset,
        "keys": KEYS,
        "states": states_of(msisdn),
        "wrong": wrong,
    }
    if app == MESSAGES:
        context |= {"messages_on_phone": on_phone(msisdn), "form": wrong or SmsForm()}
    elif app == CALLS:
        fits = ReplyForm if handset.exchange else DialForm
        context |= {"form": wrong if isinstance(wrong, fits) else fits()}
    else:
        context |= {"form": SwitchesForm.of(handset)}
    return render(request, "sms/phone.html", context, status=422 if wrong else 200)
