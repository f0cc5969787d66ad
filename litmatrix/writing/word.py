"""Word documents, by way of pandoc, which is an extra."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from litmatrix.reporting import Stamp, now
from litmatrix.tables import Table
from litmatrix.tables.frames import FILL, GROUP
from litmatrix.tables.grids import Grid, grid
from litmatrix.tables.showing import NOTHING
from litmatrix.writing.cells import row_lines, shares, tallest
from litmatrix.writing.cited import cells
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.package import DOCUMENT, FIELD, SEQUENCE, Date, repacked, whole_rows
from litmatrix.writing.pandoc import run
from litmatrix.writing.processed import OWN, Processed, lines

# How many characters fit across a page, and how many lines on it, at the size that tables have; and on one that is turned.
_LINE, _LINES = 95, 50
_TURNED_LINE, _TURNED_LINES = 125, 32
# How many columns stand side by side across each.
_COLUMNS, _TURNED_COLUMNS = 8, 10
# How much of a page's width is left to what is filled in by hand.
_BLANK = 0.55
# When a document was created and modified, in its properties.
_DATE = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
# The room for an image on a page, in inches: its heading and its caption have room beside it.
_ROOM = (6.6, 8.5)

# What is changed in the document that pandoc makes: A4 with narrower margins, small type and thin lines in tables.
_UPRIGHT, _TURNED = (
    '<w:pgSz w:w="11906" w:h="16838"/>',
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>',
)
_MARGINS = '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>'
# The foot of each page: what it was made of, and which page of how many it is.
_NAMESPACES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_SMALL = '<w:rPr><w:sz w:val="14"/><w:szCs w:val="14"/></w:rPr>'
_FOOTER = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:ftr {_NAMESPACES}><w:p><w:pPr>'
    '<w:tabs><w:tab w:val="right" w:pos="{room}"/></w:tabs></w:pPr>'
    f'<w:r>{_SMALL}<w:t xml:space="preserve">{{said}}</w:t></w:r><w:r>{_SMALL}<w:tab/><w:t xml:space="preserve">page </w:t></w:r>'
    f'{FIELD.format(look=_SMALL, code="PAGE", shown=1)}<w:r>{_SMALL}<w:t xml:space="preserve"> of </w:t></w:r>'
    f'{FIELD.format(look=_SMALL, code="NUMPAGES", shown=1)}</w:p></w:ftr>'
)  # fmt: skip
_FOOT = f'<w:footerReference w:type="default" r:id="rIdFoot{{}}" {_NAMESPACES.split(" ")[1]}/>'
_RELATION = ('<Relationship Id="rIdFoot{0}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" '
             'Target="foot-{0}.xml"/>')  # fmt: skip
_CONTENT = '<Override PartName="/word/foot-{0}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>'
# How wide the text of a page is, in twentieths of a point, by the way that it is held.
_ROOMS = {"upright": 9638, "lying": 14570}
# Where a page begins to lie, and where it ends to, in the HTML; and the number of a caption in what pandoc makes of it.
LIES, STANDS = (
    '<div custom-style="Page Lies"><p>.</p></div>\n',
    '<div custom-style="Page Stands"><p>.</p></div>\n',
)
_MARK = re.compile(
    r'<w:p>\s*<w:pPr>\s*<w:pStyle w:val="Page(Lies|Stands)" ?/>\s*</w:pPr>.*?</w:p>', re.DOTALL
)
_CAPTION = re.compile(
    r'(<w:pStyle w:val="(?:Table|Image)Caption" ?/>\s*</w:pPr>\s*<w:r>\s*(<w:rPr>.*?</w:rPr>)\s*<w:t[^>]*>)(Table|Figure) (\d+)',
    re.DOTALL,
)
_EDITS = (
    ("word/styles.xml", "</w:style>", '<w:rPr><w:sz w:val="17"/><w:szCs w:val="17"/></w:rPr></w:style>', 'w:styleId="Compact"'),
    ("word/styles.xml", "<w:tblCellMar>", '<w:tblBorders><w:top w:val="single" w:sz="8"/><w:bottom w:val="single" w:sz="8"/>'
     '<w:insideH w:val="single" w:sz="4" w:color="D5DAE0"/></w:tblBorders><w:tblCellMar>', 'w:styleId="Table"'),
    ("word/styles.xml", '<w:sz w:val="56" />', '<w:sz w:val="40" />', 'w:styleId="Title"'),
    ("word/styles.xml", '<w:sz w:val="40" />', '<w:sz w:val="30" />', 'w:styleId="Heading1"'),
    ("word/styles.xml", '<w:sz w:val="32" />', '<w:sz w:val="25" />', 'w:styleId="Heading2"'),
)  # fmt: skip


def docx(
    title: str, body: str, images: Iterable[bytes] = (), stamp: Stamp | None = None, turned: bool = False
) -> bytes:
    """Return HTML as a Word document; `images` are the PNG files that `word_image` put into it.

    A stamp stands in its properties, with its date, which else is that of now. Its pages may be turned. pandoc runs in its
    sandbox: it reads no other file and loads nothing.
    """
    moment = stamp.moment if stamp else now()
    about = f'<meta name="description" content="{escape_html(stamp)}">' if stamp else ""
    page = f'<!DOCTYPE html><html lang="en"><head><title>{escape_html(title)}</title>{about}</head><body>{body}</body></html>'
    document = run(page, "html", "docx", epoch=int(moment.timestamp()))
    said = str(stamp) if stamp else ""
    return _restyled(document, {_stand_in(image): image for image in images}, moment, turned, said)


def word_image(png: bytes, words: str, scale: float) -> str:
    """Return an image as HTML for `docx`, no larger than a page; `scale` is how many of its dots make a pixel."""
    width, height = (dots / scale / 96 for dots in struct.unpack(">II", png[16:24]))
    share = min(1, _ROOM[0] / width, _ROOM[1] / height)
    size = f'width="{width * share:.2f}in" height="{height * share:.2f}in"'
    data = base64.b64encode(_stand_in(png)).decode("ascii")
    return f'<img src="data:image/png;base64,{data}" alt="{escape_html(words)}" {size}>'


def _stand_in(png: bytes) -> bytes:
    """Return a PNG of one dot that goes through pandoc for another: megabytes of base64 would take it minutes."""
    name = hashlib.sha256(png).hexdigest().encode("ascii")
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"tEXt", b"Comment\0" + name),
             (b"IDAT", zlib.compress(b"\0\xff")), (b"IEND", b""))  # fmt: skip
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def word_table(table: Table, turned: bool = False, processed: Processed = OWN) -> str:
    """Return a table, without its title, as HTML for a Word page (a turned one): with column widths, or as blocks where it is too wide for one."""
    line, most, side = (_TURNED_LINE, _TURNED_LINES, _TURNED_COLUMNS) if turned else (_LINE, _LINES, _COLUMNS)
    text = grid(table.frame)
    above = f"<p><em>{escape_html(table.note)}</em></p>" if table.note else ""
    if not text.rows:
        return f"{above}<p>{NOTHING}</p>"
    if FILL in table.kinds.values():
        return above + _form(text, [table.kinds.get(name, "") for name in text.header])
    rows = [[processed.printed(cell) for cell in row] for row in cells(table, text, processed.of(table))]
    if len(text.header) <= side and tallest(text, line) <= most:
        return above + _columns(text, rows, line)
    return above + _stacked(text.header, rows)


def word_references(table: Table, processed: Processed) -> str:
    """Return the references that a table cites as HTML for a Word page, in Word's style for them; nothing without any."""
    listed = "".join(f"<p>{reference}</p>" for reference in processed.cited_by(table))
    return f'<h1>References</h1><div custom-style="Bibliography">{listed}</div>' if listed else ""


