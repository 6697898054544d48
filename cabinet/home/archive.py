"""The archive «Мои данные»: for each kind of data a table for people and a file for programs, and a README.

Everything is written as it is read, a row at a time, so that the size of a ledger costs disk and no memory.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cabinet.accounts.models import User
from cabinet.core import brand
from cabinet.core.personal_data import PersonalData, Row, entries

IN_MEMORY = 1_000_000  # bytes of a table that are kept before it goes to the disk
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Encoder(DjangoJSONEncoder):
    """Sums as numbers are written, so that no program rounds them; times with their zone."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def write_archive(*, user: User, language: str, now: datetime, to: IO[bytes]) -> None:
    """Write all data of `user` as a ZIP, in words of `language`."""
    with translation.override(language), zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        archive.writestr("README.txt", _readme(now))
        for entry in entries():
            _write(archive, entry, entry.export(user, now), language)


def _write(archive: zipfile.ZipFile, entry: PersonalData, rows: Iterable[Row], language: str) -> None:
    """Both files from one reading, so that they agree."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as table:
        words = io.TextIOWrapper(table, encoding="utf-8-sig", newline="", write_through=True)
        sheet = csv.writer(words, delimiter="," if language == "en" else ";")
        sheet.writerow([str(name) for name in entry.fields.values()])
        with archive.open(f"{entry.name}.json", "w", force_zip64=True) as file:
            file.write(b"[")
            for index, row in enumerate(rows):
                sheet.writerow([_cell(row[key], language) for key in entry.fields])
                piece = json.dumps({key: row[key] for key in entry.fields}, cls=_Encoder, ensure_ascii=False)
                file.write(f"{',' if index else ''}\n{piece}".encode())
            file.write(b"\n]\n")
        words.detach()
        table.seek(0)
        with archive.open(f"{entry.name}.csv", "w", force_zip64=True) as file:
            shutil.copyfileobj(table, file)


def _cell(value: Any, language: str) -> str:
    """As a spreadsheet of that language's speakers takes it; a text that somebody chose never becomes a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("да") if value else _("нет"))
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, Decimal):
        return str(value) if language == "en" else str(value).replace(".", ",")
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _readme(now: datetime) -> str:
    lines = [
        _("Ваши данные в кабинете «%(brand)s»") % {"brand": brand.current().name},
        _("Собрано %(when)s.") % {"when": f"{timezone.localtime(now):%d.%m.%Y %H:%M}"},
        "",
        _("Каждый файл есть дважды: .csv откроет программа таблиц, .json прочтёт другая программа."),
        _("Имена и номера других людей сокращены: это их данные."),
        "",
    ]
    for entry in entries():
        lines += [f"{entry.name}: {entry.about}"]
        lines += [f"    {key}: {words}" for key, words in entry.fields.items()]
        if entry.kept_because:
            lines += ["    " + _("Останется и после закрытия кабинета. %(why)s") % {"why": entry.kept_because}]
        lines += [""]
    return "\r\n".join(lines)
