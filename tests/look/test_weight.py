"""What a cold page costs, as UX.md measures it: sizes as they travel, compressed."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
KB = 1024

PAGE_CSS = ("vendor/pico.min.css", "css/tokens.css", "css/portal.css")
PAGE_JS = ("js/app.js",)
HTMX = ("vendor/htmx.min.js",)
FONTS = ("cyrillic", "latin", "rouble")
HTML_AND_BRAND = 15 * KB  # a long page and /brand.css, compressed


def travels(name: str) -> int:
    return len(gzip.compress((STATIC / name).read_bytes(), 9))


def together(*names: str) -> int:
    return sum(map(travels, names))


def own(folder: str, pattern: str) -> list[tuple[str, ...]]:
    """The files that only one page loads, page by page: `js/chat/*`, `css/desk.css`."""
    found = sorted((STATIC / folder).glob(pattern))
    return [
        tuple(file.relative_to(STATIC).as_posix() for file in ([path] if path.is_file() else path.rglob("*.js")))
        for path in found
    ]


@pytest.mark.parametrize("extra", [(), *(names for names in own("css", "*.css") if names[0] not in PAGE_CSS)])
def test_the_css_of_a_page(extra: tuple[str, ...]) -> None:
    assert together(*PAGE_CSS, *extra) <= 20 * KB


@pytest.mark.parametrize("extra", [HTMX, *(names for names in own("js", "*") if names != PAGE_JS)])
def test_the_javascript_of_a_page(extra: tuple[str, ...]) -> None:
    assert together(*PAGE_JS, *extra) <= 25 * KB


def test_a_cold_first_page() -> None:
    fonts = sum((STATIC / f"vendor/fonts/golos-text-{name}.woff2").stat().st_size for name in FONTS)

    assert fonts + together(*PAGE_CSS, *PAGE_JS, *HTMX) + HTML_AND_BRAND <= 120 * KB