def _columns(table: Grid, cells: Sequence[Sequence[str]], line: int) -> str:
    widths = "".join(f'<col style="width: {share:.1%}">' for share in shares(table, line))
    head = "".join(f"<th>{escape_html(name)}</th>" for name in table.header)
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    return f"<table><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _form(table: Grid, kinds: Sequence[str]) -> str:
    """Return a table as a form: on the left what a row asks for, on the right room to write, in proportion to what is asked.

    Columns of the kind `GROUP` are headings over the rows that share them.
    """
    heads = [name for name, kind in zip(table.header[1:], kinds[1:], strict=True) if kind == FILL]
    parts = [f'<table><colgroup><col style="width: {1 - _BLANK:.0%}"><col style="width: {_BLANK:.0%}"></colgroup><thead>'
             f"<tr><th>{escape_html(table.header[0])}</th><th>{escape_html(', '.join(heads))}</th></tr></thead><tbody>"]  # fmt: skip
    above = ""
    for row in table.rows:
        sides = {
            kind: [cell for cell, one in zip(row, kinds, strict=True) if one == kind and cell]
            for kind in kinds
        }
        group = "; ".join(sides.get(GROUP, ()))
        if group != above:
            parts.append(f'<tr><td colspan="2"><strong>{lines(group)}</strong></td></tr>')
            above = group
        asked = [f"<em>{lines(row[0])}</em>", *map(lines, sides[kinds[0]][bool(row[0]) :])]
        number = row_lines(("\n".join([row[0], *sides[kinds[0]][1:]]),), [_LINE * (1 - _BLANK)])
        room = "<br>".join(map(lines, sides[FILL])) + "<br>&#160;" * (number + 1)
        parts.append(f"<tr><td>{'<br>'.join(asked)}</td><td>{room}</td></tr>")
    return "".join([*parts, "</tbody></table>"])


