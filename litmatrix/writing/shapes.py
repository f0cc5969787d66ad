"""Shapes of Word (DrawingML): boxes with text and lines with arrows, in one group, each of which can be edited there.

Lengths are pixels of 1/96 inch, as charts have them. All text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from litmatrix.writing.escapes import escape_html

#: Word's unit of length, and that of its paragraphs, in a pixel.
EMU, TWIP = 9525, 15
#: What a document must declare to hold such shapes.
NAMESPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    }.items()
)

_OUTLINE = '<a:ln w="{width}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>{more}</a:ln>'
_PLACE = '<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
_FRAME = (
    '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
    '<wp:docPr id="{id}" name="{name}" descr="{words}"/><wp:cNvGraphicFramePr/>'
    '<a:graphic><a:graphicData uri="{uri}">{inner}</a:graphicData></a:graphic></wp:inline></w:drawing>'
)
_BESIDE = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
    'relativeHeight="{id}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
    '<wp:positionH relativeFrom="column"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
    '<wp:positionV relativeFrom="paragraph"><wp:posOffset>{y}</wp:posOffset></wp:positionV><wp:extent cx="{cx}" cy="{cy}"/>'
    '<wp:wrapNone/><wp:docPr id="{id}" name="{name}"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{uri}">{inner}</a:graphicData>'
    "</a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
)
_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


class Words(NamedTuple):
    """A paragraph in a box: its text, how far it is set in, and how much less its first line is."""

    text: str
    indent: float = 0.0
    hang: float = 0.0


class Shape(NamedTuple):
    """A box: its name, place and colour, its text, and whether its corners are round, its outline broken, its text turned."""

    name: str
    x: float
    y: float
    width: float
    height: float
    fill: str
    words: tuple[Words, ...]
    round: bool = False
    broken: bool = False
    turned: bool = False
    bold: bool = False
    centred: bool = False


def paragraph(words: Words, size: float, line: float, bold: bool = False, centred: bool = False) -> str:
    """Return a paragraph of a box, in text of a size and with lines of a height."""
    left, hang = round(words.indent * TWIP), round(words.hang * TWIP)
    indent = f'<w:ind w:left="{left + hang}" w:hanging="{hang}"/>' if left or hang else ""
    centre = '<w:jc w:val="center"/>' if centred else ""
    look = f'{"<w:b/>" if bold else ""}<w:sz w:val="{int(size * 1.5)}"/><w:szCs w:val="{int(size * 1.5)}"/>'
    return (
        f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="{round(line * TWIP)}" w:lineRule="exact"/>{indent}{centre}</w:pPr>'
        f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape_html(words.text)}</w:t></w:r></w:p>'
    )


def box(shape: Shape, number: int, size: float, line: float) -> str:
    """Return a box with its text, which has the number in the document."""
    place = _PLACE.format(x=_emu(shape.x), y=_emu(shape.y), cx=_emu(shape.width), cy=_emu(shape.height))
    outline = _OUTLINE.format(
        width=9525, colour="1A1A1A", more='<a:prstDash val="dash"/>' if shape.broken else ""
    )
    text = "".join(paragraph(words, size, line, shape.bold, shape.centred) for words in shape.words)
    sides = 0 if shape.turned else _emu(5)
    turned = "vert270" if shape.turned else "horz"
    return (
        f'<wps:wsp><wps:cNvPr id="{number}" name="{escape_html(shape.name)}"/><wps:cNvSpPr txBox="1"/>'
        f'<wps:spPr>{place}<a:prstGeom prst="{"roundRect" if shape.round else "rect"}"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:srgbClr val="{shape.fill.removeprefix("#")}"/></a:solidFill>{outline}</wps:spPr>'
        f"<wps:txbx><w:txbxContent>{text}</w:txbxContent></wps:txbx>"
        f'<wps:bodyPr rot="0" vert="{turned}" wrap="square" lIns="{sides}" tIns="{_emu(1)}" rIns="{sides}" bIns="{_emu(1)}" '
        f'anchor="ctr" anchorCtr="0"><a:noAutofit/></wps:bodyPr></wps:wsp>'
    )


def beside(shape: Shape, number: int, size: float, line: float) -> str:
    """Return a box that stands by itself, at its place from where its paragraph begins: LibreOffice turns no text in a group."""
    inner = box(shape._replace(x=0, y=0), number, size, line).replace(
        f'<wps:cNvPr id="{number}" name="{escape_html(shape.name)}"/>', ""
    )
    return _BESIDE.format(
        id=number, name=escape_html(shape.name), x=_emu(shape.x), y=_emu(shape.y), cx=_emu(shape.width), cy=_emu(shape.height),
        uri=_SHAPE, inner=inner,
    )  # fmt: skip


def arrow(points: Sequence[tuple[float, float]], number: int) -> str:
    """Return a line through points with an arrow at its end, which has the number in the document."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top = min(xs), min(ys)
    wide, high = _emu(max(xs) - left), _emu(max(ys) - top)
    place = _PLACE.format(x=_emu(left), y=_emu(top), cx=wide, cy=high)
    ends = [f'<a:pt x="{_emu(x - left)}" y="{_emu(y - top)}"/>' for x, y in points]
    path = f"<a:moveTo>{ends[0]}</a:moveTo>" + "".join(f"<a:lnTo>{end}</a:lnTo>" for end in ends[1:])
    outline = _OUTLINE.format(
        width=9525, colour="1A1A1A", more='<a:round/><a:tailEnd type="triangle" w="med" len="med"/>'
    )
    return (
        f'<wps:wsp><wps:cNvPr id="{number}" name="Arrow {number}"/><wps:cNvSpPr/><wps:spPr>{place}'
        '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{wide}" h="{high}" fill="none">{path}</a:path></a:pathLst></a:custGeom><a:noFill/>{outline}</wps:spPr>'
        "<wps:bodyPr/></wps:wsp>"
    )


class Picture(NamedTuple):
    """A picture of the document: the id of its relation, and its size."""

    relation: str
    width: float
    height: float


def group(parts: Iterable[str], width: float, height: float, name: str, words: str, picture: Picture) -> str:
    """Return shapes as one group in a line of text; a program that does not know them shows the picture."""
    named = {"name": escape_html(name), "words": escape_html(words)}
    cx, cy = _emu(width), _emu(height)
    place = f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/><a:chOff x="0" y="0"/><a:chExt cx="{cx}" cy="{cy}"/></a:xfrm>'
    # LibreOffice takes a group for as wide as what is in it, whatever it says of itself.
    edge = (
        f'<wps:wsp><wps:cNvPr id="3" name="Edge"/><wps:cNvSpPr/><wps:spPr>{_PLACE.format(x=0, y=0, cx=EMU, cy=cy)}'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>'
    )
    inner = f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr>{place}</wpg:grpSpPr>{edge}{''.join(parts)}</wpg:wgp>"
    drawn = _FRAME.format(**named, cx=cx, cy=cy, id=1, uri=_GROUP, inner=inner)
    wide, high = _emu(picture.width), _emu(picture.height)
    shown = (
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="2" name="{named["name"]}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{picture.relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
        f'{_PLACE.format(x=0, y=0, cx=wide, cy=high)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )
    other = _FRAME.format(**named, cx=wide, cy=high, id=2, uri=_PICTURE, inner=shown)
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wpg">{drawn}</mc:Choice><mc:Fallback>{other}</mc:Fallback>'
        "</mc:AlternateContent></w:r>"
    )


def _emu(pixels: float) -> int:
    return round(pixels * EMU)
