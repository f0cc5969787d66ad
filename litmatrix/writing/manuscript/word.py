"""What a Word document has beyond pandoc's: captions that count, references to them, turned pages, a filled table of contents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from litmatrix.tables.grids import Grid
from litmatrix.writing.cells import tallest
from litmatrix.writing.manuscript import tree
from litmatrix.writing.manuscript.numbering import Numbered
from litmatrix.writing.package import DOCUMENT, FIELD, SEQUENCE, repacked, whole_rows
from litmatrix.writing.styles import Style

# How many characters fit across a page held upright, how many lines a row may take on it, and how many columns.
_LINE, _LINES, _COLUMNS = 100, 24, 6

_REFERENCE = "REF {} \\h"
_BOLD = "<w:rPr><w:b/></w:rPr>"
_UPRIGHT, _LYING = 'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906" w:orient="landscape"'
_SECTION = '<w:p><w:pPr><w:sectPr w:litmatrix="{}"/></w:pPr></w:p>'
_MARKED = re.compile(r'<w:sectPr [^>]*w:litmatrix="(?P<way>upright|lying)"[^>]*/>')
_LAST_SECTION = re.compile(r"<w:sectPr\b(?:(?!<w:sectPr\b).)*?</w:sectPr>(?=\s*</w:body>)", re.DOTALL)
# Between margins of an inch, in twentieths of a point.
_ROOM = {"upright": 9026, "lying": 13958}
_GRID = re.compile(r"<w:tblGrid>.*?</w:tblGrid>", re.DOTALL)
_COLUMN = re.compile(r'<w:gridCol w:w="(?P<width>\d+)" ?/>')
_PAGE_SIZE = re.compile(r"<w:pgSz\b[^>]*/>")


def caption(one: Numbered, inlines: list[Any]) -> list[Any]:
    """Return a caption whose number Word counts itself, and that can be referred to: “Table 1”, then its words on a new line (APA 7, 7.10)."""
    number = 70_000 + one.number + (10_000 if one.word == "Figure" else 0)
    counted = (
        f'<w:bookmarkStart w:id="{number}" w:name="{one.mark}"/><w:r>{_BOLD}<w:t xml:space="preserve">{one.word} </w:t></w:r>'
        f"{FIELD.format(code=SEQUENCE.format(one.word), look=_BOLD, shown=one.number)}"
        f'<w:bookmarkEnd w:id="{number}"/>'
    )
    return [tree.raw("openxml", counted), {"t": "LineBreak"}, {"t": "Emph", "c": inlines}]


def reference(one: Numbered) -> list[Any]:
    """Return a reference to a table or figure, which Word renews as its number changes."""
    return [
        tree.raw("openxml", FIELD.format(code=_REFERENCE.format(one.mark), look="", shown=escape(one.name)))
    ]


def arranged(made: dict[str, Any], known: Mapping[str, Numbered], style: Style) -> dict[str, Any]:
    """Return a tree in which the cells of tables have a style of their own, and wide tables stand on turned pages."""

    def change(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        if element["t"] == "Table":
            table = {"t": "Table", "c": [_small(part) for part in element["c"]]}
            return _on_turned_page(table) if is_wide(element) else [table]
        if element["t"] == "Figure" and style.name.startswith("apa"):
            return _titled_above(element)
        if element["t"] == "Para" and _is_note(element):
            return [tree.styled("Table Note", [element])]
        if element["t"] == "Para" and [one["t"] for one in element["c"]] == ["Strong"]:
            return [tree.styled("Subheading", [element])]
        return None

    return {**made, "blocks": tree.changed(made["blocks"], change)}


def _titled_above(figure: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a figure whose number and title stand above it (APA 7, section 7.24)."""
    identity, (short, caption), content = figure["c"]
    if not caption:
        return [figure]
    title = [_full(block) for block in caption]
    return [tree.styled("Figure Title", title), {"t": "Figure", "c": [identity, [short, []], content]}]


def _is_note(paragraph: dict[str, Any]) -> bool:
    first = paragraph["c"][0] if paragraph["c"] else {}
    return first.get("t") == "Emph" and tree.words(first) == "Note."


def _small(part: Any) -> Any:
    """Return a part of a table whose cells hold paragraphs in the style of a table's text; its caption stays."""
    if isinstance(part, list) and len(part) == 5 and isinstance(part[4], list) and isinstance(part[1], dict):
        return (
            [*part[:4], [tree.styled("Table Text", [_full(block) for block in part[4]])]] if part[4] else part
        )
    return [_small(one) for one in part] if isinstance(part, list) else part


