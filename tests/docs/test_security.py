"""docs/security.md keeps its word: its tests and its files exist, and its figures are those of the settings."""

import ast
import re
from pathlib import Path

import pytest

from cabinet import settings

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs/security.md").read_text(encoding="utf-8")
THREATS, FIGURES = TEXT.split("## Figures")[0], TEXT.split("## Figures")[1]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in THREATS.splitlines() if line.startswith("|")]
TESTS = sorted({name for row in ROWS[2:] for name in re.findall(r"`(tests/[^`]+)`", row[-1])})
PLACES = sorted({name for row in ROWS[2:] for name in re.findall(r"`([^`]+)`", row[2])})


def names_in(file: Path) -> set[str]:
    """All tests of a file, in its classes too."""
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return {
        node.name
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }


def test_every_threat_has_a_control_and_a_test():
    assert len(ROWS) > 40
    for row in ROWS[2:]:
        assert len(row) == 4, row
        is_heading = row[0].startswith("**")
        assert is_heading != bool(row[1] and "`tests/" in row[3]), row


@pytest.mark.parametrize("named", TESTS)
def test_each_named_test_exists(named):
    path, _, name = named.partition("::")
    assert (ROOT / path).is_file()
    found = names_in(ROOT / path)
    assert name in found if name else found


@pytest.mark.parametrize("place", PLACES)
def test_each_named_place_exists(place):
    assert (ROOT / "cabinet" / place).exists()


def test_the_figures_are_those_of_the_settings():
    told = re.findall(r"^\| (`[A-Z_`, ]+`) \| ([^|]+) \|", FIGURES, re.M)
    figures = {name: value for names, value in told for name in re.findall(r"[A-Z_]{3,}", names)}
    for name, text in figures.items():
        value = getattr(settings, name)
        values = value if isinstance(value, tuple) else set(value.values()) if name == "CAPTCHA_AFTER" else [value]
        if name != "DOOR_LIMITS":
            assert all(str(each) in text for each in values), name
    for what, limits in settings.DOOR_LIMITS.items():
        assert what in figures["DOOR_LIMITS"]
        assert limits["device"][0] in figures["DOOR_LIMITS"]
        assert limits["network"][0] in figures["DOOR_LIMITS"]
    assert str(settings.CODES_PREFIX_DIGITS) in FIGURES
