"""Pico comes without rules for what no page has: what is kept looks as before, and no page asks for what is gone."""

import importlib.util
import re
from pathlib import Path

import pytest

from cabinet import settings as portal

ROOT = Path(portal.BASE_DIR)
SPEC = importlib.util.spec_from_file_location("without_unused", ROOT / "bin/without_unused.py")
tool = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(tool)
PAGES = [
    path
    for folder, kind in (("templates", "*.html"), ("static/js", "*.js"))
    for path in (ROOT / folder).rglob(kind)
    if "admin" not in path.parts  # Django's own style sheets
]
SPOKEN_OF = {  # how a page would ask for it
    "[data-tooltip": "data-tooltip",
    "[type=range]": r'type="range"',
    "[type=color]": r'type="color"',
    "[role=switch]": r'role="switch"',
    "[role=search]": r'role="search"',
}


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        ("a{x:1}", "a{x:1}"),
        ("a,.grid{x:1}", "a{x:1}"),
        (".grid>*{x:1}b{y:2}", "b{y:2}"),
        ("input:not([type=range],[type=file]){x:1}", "input:not([type=range],[type=file]){x:1}"),
        (":is(a,.grid){x:1}", ":is(a,.grid){x:1}"),
        (":where(.grid) a{x:1}", ""),
        ("@media print{.grid{x:1}}@media print{a{x:1}}", "@media print{a{x:1}}"),
        ("@keyframes turn{to{x:1}}", "@keyframes turn{to{x:1}}"),
    ],
)
def test_a_rule_goes_only_if_all_that_it_is_for_is_gone(css, kept):
    assert tool.stripped(css) == kept


def test_what_is_vendored_holds_nothing_more_to_leave_out():
    css = (ROOT / "static/vendor/pico.min.css").read_text()
    assert tool.stripped(css) == css


@pytest.mark.parametrize("part", tool.UNUSED)
def test_no_page_asks_for_what_is_gone(part):
    of_class = rf'class(Name|List)?\b[^>\n]*[\s"\'(]{part.removeprefix(".")}[\s"\')]'
    asked = of_class if part.startswith(".") else SPOKEN_OF.get(part, part)
    assert [path.name for path in PAGES if re.search(asked, path.read_text())] == []
