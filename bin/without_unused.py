"""`python3 bin/without_unused.py < pico.min.css`: the style sheet without rules for what no page has.

A rule goes if each of its selectors asks for one of `UNUSED`; what merely says `:not([type=range])`, or names it as one
of several in `:is()`, stays. So nothing that a page shows can look different. tests/look/test_vendored_css.py holds
pages to it.
"""

from __future__ import annotations

import re
import sys

UNUSED = (
    *("[data-tooltip", "dropdown", "[type=range]", "[type=color]", "[role=switch]", "[role=search]", "aria-busy"),
    *(".grid", ".container", ".overflow-auto", ".secondary", ".contrast", ".outline"),
)
LISTS = re.compile(r":(not|is|where)\(")


def stripped(css: str) -> str:
    """`css` without rules that ask for something unused; blocks that this leaves empty go, too."""
    kept, start = "", 0
    while (opening := css.find("{", start)) >= 0:
        closing = _closing(css, opening, "{}")
        head, body = css[start:opening], css[opening + 1 : closing]
        kept += _block(head, body) if head.startswith("@") else _rule(head, body)
        start = closing + 1
    return kept + css[start:]


def _block(head: str, body: str) -> str:
    if not head.startswith(("@media", "@supports")):
        return f"{head}{{{body}}}"
    inside = stripped(body)
    return f"{head}{{{inside}}}" if inside else ""


def _rule(head: str, body: str) -> str:
    used = [selector for selector in _selectors(head) if not any(part in _demands(selector) for part in UNUSED)]
    return f"{','.join(used)}{{{body}}}" if used else ""


def _selectors(head: str) -> list[str]:
    found, depth = [""], 0
    for sign in head:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return found


def _demands(selector: str) -> str:
    """What an element must be: `selector` without what it must not be and without choices."""
    while match := LISTS.search(selector):
        closing = _closing(selector, match.end() - 1, "()")
        inside = selector[match.end() : closing]
        only = inside if match[1] != "not" and "," not in inside else ""
        selector = f"{selector[: match.start()]}{only}{selector[closing + 1 :]}"
    return selector


def _closing(text: str, opening: int, pair: str) -> int:
    depth = 0
    for at in range(opening, len(text)):
        depth += (text[at] == pair[0]) - (text[at] == pair[1])
        if depth == 0:
            return at
    raise ValueError(f"{pair[0]} at {opening} is never closed")


if __name__ == "__main__":
    sys.stdout.write(stripped(sys.stdin.read()))
