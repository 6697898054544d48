"""Taking in what somebody uploads: checked by its content, made anew, kept privately. Of any part of the portal."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from cabinet.core.errors import DomainError
from chat.models import FileKind, StoredFile
from chat.promises.files import cleaning

logger = logging.getLogger(__name__)

ACCEPT = "image/jpeg,image/png,image/webp,image/gif,application/pdf"  # what a page offers to choose
MAX_FILES = 5  # at once
PATIENCE = 30  # seconds for making one file harmless
WAITS = 20  # seconds for a place to do it in
AT_ONCE = threading.BoundedSemaphore(2)  # in one process: each takes a core, and memory
ENDS = {FileKind.PICTURE: "jpg", FileKind.DOCUMENT: "pdf"}
NAME = 100  # characters of a name that are kept

REASONS: dict[str, Promise] = {
    "busy": _("Сейчас отправляют много файлов сразу. Отправьте «%(name)s» ещё раз через минуту."),
    "too_large": _("Файл «%(name)s» слишком большой: не больше 10 МБ."),
    "unknown": _("Файл «%(name)s» не подошёл: можно отправить фото, картинку или PDF."),
    "broken": _("Файл «%(name)s» повреждён и не открывается. Попробуйте другой."),
    "protected": _("Файл «%(name)s» защищён паролем. Снимите пароль и отправьте снова."),
    "too_many_pages": _("В документе «%(name)s» больше 100 страниц. Разделите его."),
    "too_many_pixels": _("Картинка «%(name)s» слишком большая. Уменьшите её или пришлите снимок экрана."),
}


class FileRefused(DomainError):
    """Why a file is not taken: `code` is of `REASONS`."""

    def __init__(self, code: str, name: str) -> None:
        self.code = f"file_{code}"
        super().__init__(str(REASONS[code]) % {"name": name})


class TooManyFiles(DomainError):
    code = "too_many_files"
    message = _("За один раз можно отправить не больше 5 файлов.")


def accept_all(*, uploads: Sequence[UploadedFile], now: datetime) -> list[StoredFile]:
    """`accept` for each, in their order. Raises `TooManyFiles`, and what `accept` raises; what was taken before goes
    by itself, since nothing holds it."""
    if len(uploads) > MAX_FILES:
        raise TooManyFiles
    return [accept(upload=upload, now=now) for upload in uploads]


def accept(*, upload: UploadedFile, now: datetime) -> StoredFile:
    """Take `upload` in. It hangs on nothing yet: what is not `keep`-ed goes after an hour. Raises `FileRefused`.

    Not to be called within a transaction: making a file harmless takes a second, and the storage may be far away.
    """
    name = shown_name(upload.name or "")
    if upload.size is None or upload.size > cleaning.MAX_BYTES:
        raise FileRefused("too_large", name)
    made, file, small = _cleaned(upload.read(), name)
    kind = FileKind(made.kind)
    place = f"chat/{now:%Y-%m}/{uuid4()}"
    stored = StoredFile.objects.create(
        kind=kind,
        name=f"{name}.{ENDS[kind]}",
        file=f"{place}.{ENDS[kind]}",
        small=f"{place}-small.jpg" if small else "",
        size=made.size,
        width=made.width,
        height=made.height,
        pages=made.pages,
        created_at=now,
    )  # the row first: what a crash leaves in the storage is found by it
    default_storage.save(stored.file, ContentFile(file))
    if small:
        default_storage.save(stored.small, ContentFile(small))
    return stored


def shown_name(name: str) -> str:
    """A name without its ending and without what could mislead: folders, invisible letters, marks of direction."""
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    stem = name.rsplit(".", 1)[0] if "." in name[1:] else name
    return stem.strip(" .\"'<>")[:NAME].strip() or pgettext("имя без имени", "файл")


@contextmanager
def _place(name: str) -> Iterator[None]:
    """A core and memory for one file; whoever would wait long for them tries again later, and blocks nobody else."""
    if not AT_ONCE.acquire(timeout=WAITS):
        raise FileRefused("busy", name)
    try:
        yield
    finally:
        AT_ONCE.release()


def _cleaned(upload: bytes, name: str) -> tuple[cleaning.Made, bytes, bytes]:
    program = [sys.executable, "-I", str(Path(cleaning.__file__))]
    try:
        with _place(name):
            done = subprocess.run(program, input=upload, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603 - our own program
        line, _newline, rest = done.stdout.partition(b"\n")
        head = json.loads(line)
    except (subprocess.SubprocessError, ValueError) as error:  # it was stopped by its bounds, or by the file
        logger.warning("files: an upload of %d bytes could not be cleaned: %s", len(upload), type(error).__name__)
        raise FileRefused("broken", name) from None
    if refused := head.get("refused"):
        raise FileRefused(refused, name)
    made = cleaning.Made(**head)
    return made, rest[: made.size], rest[made.size :]
