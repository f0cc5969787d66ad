"""Tables as LaTeX: booktabs, turned or stacked where they are too wide for a page."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from litmatrix.reporting import Stamp
from litmatrix.tables import Table
from litmatrix.tables.grids import Grid, clean, grid
from litmatrix.writing.cells import row_lines, shares, tallest

# How many characters fit across a page of A4, upright at \small and turned at \footnotesize.
_UPRIGHT, _TURNED = 105, 165
# How many lines fit on it; a row of a table cannot break across pages.
_UPRIGHT_LINES, _TURNED_LINES = 40, 26
_PAGE = 30

#: What a document that inputs these tables must load.
PREAMBLE = r"\usepackage{array,booktabs,longtable,pdflscape,caption}"

_HEAD = f"% A table for a LaTeX document, which needs: {PREAMBLE}\n% XeLaTeX or LuaLaTeX print any script that the font has.\n"

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


def latex(table: Table, stamp: Stamp | None = None) -> str:
    """Return a table as LaTeX to be input into a document (see `PREAMBLE`); its name makes the label, ``tab:name``.

    It stands upright where it fits, is turned where it is wide, and where even that is not enough each row
    becomes a block with a line for each column, which can break across pages. A stamp is a comment above it.
    """
    cells = grid(table.frame)
    caption = ". ".join(part for part in (table.title.rstrip("."), table.note) if part)
    if len(cells.header) <= 6 and tallest(cells, _UPRIGHT) <= _UPRIGHT_LINES:
        body = _columns(cells, caption, table.name, _UPRIGHT)
    elif len(cells.header) <= 10 and tallest(cells, _TURNED) <= _TURNED_LINES:
        body = f"\\begin{{landscape}}\n{_columns(cells, caption, table.name, _TURNED)}\\end{{landscape}}\n"
    else:
        body = _stacked(cells, caption, table.name)
    return _HEAD + _comment(stamp) + body


def _comment(stamp: Stamp | None) -> str:
    return f"% {stamp}\n" if stamp else ""


def latex_document(names: Iterable[str], title: str, stamp: Stamp | None = None) -> str:
    """Return a document that inputs the tables' files, to be run with XeLaTeX in their folder."""
    inputs = "\n".join(f"\\input{{{name}.tex}}\n\\clearpage" for name in names)
    return (
        "% Every table on its own pages. Run with: xelatex all-tables.tex (twice)\n"
        "% For scripts that Latin Modern lacks add: \\usepackage{fontspec}\\setmainfont{Noto Serif}\n"
        f"{_comment(stamp)}"
        "\\documentclass[a4paper]{article}\n\\usepackage[margin=2cm]{geometry}\n"
        f"{PREAMBLE}\n\\captionsetup{{justification=raggedright,singlelinecheck=false}}\n"
        f"\\title{{{escape_latex(title)}}}\n\\date{{}}\n\\author{{}}\n\\begin{{document}}\n\\maketitle\n{inputs}\n\\end{{document}}\n"
    )


def escape_latex(text: object) -> str:
    """Return text that LaTeX prints as it stands; line ends become ``\\newline``, long words may break."""
    return r"\newline ".join(_escape_line(line) for line in clean(text).strip().split("\n"))


def _escape_line(line: str) -> str:
    line = _curled(line)
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


def _curled(text: str) -> str:
    """Return a line with straight quotation marks made “ ” and ‘ ’, as LaTeX would otherwise set all of them ”."""
    for straight, opening, closing in (('"', "“", "”"), ("'", "‘", "’")):
        text = re.sub(rf"(?<![^\s(\[{{“‘–—]){straight}(?=\S)", opening, text).replace(straight, closing)
    return text


def _columns(table: Grid, caption: str, name: str, line: int) -> str:
    widths = shares(table, line)
    room = [max(share * line - 2, 1) for share in widths]
    lines = sum(row_lines(row, room) for row in table.rows)
    spec = "".join(_column(share, numeric) for share, numeric in zip(widths, table.numeric, strict=True))
    head = " & ".join(f"\\textbf{{{escape_latex(one)}}}" for one in table.header) + " \\\\\n"
    rows = [" & ".join(escape_latex(cell) for cell in row) + " \\\\\n" for row in table.rows]
    body = "\\addlinespace\n".join(rows) if lines > len(rows) else "".join(rows)
    size = "\\small" if line == _UPRIGHT else "\\footnotesize"
    title = f"\\caption{{{_flat(caption)}}}\\label{{tab:{_label(name)}}}"
    if lines > _PAGE or line != _UPRIGHT:
        more = f"\\midrule\n\\multicolumn{{{len(table.header)}}}{{r}}{{continued}} \\\\\n\\endfoot\n\\bottomrule\n\\endlastfoot\n"
        return (
            f"{{{size}\\setlength{{\\LTleft}}{{0pt}}\\setlength{{\\LTcapwidth}}{{\\linewidth}}\\setlength{{\\tabcolsep}}{{4pt}}\n"
            f"\\begin{{longtable}}{{@{{}}{spec}@{{}}}}\n{title}\\\\\n\\toprule\n{head}\\midrule\n\\endfirsthead\n"
            f"\\toprule\n{head}\\midrule\n\\endhead\n{more}{body}\\end{{longtable}}}}\n"
        )
    return (
        f"\\begin{{table}}[htbp]\n{size}\\setlength{{\\tabcolsep}}{{4pt}}\n{title}\n"
        f"\\begin{{tabular}}{{@{{}}{spec}@{{}}}}\n\\toprule\n{head}\\midrule\n{body}\\bottomrule\n"
        "\\end{tabular}\n\\end{table}\n"
    )


def _column(share: float, numeric: bool) -> str:
    side = "raggedleft" if numeric else "raggedright"
    return f">{{\\{side}\\arraybackslash\\hspace{{0pt}}}}p{{\\dimexpr {share:.4f}\\linewidth-2\\tabcolsep}}"


def _stacked(table: Grid, caption: str, name: str) -> str:
    """Return the table as blocks: the first cell of a row as a heading, then a line for each column that holds something."""
    blocks = []
    for row in table.rows:
        parts = [f"\\multicolumn{{2}}{{@{{}}p{{\\linewidth}}@{{}}}}{{\\textbf{{{_flat(row[0])}}}}} \\\\*\n"]
        for column, cell in list(zip(table.header, row, strict=True))[1:]:
            pieces = [
                piece for line in cell.split("\n") if line.strip() for piece in textwrap.wrap(line, 1500)
            ]
            for number, piece in enumerate(pieces):
                parts.append(f"{escape_latex(column) if number == 0 else ''} & {escape_latex(piece)} \\\\\n")
        blocks.append("".join(parts))
    title = f"\\caption{{{_flat(caption)}}}\\label{{tab:{_label(name)}}}"
    return (
        "{\\small\\setlength{\\LTleft}{0pt}\\setlength{\\LTcapwidth}{\\linewidth}\\setlength{\\tabcolsep}{4pt}\n"
        "\\begin{longtable}{@{}>{\\raggedright\\arraybackslash\\itshape}p{0.2\\linewidth}"
        ">{\\raggedright\\arraybackslash}p{\\dimexpr 0.8\\linewidth-2\\tabcolsep}@{}}\n"
        f"{title}\\\\\n\\toprule\n\\endfirsthead\n\\toprule\n\\endhead\n\\endfoot\n\\bottomrule\n\\endlastfoot\n"
        + "\\addlinespace\\midrule\n".join(blocks)
        + "\\end{longtable}}\n"
    )


def _flat(text: str) -> str:
    return escape_latex(" ".join(clean(text).split()))


def _label(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", name)
