"""Rate the usage events of a file: JSON lines or CSV (`.csv`, `.csv.gz`), packed by gzip or not. Loading a file again,
or the rest of one that was interrupted, charges nothing twice."""

from __future__ import annotations

import gzip
import zlib
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billing.usage.rating import BATCH, rate_batch
from billing.usage.reading import LONGEST_LINE, BadFile, read_csv, read_json


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        reader = read_csv if ".csv" in file.suffixes[-2:] else read_json
        opened = gzip.open if file.suffix == ".gz" else open
        try:
            with cast(BinaryIO, opened(file, "rb")) as content:
                events = reader(_lines(content))
                while part := list(islice(events, BATCH)):
                    batch = rate_batch(events=part, name=file.name, now=timezone.now())
                    self.stdout.write(
                        f"{batch.public_id}: {batch.received} received, {batch.rated} rated, {batch.repeated} repeated,"
                        f" {batch.quarantined} in quarantine"
                    )
        except (OSError, EOFError, zlib.error, BadFile) as error:
            raise CommandError(f"{file}: {error}") from None


def _lines(content: BinaryIO) -> Iterator[bytes]:
    """Lines of a file, none held whole that is longer than a line may be: such a one is unreadable, in pieces."""
    return iter(lambda: content.readline(LONGEST_LINE * 2), b"")
