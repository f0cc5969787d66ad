"""Tables as LaTeX: booktabs, turned or stacked where they are too wide for a page."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from functools import partial

from litmatrix.matrix.citations import Cited
from litmatrix.reporting import Stamp
from litmatrix.tables import Table
from litmatrix.tables.grids import Grid, clean, grid
from litmatrix.writing.cells import row_lines, shares, tallest
from litmatrix.writing.citations import as_latex
from litmatrix.writing.cited import cells, printed
from litmatrix.writing.escapes import escape_latex

# How many characters fit across a page of A4, upright at \small and turned at \footnotesize.
_UPRIGHT, _TURNED = 105, 165
# How many lines fit on it; a row of a table cannot break across pages.
_UPRIGHT_LINES, _TURNED_LINES = 40, 26
_PAGE = 30

#: What a document that inputs these tables must load.
PREAMBLE = r"\usepackage{array,booktabs,longtable,pdflscape,caption}"

#: What it must load besides, and where it finds the works, if a table cites any.
CITING = r"\usepackage[backend=biber,style=authoryear]{biblatex}"
RESOURCE = r"\addbibresource{%s}"
# What a person noted on a work is no part of its reference, nor is it written for LaTeX.
_UNNOTED = r"\DeclareSourcemap{\maps[datatype=bibtex]{\map{\step[fieldset=note,null]}}}"

_HEAD = f"% A table for a LaTeX document, which needs: {PREAMBLE}\n% XeLaTeX or LuaLaTeX print any script that the font has.\n"
_CITES = (
    f"% It cites: the document also needs {CITING} and {RESOURCE % 'all.bib'}, with the bibliography that\n"
    "% litmatrix build (or litmatrix export bibliography all.bib --records all) writes, and biber is run on it.\n"
)


def latex(table: Table, stamp: Stamp | None = None) -> str:
    """Return a table as LaTeX to be input into a document (see `PREAMBLE`); its name makes the label, ``tab:name``.

    It stands upright where it fits, is turned where it is wide, and where even that is not enough each row
    becomes a block with a line for each column, which can break across pages. A stamp is a comment above it.
    """
    text = grid(table.frame)
    rows = cells(table, text, table.cited)
    caption = ". ".join(part for part in (table.title.rstrip("."), table.note) if part)
    if len(text.header) <= 6 and tallest(text, _UPRIGHT) <= _UPRIGHT_LINES:
        body = _columns(text, rows, caption, table.name, _UPRIGHT)
    elif len(text.header) <= 10 and tallest(text, _TURNED) <= _TURNED_LINES:
        body = (
            f"\\begin{{landscape}}\n{_columns(text, rows, caption, table.name, _TURNED)}\\end{{landscape}}\n"
        )
    else:
        body = _stacked(text.header, rows, caption, table.name)
    return _HEAD + (_CITES if table.cited else "") + _comment(stamp) + body


def _comment(stamp: Stamp | None) -> str:
    return f"% {stamp}\n" if stamp else ""


def latex_document(
    names: Iterable[str], title: str, stamp: Stamp | None = None, bibliography: str = "../all.bib"
) -> str:
    """Return a document that inputs the tables' files, to be run in their folder; `bibliography` is the way to the .bib."""
    inputs = "\n".join(f"\\input{{{name}.tex}}\n\\clearpage" for name in names)
    return (
        "% Every table on its own pages, and the works that they cite. Run with XeLaTeX or pdfLaTeX, and biber in between:\n"
        "%   xelatex all-tables; biber all-tables; xelatex all-tables; xelatex all-tables\n"
        "% For scripts that Latin Modern lacks (with XeLaTeX) add: \\usepackage{fontspec}\\setmainfont{Noto Serif}\n"
        f"{_comment(stamp)}"
        "\\documentclass[a4paper]{article}\n\\usepackage{iftex}\n\\ifpdftex\\usepackage[T1]{fontenc}"
        "\\IfFileExists{lmodern.sty}{\\usepackage{lmodern}}{}\\fi\n"
        f"\\usepackage[margin=2cm]{{geometry}}\n{PREAMBLE}\n{CITING}\n{_UNNOTED}\n{RESOURCE % bibliography}\n"
        "\\captionsetup{justification=raggedright,singlelinecheck=false}\n"
        f"\\title{{{escape_latex(title)}}}\n\\date{{}}\n\\author{{}}\n\\begin{{document}}\n\\maketitle\n{inputs}\n"
        "\\printbibliography\n\\end{document}\n"
    )


def _columns(table: Grid, cells: Sequence[Sequence[Cited]], caption: str, name: str, line: int) -> str:
    widths = shares(table, line)
    room = [max(share * line - 2, 1) for share in widths]
    lines = sum(row_lines(row, room) for row in table.rows)
    spec = "".join(_column(share, numeric) for share, numeric in zip(widths, table.numeric, strict=True))
    head = " & ".join(f"\\textbf{{{escape_latex(one)}}}" for one in table.header) + " \\\\\n"
    rows = [" & ".join(printed(cell, escape_latex, as_latex) for cell in row) + " \\\\\n" for row in cells]
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


def _stacked(header: Sequence[str], cells: Sequence[Sequence[Cited]], caption: str, name: str) -> str:
    """Return the table as blocks: the first cell of a row as a heading, then a line for each column that holds something."""
    blocks = []
    for row in cells:
        first = printed(row[0], _flat, as_latex)
        parts = [f"\\multicolumn{{2}}{{@{{}}p{{\\linewidth}}@{{}}}}{{\\textbf{{{first}}}}} \\\\*\n"]
        for column, cell in list(zip(header, row, strict=True))[1:]:
            parts.append(printed(cell, partial(_block, column), as_latex))
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


def _block(column: str, text: str) -> str:
    """Return what stands in a column as rows: one for each line, and for each part of a long one."""
    pieces = [piece for line in text.split("\n") if line.strip() for piece in textwrap.wrap(line, 1500)]
    heads = (escape_latex(column), *[""] * len(pieces))
    return "".join(
        f"{head} & {escape_latex(piece)} \\\\\n" for head, piece in zip(heads, pieces, strict=False)
    )


def _flat(text: str) -> str:
    return escape_latex(" ".join(clean(text).split()))


def _label(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", name)
