"""The framework matrix as a Word document on turned pages: heads repeated, a part for some themes at a time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from litmatrix.reporting import Stamp
from litmatrix.tables.grids import clean
from litmatrix.tables.of_framework import Cell, Framework, Group, Passage, Source
from litmatrix.vocabulary import MENTIONED, NOT_MENTIONED, counted
from litmatrix.writing.framework import wording
from litmatrix.writing.framework.paper import Part, parts
from litmatrix.writing.package import DOCUMENT, repacked
from litmatrix.writing.word import docx

# The room between the margins of a turned page, in twentieths of a point.
_ROOM = 14570
_LINES = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="B5BEC7"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))  # fmt: skip
_TABLE = (
    f'<w:tbl><w:tblPr><w:tblW w:w="{_ROOM}" w:type="dxa"/><w:tblBorders>{_LINES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>'
    '<w:right w:w="70" w:type="dxa"/></w:tblCellMar><w:tblLook w:firstRow="1" w:firstColumn="1"/></w:tblPr><w:tblGrid>{}</w:tblGrid>'
)  # fmt: skip
_HEAD, _GROUP, _FIRST, _SAYS = (f'<w:shd w:val="clear" w:fill="{fill}"/>' for fill in ("EEF2F5", "DFE6EC", "FFFFFF", "FFFDF4"))  # fmt: skip
_DUE = '<w:shd w:val="thinDiagStripe" w:color="C9D1D8" w:fill="FFFFFF"/>'
_BOLD, _SOFT, _TAG = "<w:b/>", '<w:color w:val="55606C"/>', '<w:b/><w:color w:val="1F5F8B"/>'


def document(framework: Framework, stamp: Stamp) -> bytes:
    """Return the matrix as a Word document, all quotations in it under the summaries; raises `NoPandoc`."""
    title = wording.title(framework)
    # The title, which is anybody's, cannot hold what it is the sum of.
    place = f"litmatrix-{hashlib.sha256(title.encode('utf-8', 'replace')).hexdigest()}-{{}}."
    contents = [_paragraph((wording.note(framework), _SOFT))]
    body = [f"<p>{place.format(0)}</p>"]
    for part in parts(framework) if not framework.nothing else ():
        body += [f"<h2>{part.name}</h2>"] if part.name else []
        body.append(f"<p>{place.format(len(contents))}</p>")
        contents.append(_table(framework, part))
    body.append(f"<p>{place.format(len(contents))}</p>")
    contents.append(_paragraph((str(stamp), _SOFT)))
    made = docx(title, "\n".join(body), stamp=stamp, turned=True)
    within = r"(?:(?!</w:p>).)*"
    placed = re.compile(f"<w:p>{within}{place.format(r'(?P<number>[0-9]+)')}{within}</w:p>", re.DOTALL)

    def change(name: str, content: bytes) -> bytes:
        if name != DOCUMENT:
            return content
        text = placed.sub(lambda found: contents[int(found["number"])], content.decode("utf-8"))
        return text.encode("utf-8")

    return repacked(made, change)


def _table(framework: Framework, part: Part) -> str:
    widths = [round(share * _ROOM) for share in part.widths]
    themes = [framework.themes[place] for place in part.places]
    totals = [framework.shares[place] for place in part.places]
    heads = [_paragraph(("Source", _BOLD))]
    heads += [_paragraph((one.name, _BOLD)) + _paragraph((wording.total(share), _SOFT)) for one, share in zip(themes, totals, strict=True)]  # fmt: skip
    rows = [_row([(head, _HEAD) for head in heads], widths, "<w:cantSplit/><w:tblHeader/>")]
    if any(one.statement for one in framework.themes):
        said = [_paragraph(("What the review says", _BOLD))]
        said += [_paragraph((wording.typographic(one.statement), "")) for one in themes]
        rows.append(_row([(cell, _SAYS) for cell in said], widths, "<w:cantSplit/>"))
    for group in framework.groups:
        rows.append(_row([(cell, _GROUP) for cell in _of_group(group, part)], widths, "<w:cantSplit/>"))
        rows += [_of_source(source, part, widths) for source in group.sources]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"{_TABLE.format(grid)}{''.join(rows)}</w:tbl>"


def _of_group(group: Group, part: Part) -> list[str]:
    number = counted(len(group.sources), "source")
    first = _paragraph((group.label, _BOLD), (f"  {number}", _SOFT), stays=True)
    return [
        first,
        *(_paragraph((wording.few(group.shares[place]), _SOFT), stays=True) for place in part.places),
    ]


def _of_source(source: Source, part: Part, widths: list[int]) -> str:
    first = _paragraph((source.reference, _BOLD)) + (
        _paragraph((source.title, _SOFT)) if source.title else ""
    )
    if source.also:
        first += _paragraph((f"also: {'; '.join(source.also)}", _SOFT))
    cells = [(first, _FIRST), *(_cell(cell) for cell in part.cells(source))]
    return _row(cells, widths, "" if part.is_tall(source) else "<w:cantSplit/>")


def _cell(cell: Cell) -> tuple[str, str]:
    if cell.state != MENTIONED:
        mark = _paragraph((wording.mark(cell), _SOFT), centred=True)
        return mark, "" if cell.state == NOT_MENTIONED else _DUE
    return "".join(map(_passage, (*cell.summaries, *cell.quotations))), ""


def _passage(one: Passage) -> str:
    tag, said, place = wording.tag(one), wording.said(one), wording.place(one)
    # In one paragraph with its words a subtheme is not left behind at the foot of a page.
    above = (f"{tag}\n", _TAG) if tag else ("", "")
    words = _paragraph(above, (said, ""), (f" {place}" if place else "", _SOFT), rtl=wording.is_rtl(said))
    return words + (_paragraph((wording.typographic(one.note), _SOFT)) if one.note else "")


def _row(cells: Iterable[tuple[str, str]], widths: Iterable[int], properties: str) -> str:
    made = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{content}</w:tc>'
        for (content, shade), width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"


def _paragraph(
    *runs: tuple[str, str], stays: bool = False, centred: bool = False, rtl: bool | None = None
) -> str:
    """Return a paragraph of runs (their text and look), from right to left where the first is, unless that is told."""
    rtl = wording.is_rtl(runs[0][0]) if rtl is None else rtl
    keep = "<w:keepNext/>" if stays else ""
    bidi = "<w:bidi/>" if rtl else ""
    centre = '<w:jc w:val="center"/>' if centred else ""
    look = f'<w:pPr><w:pStyle w:val="Compact"/>{keep}{bidi}<w:spacing w:before="0" w:after="40" w:line="228" w:lineRule="auto"/>{centre}</w:pPr>'
    return f"<w:p>{look}{''.join(_run(text, how, rtl) for text, how in runs if text)}</w:p>"


def _run(text: str, how: str, rtl: bool) -> str:
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in clean(text).split("\n")
    )
    side = "<w:rtl/>" if rtl and wording.is_rtl(text) else ""
    return f'<w:r><w:rPr>{how}<w:sz w:val="16"/><w:szCs w:val="16"/>{side}</w:rPr>{lines}</w:r>'
