"""docs/privacy.md says what the registry says."""

from pathlib import Path

from django.utils import translation

from cabinet.core.personal_data import entries

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"


def table() -> list[str]:
    with translation.override("en"):
        return [
            f"| `{entry.name}` | {entry.about} | {entry.kept_because or 'erased when the cabinet is closed'} |"
            for entry in entries()
        ]


def test_the_page_has_a_row_for_every_kind_of_data():
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert rows == table(), "put this into docs/privacy.md:\n" + "\n".join(table())
