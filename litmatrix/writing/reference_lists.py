"""A list of references in a citation style as a document: Word, HTML, Markdown, LaTeX, PDF."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from litmatrix.reporting import Stamp, now
from litmatrix.review import Review
from litmatrix.tables.showing import NOTHING
from litmatrix.vocabulary import counted
from litmatrix.writing import bibliographies, pdf
from litmatrix.writing.escapes import escape_html, escape_latex
from litmatrix.writing.formatted import Reference, references_of
from litmatrix.writing.manuscript import tree
from litmatrix.writing.manuscript.reference import reference_docx
from litmatrix.writing.markup import document
from litmatrix.writing.package import repacked
from litmatrix.writing.pandoc import run
from litmatrix.writing.styles import Style
from litmatrix.writing.word import archived

_VERSION = [1, 23, 1]

_STYLE = """
body { max-width: 50rem; }
.references p { margin: 0 0 .6rem; } .hanging p { padding-left: 2em; text-indent: -2em; }
.references a { overflow-wrap: anywhere; }
.numbered p { display: flex; gap: .8em; } .numbered p > * { min-width: 0; } .numbered p > :first-child { flex: none; min-width: 2em; }
"""


class List(NamedTuple):
    """A list of references: its title, a sentence on what it lists, the references, and the style that they are in."""

    title: str
    note: str
    references: Sequence[Reference]
    style: Style

    @property
    def marked(self) -> bool:
        """Whether something stands before each reference: a number."""
        return any(one.mark for one in self.references)

    @property
    def text(self) -> str:
        return "\n".join([self.title, self.note, *(one.text for one in self.references)])


def reference_list(
    review: Review, which: str | Collection[str], style: Style, without: Iterable[str] = ()
) -> List:
    """Return the references of records in a style (see `bibliographies.chosen`), without some of their fields, with a title."""
    listed = references_of(bibliographies.left(review, which, without), style)
    word = which if which in ("included", "excluded", "cited") else ""
    number = counted(len(listed), f"{word} record".strip())
    of = f" of “{review.protocol.title}”" if review.protocol.title else ""
    return List("References", f"{number}{of}, in the style “{style.title}”.", listed, style)


def written(listed: List, form: str, stamp: Stamp | None = None) -> tuple[bytes, tuple[str, ...]]:
    """Return a list as the bytes of a document (see `FORMS`), and what one should know of it.

    A stamp stands at the end, and its date in the file; without one Word documents are of now, and others of no date. Raises `NoPandoc`,
    `NoTypst`, `NotSaved` with what the program said.
    """
    return _MAKERS[form](listed, stamp)


def _blocks(listed: List, around: Callable[[Reference], tuple[str, str]], form: str) -> bytes:
    """Return the references as pandoc's JSON, each between two raw blocks of a format."""
    blocks: list[dict[str, Any]] = []
    for one in listed.references:
        before, after = around(one)
        blocks.append(tree.raw(form, before, True))
        blocks.append({"t": "Para", "c": one.inlines})
        blocks += [tree.raw(form, after, True)] if after else []
    return _json(blocks)


def _json(blocks: list[dict[str, Any]], **meta: str) -> bytes:
    said = {name: {"t": "MetaInlines", "c": tree.text(value)} for name, value in meta.items()}
    return tree.dumped({"pandoc-api-version": _VERSION, "meta": said, "blocks": blocks})


# --- one format each ---


def _html(listed: List, stamp: Stamp | None) -> tuple[bytes, tuple[str, ...]]:
    blocks = [
        {"t": "Para", "c": [*([_span(one.mark), _span(one.inlines)] if listed.marked else one.inlines)]}
        for one in listed.references
    ]
    made = (
        run(_json(blocks), "json", "html5", "--wrap=none").decode("utf-8") if blocks else f"<p>{NOTHING}</p>"
    )
    look = "numbered" if listed.marked else "hanging" if listed.style.hangs else "plain"
    head = f'<h1>{escape_html(listed.title)}</h1>\n<p class="note">{escape_html(listed.note)}</p>\n'
    foot = f'\n<footer><p class="note">{escape_html(stamp)}</p></footer>' if stamp else ""
    body = f'{head}<div class="references {look}">\n{made}\n</div>{foot}'
    return document(listed.title, body, _STYLE, stamp).encode("utf-8"), ()


def _span(content: str | list[dict[str, Any]]) -> dict[str, Any]:
    return {"t": "Span", "c": [["", [], []], tree.text(content) if isinstance(content, str) else content]}


