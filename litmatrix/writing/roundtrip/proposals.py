"""What to take of another version of the matrix: each change proposed with its reason, and the accepted ones written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from litmatrix import matrix
from litmatrix.coding import themes
from litmatrix.comparing import (
    CONFLICT,
    DIFFERS,
    THEIRS,
    Comparison,
    Damage,
    Difference,
    compare,
    find_damage,
)
from litmatrix.matrix.file import Matrix
from litmatrix.matrix.three_way import merge_cell
from litmatrix.model import Protocol
from litmatrix.review import Review, require_whole
from litmatrix.vocabulary import BIBLIOGRAPHY, KEY, MATRIX
from litmatrix.writing.roundtrip.reading import Source

_MOST_NAMED = 10


class Proposal(NamedTuple):
    """One cell that could be changed: what stands in it, what it would hold, and whether to take it, and why.

    `kind` is theirs, conflict or differs (see `comparing`); `take` is what is suggested; `theirs` is their
    text, which `after` is too unless both additions are kept in one; `new_row` says that the source has no
    row yet.
    """

    key: str
    column: str
    before: str
    after: str
    take: bool
    why: str
    kind: str
    damage: tuple[Damage, ...] = ()
    base: str | None = None
    theirs: str = ""
    new_row: bool = False


@dataclass(frozen=True)
class Plan:
    """What another version would change, in the order of our file.

    `left_out` says what of theirs cannot be taken at all, `notes` what one should know besides.
    """

    source: str
    base: str
    proposals: tuple[Proposal, ...]
    comparison: Comparison
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def suggested(self) -> tuple[Proposal, ...]:
        """The proposals that are suggested to be taken."""
        return tuple(one for one in self.proposals if one.take)


def column_now(protocol: Protocol, name: str) -> str:
    """Return the id that a column has today, given one that it had when a workbook was exported."""
    if name in {one.id for one in protocol.descriptors}:
        return name
    return themes.renamed(protocol, name)


def plan(review: Review, source: Source) -> Plan:
    """Compare a version with matrix.csv as it is now, and propose what to take; nothing is written.

    A change by them alone is suggested, unless it looks like damage or empties the cell. Where both changed a
    cell, it is suggested only in a theme to which both only added excerpts: both additions are then kept.
    Without a base, only what fills an empty cell or adds to one is suggested. Rows and columns are never
    taken out, columns never added. Raises `NotSaved` if matrix.csv was not read whole.
    """
    ours = matrix.read_matrix(review.folder / MATRIX)
    require_whole(ours.problems, review.protocol)
    theirs, clashing = _renamed(source.matrix, review.protocol)
    base, _ = _renamed(source.base, review.protocol) if source.base is not None else (None, [])
    known = set(map(str, review.records.index))
    found = compare(base, ours, theirs, known)
    ids = {theme.id for theme in review.protocol.themes}
    numbers = {one.id for one in review.protocol.descriptors if one.type == "number"}
    taken_for = {
        (key, column_now(review.protocol, name)): kind for (key, name), kind in source.taken_for.items()
    }
    unknown = set(found.unknown)
    proposals, formulas, ends = [], [], 0
    for cell in found.of_kind(THEIRS, CONFLICT, DIFFERS):
        if cell.key in unknown:
            continue
        if taken_for.get((cell.key, cell.column)) == "formula":
            formulas.append(f"{cell.key}, column {cell.column}")
        elif _levelled(cell.theirs) == _levelled(cell.ours if cell.base is None else cell.base):
            ends += 1
        else:
            held = taken_for.get((cell.key, cell.column), "")
            if held == "number" and cell.column in numbers:
                held = ""
            proposals.append(_proposal(cell, cell.column in ids, held, cell.key not in ours.rows))
    left_out = [
        *(f"{problem.where}: {problem.message}" for problem in source.matrix.problems),
        *_left_out(found, base, theirs, clashing, review.protocol),
        *_many("Formulas are not imported, only text: {}", formulas),
    ]
    notes = [*source.notes, *_notes(found, source, review)]
    if ends:
        told = "1 cell differs in line ends only, and stays as it is." if ends == 1 else ""
        notes.append(told or f"{ends:,} cells differ in line ends only, and stay as they are.")
    return Plan(source.name, source.base_name, tuple(proposals), found, tuple(left_out), tuple(notes))


# --- one cell -------------------------------------------------------------------------------------------


def _proposal(cell: Difference, theme: bool, held: str, new: bool) -> Proposal:
    start = cell.ours if cell.base is None else cell.base
    damage = find_damage(start, cell.theirs, theme, held)
    if held == "cut":
        words = "the cell was shown cut, and the mark for that is gone: the rest would be lost."
        damage = (*damage, Damage("cut", words))
    after, take, why = _advice(cell, theme, new)
    if damage:
        after, take, why = cell.theirs, False, "it looks damaged: " + " ".join(one.words for one in damage)
    return Proposal(
        cell.key, cell.column, cell.ours, after, take, why, cell.kind, damage, cell.base, cell.theirs, new
    )


def _advice(cell: Difference, theme: bool, new: bool) -> tuple[str, bool, str]:
    """Return what a cell would hold, whether that is suggested, and why."""
    alone, theirs = cell.kind == DIFFERS, cell.theirs
    if cell.kind == CONFLICT:
        both = merge_cell(cell.base or "", cell.ours, theirs) if theme else None
        if both is not None:
            return both, True, "both added to it: both additions are kept."
        return theirs, False, "both changed it: importing theirs would replace yours."
    if not theirs.strip():
        why = "it is empty there; without the version it began with, it is not known whether it was deleted."
        return theirs, False, why if alone else "they emptied it."
    if new:
        return theirs, True, "a new row, for a source without one."
    if not alone:
        return theirs, True, "they changed it."
    if not cell.ours.strip():
        return theirs, True, "it is empty here."
    if theme and merge_cell(cell.ours, cell.ours, theirs) is not None:
        return theirs, True, "they added to it."
    return theirs, False, "the two differ; without the version it began with, it is not known which is newer."


def _levelled(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# --- rows and columns -----------------------------------------------------------------------------------


def _renamed(version: Matrix, protocol: Protocol) -> tuple[Matrix, list[str]]:
    """Return a version with its columns under today's ids, and those of which two are one today, which stay."""
    now = [name if name == KEY else column_now(protocol, name) for name in version.header]
    clashing = [
        name for name, new in zip(version.header, now, strict=True) if now.count(new) > 1 and name != new
    ]
    header = tuple(name if name in clashing else new for name, new in zip(version.header, now, strict=True))
    return replace(version, header=header), clashing


