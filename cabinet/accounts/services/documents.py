"""The last digits of the document that a contract was made by: kept as a keyed digest, only ever compared (A6)."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from cabinet.accounts.models import Contract
from cabinet.core.digits import digits_of
from cabinet.core.errors import DomainError

LAST_DIGITS = 4


class NotLastDigits(DomainError):
    code = "not_last_digits"
    message = _("Нужны четыре последние цифры документа.")


@sensitive_variables("last_digits")
def set_document(*, contract: Contract, last_digits: str) -> None:
    """Keep the digest of the document's last digits in `contract`; the caller saves it. Raises `NotLastDigits`."""
    contract.document_digest = _digest(contract, document_digits(last_digits), settings.SECRET_KEY)


@sensitive_variables("last_digits")
def is_document_of(contract: Contract, last_digits: str) -> bool:
    """Whether these are the last digits of the contract's document; never, where none was kept."""
    digits = digits_of(last_digits)
    matches = [
        constant_time_compare(contract.document_digest, _digest(contract, digits, key))
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    return len(digits) == LAST_DIGITS and any(matches)


@sensitive_variables("typed", "digits")
def document_digits(typed: str) -> str:
    """The four digits that somebody typed. Raises `NotLastDigits`."""
    digits = digits_of(typed)
    if len(digits) != LAST_DIGITS:
        raise NotLastDigits
    return digits


@sensitive_variables("digits", "key")
def _digest(contract: Contract, digits: str, key: str) -> str:
    return salted_hmac("accounts.document", f"{contract.number}:{digits}", secret=key, algorithm="sha256").hexdigest()
