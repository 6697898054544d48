"""«Мобильный перевод» in two steps (B8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from billing.models import MoneyRequest, Transfer, TransferStatus
from billing.transfers import selectors
from billing.transfers.forms import TransferForm
from billing.transfers.senders import senders_of
from billing.transfers.services.ask import plain
from billing.transfers.services.begin import begin, cancel, flow_of, send_again
from billing.transfers.services.confirm import confirm
from cabinet.accounts.access import Right, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.code_pages import code_sent
from cabinet.accounts.current import current_line, posted_line
from cabinet.accounts.forms import CodeForm
from cabinet.accounts.limits import limit
from cabinet.accounts.models import Asker, CodePurpose, FailedProof, Line, User
from cabinet.accounts.services.codes import CodeSpent, CodeTooSoon, WrongCode
from cabinet.accounts.services.failures import note_failure
from cabinet.accounts.services.number_limits import TooManyWrongCodes
from cabinet.core import phones
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from cabinet.core.money import format_rub
from cabinet.core.net import origin_of

GUESSED = (WrongCode, CodeSpent, TooManyWrongCodes)  # about the code; the rest is about the money


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def transfer_page(request: HttpRequest) -> HttpResponse:
    """The number and the sum; what was asked for by somebody (`?request=`) stands in the fields."""
    now, user = timezone.now(), cast(User, request.user)
    line = posted_line(request) if request.method == "POST" else current_line(request)
    require(user, line, Right.MOVE_MONEY, now)
    form = TransferForm(
        request.POST if request.method == "POST" else None,
        initial=_wished(selectors.request_to(user=user, public_id=request.GET.get("request", ""), now=now)),
    )
    if request.method == "POST" and form.is_valid():
        limit(request, "code")
        data = form.cleaned_data
        try:
            begun = begin(line=line, to=data["phone"], amount=data["amount"], by=user, channel=Channel.PAGE, now=now)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(_address(begun))
    context = _first_step(user, line, form, now)
    return render(request, "billing/transfers/transfer.html", context, status=422 if form.errors else 200)


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
def code_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is about to be sent, restated, and the code that sends it; afterwards what became of it."""
    now, user = timezone.now(), cast(User, request.user)
    transfer = selectors.transfer_of(user=user, public_id=public_id, now=now)
    if request.method != "POST":
        return _second_step(request, transfer, CodeForm())
    if request.POST.get("cancel"):
        if not cancel(transfer=transfer, by=user, now=now):
            return redirect(_address(transfer))  # which says what became of it
        messages.info(request, _("Перевод отменён. Деньги остались на счёте."))
        return redirect(f"{reverse('payments-transfer')}?line={transfer.from_line.public_id}")
    if request.POST.get("again"):
        return _again(request, transfer, user, now)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _second_step(request, transfer, form)
    limit(request, "guess")
    try:
        done = confirm(transfer=transfer, by=user, typed=form.cleaned_data["code"], channel=Channel.PAGE, now=now)
    except GUESSED as error:
        msisdn = str(transfer.from_line.msisdn)
        note_failure(how=FailedProof.CODE, user=user, msisdn=msisdn, origin=origin_of(request), now=now)
        form.add_error("code", str(error))
    except DomainError as error:
        form.add_error(None, str(error))
    else:
        said = {"sum": format_rub(done.amount), "number": phones.international(done.msisdn)}
        messages.success(request, _("Переведено %(sum)s на %(number)s.") % said)
        return redirect(f"{reverse('payments-transfer')}?line={transfer.from_line.public_id}")
    return _second_step(request, selectors.transfer_of(user=user, public_id=public_id, now=now), form)


def _again(request: HttpRequest, transfer: Transfer, user: User, now: datetime) -> HttpResponse:
    limit(request, "code")
    try:
        send_again(transfer=transfer, by=user, now=now)
    except CodeTooSoon:
        pass  # the page says when another may be asked for
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(_address(transfer))


def _address(transfer: Transfer) -> str:
    page = reverse("payments-transfer-code", args=[transfer.public_id])
    return f"{page}?line={transfer.from_line.public_id}"


def _wished(wish: MoneyRequest | None) -> dict[str, Any]:
    if wish is None:
        return {}
    return {"phone": phones.international(str(wish.asker.msisdn)), "amount": plain(wish.amount)}


def _first_step(user: User, line: Line, form: TransferForm, now: datetime) -> dict[str, Any]:
    senders = list(senders_of(user, line))
    return {
        "form": form,
        "line": line,
        "can_send": line in senders,
        "senders": [each for each in senders if each != line],
        "standing": selectors.standing_of(line=line, now=now),
        "least": settings.TRANSFER_LEAST,
        "most": settings.TRANSFER_MOST,
        "a_day": settings.TRANSFER_A_DAY,
        "stays": settings.TRANSFER_LEAVES,
        "sent": selectors.last_sent(line=line, now=now),
    }


def _second_step(request: HttpRequest, transfer: Transfer, form: CodeForm) -> HttpResponse:
    now, line = timezone.now(), transfer.from_line
    status = selectors.status_of(transfer, now)
    context: dict[str, Any] = {"form": form, "transfer": transfer, "line": line, "status": status}
    context["waits"] = status == TransferStatus.CREATED
    if context["waits"]:
        balance = selectors.standing_of(line=line, now=now).balance
        context |= {"balance": balance, "stays": balance - transfer.amount}
        context |= code_sent(
            msisdn=str(line.msisdn),
            purpose=CodePurpose.TRANSFER,
            flow=flow_of(transfer.public_id),
            asker=Asker.OWN,
            now=now,
        )
    return render(request, "billing/transfers/code.html", context, status=422 if form.errors else 200)
