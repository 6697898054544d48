"""Errors of the domain: each has a code for programs and a sentence for the person, in the person's language."""

from __future__ import annotations

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """What a service refuses, and why. Subclasses set `code` (stable, for the API) and `message` (shown as it is)."""

    code: str = "error"
    message: str | Promise = _("Не получилось. Попробуйте ещё раз.")

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DomainError, Http404):
    """It does not exist, or it is someone else's: the two look the same, and both answer 404."""

    code = "not_found"
    message = _("Такой страницы нет.")


class TooManyAttempts(DomainError):
    """A limit was reached; `retry_after` is in seconds."""

    code = "too_many_attempts"
    message = _("Слишком много попыток. Подождите немного и попробуйте снова.")

    def __init__(self, retry_after: int, message: str | Promise | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
