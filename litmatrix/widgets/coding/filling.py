"""What a person fills into the table: a text held against what its column may hold, and a block laid over the cells.

Nothing is written here. What cannot stand is refused with why, cell by cell; a text that a spreadsheet seems to have
damaged is pointed out.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from litmatrix.bibliography.latex import folded
from litmatrix.checking.of_cells import odd_in_cell, odd_value
from litmatrix.checking.places import meant, shortened
from litmatrix.comparing import find_damage
from litmatrix.errors import Misuse
from litmatrix.matrix import cells
from litmatrix.matrix.file import ExcerptRow
from litmatrix.matrix.three_way import items
from litmatrix.model import Descriptor
from litmatrix.vocabulary import EVIDENCE, MATRIX, NONE
from litmatrix.widgets.coding.clipboard import Block
from litmatrix.widgets.coding.logic import Reading

#: What a block does to a cell: it fills an empty one, changes one, finds the same there, leaves one, or is refused.
NEW, CHANGED, SAME, LEFT, REFUSED = "new", "changed", "same", "left", "refused"
#: What to do where a cell holds something: put the new text in its place, add below it, leave it.
HELD = ("replace", "add", "leave")
#: Checks of what would be read as something else than it looks like.
_MISREAD = ("unclosed-quote", "other-quote-marks", "none-like")
_MOST = 200_000


class Told(NamedTuple):
    """A text as it would be written, why it cannot be (empty: it can), what to know of it, and its new subthemes."""

    text: str
    why: str = ""
    notes: tuple[str, ...] = ()
    subthemes: tuple[str, ...] = ()


class Cell(NamedTuple):
    """A cell of a block: where it would go (its source and column, or what stands for them), and what comes of it.

    `verdict` is new, changed, same, left or refused; `why` says of the last two why. `doubtful` says that a spreadsheet
    seems to have damaged the text.
    """

    key: str
    column: str
    source: str
    name: str
    before: str
    after: str
    verdict: str
    why: str = ""
    notes: tuple[str, ...] = ()
    subthemes: tuple[str, ...] = ()
    doubtful: bool = False


class Options(NamedTuple):
    """How a block is laid: whether its first row names columns and its first column sources (None: as it seems)."""

    heads: bool | None = None
    keys: bool | None = None
    held: str = "replace"
    blanks: bool = False


@dataclass(frozen=True)
class Plan:
    """What a block would do, cell by cell, and how it was read: `options` with nothing left to be guessed."""

    cells: tuple[Cell, ...]
    options: Options
    size: tuple[int, int]
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def written(self) -> tuple[Cell, ...]:
        """The cells that would be written."""
        return tuple(one for one in self.cells if one.verdict in (NEW, CHANGED))


# --- one text -----------------------------------------------------------------------------------------------------------


def columns(reading: Reading) -> tuple[tuple[str, str], ...]:
    """Return the columns of the table, id and name: the descriptors, then the themes in use."""
    described = ((one.id, one.name or one.id) for one in reading.review.protocol.descriptors)
    return (*described, *((one.id, one.name) for one in reading.themes))


def told(reading: Reading, key: str, column: str, before: str, text: str) -> Told:
    """Hold what was typed or pasted into a cell against what its column may hold.

    What was odd in the cell `before` is no reason to refuse a text. `none` by itself gets the day and the reader.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if why := _unfit(reading, column, text):
        return Told(text, why)
    found = next((one for one in reading.review.protocol.descriptors if one.id == column), None)
    return _value(found, text) if found else _excerpts(reading, key, column, before, text)


def _unfit(reading: Reading, column: str, text: str) -> str:
    if column not in reading.matrix.header:
        return f"{MATRIX} has no column {column} (litmatrix check says what is missing)."
    for sign in text:
        if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t":
            return f"it has a character that cannot be saved (U+{ord(sign):04X}): delete it."
    return ""


def _value(descriptor: Descriptor, text: str) -> Told:
    allowed = {folded(value): value for value in descriptor.values}
    if descriptor.type == "choices":
        parts = [part.strip() for part in text.split(";")]
        text = "; ".join(allowed.get(folded(part), part) for part in parts if part)
    elif descriptor.values:
        text = allowed.get(folded(text), text)
    return Told(text, " ".join(f"{message} {fix}" for message, fix in odd_value(descriptor, text)))


