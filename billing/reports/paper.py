"""Sheets of A4 for documents: text, tables that go over pages with their heads, page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONTS = Path("static/vendor/fonts")
PLAIN, BOLD = "Golos", "Golos-SemiBold"
FACES = {PLAIN: "golos-text-400.ttf", BOLD: "golos-text-600.ttf"}
WIDTH, HEIGHT = A4  # points, like all lengths here
SIDE, TOP, BOTTOM, FOOT = 36.0, 44.0, 52.0, 28.0
SIZE, LEADING, PAD = 8.5, 11.0, 3.0
MOST_LINES = 3  # of a cell; what is longer is cut
TEXT, MUTED, LINE, HEAD = (HexColor(each) for each in ("#17181A", "#565A60", "#D9D6CE", "#F6F5F2"))
PAGES = "pages"  # how many there are is drawn on each, and known in the end


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in points; sums stand at the `right`."""

    head: str
    width: float
    right: bool = False


class Paper:
    """A document being drawn from the top of its first page."""

    def __init__(self, path: str, *, title: str, author: str, foot: str, language: str) -> None:
        _register_fonts()
        self._canvas = Canvas(path, pagesize=A4, pageCompression=1, lang=language)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._foot = foot
        self._columns: Sequence[Column] = ()
        self._later = 0.0
        self._begin()

    def line(self, text: str, *, size: float = SIZE, bold: bool = False, space: float = 0) -> None:
        """A line of text across the page, `space` points below what stands above it."""
        self._columns = ()
        self._need(size + LEADING + space)
        self._y -= space + size + 2
        self._put(SIDE, self._y, text, bold=bold, size=size)
        self._y -= PAD

    def table(self, columns: Sequence[Column]) -> None:
        """Begin a table: its head is drawn here and on each page that it goes over."""
        self._columns = ()
        self._need(4 * LEADING)
        self._columns = columns
        self._head()

    def row(self, cells: Sequence[str], *, bold: bool = False) -> None:
        """A row of the table that was begun."""
        lines = [
            _wrapped(cell, column.width - 2 * PAD, bold) for cell, column in zip(cells, self._columns, strict=True)
        ]
        height = LEADING * max(len(each) for each in lines) + PAD
        self._need(height)
        x = SIDE
        for column, cell in zip(self._columns, lines, strict=True):
            for place, text in enumerate(cell):
                self._cell(x, self._y - LEADING * (place + 1) + 1, column, text, bold)
            x += column.width
        self._y -= height
        self._rule()

    def later(self, name: str, height: float) -> None:
        """Leave `height` points for a table that `save` draws, when it is known."""
        self._columns, self._later = (), height
        self._need(height)
        self._canvas.saveState()
        self._canvas.translate(0, self._y - height)
        self._canvas.doForm(name)
        self._canvas.restoreState()
        self._y -= height

    def save(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """Draw the table for which `later` left a place, and write the file."""
        self._end()
        self._canvas.beginForm(name, 0, 0, WIDTH, self._later)
        self._y, self._lowest, self._columns = self._later, -inf, columns
        self._head()
        for cells in rows:
            self.row(cells)
        self._canvas.endForm()
        self._canvas.beginForm(PAGES)
        self._put(WIDTH - SIDE - 27, 0, _("из %(pages)d") % {"pages": self._page}, muted=True)
        self._canvas.endForm()
        self._canvas.save()

    def _begin(self) -> None:
        self._page: int = self._canvas.getPageNumber()
        self._y, self._lowest = HEIGHT - TOP, BOTTOM

    def _end(self) -> None:
        """Number the page and leave it."""
        self._put(SIDE, FOOT, self._foot, muted=True)
        self._put(WIDTH - SIDE - 30, FOOT, str(self._page), right=True, muted=True)
        self._canvas.saveState()
        self._canvas.translate(0, FOOT)
        self._canvas.doForm(PAGES)
        self._canvas.restoreState()
        self._canvas.showPage()

    def _need(self, height: float) -> None:
        """The next page, if there is less room on this one."""
        if self._y - height < self._lowest:
            self._end()
            self._begin()
            if self._columns:
                self._head()

    def _head(self) -> None:
        height = LEADING + 2 * PAD
        self._canvas.setFillColor(HEAD)
        self._canvas.rect(SIDE, self._y - height, WIDTH - 2 * SIDE, height, stroke=0, fill=1)
        x = SIDE
        for column in self._columns:
            self._cell(x, self._y - LEADING - 1, column, column.head, True)
            x += column.width
        self._y -= height

    def _cell(self, x: float, y: float, column: Column, text: str, bold: bool) -> None:
        place = x + column.width - PAD if column.right else x + PAD
        self._put(place, y, text, bold=bold, right=column.right)

    def _put(
        self,
        x: float,
        y: float,
        text: str,
        *,
        bold: bool = False,
        right: bool = False,
        muted: bool = False,
        size: float = SIZE,
    ) -> None:
        self._canvas.setFont(BOLD if bold else PLAIN, size)
        self._canvas.setFillColor(MUTED if muted else TEXT)
        (self._canvas.drawRightString if right else self._canvas.drawString)(x, y, text)

    def _rule(self) -> None:
        self._canvas.setStrokeColor(LINE)
        self._canvas.setLineWidth(0.4)
        self._canvas.line(SIDE, self._y, WIDTH - SIDE, self._y)


@lru_cache(maxsize=10_000)
def _wrapped(text: str, width: float, bold: bool) -> tuple[str, ...]:
    """`text` in lines of `width`; a word that is longer than a line is cut, too."""
    font = BOLD if bold else PLAIN
    lines = simpleSplit(text, font, SIZE, width) or [""]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1] + "…"]
    return tuple(_cut(line, font, width) for line in lines)


def _cut(line: str, font: str, width: float) -> str:
    if stringWidth(line, font, SIZE) <= width:
        return line
    line = line.rstrip("…")
    while line and stringWidth(f"{line}…", font, SIZE) > width:
        line = line[:-1]
    return f"{line}…"


@cache
def _register_fonts() -> None:
    """The font of the pages, once for a process; a document embeds what it uses of it."""
    for name, file in FACES.items():
        registerFont(TTFont(name, str(Path(settings.BASE_DIR) / FONTS / file)))