def _stacked(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the table as blocks: the first cell of a row as a heading, then a line for each column that holds something."""
    parts = ['<table><colgroup><col style="width: 20%"><col style="width: 80%"></colgroup><tbody>']
    for row in rows:
        parts.append(f'<tr><td colspan="2"><strong>{row[0]}</strong></td></tr>')
        for name, cell in list(zip(header, row, strict=True))[1:]:
            if cell.strip():
                parts.append(f"<tr><td>{escape_html(name)}</td><td>{cell}</td></tr>")
    return "".join([*parts, "</tbody></table>"])


def _restyled(data: bytes, images: Mapping[bytes, bytes], moment: datetime, turned: bool, said: str) -> bytes:
    """Return a document with our page and type, each image in the place of its stand-in, and every part of one date.

    A part that pandoc writes otherwise one day stays as it is.
    """
    last = f"{_page('lying' if turned else 'upright')}</w:sectPr>"
    edits = ((DOCUMENT, "</w:sectPr>", last, ""), *_EDITS)
    more = {
        "word/_rels/document.xml.rels": (
            "</Relationships>",
            "".join(_RELATION.format(way) for way in _ROOMS),
        ),
        "[Content_Types].xml": ("</Types>", "".join(_CONTENT.format(way) for way in _ROOMS)),
    }

    def change(name: str, content: bytes) -> bytes:
        content = images.get(content, content)
        for part, before, after, where in edits:
            if part == name:
                content = _edited(content.decode("utf-8"), before, after, where).encode("utf-8")
        if name in more:
            end, added = more[name]
            return content.decode("utf-8").replace(end, added + end).encode("utf-8")
        if name == DOCUMENT:
            return whole_rows(_sectioned(_counted(content.decode("utf-8")))).encode("utf-8")
        return (
            dated(content.decode("utf-8"), moment).encode("utf-8") if name == "docProps/core.xml" else content
        )

    feet = {
        f"word/foot-{way}.xml": _FOOTER.format(room=room, said=escape_html(said)).encode("utf-8")
        for way, room in _ROOMS.items()
    }
    return repacked(data, change, archived(moment), feet)


def _page(way: str) -> str:
    """Return what a section says of its pages: their foot, how they are held, and their margins."""
    return f"{_FOOT.format(way)}{_TURNED if way == 'lying' else _UPRIGHT}{_MARGINS}"


def _counted(text: str) -> str:
    """Return document.xml in which Word counts the figures and tables by their captions."""

    def field(found: re.Match[str]) -> str:
        end = f"{found[3]} </w:t></w:r>"
        number = FIELD.format(look=found[2], code=SEQUENCE.format(found[3]), shown=found[4])
        return f'{found[1]}{end}{number}<w:r>{found[2]}<w:t xml:space="preserve">'

    return _CAPTION.sub(field, text)


def _sectioned(text: str) -> str:
    """Return document.xml with a section for each stretch of pages that lie, and its foot in each section."""

    def section(found: re.Match[str]) -> str:
        way = "upright" if found[1] == "Lies" else "lying"  # a section is described where it ends
        return f"<w:p><w:pPr><w:sectPr>{_page(way)}</w:sectPr></w:pPr></w:p>"

    return _MARK.sub(section, text)


def dated(core: str, moment: datetime) -> str:
    """Return docProps/core.xml with the moment at which the document was made: pandoc in its sandbox knows no time."""
    return _DATE.sub(f"\\g<1>{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", core)


def archived(moment: datetime) -> Date:
    """Return a moment as an archive has it, which knows none before 1980 and none after 2107."""
    year, *rest = moment.timetuple()[:6]
    return (year, *rest) if 1980 <= year <= 2107 else (1980, 1, 1, 0, 0, 0)  # type: ignore[return-value]


def _edited(text: str, before: str, after: str, where: str) -> str:
    """Replace the first `before` after the style `where`; without one, the last in the text (that of the body)."""
    if not where:
        at = text.rfind(before)
    else:
        start = text.find(where)
        at = text.find(before, start) if start >= 0 else -1
        if start >= 0 and text.find("</w:style>", start) < at:
            at = -1
    return text if at < 0 else text[:at] + after + text[at + len(before) :]
