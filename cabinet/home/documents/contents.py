"""What a document may be: told by what is in the file, not by what it is called."""

from __future__ import annotations

from typing import IO

from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import DomainError

LARGEST = 20 * 1024 * 1024  # bytes
TYPES = {  # by suffix: the media type, and how such a file begins (text has no beginning of its own)
    "pdf": ("application/pdf", b"%PDF-"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    "csv": ("text/csv; charset=utf-8", b""),
    "txt": ("text/plain; charset=utf-8", b""),
}


class NotADocument(DomainError):
    code = "not_a_document"
    message = _("Подойдёт PDF, XLSX, CSV или TXT в UTF-8, не больше 20 МБ.")


def check(suffix: str, file: IO[bytes], size: int) -> None:
    """Raise `NotADocument` unless `file` is what its suffix says."""
    if suffix not in TYPES or not 0 < size <= LARGEST:
        raise NotADocument
    beginning = TYPES[suffix][1]
    file.seek(0)
    content = file.read(len(beginning) or size)
    file.seek(0)
    if content != beginning if beginning else not _is_text(content):
        raise NotADocument


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode()
    except UnicodeDecodeError:
        return False
