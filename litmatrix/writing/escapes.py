"""Text as Markdown, HTML and LaTeX print it as it stands. All text of records is taken as hostile."""

from __future__ import annotations

import html
import re

from litmatrix.tables.grids import clean
from litmatrix.writing.cells import FORMULA, NUMBER

# A Markdown table that is pasted into a spreadsheet can be cut as a .csv is.
_PASTED = re.compile(rf"(?:\A(?!{NUMBER})|(?<=;))(?={FORMULA})((?:['\"]|\s)*)(.)")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>|~$#!^@]")

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", "`": r"\textasciigrave{}", "[": "{[}", "]": "{]}", "*": "{*}",
    "\u00a0": "~", "\u00ad": r"\-", "\u200b": r"\allowbreak{}", "\ufeff": "", "\t": " ",
    "…": r"\ldots{}", "•": r"\textbullet{}", "≥": r"$\geq$", "≤": r"$\leq$", "≠": r"$\neq$", "≈": r"$\approx$",
    "→": r"$\rightarrow$", "←": r"$\leftarrow$", "↔": r"$\leftrightarrow$", "⇒": r"$\Rightarrow$", "−": r"$-$",
    "×": r"$\times$", "✗": r"$\times$", "☐": r"\fbox{\rule{0pt}{.4em}\rule{.4em}{0pt}}", "±": r"$\pm$", "∞": r"$\infty$", "✓": r"$\surd$", "\u2010": "-", "\u2011": "-",
    "\u2002": " ", "\u2003": " ", "\u2009": r"\,", "\u202f": r"\,",
}  # fmt: skip
_SPECIALS = re.compile("|".join(re.escape(mark) for mark in _SPECIAL))
_LONG_WORD = re.compile(r"\S{11,}")
_PIECE = re.compile(r"[^/_.:;,?&=\-–+]{0,24}(?:[/_.:;,?&=\-–+]+|(?=.)|$)", re.DOTALL)


def escape_markdown(text: object) -> str:
    """Return text that Markdown prints as it stands, on one line; line ends become ``<br>``."""
    escaped = _MARKDOWN.sub(lambda found: f"\\{found[0]}", clean(text).replace("&", "&amp;"))
    escaped = escaped.replace("\\<", "&lt;").replace("\\>", "&gt;")
    # Pandoc would make dashes of hyphens, and one sign of three dots.
    escaped = escaped.replace("--", r"\-\-").replace("...", r"\.\.\.")
    line = "<br>".join(" ".join(line.split()) for line in escaped.strip().split("\n"))
    return _PASTED.sub(
        lambda found: found[1] + (f"\\{found[2]}" if found[2].isascii() else f"&#{ord(found[2])};"), line
    )


def escape_html(text: object) -> str:
    """Return text that HTML prints as it stands, inside elements and quoted attributes."""
    return html.escape(clean(text), quote=True)


def escape_latex(text: object) -> str:
    """Return text that LaTeX prints as it stands; line ends become ``\\newline``, long words may break."""
    return r"\newline ".join(_escape_line(line) for line in clean(text).strip().split("\n"))


def _escape_line(line: str) -> str:
    line = curled(line)
    pieces = []
    last = 0
    for found in _LONG_WORD.finditer(line):
        pieces.append(_escape_piece(line[last : found.start()]))
        pieces.append(r"\allowbreak{}".join(_escape_piece(part) for part in _PIECE.findall(found[0]) if part))
        last = found.end()
    pieces.append(_escape_piece(line[last:]))
    # Two hyphens would be set as a dash.
    return re.sub("-(?=-)", "-{}", "".join(pieces))


def _escape_piece(text: str) -> str:
    return _SPECIALS.sub(lambda found: _SPECIAL[found[0]], text)


def curled(text: str) -> str:
    """Return a line with straight quotation marks made “ ” and ‘ ’, as LaTeX would otherwise set all of them ”."""
    for straight, opening, closing in (('"', "“", "”"), ("'", "‘", "’")):
        text = re.sub(rf"(?<![^\s(\[{{“‘–—]){straight}(?=\S)", opening, text).replace(straight, closing)
    return text
