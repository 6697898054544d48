"""Errors of the API as problem details (RFC 9457), with the same codes and sentences as the pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cabinet.core.errors import DomainError, NotFound, TooManyAttempts

CONTENT_TYPE = "application/problem+json"


def problem(code: str, title: str, http_status: int, **more: Any) -> Response:
    """One problem document. `code` is stable; `title` is in the person's language."""
    return Response(_body(code, title, http_status, **more), status=http_status, content_type=CONTENT_TYPE)


def refusal(error: DomainError) -> JsonResponse:
    """The same of what a page's script asked for and was refused."""
    http_status = _status_of(error)
    body = _body(error.code, str(error.message), http_status)
    response = JsonResponse(body, status=http_status, content_type=CONTENT_TYPE)
    if isinstance(error, TooManyAttempts):
        response["Retry-After"] = str(error.retry_after)
    return response


def _body(code: str, title: str, http_status: int, **more: Any) -> dict[str, Any]:
    return {"type": f"urn:cabinet:problem:{code}", "code": code, "title": title, "status": http_status, **more}


def _status_of(error: DomainError) -> int:
    return status.HTTP_429_TOO_MANY_REQUESTS if isinstance(error, TooManyAttempts) else status.HTTP_409_CONFLICT


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: whatever was raised leaves as a problem document."""
    if isinstance(error, NotFound | Http404):
        return problem("not_found", _("Не найдено."), status.HTTP_404_NOT_FOUND)
    if isinstance(error, DomainError):
        response = problem(error.code, str(error.message), _status_of(error))
        if isinstance(error, TooManyAttempts):
            response["Retry-After"] = str(error.retry_after)
        return response
    answer = exception_handler(error, context)
    if answer is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        return problem("invalid", _("Проверьте, что написано."), answer.status_code, errors=answer.data)
    detail = getattr(error, "detail", "")
    return problem(getattr(error, "default_code", "error"), str(detail), answer.status_code)