def _excerpts(reading: Reading, key: str, column: str, before: str, text: str) -> Told:
    theme = reading.theme_named(column)
    found = cells.numbered(text)
    if len(found) == 1 and found[0].kind == NONE and not found[0].locator:
        return Told(cells.with_none("", date.today(), reading.reader))
    kinds = {one.kind for one in found}
    if NONE in kinds and kinds & set(EVIDENCE):
        return Told(
            text, "it says “none” (not mentioned) but also has a quotation or a summary: delete one of them."
        )
    known = {one[:7] for one in cells.numbered(before)}
    rows = [ExcerptRow(key, theme.id, number, *one[:7]) for number, one in enumerate(found, start=1)]
    fresh = {number for number, one in enumerate(found, start=1) if one[:7] not in known}
    notes = []
    for number, problem in odd_in_cell(rows, theme.subthemes, None):
        if number not in fresh or problem.check in ("no-locator", "unknown-subtheme"):
            continue
        if problem.check in _MISREAD:
            return Told(text, f"{problem.message} {problem.fix}".strip())
        notes.append(f"{problem.message} {problem.fix}".strip())
    given = (one.subtheme for number, one in enumerate(found, start=1) if number in fresh)
    names = tuple(dict.fromkeys(name for name in given if name and name not in theme.subthemes))
    for name in names:
        near = meant(name, theme.subthemes, "")
        notes.append(
            f"“{shortened(name)}” is a new subtheme, which will be added to the theme. {near}".strip()
        )
    return Told(text, "", tuple(notes), names)


# --- a block ------------------------------------------------------------------------------------------------------------


def plan(
    reading: Reading,
    block: Block,
    keys: Sequence[str],
    column: str,
    span: tuple[int, int] = (1, 1),
    options: Options = Options(),  # noqa: B008  an immutable value
) -> Plan:
    """Return what a block would do, laid with its first cell on the first of these sources and on a column.

    `keys` are the sources from there on, in the order in which the person sees them. Where the first row names columns,
    or the first column sources, the cells go there instead. One cell alone fills all of the `span` (rows and columns) that
    is chosen. Raises `Misuse` for nothing, for what is too much, and for a column that the table has not.
    """
    if not block or not any(cell.strip() for row in block for cell in row):
        raise Misuse("nothing to paste: there is no text on the clipboard.")
    if sum(map(len, block)) > _MOST:
        raise Misuse(f"that is more than {_MOST:,} cells: import a file instead (Import a matrix).")
    if options.held not in HELD:
        raise Misuse(f"{options.held}: choose one of {', '.join(HELD)}.")
    known = columns(reading)
    ids = [id for id, _ in known]
    if column not in ids:
        raise Misuse(f"the table has no column {column}.")
    size = (len(block), max(map(len, block)))
    if size == (1, 1):
        block = tuple((block[0][0],) * max(1, span[1]) for _ in range(max(1, span[0])))
    options = _seen(reading, block, options)
    found = tuple(_laid(reading, block, keys, ids[ids.index(column) :], options))
    repeated = Counter((one.key, one.column) for one in found if one.key and one.column)
    found = tuple(
        one._replace(verdict=REFUSED, why="the pasted table has this cell more than once.")
        if repeated[one.key, one.column] > 1
        else one
        for one in found
    )
    return Plan(found, options, size, Counter(one.verdict for one in found))


def _seen(reading: Reading, block: Block, options: Options) -> Options:
    """Return the options with what the block itself says of its first row and column."""
    heads, keys = options.heads, options.keys
    named, sources = _columns_named(reading), _sources_named(reading)
    if heads is None:
        first = [cell for cell in block[0][1:] if cell.strip()] or [*block[0]]
        heads = len(block) > 1 and _mostly(first, named)
    if keys is None:
        first = [row[0] for row in block[1 if heads else 0 :] if row and row[0].strip()]
        keys = max(map(len, block)) > 1 and _mostly(first, sources)
    return options._replace(heads=heads, keys=keys)


def _mostly(given: Sequence[str], known: dict[str, str]) -> bool:
    return bool(given) and 2 * sum(folded(one.strip()) in known for one in given) >= len(given)


def _columns_named(reading: Reading) -> dict[str, str]:
    known = columns(reading)
    return {folded(name): id for id, name in known} | {folded(id): id for id, _ in known}


def _sources_named(reading: Reading) -> dict[str, str]:
    """Return the key of each source by what it is called; a reference that two sources share names none."""
    references = Counter(reading.names[key] for key in reading.keys)
    single = {folded(reading.names[key]): key for key in reading.keys if references[reading.names[key]] == 1}
    return single | {folded(key): key for key in reading.keys}


