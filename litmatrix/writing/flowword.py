"""The flow diagram as a Word document: the diagram in shapes that can be edited, its notes, and its numbers as a table.

The shapes are those of the chart, at the same places. Nothing else than what is here makes the file: it needs no pandoc.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import TYPE_CHECKING, Any, NamedTuple

from litmatrix.reporting import Stamp
from litmatrix.review import Review
from litmatrix.screening import flow, flowwords
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.package import DOCUMENT, packed
from litmatrix.writing.shapes import NAMESPACES, TWIP, Picture, Shape, Words, arrow, beside, box, group
from litmatrix.writing.word import archived

if TYPE_CHECKING:
    from litmatrix.charts.flowchart import Drawing
    from litmatrix.charts.flowlayout import Placed

#: The margins of a page, 15 mm in twips: the templates of PRISMA have as narrow ones.
_MARGIN = 850
_PIXEL = 1 / TWIP
#: Pages in twips: A4 upright, A4 turned, A3 upright. A diagram stands on the first one that holds it.
_PAGES = ((11906, 16838), (16838, 11906), (16838, 23811))
#: The highest page that Word has.
_HIGHEST = 31680
#: What stands over and under the diagram on its page besides its notes, in pixels.
_TITLES = 90.0
_NOTE = 16
_OURS = "A broken outline marks a box that PRISMA 2020 does not draw."

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
    '<Override PartName="/word/settings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_RELATION = '<Relationship Id="{}" Type="http://schemas.openxmlformats.org/{}" Target="{}"/>'
_OFFICE = "officeDocument/2006/relationships"
_STYLES = (
    f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="Arial"/><w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="en-GB"/>'
    '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="80"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
    '<w:pPr><w:keepNext/><w:spacing w:after="60"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="26"/><w:szCs w:val="26"/></w:rPr></w:style>'
    "</w:styles>"
)
# Without it Word would open the document as one of 2007, which has no such shapes.
_SETTINGS = (
    f'<w:settings {NAMESPACES}><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)
_BORDERS = (
    '<w:tblBorders><w:top w:val="single" w:sz="8"/><w:bottom w:val="single" w:sz="8"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="D5DAE0"/></w:tblBorders>'
)
_NUMBER_WIDTH = 1500
_PICTURE = "r3"


class _Row(NamedTuple):
    """A row of the numbers: how deep it stands (0: an arm, 1: a box, 2 and 3: its lines), its words, its number."""

    depth: int
    text: str
    number: str


def flow_document(review: Review, stamp: Stamp) -> bytes:
    """Return the flow diagram of a review as a Word document, with its numbers on the page after it.

    Each box is a text box and each arrow a line of Word's; a program that knows neither shows a picture. Of a review without
    numbers the document says so.
    """
    from litmatrix import charts
    from litmatrix.charts import fitting
    from litmatrix.charts.flowchart import TITLE

    page, drawing = _page(review)
    chart = charts.flow(review, width=_room(page))
    picture = b""
    if drawing:
        picture = charts.rendered(fitting.untitled(chart), "png")["png"]
        shown = [
            _text(flowwords.included(review)),
            _paragraph(_diagram(drawing, TITLE, str(chart.description), picture), after=60),
            *(_text(note, _NOTE, after=20) for note in flowwords.notes(review)),
            *([_text(_OURS, _NOTE, after=20)] if any(map(_is_ours, drawing.laid.boxes.values())) else []),
        ]
    else:
        shown = [_text(fitting.nothing(chart))]
    body = [
        _text(TITLE, style="Heading1"),
        *shown,
        _text("Numbers of the flow diagram", style="Heading1", apart=True),
        _numbers(review, page[0] - 2 * _MARGIN),
        _text(str(stamp), _NOTE, before=160),
        _section(page),
    ]
    return packed(_parts("".join(body), TITLE, stamp, picture), archived(stamp.moment))


def _parts(body: str, title: str, stamp: Stamp, picture: bytes) -> dict[str, bytes]:
    """Return the parts of a document by their names."""
    document = _RELATION.format("r1", f"{_OFFICE}/officeDocument", DOCUMENT)
    core = "docProps/core.xml"
    about = _RELATION.format("r2", "package/2006/relationships/metadata/core-properties", core)
    related = _RELATION.format("r1", f"{_OFFICE}/styles", "styles.xml")
    related += _RELATION.format("r2", f"{_OFFICE}/settings", "settings.xml")
    related += _RELATION.format(_PICTURE, f"{_OFFICE}/image", "media/flow.png") if picture else ""
    texts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(document + about),
        DOCUMENT: f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _RELATIONS.format(related),
        "word/styles.xml": _STYLES,
        "word/settings.xml": _SETTINGS,
        core: _core(title, stamp),
    }
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    made = {name: (head + text).encode("utf-8") for name, text in texts.items()}
    return {**made, "word/media/flow.png": picture} if picture else made


def _page(review: Review) -> tuple[tuple[int, int], Drawing | None]:
    """Return the size of the page, in twips, that holds the diagram, and the diagram as it is laid out there."""
    from litmatrix.charts.flowchart import drawn

    for page in _PAGES:
        drawing = drawn(review, _room(page) - 2)
        needs = 0.0 if drawing is None else drawing.height + _TITLES
        if needs <= (page[1] - 2 * _MARGIN) * _PIXEL:
            return page, drawing
    return (page[0], min(round(needs * TWIP) + 2 * _MARGIN, _HIGHEST)), drawing


def _room(page: tuple[int, int]) -> float:
    """Return how wide a picture on a page can be, in pixels."""
    return (page[0] - 2 * _MARGIN) * _PIXEL


def _diagram(drawing: Drawing, name: str, words: str, png: bytes) -> str:
    """Return the diagram as shapes: the bars, the arrows, and over them the boxes."""
    from litmatrix.charts import flowarrows, flowchart, measure
    from litmatrix.charts.flowlayout import HANG, INDENT
    from litmatrix.charts.saving import PNG_SCALE

    laid = drawing.laid
    line = measure.height(1, laid.size)
    numbers = itertools.count(10)
    bars = [
        Shape(bar.lines[0], bar.x, bar.y, bar.width, bar.height, flowchart.colour_of_head(bar), (Words(" ".join(bar.lines)),),
              round=True, turned=not bar.arm, bold=True, centred=True)
        for bar in (*laid.heads, *laid.phases)
    ]  # fmt: skip
    parts = [box(bar, next(numbers), laid.size, line) for bar in bars if not bar.turned]
    parts += [arrow(way, next(numbers)) for way in flowarrows.ways(laid)]
    for one in laid.boxes.values():
        words_in = tuple(
            Words(text, depth * INDENT, HANG if depth else 0.0)
            for depth, label, number in flowwords.lines(one.box)
            for text in ((f"{label} {number}",) if depth else filter(None, (label, number)))
        )
        shape = Shape(
            one.box.label, one.x, one.y, one.width, one.height, flowchart.colour_of_box(one), words_in, broken=_is_ours(one)
        )  # fmt: skip
        parts.append(box(shape, next(numbers), laid.size, line))
    phases = [beside(bar, next(numbers), laid.size, line) for bar in bars if bar.turned]
    wide, high = (dots / PNG_SCALE for dots in struct.unpack(">II", png[16:24]))
    picture = Picture(_PICTURE, wide, high)
    return "".join(phases) + group(parts, laid.width + 1, laid.height + 1, name, words, picture)


def _is_ours(one: Placed) -> bool:
    return one.box.id not in flowwords.OF_PRISMA


def _rows(review: Review) -> Iterator[_Row]:
    """Yield the numbers of the flow, all boxes and lines, under the arms that they belong to."""
    heads, arm = flow.heads(review), ""
    for one in flow.boxes(review):
        if one.arm != arm:
            arm = one.arm
            yield _Row(0, heads[arm], "")
        yield _Row(1, one.label, _told(one.n))
        for depth, label, text in one.lines():
            number = flow.number(text)
            more = text.removeprefix("" if number is None else f"n = {number:,}").strip()
            more = "" if number is None else more.strip("()")
            yield _Row(2 + depth, f"{label} ({more})" if more else label, _told(number))


def _told(number: int | None) -> str:
    return "not stated" if number is None else f"{number:,}"


def _numbers(review: Review, width: int) -> str:
    """Return the numbers of the flow as a table whose head is repeated and whose rows stay whole."""
    left = width - _NUMBER_WIDTH
    rows = [
        _table_row(_Row(0, "Box", "n"), left, head=True),
        *(_table_row(row, left) for row in _rows(review)),
    ]
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/>{_BORDERS}<w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{left}"/><w:gridCol w:w="{_NUMBER_WIDTH}"/></w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _table_row(row: _Row, left: int, head: bool = False) -> str:
    shade = "" if row.depth or head else '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>'
    bold = not row.depth
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        + _text(text, 18, after=20, bold=bold, indent=180 * max(row.depth - 1, 0) * first, right=not first)
        + "</w:tc>"
        for first, width, text in ((True, left, row.text), (False, _NUMBER_WIDTH, row.number))
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _text(text: str, size: int = 0, bold: bool = False, **looks: Any) -> str:
    """Return a paragraph of text; `looks` are those of `_paragraph`."""
    look = ("<w:b/>" if bold else "") + (f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else "")
    run = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape_html(text)}</w:t></w:r>'
    return _paragraph(run, **looks)


def _paragraph(
    run: str, style: str = "", apart: bool = False, before: int = 0, after: int = 80, indent: int = 0, right: bool = False
) -> str:  # fmt: skip
    """Return a paragraph with a style, on a page of its own, with room before and after, set in (twips), or on the right."""
    look = (
        (f'<w:pStyle w:val="{style}"/>' if style else "")
        + ("<w:pageBreakBefore/>" if apart else "")
        + f'<w:spacing w:before="{before}" w:after="{after}"/>'
        + (f'<w:ind w:left="{indent}"/>' if indent else "")
        + ('<w:jc w:val="right"/>' if right else "")
    )
    return f"<w:p><w:pPr>{look}</w:pPr>{run}</w:p>"


def _section(page: tuple[int, int]) -> str:
    wide, high = page
    turned = ' w:orient="landscape"' if wide > high else ""
    sides = " ".join(f'w:{side}="{_MARGIN}"' for side in ("top", "right", "bottom", "left"))
    return (
        f'<w:sectPr><w:pgSz w:w="{wide}" w:h="{high}"{turned}/>'
        f'<w:pgMar {sides} w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )


def _core(title: str, stamp: Stamp) -> str:
    moment = f"{stamp.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    dates: Iterable[str] = (
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape_html(title)}</dc:title><dc:description>{escape_html(str(stamp))}</dc:description>{''.join(dates)}</cp:coreProperties>"
    )
