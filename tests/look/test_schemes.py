"""Dark differs from light by its colours and shadows alone: a journey asks the second scheme for no more."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STYLES = sorted((Path(settings.BASE_DIR) / "static" / "css").rglob("*.css"))
SCHEME = re.compile(r"prefers-color-scheme|data-theme")
BLOCK = re.compile(r":root(?::not\()?\[data-theme=\"\w+\"\]\)? \{([^}]*)\}")
SHADOW = re.compile(r"--(?:lift|float): .+")  # takes no room
COLOUR = re.compile(
    r"--[a-z0-9-]+: ?(?:#[0-9A-Fa-f]{3,8}|rgba?\([^)]*\)|var\(--[a-z0-9-]+\))|color-scheme: ?(?:dark|light)"
)


@pytest.mark.parametrize("style", [pytest.param(style, id=style.name) for style in STYLES])
def test_a_scheme_sets_colours_and_nothing_else(style: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.DOTALL)
    blocks = BLOCK.findall(text)
    left = BLOCK.sub("", text).replace("@media (prefers-color-scheme: dark) {", "")
    assert not SCHEME.search(left)
    said = [each.strip() for block in blocks for each in block.split(";") if each.strip()]
    assert [each for each in said if not COLOUR.fullmatch(each) and not SHADOW.fullmatch(each)] == []


def test_the_schemes_are_there() -> None:
    assert len([block for style in STYLES for block in BLOCK.findall(style.read_text())]) == 2
