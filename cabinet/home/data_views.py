"""«Мои данные»: take a copy of them, close the cabinet (A15)."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cabinet.accounts.assurance import fresh_code_required, strong_required
from cabinet.accounts.models import Contract, User
from cabinet.accounts.subscribers import subscribers_only
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of
from cabinet.core.personal_data import entries
from cabinet.home.services import closing, data_copy
from cabinet.requests.models import OPEN, Request


@login_required
@require_GET
@subscribers_only
@strong_required
def my_data_page(request: HttpRequest) -> HttpResponse:
    """What is kept, a copy of it, and the way to close the cabinet."""
    user, now = cast(User, request.user), timezone.now()
    made = Request.objects.filter(user=user, kind=data_copy.KIND, status__in=OPEN).first()
    context = {"making": made, "copy": data_copy.living_copy(user, now), "kinds": list(entries())}
    return render(request, "home/my_data.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@subscribers_only
@fresh_code_required
def order_copy_page(request: HttpRequest) -> HttpResponse:
    """A POST asks for a copy; a GET, to which a code leads back, asks with one button."""
    user = cast(User, request.user)
    if request.method == "POST":
        data_copy.order_copy(user=user, language=get_language() or "ru", now=timezone.now(), origin=origin_of(request))
        messages.success(request, _("Собираем копию. Когда она будет готова, придёт SMS со ссылкой."))
        return redirect("my-data")
    return render(request, "home/order_copy.html")


@login_required
@require_GET
@subscribers_only
@strong_required
def fetch_copy_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The archive, for whom it was made, for a day."""
    user = cast(User, request.user)
    copy = data_copy.fetch_copy(user=user, public_id=public_id, now=timezone.now(), origin=origin_of(request))
    file = default_storage.open(copy.file)
    answer = cast(HttpResponse, FileResponse(file, as_attachment=True, filename="my-data.zip"))
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


@login_required
@require_http_methods(["GET", "POST"])
@subscribers_only
@fresh_code_required
def close_cabinet_page(request: HttpRequest) -> HttpResponse:
    """What goes, what stays, and one button; nothing happens for two weeks."""
    user = cast(User, request.user)
    if request.method == "POST":
        if request.POST.get("sure") != "yes":
            return _closing(request, user, error=_("Отметьте, что вы прочли, что будет удалено."), status=422)
        closing.order_closing(user=user, now=timezone.now(), origin=origin_of(request))
        return redirect("close-cabinet")
    return _closing(request, user)


@login_required
@require_POST
@subscribers_only
def keep_cabinet_page(request: HttpRequest) -> HttpResponse:
    """«Оставить кабинет»."""
    user = cast(User, request.user)
    try:
        closing.change_ones_mind(user=user, now=timezone.now(), origin=origin_of(request))
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Кабинет остаётся: ничего не удалено."))
    return redirect("my-data")


def _closing(request: HttpRequest, user: User, *, error: str = "", status: int = 200) -> HttpResponse:
    kept = [entry for entry in entries() if entry.kept_because]
    context = {
        "error": error,
        "kept": kept,
        "erased": [entry for entry in entries() if not entry.kept_because],
        "contracts": Contract.objects.filter(owner=user).order_by("pk"),
    }
    return render(request, "home/close_cabinet.html", context, status=status)