def _markdown(listed: List, stamp: Stamp | None) -> tuple[bytes, tuple[str, ...]]:
    items = [[{"t": "Plain", "c": one.inlines}] for one in listed.references]
    found: dict[str, Any] = {"t": "BulletList", "c": items}
    if listed.marked:
        found = {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], items]}
    head: list[dict[str, Any]] = [
        {"t": "Header", "c": [1, ["", [], []], tree.text(listed.title)]},
        _paragraph(listed.note),
    ]
    foot = [_paragraph(str(stamp))] if stamp else []
    blocks = [*head, found if items else _paragraph(NOTHING), *foot]
    return run(_json(_flat(blocks)), "json", "commonmark", "--wrap=none"), ()


def _flat(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return blocks without what Markdown has no sign for."""

    def change(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        if element["t"] in ("Span", "SmallCaps", "Underline"):
            return tree.changed(element["c"] if element["t"] != "Span" else element["c"][1], change)
        return None

    return tree.changed(blocks, change)


def _docx(listed: List, stamp: Stamp | None) -> tuple[bytes, tuple[str, ...]]:
    moment = stamp.moment if stamp else now()
    tab = tree.raw("openxml", "<w:r><w:tab/></w:r>")
    paragraphs = [
        {"t": "Para", "c": [*([*tree.text(one.mark), tab] if one.mark else []), *one.inlines]}
        for one in listed.references
    ]
    note = _paragraph(listed.note if paragraphs else f"{listed.note} {NOTHING}")
    blocks = [tree.styled("Compact", [note]), tree.styled("Bibliography", paragraphs)]
    blocks += [tree.styled("Compact", [_paragraph(str(stamp), "Emph")])] if stamp else []
    said = {"description": str(stamp)} if stamp else {}
    made = run(
        _json(blocks, title=listed.title, lang=listed.style.language, **said),
        "json",
        "docx",
        "--reference-doc=reference.docx",
        files={"reference.docx": _looking(reference_docx(), listed, moment)},
        epoch=int(moment.timestamp()),
        sandbox=False,  # in which the date would be 1970; there is no picture
    )
    return made, ()


def _paragraph(text: str, kind: str = "Span") -> dict[str, Any]:
    inlines = tree.text(text)
    return {"t": "Para", "c": [{"t": kind, "c": inlines}] if kind == "Emph" else inlines}


_BIBLIOGRAPHY = re.compile(
    r'(<w:style\b[^>]*w:styleId="Bibliography"[^>]*>.*?<w:pPr>).*?(</w:pPr>)', re.DOTALL
)


def _looking(docx: bytes, listed: List, moment: datetime) -> bytes:
    """Return a reference document whose references are spaced and indented as the style asks, and whose parts have a date."""
    lines = _asked(listed.style, "line-spacing", 1)
    after = 240 * _asked(listed.style, "entry-spacing", 1) if lines == 1 else 0
    hanging = '<w:ind w:left="720" w:hanging="720"/>' if listed.marked or listed.style.hangs else ""
    look = f'<w:spacing w:before="0" w:after="{after}" w:line="{240 * lines}" w:lineRule="auto"/>{hanging}'

    def change(name: str, content: bytes) -> bytes:
        if name != "word/styles.xml":
            return content
        text = content.decode("utf-8")
        return _BIBLIOGRAPHY.sub(lambda found: f"{found[1]}{look}{found[2]}", text, 1).encode("utf-8")

    return repacked(docx, change, archived(moment))


def _asked(style: Style, what: str, usual: int) -> int:
    found = re.search(rb'<bibliography\b[^>]*\b%s="(\d)"' % what.encode("ascii"), style.csl)
    return int(found[1]) if found else usual


_TEX = r"""% References in a citation style. Run with: pdflatex, xelatex or lualatex. No BibTeX is needed.
% pdfLaTeX prints a box for a letter that its fonts do not have; XeLaTeX and LuaLaTeX print any script that the font has.
\documentclass[a4paper]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage{textcomp}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
  \IfFileExists{textalpha.sty}{\usepackage{textalpha}}{}
  \makeatletter
  \@ifundefined{UTFviii@undefined@err}{}{\def\UTFviii@undefined@err#1{\fbox{\rule{0pt}{1ex}\rule{.6ex}{0pt}}}}
  \makeatother
\else
  \usepackage{fontspec}
%FONTS\fi
\usepackage[margin=2.5cm]{geometry}
\usepackage[hidelinks,unicode]{hyperref}
\IfFileExists{xurl.sty}{\usepackage{xurl}}{}
\urlstyle{same}
\setlength{\emergencystretch}{3em}
\begin{document}
\section*{TITLE}
NOTE
"""
_FONTS = r"""  \IfFontExistsTF{Noto Serif}{\setmainfont{Noto Serif}}{\IfFontExistsTF{DejaVu Serif}{\setmainfont{DejaVu Serif}}{}}
"""
_LISTS = {
    "numbered": r"{\leftmargin3em\labelwidth2.4em\labelsep.6em\itemsep.4em\parsep0pt\let\makelabel\litmark}",
    "hanging": r"{\leftmargin2em\itemindent-2em\labelwidth0pt\labelsep0pt\itemsep.4em\parsep0pt}",
    "plain": r"{\leftmargin0pt\itemindent0pt\labelwidth0pt\labelsep0pt\itemsep.4em\parsep0pt}",
}


def _tex(listed: List, stamp: Stamp | None) -> tuple[bytes, tuple[str, ...]]:
    fonts = _FONTS if any(_script(letter) not in ("", "LATIN") for letter in set(listed.text)) else ""
    head = _TEX.replace("%FONTS", fonts).replace("TITLE", escape_latex(listed.title))
    head = head.replace(
        "NOTE", escape_latex(listed.note if listed.references else f"{listed.note} {NOTHING}")
    )
    foot = f"\n\\medskip\\noindent\\emph{{{escape_latex(stamp)}}}\n" if stamp else ""
    if not listed.references:
        return f"{head}{foot}\\end{{document}}\n".encode(), ()
    items = _blocks(
        listed, lambda one: (f"\\item[{{{escape_latex(one.mark)}}}]" if one.mark else r"\item[]", ""), "latex"
    )
    look = "numbered" if listed.marked else "hanging" if listed.style.hangs else "plain"
    body = run(items, "json", "latex", "--wrap=none").decode("utf-8")
    mark = "\\newcommand{\\litmark}[1]{\\hfil\\llap{#1}}\n"
    made = f"{head}{mark}\\begin{{list}}{{}}{_LISTS[look]}\n\\raggedright\n{body}\\end{{list}}\n{foot}\\end{{document}}\n"
    return made.encode("utf-8"), ()


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0] if letter.isalpha() else ""


def _pdf(listed: List, stamp: Stamp | None) -> tuple[bytes, tuple[str, ...]]:
    missing = pdf.unprintable(listed.text)
    body = b""
    if listed.references:
        around = _numbered if listed.marked else lambda one: ("#block[", "]")
        body = run(_blocks(listed, around, "typst"), "json", "typst", "--wrap=none")
    hanging = "#set par(hanging-indent: 2em)\n" if listed.style.hangs and not listed.marked else ""
    note = listed.note if listed.references else f"{listed.note} {NOTHING}"
    language, _, region = listed.style.language.partition("-")
    head = (
        f"#set document(title: {_quoted(listed.title)}, date: {_typst_date(stamp)})\n"
        '#set page(paper: "a4", margin: 2.5cm, numbering: "1")\n'
        f"#set text(size: 11pt, lang: {_quoted(language)}"
        + (f", region: {_quoted(region.lower())}" if region else "")
        + ')\n#set block(spacing: 1em)\n#show heading: set block(below: 1em)\n#show link: set text(fill: rgb("#1f5f8b"))\n'
        f"#heading({_quoted(listed.title)})\n#text({_quoted(note)})\n\n{hanging}"
    )
    notes = tuple(
        f"no font of this computer has {script.capitalize()} letters ({letters} …): boxes stand in their place. Install one, such as Noto."
        for script, letters in missing.items()
    )
    foot = f'\n#text(size: 9pt, style: "italic", {_quoted(str(stamp))})\n' if stamp else ""
    return pdf.typeset(head.encode("utf-8") + body + foot.encode("utf-8")), notes


def _numbered(one: Reference) -> tuple[str, str]:
    return f"#block[#grid(columns: (2.6em, 1fr), text({_quoted(one.mark)}), [", "])]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _typst_date(stamp: Stamp | None) -> str:
    day = stamp.moment if stamp else None
    return f"datetime(year: {day.year}, month: {day.month}, day: {day.day})" if day else "none"


_MAKERS: Mapping[str, Callable[[List, Stamp | None], tuple[bytes, tuple[str, ...]]]] = {
    "docx": _docx, "html": _html, "md": _markdown, "tex": _tex, "pdf": _pdf,
}  # fmt: skip
#: The endings of a list of references in a citation style.
FORMS = tuple(_MAKERS)
