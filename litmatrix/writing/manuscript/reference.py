"""The look of a Word document: pandoc's own reference.docx with the styles of a manuscript, and page numbers."""

from __future__ import annotations

import re

from litmatrix.writing.package import repacked
from litmatrix.writing.pandoc import run

# A4 or Letter is the printer's matter: margins of an inch, the number of the page at the top right (APA 7, section 2.19).
_PAGE = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/>'
_SERIF = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>'
_DOUBLE = '<w:spacing w:before="0" w:after="0" w:line="480" w:lineRule="auto"/>'
_SINGLE = '<w:spacing w:before="0" w:after="{after}" w:line="240" w:lineRule="auto"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _heading(bold: bool, italic: bool, centred: bool, level: int) -> tuple[str, str]:
    side = '<w:jc w:val="center"/>' if centred else ""
    look = "<w:b/><w:bCs/>" * bold + "<w:i/><w:iCs/>" * italic
    paragraph = f'<w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="120" w:line="300" w:lineRule="auto"/>{side}<w:outlineLvl w:val="{level}"/>'
    return paragraph, f'{_SERIF}{look}<w:color w:val="000000"/>{_size(24)}'


# Each style by its id: its name, the one that it is based on, its paragraph, its letters (APA 7, sections 2.19 to 2.27).
_STYLES: dict[str, tuple[str, str, str, str]] = {
    "BodyText": ("Body Text", "Normal", f'{_DOUBLE}<w:ind w:firstLine="720"/>', ""),
    "FirstParagraph": ("First Paragraph", "BodyText", "", ""),
    "Compact": ("Compact", "BodyText", '<w:spacing w:before="40" w:after="40" w:line="360" w:lineRule="auto"/><w:ind w:firstLine="0"/>', ""),
    "BlockText": ("Block Text", "BodyText", '<w:spacing w:before="60" w:after="60" w:line="360" w:lineRule="auto"/><w:ind w:left="720" w:right="0" w:firstLine="0"/>', ""),
    "Title": ("Title", "Normal", '<w:spacing w:before="480" w:after="240"/><w:jc w:val="center"/>', f"{_SERIF}<w:b/><w:bCs/>{_size(28)}"),
    "Author": ("Author", "Normal", '<w:spacing w:before="0" w:after="60"/><w:jc w:val="center"/>', ""),
    "Date": ("Date", "Normal", '<w:spacing w:before="0" w:after="240"/><w:jc w:val="center"/>', ""),
    "AbstractTitle": ("Abstract Title", "Normal", '<w:keepNext/><w:spacing w:before="240" w:after="120"/><w:jc w:val="center"/>', f"<w:b/><w:bCs/>{_size(24)}"),
    "Abstract": ("Abstract", "Normal", f'{_DOUBLE}<w:ind w:firstLine="0"/>', ""),
    "Bibliography": ("Bibliography", "Normal", f'{_DOUBLE}<w:ind w:left="720" w:hanging="720"/>', ""),
    "Caption": ("caption", "Normal", _SINGLE.format(after=120), _size(22)),
    "TableCaption": ("Table Caption", "Caption", '<w:keepNext/><w:spacing w:before="360" w:after="120" w:line="300" w:lineRule="auto"/>', ""),
    "ImageCaption": ("Image Caption", "Caption", '<w:spacing w:before="120" w:after="360" w:line="300" w:lineRule="auto"/>', ""),
    "FigureTitle": ("Figure Title", "Caption", '<w:keepNext/><w:spacing w:before="360" w:after="120" w:line="300" w:lineRule="auto"/>', ""),
    "TableText": ("Table Text", "Normal", _SINGLE.format(after=40), _size(18)),
    "TableNote": ("Table Note", "Normal", _SINGLE.format(after=360), _size(18)),
    "Subheading": ("Subheading", "Normal", '<w:keepNext/><w:spacing w:before="200" w:after="60" w:line="300" w:lineRule="auto"/>', "<w:b/><w:bCs/>"),
    "TOCHeading": ("TOC Heading", "Normal", '<w:keepNext/><w:spacing w:before="240" w:after="120"/>', "<w:b/><w:bCs/>"),
    "TOC1": ("toc 1", "Normal", _SINGLE.format(after=60), ""),
    "TOC2": ("toc 2", "Normal", _SINGLE.format(after=40) + '<w:ind w:left="360"/>', ""),
    "TOC3": ("toc 3", "Normal", _SINGLE.format(after=40) + '<w:ind w:left="720"/>', ""),
}  # fmt: skip
_HEADINGS = (
    (True, False, True),
    (True, False, False),
    (True, True, False),
    (True, False, False),
    (True, True, False),
)
_TABLE = (
    '<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:color="000000"/><w:bottom w:val="single" w:sz="8" w:color="000000"/></w:tblBorders>'
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="6" w:color="000000"/></w:tcBorders>'
    '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
)  # fmt: skip

