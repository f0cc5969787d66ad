"""The framework matrix as a sheet: heads that stay, summaries in the cells, the quotations folded in rows below (outline)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from litmatrix.reporting import Stamp
from litmatrix.tables.grids import clean
from litmatrix.tables.of_framework import Cell, Framework, Group, Source
from litmatrix.vocabulary import DUE, MATRIX, NOT_MENTIONED, UNREAD, counted
from litmatrix.writing.cells import row_lines
from litmatrix.writing.framework import wording
from litmatrix.writing.framework.paper import parts
from litmatrix.writing.workbook import Sheet, Workbook, new
from litmatrix.writing.workbook.limits import HEIGHT, cut

NAME = "Framework"
_HOW = "Quotations are folded under their source: + at the left unfolds one, 2 at the top left all."
# Widths in characters: group, source, theme; of letters of this size so many are in a character's width, and a line is so high.
_GROUP, _SOURCE, _THEME = 11, 21, 22
_SIZE, _LETTERS, _LINE = 10, 1.1, 13.5
_HEAD = 2
# A head or foot of a page holds 255 characters, its marks with them.
_FOOT = 200


def workbook(framework: Framework, stamp: Stamp) -> Workbook:
    """Return a workbook with the matrix alone, and what could not be put into it whole."""
    stream = io.BytesIO()
    book = new(stream, wording.title(framework), stamp)
    notes = add_sheet(book, framework, str(stamp))
    book.close()
    return Workbook(stream.getvalue(), notes)


def listed(framework: Framework) -> Sheet:
    """Return the sheet as the workbook of all tables takes it."""
    return Sheet(
        NAME,
        "Framework matrix",
        len(framework.sources),
        _told(framework),
        lambda book: add_sheet(book, framework),
    )


def add_sheet(book: Any, framework: Framework, foot: str = "") -> tuple[str, ...]:
    """Add the matrix to an xlsxwriter workbook as its sheet `NAME`, and return what could not be put into it whole.

    Each row has its group and its source, so that a filter keeps what belongs together.
    """
    sheet, looks = book.add_worksheet(NAME), _looks(book)
    sheet.write_string(0, 0, cut(clean(wording.title(framework)), "")[0], looks["title"])
    sheet.write_string(1, 0, cut(clean(_told(framework)), "")[0], looks["note"])
    writing = _Writing(sheet, looks)
    heads = [framework.by, "Source"]
    shares = zip(framework.themes, framework.shares, strict=True)
    heads += [f"{one.name}\n{wording.total(share)}" for one, share in shares]
    writing.row([(text, "head") for text in heads])
    if any(one.statement for one in framework.themes):
        said = ((wording.typographic(one.statement), "says") for one in framework.themes)
        writing.row([("", "says"), ("What the review says", "says"), *said])
    for group in framework.groups:
        writing.group(group)
    last = writing.at - 1
    if foot:
        sheet.write_string(writing.at + 1, 0, clean(foot), looks["note"])
    sheet.set_column(0, 0, _GROUP)
    sheet.set_column(1, 1, _SOURCE)
    sheet.set_column(2, max(len(heads) - 1, 2), _THEME)
    sheet.outline_settings(symbols_below=False)
    sheet.freeze_panes(_HEAD + 1, 2)
    sheet.autofilter(_HEAD, 0, max(last, _HEAD + 1), len(heads) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{writing.at + 2}"})
    _set_page(sheet, framework, last, len(heads))
    return tuple(writing.notes)


def _told(framework: Framework) -> str:
    return f"{wording.note(framework)} {_HOW}" if not framework.nothing else wording.note(framework)


class _Writing:
    """A sheet being written from its head down: the next row, and what was cut so far."""

    def __init__(self, sheet: Any, looks: Mapping[str, Any]) -> None:
        self.sheet, self.looks = sheet, looks
        self.at = _HEAD
        self.notes: list[str] = []

    def row(self, cells: Sequence[tuple[str, str]], **outline: Any) -> None:
        """Write one row of cells, each a text and the name of its look, as high as its text needs."""
        texts = []
        for place, (text, look) in enumerate(cells):
            shown, lost = cut(clean(text), MATRIX)
            if lost:
                self.notes.append(
                    f"sheet {NAME}, row {self.at + 1}: cut by {lost:,} characters; they are in {MATRIX}."
                )
            texts.append(shown)
            if look == "source" and "\n" in shown:
                name, _, rest = shown.partition("\n")
                bold, soft = self.looks["name"], self.looks["soft"]
                self.sheet.write_rich_string(self.at, place, bold, name, soft, f"\n{rest}", self.looks[look])
            elif shown:
                self.sheet.write_string(self.at, place, shown, self.looks[look])
            else:
                self.sheet.write_blank(self.at, place, None, self.looks[look])
        widths = [_GROUP, _SOURCE, *[_THEME] * (len(cells) - 2)]
        lines = row_lines(tuple(texts), [width * _LETTERS for width in widths])
        self.sheet.set_row(self.at, min(lines * _LINE + 4, HEIGHT), None, outline)
        self.at += 1

    def group(self, group: Group) -> None:
        """Write the sources of a group below its heading."""
        shares = ((wording.few(share), "group") for share in group.shares)
        self.row([(group.label, "group"), (counted(len(group.sources), "source"), "group"), *shares])
        for source in group.sources:
            self.source(group.label, source)

    def source(self, label: str, source: Source) -> None:
        """Write a source: its summaries, and in folded rows below its quotations, one a row in each column."""
        leads = [wording.lead(cell) for cell in source.cells]
        also = f"also: {'; '.join(source.also)}" if source.also else ""
        first = "\n".join(filter(None, (source.reference, source.title, also)))
        row = [(label, "quiet"), (first, "source"), *map(_seen, source.cells)]
        folded = [lead.folded for lead in leads]
        self.row(row, **({"collapsed": True} if any(folded) else {}))
        for line in zip_longest(*folded):
            words = ((wording.line(one), "quotation") if one else ("", "quotation") for one in line)
            self.row([(label, "quiet"), (source.reference, "quiet"), *words], level=1, hidden=True)


def _seen(cell: Cell) -> tuple[str, str]:
    """Return what of a cell is seen while it is folded, and its look."""
    if cell.state in (DUE, UNREAD):
        return wording.mark(cell), "due"
    if cell.state == NOT_MENTIONED:
        return wording.mark(cell), "none"
    lead = wording.lead(cell)
    over = " ".join(filter(None, (lead.words, f"[{lead.many}]" if lead.many else "")))
    return "\n".join(filter(None, (*map(wording.line, lead.shown), over))), "text"


def _looks(book: Any) -> dict[str, Any]:
    """Return the formats by name; all cells are text."""
    cell = {
        "num_format": "@",
        "text_wrap": True,
        "valign": "top",
        "font_size": _SIZE,
        "border": 1,
        "border_color": "#C3CBD3",
    }
    soft = {"font_color": "#55606C"}
    looks = {
        "title": {"bold": True, "font_size": 13, "num_format": "@"},
        "note": {**soft, "font_size": _SIZE, "num_format": "@"},
        "head": {**cell, "bold": True, "bg_color": "#EEF2F5", "bottom": 2},
        "group": {**cell, "bold": True, "bg_color": "#DFE6EC"},
        "says": {**cell, "bg_color": "#FFFDF4"},
        "source": cell,
        "name": {"bold": True, "font_size": _SIZE},
        "soft": {**soft, "font_size": _SIZE},
        "quiet": {**cell, "font_color": "#6B7683"},
        "text": cell,
        "quotation": {**cell, "indent": 1},
        "none": {**cell, **soft, "align": "center"},
        "due": {**cell, **soft, "align": "center", "pattern": 14, "fg_color": "#C9D1D8", "bg_color": "#FFFFFF"},
    }  # fmt: skip
    return {name: book.add_format(look) for name, look in looks.items()}


def _set_page(sheet: Any, framework: Framework, last: int, columns: int) -> None:
    """Set turned pages, as many themes beside each other as can be read, with the heads and the sources on each."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.39, right=0.39, top=0.6, bottom=0.6)
    sheet.print_area(_HEAD, 0, last, columns - 1)
    sheet.fit_to_pages(max(len(list(parts(framework))), 1), 0)
    sheet.repeat_rows(_HEAD)
    sheet.repeat_columns(0, 1)
    sheet.set_header(f"&L&10{_plain(wording.title(framework))}", {"margin": 0.3})
    sheet.set_footer(f"&L&8{_plain(wording.legend(framework))}&R&8&P / &N", {"margin": 0.3})


def _plain(text: str) -> str:
    """Return a text as the head or foot of a page prints it as it stands."""
    return " " + " ".join(clean(text).split())[:_FOOT].replace("&", "&&")
