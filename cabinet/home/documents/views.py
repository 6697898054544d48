"""Papers of the operator: a list, and each to be saved (H1)."""

from __future__ import annotations

from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet.core.errors import NotFound
from cabinet.core.kept import Kept
from cabinet.home.documents.contents import TYPES
from cabinet.home.models import Document, DocumentKind

MOST = 200  # shown: an operator has dozens
SHOWN = Kept(lambda: list(Document.objects.filter(active=True)[:MOST]))


@require_safe
def documents_page(request: HttpRequest) -> HttpResponse:
    """All of them by kind, each with its type and size."""
    shown = SHOWN.get()
    kinds = [(kind.label, [each for each in shown if each.kind == kind]) for kind in DocumentKind]
    return render(request, "home/help/documents.html", {"kinds": [each for each in kinds if each[1]]})


@require_safe
def document_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The file itself, always to be saved and never shown within the portal."""
    found = Document.objects.filter(slug=slug, active=True).first()
    if found is None or found.suffix not in TYPES or not found.file.storage.exists(str(found.file.name)):
        raise NotFound
    media_type = TYPES[found.suffix][0]
    name = f"{found.slug}.{found.suffix}"
    answer = cast(
        HttpResponse, FileResponse(found.file.open(), as_attachment=True, filename=name, content_type=media_type)
    )
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