def _became(protocol: Protocol, name: str) -> str:
    """Say what became of a column that is gone, and what to do."""
    told = themes.told(protocol, name)
    if told:
        return f"{told[:1].upper()}{told[1:]}: copy them to its column of today."
    return "If the theme was renamed or merged since the export, copy them to its column of today."


def _left_out(
    found: Comparison, base: Matrix | None, theirs: Matrix, clashing: list[str], protocol: Protocol
) -> list[str]:
    told = [
        *_many(f"{BIBLIOGRAPHY} has no entry with this key, so the row is not imported: {{}}. Add the entry first, or correct the key.",
               found.unknown),
        *_many(f"{MATRIX} no longer has this row; what they wrote in it is not imported: {{}}", _changed_rows(found, base, theirs)),
    ]  # fmt: skip
    for name in found.columns_gone:
        if changed := _changed_in(name, base, theirs):
            told.append(
                f"{MATRIX} no longer has the column {name}, in which they changed {changed:,} cell{'s' if changed > 1 else ''}; "
                f"these are not imported. {_became(protocol, name)}"
            )
    for name in found.columns_added:
        if changed := _changed_in(name, None, theirs):
            why = " It is one of two columns that were merged since." if name in clashing else ""
            told.append(
                f"{MATRIX} has no column {name}, so its {changed:,} cell{'s are' if changed > 1 else ' is'} not imported.{why} "
                "Add the theme or descriptor first, or correct the name."
            )
    for old, new in found.columns_renamed:
        told.append(
            f"the column {old} seems to be called {new} there; its cells are not imported. Change its name back to {old}."
        )
    return told


def _notes(found: Comparison, source: Source, review: Review) -> list[str]:
    told = []
    if source.title and source.title != review.protocol.title:
        told.append(f"it was exported from a review with another title: “{source.title[:100]}”.")
    told += _many("these rows are not in it, and stay as they are: {}", found.rows_removed)
    told += _many("these columns are not in it, and stay as they are: {}", found.columns_removed)
    if found.rows_reordered:
        told.append("its rows are in another order; that changes nothing.")
    if found.columns_reordered:
        told.append("its columns are in another order; that changes nothing.")
    return told


def _many(sentence: str, names: Iterable[str]) -> list[str]:
    names = list(names)
    if not names:
        return []
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return [sentence.format(", ".join(names[:_MOST_NAMED]) + more)]


def _changed_rows(found: Comparison, base: Matrix | None, theirs: Matrix) -> list[str]:
    """Return the rows taken out of ours in which they changed something since."""
    return [
        key for key in found.rows_gone if any(_changed(key, name, base, theirs) for name in theirs.header)
    ]


def _changed_in(name: str, base: Matrix | None, theirs: Matrix) -> int:
    """Return how many cells of a column are not as in the base (or, without one, not empty)."""
    return sum(_changed(key, name, base, theirs) for key in theirs.rows)


def _changed(key: str, name: str, base: Matrix | None, theirs: Matrix) -> bool:
    return theirs.cell(key, name) != (base.cell(key, name) if base is not None else "")