_HEADER = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="right"/></w:pPr>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:hdr>'
)  # fmt: skip
_RELATION = '<Relationship Id="rIdPages" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/>'
_CONTENT = '<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>'
_NAMESPACE = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def reference_docx() -> bytes:
    """Return a Word document that says how others look, to be changed in Word (its styles, margins, header) and named.

    Double-spaced Times New Roman, first lines indented, lines above and below tables, page numbers: APA 7, chapter 2, which
    is also what most journals ask of a manuscript. Raises `NoPandoc`.
    """
    plain = run("A reference document: change its styles.\n", "markdown", "docx")

    def change(name: str, content: bytes) -> bytes:
        return _EDITS[name](content.decode("utf-8")).encode("utf-8") if name in _EDITS else content

    return repacked(plain, change, more={"word/header1.xml": _HEADER.encode("utf-8")})


def _styled(text: str) -> str:
    for id, (name, base, paragraph, letters) in _STYLES.items():
        text = _with_style(text, id, _style(id, name, base, paragraph, letters))
    for level, look in enumerate(_HEADINGS):
        text = _with_style(
            text,
            f"Heading{level + 1}",
            _style(f"Heading{level + 1}", f"heading {level + 1}", "Normal", *_heading(*look, level)),
        )
    table = f'<w:style w:type="table" w:default="1" w:styleId="Table"><w:name w:val="Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>{_TABLE}</w:style>'
    text = _with_style(text, "Table", table)
    return re.sub(
        r"(<w:rPrDefault>\s*<w:rPr>).*?(</w:rPr>)",
        rf"\1{_SERIF}{_size(24)}<w:lang w:val=\"en-US\"/>\2".replace('\\"', '"'),
        text,
        count=1,
        flags=re.DOTALL,
    )


def _style(id: str, name: str, base: str, paragraph: str, letters: str) -> str:
    following = (
        "" if id.startswith("TOC") or id in ("Compact", "Bibliography") else '<w:next w:val="BodyText"/>'
    )
    return (
        f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="{base}"/>{following}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _with_style(text: str, id: str, style: str) -> str:
    """Return styles.xml with a style in the place of the one of that id, or behind all others."""
    found = re.search(rf'<w:style\b[^>]*w:styleId="{id}"[^>]*>.*?</w:style>', text, re.DOTALL)
    if found:
        return text[: found.start()] + style + text[found.end() :]
    return text.replace("</w:styles>", f"{style}</w:styles>")


def _paged(text: str) -> str:
    """Return document.xml with the page and its header."""
    header = f'<w:headerReference w:type="default" r:id="rIdPages" {_NAMESPACE}/>'
    return re.sub(
        r"<w:sectPr\b[^>]*?(?:/>|>.*?</w:sectPr>)",
        f"<w:sectPr>{header}{_PAGE}</w:sectPr>",
        text,
        flags=re.DOTALL,
    )


_EDITS = {
    "word/styles.xml": _styled,
    "word/document.xml": _paged,
    "word/_rels/document.xml.rels": lambda text: text.replace(
        "</Relationships>", f"{_RELATION}</Relationships>"
    ),
    "[Content_Types].xml": lambda text: text.replace("</Types>", f"{_CONTENT}</Types>"),
}
