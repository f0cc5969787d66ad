"""What is long enough to stand in the supplement, by rules that are told there: rows of tables, excerpts, names, texts."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from litmatrix.matrix import citations
from litmatrix.matrix.citations import Citation, Cited
from litmatrix.tables import Table
from litmatrix.tables.of_themes import Finding
from litmatrix.vocabulary import counted
from litmatrix.writing.report.values import Listed, Pieces, Ref

#: More rows than this, or entries of a list, stand in the supplement.
ROWS = 60
#: So many excerpts of a subtheme, and problems of a kind, the report shows where there are more; one more is shown too.
FEW = 3
#: So many sources are named in one place.
NAMES = 10
#: So many characters of a text in a table.
LETTERS = 300
#: So many pixels a chart of the coding is high: half a page.
HIGH = 480

RULE = (
    f"In the report stand tables of up to {ROWS} rows, {FEW} excerpts of a subtheme (of different sources, where there are), "
    f"{NAMES} sources named in one place, search strings of {LETTERS} characters, one evidence map, and charts of the coding that take "
    "less than half a page. What is more stands here, whole."
)

_One = TypeVar("_One")


def is_long(table: Table) -> bool:
    """Return whether a table stands in the supplement."""
    return len(table.frame) > ROWS


def in_report(table: Table) -> Pieces:
    """Return a table as the report has it: whole, or a sentence that says where it stands; nothing of one without rows."""
    if not is_long(table):
        return (Listed(table),) if len(table.frame) else ()
    rows = counted(len(table.frame), "row")
    return ("<p>", Ref(Listed(table).id), f" in the supplement has them all, in {rows}.</p>\n")


def in_supplement(table: Table) -> Pieces:
    """Return a table as the supplement has it: whole, or nothing where the report has it."""
    return (Listed(table),) if is_long(table) else ()


def few(members: Sequence[_One], by: Iterable[Hashable] = ()) -> tuple[_One, ...]:
    """Return the few members of a list that the report shows, in order: the first of different kinds, where `by` tells these."""
    if len(members) <= FEW + 1:
        return tuple(members)
    kinds = list(by) or list(range(len(members)))
    first = [place for place, kind in enumerate(kinds) if kind not in kinds[:place]]
    others = [place for place in range(len(members)) if place not in first]
    return tuple(members[place] for place in sorted([*first, *others][:FEW]))


def chosen(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the excerpts of a subtheme that the report shows: the first of different sources."""
    return few(found, [one.key for one in found])


def names(cited: Cited, most: int = NAMES) -> Cited:
    """Return lists of sources, one a line, each cut visibly after so many; the text before them, which counts all, stays."""
    lines: list[list[str | Citation]] = [[]]
    for piece in cited:
        first, *further = piece.split("\n") if isinstance(piece, str) else (piece,)
        lines[-1].append(first)
        lines += [[one] for one in further]
    cut = [piece for line in lines for piece in ("\n", *_cut(line, most))]
    return citations.joined(cut[1:])


def _cut(line: Sequence[str | Citation], most: int) -> Sequence[str | Citation]:
    places = [place for place, piece in enumerate(line) if isinstance(piece, Citation)]
    rest = len(places) - most
    if rest < 2:
        return line
    # What is said of the last one, such as “(1 of 3 for)”, stays with it.
    said = "".join(str(piece) for piece in line[places[most - 1] + 1 : places[most]]).rpartition("; ")[0]
    return [*line[: places[most - 1] + 1], f"{said}; and {rest:,} more"]


def letters(text: str) -> str:
    """Return a text cut visibly, where it is too long for a table of the report."""
    return text if len(text) <= LETTERS else f"{text[:LETTERS].rstrip()} […]"
