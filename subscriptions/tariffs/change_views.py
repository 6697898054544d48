"""Changing the tariff (T3): both previews, the wish, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cabinet.accounts.access import Right, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line, posted_line
from cabinet.accounts.models import Line, User
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.money import format_rub
from cabinet.core.templatetags.portal import written_date
from subscriptions.models import Tariff, TariffChange
from subscriptions.selectors import planned_change
from subscriptions.tariffs.changing import change, undo
from subscriptions.tariffs.forms import ChangeForm
from subscriptions.tariffs.planning import When, plan
from subscriptions.tariffs.selectors import Shown, granted_by, tariff_on_sale
from subscriptions.tariffs.shown import Preview
from subscriptions.tariffs.state import State, load


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def change_page(request: HttpRequest, code: str) -> HttpResponse:
    """What going over would do, from the next period and now; the button does exactly that."""
    now, user = timezone.now(), cast(User, request.user)
    line = posted_line(request) if request.method == "POST" else current_line(request)
    require(user, line, Right.MANAGE, now)
    to = tariff_on_sale(code, line=line, now=now)
    if request.method != "POST":
        return _page(request, line, to, now=now)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _page(request, line, to, now=now, said=_("Выберите, когда перейти."))
    when = When(form.cleaned_data["when"])
    try:
        done = change(
            line=line, to=to, when=when, fingerprint=form.fingerprint, by=user, now=now, key=form.cleaned_data["key"]
        )
    except NotFound:
        raise
    except DomainError as refused:
        return _page(request, line, to, now=now, said=str(refused), chosen=when)
    messages.success(request, _said(done))
    return redirect(f"{reverse('tariffs')}?line={line.public_id}")


@login_required
@strong_required
@require_POST
def undo_page(request: HttpRequest) -> HttpResponse:
    """Stay on the tariff that the line has."""
    now, line = timezone.now(), posted_line(request)
    try:
        undone = undo(line=line, by=cast(User, request.user), now=now)
    except NotFound:
        raise
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        if undone:
            messages.success(request, _("Переход отменён: тариф остаётся прежним."))
        else:
            messages.info(request, _("Перехода на другой тариф не запланировано."))
    return redirect(f"{reverse('tariffs')}?line={line.public_id}")


@dataclass(frozen=True)
class _Possible:
    """The previews that there are, the one that costs least first; or why there is none."""

    previews: list[Preview]
    refused: str = ""


def _previews(state: State, to: Tariff) -> _Possible:
    previews, refused = [], ""
    for when in (When.NEXT, When.NOW):
        try:
            previews.append(Preview(plan(state, to, when), state.zone))
        except DomainError as error:
            refused = str(error)
    return _Possible(previews, refused)


def _page(
    request: HttpRequest, line: Line, to: Tariff, *, now: datetime, said: str = "", chosen: When | None = None
) -> HttpResponse:
    state = load(line, now=now)
    possible = _previews(state, to)
    previews = possible.previews
    offered = [each.plan.when for each in previews]
    was = state.was.tariff if state.was is not None else None
    granted = granted_by([to, *filter(None, [was])])
    context: dict[str, Any] = {
        "line": line,
        "to": Shown(to, granted.get(to.rate_card_id, {})),
        "was": Shown(was, granted.get(was.rate_card_id, {})) if was is not None else None,
        "previews": previews,
        "refused": possible.refused if not previews else "",
        "said": said,
        "chosen": chosen if chosen in offered else next(iter(offered), None),
        "planned": planned_change(line),
        "key": uuid4(),
    }
    return render(request, "subscriptions/tariffs/change.html", context, status=422 if said else 200)


def _said(done: TariffChange) -> str:
    name = done.to.name
    if done.became_id is None:
        day = written_date(timezone.localtime(done.apply_at), with_year=False)
        return _("С %(day)s у вас будет «%(name)s». До этого дня можно передумать.") % {"day": day, "name": name}
    taken = sum(map(Decimal, done.shown["sums"][:2]), Decimal(0))  # the fee, and the first period
    return _("Теперь у вас «%(name)s». Списано %(sum)s.") % {"name": name, "sum": format_rub(taken)}
