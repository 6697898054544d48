"""«Контакты»: telephones, e-mail, offices with their hours (H3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cabinet.core.kept import Kept
from cabinet.home.models import Office
from cabinet.home.offices.hours import State

MOST = 300  # offices on the page
SHOWN = Kept(lambda: list(Office.objects.filter(active=True)[:MOST]))


@dataclass(frozen=True)
class Shown:
    """An office with its hours in words, and whether it is open now."""

    office: Office
    hours: list[tuple[str, str]]
    state: State


@require_safe
def contacts_page(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return render(request, "home/contacts.html", {"offices": [_shown(office, now) for office in SHOWN.get()]})


def _shown(office: Office, now: datetime) -> Shown:
    week = office.week
    return Shown(office, week.rows(), week.state(now, office.time_zone))
