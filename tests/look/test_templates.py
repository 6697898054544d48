"""What every template must keep to, read from the files themselves."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string

from cabinet.core.templatetags.portal import drawing

FOLDER = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*"))
PAGES = [name for name in TEMPLATES if name.endswith(".html")]

INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|<script(?![^>]*\ssrc=)(?![^>]*type="application/json")|javascript:""",
    re.I,
)
BUTTON = re.compile(r"""<(button|a)\b[^>]*\bclass="btn[^>]*>(.*?)</\1>""", re.S)
ICON = re.compile(r"""{%\s*icon\s+"([^"]+)\"""")


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_in_it_needs_an_unsafe_policy(name: str) -> None:
    assert INLINE.findall((FOLDER / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", PAGES)
def test_its_icons_were_brought(name: str) -> None:
    for icon in ICON.findall((FOLDER / name).read_text(encoding="utf-8")):
        drawing(icon)


@pytest.mark.parametrize("name", PAGES)
def test_a_number_stays_with_the_words_of_its_button(name: str) -> None:
    """A button lays out what stands in it side by side: words and a number are one thing, or a phone splits both."""
    for _tag, inside in BUTTON.findall((FOLDER / name).read_text(encoding="utf-8")):
        words = re.sub(r"{% icon .*?%}", "", inside).strip()
        if '<span class="num' in words:
            assert words.startswith("<span"), words


def test_the_page_of_a_server_error_needs_no_context_and_no_database() -> None:
    html = render_to_string("errors/500.html")

    assert "Сломалось у нас" in html
    assert 'href="/"' in html


def test_an_unknown_icon_says_how_to_bring_it() -> None:
    with pytest.raises(LookupError, match="bin/vendor"):
        drawing("no-such-icon")


def test_an_icon_cannot_name_a_file_elsewhere() -> None:
    with pytest.raises(LookupError):
        drawing("../licences/pico")
