"""«Доступ других людей»: who has it, giving, changing and taking it back, forbidding it (A9). All of it the owner's."""

from __future__ import annotations

from itertools import groupby
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line, numbers, posted_line
from cabinet.accounts.limits import limit
from cabinet.accounts.models import Access, AccessOffer, Contract, Line, User
from cabinet.accounts.services.offers import OfferGone, offer_access, withdraw_offer
from cabinet.accounts.services.sharing import accesses_of, change_access, forbid_others, revoke, waiting_offers
from cabinet.accounts.sharing_forms import OfferForm, TermsForm
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.net import origin_of

ACCESSES_A_PAGE = 30
LINES_OFFERED = 30  # one by one; of a contract with more, all of them or the one that the page is about as well


@login_required
@strong_required
@require_safe
def access_page(request: HttpRequest) -> HttpResponse:
    """Who has access to the contract of the current line, what was offered, and the switch that forbids it all."""
    mine = numbers(request)
    line = mine.line
    if line is None or not allowed(request.user, line, Right.SHARE):
        own = next((each for each in mine.lines if each.contract.owner_id == request.user.pk), None)
        return render(request, "accounts/access_of_owner.html", {"line": line, "own": own})
    now = timezone.now()
    page = Paginator(accesses_of(line.contract), ACCESSES_A_PAGE).get_page(request.GET.get("page"))
    people = [list(theirs) for _key, theirs in groupby(page, key=lambda each: each.user_id)]
    context = {
        "line": line,
        "contract": line.contract,
        "people": people,
        "page": page,
        "offers": waiting_offers(line.contract, now),
        "now": now,
    }
    return render(request, "accounts/access.html", context)


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def offer_page(request: HttpRequest) -> HttpResponse:
    """To whom, to which numbers, what, until when. The answer is the same for a number that nobody has."""
    line = posted_line(request) if request.method == "POST" else current_line(request)
    require(request.user, line, Right.SHARE)
    now, zone, every = timezone.now(), ZoneInfo(line.contract.time_zone), _lines(line.contract)
    count = every.count()
    lines = [line, *every.exclude(pk=line.pk)[: LINES_OFFERED - 1]] if count > LINES_OFFERED else list(every)
    data = request.POST if request.method == "POST" else None
    form = OfferForm(data, lines=lines, every=every, zone=zone, now=now, initial={"lines": [str(line.public_id)]})
    if request.method == "POST" and form.is_valid():
        limit(request, "code")  # it, too, is an SMS to a number that somebody typed
        try:
            offer_access(
                user=cast(User, request.user),
                contract=line.contract,
                lines=form.cleaned_data["lines"],
                msisdn=form.cleaned_data["phone"],
                terms=form.terms,
                now=now,
                origin=origin_of(request),
            )
        except NotFound:
            raise
        except DomainError as error:
            form.add_error("phone", str(error.message))
        else:
            messages.success(request, _("Предложение отправлено. Если номер обслуживается у нас, на него придёт SMS."))
            return _back(line)
    context = {"form": form, "line": line, "lines": lines, "count": count, "is_long": count > len(lines)}
    return render(request, "accounts/access_offer.html", context, status=422 if form.errors else 200)


@login_required
@strong_required
@require_POST
def withdraw_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """«Отозвать»."""
    offer = AccessOffer.objects.select_related("contract__primary_line").filter(public_id=public_id).first()
    if offer is None or not allowed(request.user, offer.contract, Right.SHARE):
        raise NotFound
    try:
        withdraw_offer(user=cast(User, request.user), offer=offer, now=timezone.now(), origin=origin_of(request))
    except OfferGone as error:
        messages.info(request, str(error.message))
    else:
        messages.success(request, _("Предложение отозвано."))
    return _back(offer.contract.primary_line)


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def change_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Other terms for one person and one number."""
    access = _access(request, public_id)
    now, zone = timezone.now(), ZoneInfo(access.line.contract.time_zone)
    if request.method != "POST":
        form = TermsForm.of(access, zone=zone, now=now)
        return render(request, "accounts/access_change.html", {"form": form, "access": access})
    form = TermsForm(request.POST, zone=zone, now=now)
    if form.is_valid():
        try:
            user = cast(User, request.user)
            change_access(user=user, access=access, terms=form.terms, now=now, origin=origin_of(request))
        except NotFound:
            raise
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Доступ изменён."))
            return _back(access.line)
    return render(request, "accounts/access_change.html", {"form": form, "access": access}, status=422)


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def revoke_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Closing access to one number, or to all of the contract's at once."""
    access = _access(request, public_id)
    theirs = list(accesses_of(access.line.contract).filter(user=access.user_id))
    if request.method != "POST":
        return render(request, "accounts/access_revoke.html", {"access": access, "theirs": theirs})
    taken = theirs if request.POST.get("what") == "all" else [access]
    revoke(user=cast(User, request.user), accesses=taken, now=timezone.now(), origin=origin_of(request))
    messages.success(request, _("Доступ закрыт."))
    return _back(access.line)


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def forbid_page(request: HttpRequest) -> HttpResponse:
    """«Запретить доступ другим»: who will lose what, and one button; or allowing it again."""
    line = posted_line(request) if request.method == "POST" else current_line(request)
    require(request.user, line, Right.SHARE)
    contract = line.contract
    if request.method != "POST":
        accesses = accesses_of(contract)
        shown = list(accesses[: ACCESSES_A_PAGE + 1])
        more = accesses.count() - ACCESSES_A_PAGE if len(shown) > ACCESSES_A_PAGE else 0
        context = {"line": line, "contract": contract, "accesses": shown[:ACCESSES_A_PAGE], "more": more}
        return render(request, "accounts/access_forbid.html", context)
    forbid = request.POST.get("forbid") == "yes"
    user = cast(User, request.user)
    forbid_others(user=user, contract=contract, forbid=forbid, now=timezone.now(), origin=origin_of(request))
    messages.success(request, _("Доступ другим запрещён.") if forbid else _("Доступ другим снова разрешён."))
    return _back(line)


def _access(request: HttpRequest, public_id: UUID) -> Access:
    """Somebody's access to a line of the person's own contract. Raises `NotFound`."""
    found = Access.objects.select_related("user", "line__contract", "offer").filter(public_id=public_id).first()
    if found is None or found.user_id == request.user.pk or not allowed(request.user, found.line, Right.SHARE):
        raise NotFound
    return found


def _lines(contract: Contract) -> QuerySet[Line]:
    return contract.lines.filter(closed_at=None).order_by("opened_at", "pk")


def _back(line: Line | None) -> HttpResponse:
    address = reverse("access")
    return redirect(f"{address}?line={line.public_id}" if line else address)
