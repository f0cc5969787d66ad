"""A tiny writer of PDF files for tests: pages of lines, each at its place.

    pdf([page("First line", "Second line"), page("Next page")], labels="<< /S /D /St 392 >>")
    pdf([page("…")], title="As its maker calls it", doi="10.1000/x", outline=[(1, "Methods", 1)])

Text that Windows-1252 has is set in Helvetica and can be seen; any other in a font without shapes, which says
what its letters are: enough to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 400, 600
SIZE = 12
#: Written for the one glyph “fi”, which Helvetica has.
LIGATURE = "\ufb01"


class Line(NamedTuple):
    """A line of text, where it begins in points from the lower left corner."""

    x: float
    y: float
    text: str


class Sheet(NamedTuple):
    """A page: its lines, and what else its dictionary says."""

    lines: tuple[Line, ...]
    more: str = ""


def page(*lines: str, x: float = 40, top: float = HEIGHT - 40, more: str = "") -> Sheet:
    """A page with its lines one under the other."""
    return Sheet(tuple(Line(x, top - 16 * number, text) for number, text in enumerate(lines)), more)


def columns(*each: Sequence[str]) -> Sheet:
    """A page with two or more columns side by side."""
    wide = (WIDTH - 40) / len(each)
    lines = [
        Line(20 + wide * place, HEIGHT - 40 - 16 * number, text)
        for place, column in enumerate(each)
        for number, text in enumerate(column)
    ]
    return Sheet(tuple(lines))


def pdf(
    pages: Iterable[Sheet],
    labels: str = "",
    encrypted: bool = False,
    title: str = "",
    doi: str = "",
    outline: Sequence[tuple[int, str, int]] = (),
) -> bytes:
    """The bytes of a PDF with these pages; `labels` are the page labels from the first page on.

    `title` stands in its properties, `doi` in what a publisher's program wrote (XMP), `outline` are its bookmarks: how deep
    (from 1), the title, the number of the page.
    """
    pages = list(pages)
    letters = sorted({one for sheet in pages for line in sheet.lines for one in line.text})
    first = 7  # the number of the first page's object; each has its content behind it
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    more = first + 2 * len(pages)  # the number of the first object behind the pages
    told = f"/PageLabels << /Nums [0 {labels}] >>" if labels else ""
    told += f" /Metadata {more} 0 R" if doi else ""
    told += f" /Outlines {more + 1} 0 R" if outline else ""
    catalog = f"<< /Type /Catalog /Pages 2 0 R {told} >>"
    objects = [
        catalog,
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        " /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [1 /fi] >> >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Shapeless /Encoding /Identity-H"
        " /DescendantFonts [5 0 R] /ToUnicode 6 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Shapeless /DW 600"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(_unicode(letters)),
    ]
    for number, sheet in enumerate(pages):
        content = "\n".join(_drawn(line, letters) for line in sheet.lines)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {first + 2 * number + 1} 0 R"
            f" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> {sheet.more} >>",
            _stream(content),
        ]
    objects.append(_stream(XMP.format(doi), "/Type /Metadata /Subtype /XML"))
    objects += _bookmarks(outline, more + 1, first)
    objects.append(f"<< /Title {_text(title)} >>" if title else "<< >>")
    return _file(objects, encrypted, f" /Info {len(objects)} 0 R")


XMP = (
    "<?xpacket begin='' id='W5M0'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:Description"
    " xmlns:prism='http://prismstandard.org/namespaces/basic/2.0/'><prism:doi>{}</prism:doi></rdf:Description>"
    "</x:xmpmeta><?xpacket end='w'?>"
)


def _bookmarks(outline: Sequence[tuple[int, str, int]], root: int, first: int) -> list[str]:
    """The objects of an outline, its root first; each knows its parent, its neighbours and its children."""
    parents: list[int] = []
    for place, (level, _, _) in enumerate(outline):
        above = [at for at in range(place) if outline[at][0] < level]
        parents.append(above[-1] if above else -1)

    def number(place: int) -> str:
        return f"{root + 1 + place} 0 R"

    def family(parent: int) -> str:
        children = [at for at, one in enumerate(parents) if one == parent]
        return (
            f"/First {number(children[0])} /Last {number(children[-1])} /Count {len(children)}"
            if children
            else ""
        )

    objects = [f"<< /Type /Outlines {family(-1)} >>"]
    for place, (_, title, page) in enumerate(outline):
        beside = [at for at, one in enumerate(parents) if one == parents[place]]
        at = beside.index(place)
        links = f" /Prev {number(beside[at - 1])}" if at else ""
        links += f" /Next {number(beside[at + 1])}" if at + 1 < len(beside) else ""
        up = number(parents[place]) if parents[place] >= 0 else f"{root} 0 R"
        target = f"/Dest [{first + 2 * (page - 1)} 0 R /XYZ 0 {HEIGHT} 0]" if page else ""
        objects.append(f"<< /Title {_text(title)} /Parent {up}{links} {family(place)} {target} >>")
    return objects


def _text(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def _drawn(line: Line, letters: list[str]) -> str:
    plain = line.text.replace(LIGATURE, "\x01")
    try:
        font, text = "F1", plain.encode("cp1252").hex()
    except UnicodeEncodeError:
        font, text = "F2", "".join(f"{letters.index(one) + 1:04x}" for one in line.text)
    return f"BT /{font} {SIZE} Tf {line.x} {line.y} Td <{text}> Tj ET"


def _unicode(letters: list[str]) -> str:
    """The map from the font's numbers to letters."""
    rows = [
        f"<{number:04x}> <{one.encode('utf-16-be').hex()}>" for number, one in enumerate(letters, start=1)
    ]
    blocks = [
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar"
        for part in (rows[at : at + 100] for at in range(0, len(rows), 100))
    ]
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap CMapName currentdict /CMap defineresource pop end end"
    )


def _stream(content: str, more: str = "") -> str:
    return f"<< /Length {len(content)} {more} >>\nstream\n{content}\nendstream"


def _file(objects: list[str], encrypted: bool, info: str = "") -> bytes:
    if encrypted:
        # A user password that nobody knows: no word gives this check value.
        objects.append(
            f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'11' * 32}> /U <{'22' * 32}> /Length 40 >>"
        )
    data = b"%PDF-1.7\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f" /Encrypt {len(objects)} 0 R /ID [<{'33' * 16}> <{'33' * 16}>]" if encrypted else ""
    trailer = (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R{info}{tail} >>\nstartxref\n{len(data)}\n%%EOF\n"
    )
    return data + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")
