"""Ready replies and labels that an installation begins with: `chat/knowledge/demo/canned.toml` and
`labels.toml` made rows. The staff changes them later."""

from __future__ import annotations

from pathlib import Path

from cabinet.core.toml_rows import rows_of
from chat.models import CannedReply, Label

FILES = Path(__file__).parent.parent / "knowledge" / "demo"
STEP = 10  # between the orders of neighbours


def load() -> None:
    """Make what is not there yet; what is there stays as the staff has it."""
    replies = [
        CannedReply(
            shortcut=row["shortcut"],
            title=row["title_ru"],
            text_ru=row["text_ru"].strip(),
            text_en=row["text_en"].strip(),
            order=place * STEP,
        )
        for place, row in enumerate(rows_of(FILES / "canned.toml", "reply"), start=1)
    ]
    CannedReply.objects.bulk_create(replies, ignore_conflicts=True)
    labels = [
        Label(**row, order=place * STEP) for place, row in enumerate(rows_of(FILES / "labels.toml", "label"), start=1)
    ]
    Label.objects.bulk_create(labels, ignore_conflicts=True)