def _laid(
    reading: Reading, block: Block, keys: Sequence[str], ids: Sequence[str], options: Options
) -> Iterator[Cell]:
    """Yield each cell of a block where it would go; blank ones that clear nothing are left out."""
    columns_named = dict(columns(reading))
    heads = block[0] if options.heads else ()
    by_name, by_source = _columns_named(reading), _sources_named(reading)
    skip = 1 if options.keys else 0
    for at, row in enumerate(block[1 if options.heads else 0 :]):
        if options.keys:
            given = row[0].strip() if row else ""
            key = by_source.get(folded(given), "")
            whyless = f"“{shortened(given)}” is not an included source, or two have this name: use the key."
        else:
            given, key = (keys[at], keys[at]) if at < len(keys) else ("", "")
            whyless = "there is no row for it: the table ends above."
        for place, text in enumerate(row[skip:]):
            if not text.strip() and not options.blanks:
                continue
            if options.heads:
                head = heads[place + skip].strip() if place + skip < len(heads) else ""
                column = by_name.get(folded(head), "")
                why = (
                    f"“{shortened(head)}” is neither a theme nor a descriptor."
                    if head
                    else "its column has no name."
                )
            else:
                column = head = ids[place] if place < len(ids) else ""
                why = "there is no column for it: the table ends to the left."
            source = reading.names.get(key, given) or f"line {at + 1} of the pasted table"
            name = columns_named.get(column, head) or f"column {place + 1} of the pasted table"
            empty = Cell(key, column, source, name, "", text, REFUSED)
            if not key or not column:
                yield empty._replace(why=why if key else whyless)
            else:
                yield _judged(reading, empty, options)


def _judged(reading: Reading, one: Cell, options: Options) -> Cell:
    """Return a cell with what stands there, what it would hold, and what comes of it."""
    before = reading.text(one.key, one.column)
    theme = one.column in {theme.id for theme in reading.themes}
    text = one.after
    if before and text.strip() and options.held == "add" and theme:
        text = _below(before, text)
    found = told(reading, one.key, one.column, before, text)
    one = one._replace(before=before, after=found.text, notes=found.notes, subthemes=found.subthemes)
    if found.why:
        return one._replace(verdict=REFUSED, why=found.why)
    if found.text == before or _none_again(before, found.text):
        return one._replace(verdict=SAME, after=before, subthemes=())
    if before and (options.held == "leave" or (options.held == "add" and not theme)):
        return one._replace(verdict=LEFT, why="the cell is not empty, and is not changed.", subthemes=())
    damage = find_damage(before, found.text, theme)
    notes = (*found.notes, *(each.words for each in damage))
    return one._replace(verdict=CHANGED if before else NEW, notes=notes, doubtful=bool(damage))


def _none_again(before: str, after: str) -> bool:
    """Whether both say `none` and nothing else: the day on which it was first said stays."""
    both = [cells.numbered(before), cells.numbered(after)]
    return all(len(found) == 1 and found[0].kind == NONE for found in both)


def _below(before: str, text: str) -> str:
    """Return a cell with what it does not hold yet below what it holds; evidence takes the place of `none`."""
    given = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    there = items(before)
    more = [one for one in items(given) if one not in there]
    if any(one.kind in EVIDENCE for one in cells.numbered(given)):
        there = items(cells.without_none(before))
    return "\n".join([*there, *more])


# --- a window on a plan -------------------------------------------------------------------------------------------------


def window(found: Plan, verdict: str, start: int, number: int) -> list[tuple[int, Cell]]:
    """Return some cells of a plan with their places in it: of a verdict (empty: all but those that stay the same)."""
    wanted = (
        (place, one)
        for place, one in enumerate(found.cells)
        if (one.verdict == verdict if verdict else one.verdict != SAME)
    )
    return list(itertools.islice(wanted, start, start + number))


def without(found: Plan, places: Sequence[int]) -> Plan:
    """Return a plan that leaves the cells at some places as they are."""
    gone = set(places)
    kept = tuple(
        one._replace(verdict=LEFT, why="left out.")
        if place in gone and one.verdict in (NEW, CHANGED)
        else one
        for place, one in enumerate(found.cells)
    )
    return replace(found, cells=kept, counts=Counter(one.verdict for one in kept))