def _full(block: dict[str, Any]) -> dict[str, Any]:
    return {**block, "t": "Para"} if block["t"] == "Plain" else block


def _on_turned_page(table: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        tree.raw("openxml", _SECTION.format("upright"), True),
        table,
        tree.raw("openxml", _SECTION.format("lying"), True),
    ]


def is_wide(table: dict[str, Any]) -> bool:
    """Return whether a table is too wide for a page held upright: too many columns, or rows that would be too high."""
    rows = [[tree.words(cell[4]) for cell in row[1]] for row in _rows(table)]
    if not rows or len(rows[0]) < 4:
        return False
    width = len(rows[0])
    grid = Grid(tuple(rows[0]), tuple(tuple(row) for row in rows[1:] if len(row) == width), (False,) * width)
    return width > _COLUMNS or tallest(grid, _LINE) > _LINES


def _rows(table: dict[str, Any]) -> Iterable[list[Any]]:
    _, _, _, head, bodies, _ = table["c"]
    yield from head[1]
    for body in bodies:
        yield from (*body[2], *body[3])


# --- the finished file ---

# Pandoc makes properties of what citeproc was given.
_REFERENCES = re.compile(
    rb'<property\b[^>]*name="(?:references|csl|bibliography)"[^>]*?(?:/>|>.*?</property>)', re.DOTALL
)


def finished(data: bytes, contents: bool) -> bytes:
    """Return a document with the sections of its turned pages and, if asked for, a table of contents that is filled."""

    def change(name: str, content: bytes) -> bytes:
        if name == DOCUMENT:
            text = whole_rows(_sectioned(content.decode("utf-8")))
            return (_with_contents(text) if contents else text).encode("utf-8")
        return _REFERENCES.sub(b"", content) if name == "docProps/custom.xml" else content

    return repacked(data, change)


def _sectioned(text: str) -> str:
    """Return document.xml with each section that a wide table needs: as the last one is, with its header, upright or turned."""
    last = _LAST_SECTION.search(text)
    own = last[0] if last else "<w:sectPr></w:sectPr>"
    upright = (
        own if _PAGE_SIZE.search(own) else own.replace("</w:sectPr>", f"<w:pgSz {_UPRIGHT}/></w:sectPr>")
    )
    lying = _PAGE_SIZE.sub(f"<w:pgSz {_LYING}/>", upright)
    pieces = _MARKED.split(text)
    # Pandoc lays columns out for a page of its own; a program that does not stretch them needs their sum to be the room.
    for place in range(0, len(pieces), 2):
        way = pieces[place + 1] if place + 1 < len(pieces) else "upright"
        pieces[place] = _stretched(pieces[place], _ROOM[way])
        if place + 1 < len(pieces):
            pieces[place + 1] = upright if way == "upright" else lying
    return "".join(pieces)


def _stretched(text: str, room: int) -> str:
    """Return XML in which the columns of each table are as wide together as a page has room."""

    def grid(found: re.Match[str]) -> str:
        widths = [int(width) for width in _COLUMN.findall(found[0])]
        share = room / max(sum(widths), 1)
        return _COLUMN.sub(lambda one: f'<w:gridCol w:w="{round(int(one["width"]) * share)}"/>', found[0])

    return _GRID.sub(grid, text)


_HEADING = re.compile(
    r'<w:bookmarkStart [^>]*w:name="(?P<mark>[^"]+)"[^>]*/>\s*(?:<w:bookmarkStart[^>]*/>\s*)*<w:p><w:pPr><w:pStyle w:val="Heading(?P<level>[123])" ?/>.*?</w:p>',
    re.DOTALL,
)
_TEXT = re.compile(r"<w:t\b[^>]*>(?P<text>[^<]*)</w:t>")


def _with_contents(text: str) -> str:
    """Return document.xml with a table of contents before its first heading; Word fills in the pages when it is updated."""
    entries = [
        (found["mark"], found["level"], "".join(_TEXT.findall(found[0]))) for found in _HEADING.finditer(text)
    ]
    if not entries:
        return text
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    lines = [
        f'<w:p><w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>{begin if number == 0 else ""}<w:hyperlink w:anchor="{mark}"><w:r><w:t>{words}</w:t></w:r></w:hyperlink></w:p>'
        for number, (mark, level, words) in enumerate(entries)
    ]
    head = '<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>Contents</w:t></w:r></w:p>'
    end = '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr>'
    block = f"<w:sdt>{gallery}<w:sdtContent>{head}{''.join(lines)}{end}</w:sdtContent></w:sdt>"
    at = _HEADING.search(text)
    place = at.start() if at else 0
    return text[:place] + block + text[place:]
