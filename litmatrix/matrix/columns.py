"""Columns and cells of the matrix changed in one go, and taken back; what is not touched keeps its bytes.

A `Reshaping` is what a record of history/ keeps of such a change: the texts of before as they stood in the file, quotes
and all, and a sum of each text of after. Taking it back is a merge of cells (see `three_way`), so it does not matter what
else was written since, and the same bytes come back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from litmatrix.errors import Misuse, NotSaved
from litmatrix.files.journal import sum_of
from litmatrix.matrix.file import Matrix, parse_matrix
from litmatrix.matrix.rows import parts, plain, rendered
from litmatrix.matrix.three_way import CONFLICT, THEIRS, order_back, whose
from litmatrix.vocabulary import FATAL, KEY

#: So many cells are named in a message.
_NAMED = 5


class WrittenSince(NotSaved):
    """Undoing a change would lose what was written since: `places` are the cells, by key and column."""

    def __init__(self, file: str, places: Sequence[tuple[str, str]]) -> None:
        self.places = tuple(places)
        more = f" and {len(places) - _NAMED:,} more" if len(places) > _NAMED else ""
        named = "; ".join(f"{key}, column {name}" for key, name in places[:_NAMED])
        super().__init__(
            f"{file}: not undone: text written since then would be lost: {named}{more}. "
            "Move or delete these texts first."
        )


class Column(NamedTuple):
    """A column as it shall be: its name, and the column of before whose cells it carries (empty: it is new)."""

    name: str
    source: str = ""


class Reshaping(NamedTuple):
    """What a change did to the matrix, and all that it takes to take it back.

    `before` names the columns that there were, `after` those that there are (both empty: they are the same). `heads`
    holds the header's text of columns that were renamed or taken out. `lost` holds the cells of columns that were taken
    out, by column and key (a row of empty cells: a space and its number); those that are empty, as the file writes it,
    are left out. `changed` holds, by column of after and key, how a cell stood (None: there was no such column, or row)
    and a sum over the text that it was given. `rows` are the keys of rows that were added at the end, `ended` is the
    line end that this put behind the last row.
    """

    before: tuple[str, ...]
    after: tuple[Column, ...]
    heads: dict[str, str]
    lost: dict[str, dict[str, str]]
    changed: dict[str, dict[str, tuple[str | None, str]]]
    rows: tuple[str, ...] = ()
    ended: str = ""


def read_reshaping(values: Mapping[str, Any]) -> Reshaping:
    """Return a reshaping as a record holds it; raises `LookupError`, `TypeError` or `ValueError` where it is none."""
    found = Reshaping(
        tuple(values["before"]),
        tuple(Column(*column) for column in values["after"]),
        dict(values["heads"]),
        {name: dict(texts) for name, texts in values["lost"].items()},
        {
            name: {key: (was, total) for key, (was, total) in cells.items()}
            for name, cells in values["changed"].items()
        },
        tuple(values["rows"]),
        values["ended"],
    )
    lost = (text for texts in found.lost.values() for text in texts.values())
    were = ("" if was is None else was for cells in found.changed.values() for was, _ in cells.values())
    names = (name for column in found.after for name in column)
    texts = (*found.before, *names, *found.heads.values(), *lost, *were, *found.rows, found.ended)
    if wrong := [text for text in texts if not isinstance(text, str)]:
        raise TypeError(f"{wrong[0]!r} is not text")
    return found


# --- there ----------------------------------------------------------------------------------------------


def reshaped(
    matrix: Matrix, columns: Sequence[Column], cells: Mapping[str, Mapping[str, str]]
) -> tuple[Matrix, Reshaping]:
    """Return the matrix with these columns, and what it takes to undo that; the argument is left alone.

    `cells` gives the text of cells that change or are new, by column of after and key. Raises `NotSaved` for a
    matrix with a fatal problem, or with rows or columns that cannot be told apart; `Misuse` for columns or cells
    that make no sense.
    """
    _check_whole(matrix)
    _check_asked(matrix, columns, cells)
    places = {name: place for place, name in enumerate(matrix.header)}
    quoted = _quoted(matrix)
    raws: dict[str, dict[str, str]] = {}
    for name, source in columns:
        for key, text in cells.get(name, {}).items():
            row = matrix.rows[key]
            now = row.cells[places[source]] if source else ""
            if text != now:
                raw = parts(row.raw)[0][places[source]] if source else None
                spared = raw is not None and raw != rendered(now)  # quoted for no reason: so it stays
                raws.setdefault(name, {})[key] = rendered(text, quoted or spared)
    heads = {name: rendered(name, quoted) for name, source in columns if name != source}
    result = _drawn(matrix, _placed(matrix, columns), heads, raws)
    return result, difference(matrix, result, columns)


def difference(before: Matrix, after: Matrix, columns: Sequence[Column] = ()) -> Reshaping:
    """Return what it takes to make the matrix of before of that of after; without `columns` they are the same.

    The rows are the same too, but for new ones at the end.
    """
    old, new = ({key: dict(zip(one.header, texts, strict=False)) for key, texts, _ in _lines(one)} for one in (before, after))  # fmt: skip
    empty = rendered("", _quoted(before))
    carried = columns or [Column(name, name) for name in after.header]
    kept = {column.source for column in carried if column.name == column.source}
    gone = [name for name in before.header if name not in {column.source for column in carried}]
    lost: dict[str, dict[str, str]] = {name: {} for name in gone}
    changed: dict[str, dict[str, tuple[str | None, str]]] = {}
    for key, texts in new.items():
        was = old.get(key, {})
        for name in (name for name in gone if was.get(name, empty) != empty):
            lost[name][key] = was[name]
        for name, source in carried:
            if texts.get(name, empty) != was.get(source, empty) and name != KEY:
                changed.setdefault(name, {})[key] = (was.get(source), sum_of(plain(texts[name])))
    heads = dict(zip(before.header, parts(before.header_raw)[0], strict=True))
    return Reshaping(
        before.header if columns else (),
        tuple(columns),
        {name: text for name, text in heads.items() if name not in kept},
        lost,
        changed,
        tuple(key for key in after.rows if key not in before.rows),
        "" if before.text.endswith("\n") or len(after.rows) == len(before.rows) else after.newline,
    )


# --- and back -------------------------------------------------------------------------------------------


def restored(matrix: Matrix, reshaping: Reshaping) -> Matrix:
    """Return the matrix as it was before a change; what was changed elsewhere since then stays.

    Raises `NotSaved` where a cell that the change wrote holds something else by now, or a column is gone or stands
    there again.
    """
    _check_whole(matrix, apart=bool(reshaping.after))
    there = [*(column.name for column in reshaping.after), *reshaping.changed]
    if missing := [name for name in there if name not in matrix.header]:
        raise NotSaved(f"{matrix.name}: not undone: the column {missing[0]} is no longer there.")
    back = _cells_back(matrix, reshaping)
    if not reshaping.after:
        columns: list[tuple[str, int | None]] = [(name, place) for place, name in enumerate(matrix.header)]
        return _drawn(matrix, columns, {}, back, reshaping.rows, reshaping.ended)
    carried = {column.source: column.name for column in reshaping.after if column.source}
    order = _order_before(matrix.header, reshaping)
    if again := [name for name in order if order.count(name) > 1]:
        raise NotSaved(f"{matrix.name}: not undone: there is a column {again[0]} again. Rename it first.")
    asked = [Column(name, "" if name in reshaping.lost else carried.get(name, name)) for name in order]
    raws = {name: back.get(source, {}) for name, source in asked} | reshaping.lost
    return _drawn(matrix, _placed(matrix, asked), reshaping.heads, raws)


def stands(matrix: Matrix, reshaping: Reshaping) -> bool:
    """Whether the matrix holds what a change of columns wrote; raises `NotSaved` where this cannot be told."""
    before, after = list(reshaping.before), [column.name for column in reshaping.after]
    if before != after:
        now = [name for name in matrix.header if name in (*before, *after)]
        if now not in (before, after):
            raise NotSaved(
                f"{matrix.name}: not undone: its columns were changed since then. Make them {', '.join(before)} again."
            )
        return now == after
    return any(
        sum_of(matrix.rows[key].cells[matrix.header.index(name)]) == written
        for name, cells in reshaping.changed.items()
        for key, (_, written) in cells.items()
        if key in matrix.rows
    )


def followed(reshaping: Reshaping, matrix: Matrix, names: Callable[[], Mapping[str, str]]) -> Reshaping:
    """Return a change under the keys that its rows have today; `names` gives the key of today for former ones.

    A row is followed only where its former key is gone and one row alone, that the change did not write, can be it.
    `names` is asked only where a row is gone: it may have to read a bibliography.
    """
    written = _written(reshaping)
    gone = missing_rows(reshaping, matrix)
    if not gone:
        return reshaping
    known = names()
    found = {key: known[key] for key in gone if known.get(key) in matrix.rows}
    claimed = [*written, *found.values()]
    today = {key: name for key, name in found.items() if claimed.count(name) == 1}
    return reshaping._replace(
        lost={
            name: {today.get(k, k): text for k, text in one.items()} for name, one in reshaping.lost.items()
        },
        changed={
            name: {today.get(k, k): was for k, was in one.items()} for name, one in reshaping.changed.items()
        },
        rows=tuple(today.get(key, key) for key in reshaping.rows),
    )


def missing_rows(reshaping: Reshaping, matrix: Matrix) -> tuple[str, ...]:
    """Return the keys that a change wrote and the matrix has no more: undoing brings nothing back there."""
    return tuple(key for key in _written(reshaping) if key not in matrix.rows and not key.startswith(" "))


def _written(reshaping: Reshaping) -> tuple[str, ...]:
    cells: list[Mapping[str, Any]] = [*reshaping.lost.values(), *reshaping.changed.values()]
    return tuple(dict.fromkeys([*(key for one in cells for key in one), *reshaping.rows]))


def _placed(matrix: Matrix, columns: Sequence[Column]) -> list[tuple[str, int | None]]:
    """Return the name of each column, and where its source stands (None: it is new)."""
    return [(name, matrix.header.index(source) if source else None) for name, source in columns]


def _cells_back(matrix: Matrix, reshaping: Reshaping) -> dict[str, dict[str, str]]:
    """Return the texts that come back, by column of now and key: where the cell is as the change wrote it.

    Raises `NotSaved` for cells that are neither so nor as they were before, and for what stands by now where the change
    wrote nothing and nothing will be: in a new column, or a new row.
    """
    new = {column.name for column in reshaping.after if not column.source}
    nothing = sum_of("")
    back: dict[str, dict[str, str]] = {}
    touched = []
    for place, name in enumerate(matrix.header):
        written = reshaping.changed.get(name, {})
        keys: Iterable[str] = matrix.rows if name in new else {*written, *reshaping.rows}
        for key in (key for key in matrix.rows if key in keys) if name != KEY else ():
            was, base = written.get(key, (None, nothing))
            kind = whose(base, sum_of(matrix.rows[key].cells[place]), sum_of(plain(was or "")))
            if kind == CONFLICT or (key not in written and kind):
                touched.append((key, name))
            elif kind == THEIRS and was is not None:
                back.setdefault(name, {})[key] = was
    if touched:
        raise WrittenSince(matrix.name, touched)
    return back


def _order_before(header: Sequence[str], reshaping: Reshaping) -> list[str]:
    """Return the columns of before, and behind its left neighbour each one that came since; what was moved since stays so.

    Raises `NotSaved` where columns were put in another order, and in yet another since, and the two contradict.
    """
    was = {column.name: column.source for column in reshaping.after}
    moves = sorted(was) == sorted(reshaping.before)
    if moves or [name for name in header if name in was] != list(was):
        after = [column.source or column.name for column in reshaping.after]
        order, wrong = order_back(reshaping.before, after, [was.get(name) or name for name in header])
        if wrong:
            raise NotSaved(
                f"not undone: {', '.join(wrong)} were reordered again since then. Put them in order by hand."
            )
        return order
    order = list(reshaping.before)
    left = ""
    for name in header:
        if name in was:
            left = was[name] or left
        else:
            order.insert(order.index(left) + 1 if left else 0, name)
            left = name
    return order


# --- the text of the file -------------------------------------------------------------------------------


def _lines(matrix: Matrix) -> Iterator[tuple[str, Sequence[str], str]]:
    """Yield each row below the header: its key, the text of each cell, and its line end.

    Also rows of empty cells, which spreadsheets leave: their key is a space and their number. A blank line has no cells.
    """
    rows = [(number + 0.5, key, one.raw) for number, (key, one) in enumerate(matrix.rows.items())]
    rows += [(place, f" {number}", raw) for number, (place, raw) in enumerate(matrix.extra)]
    for _, key, raw in sorted(rows, key=lambda row: row[0]):
        texts, ending = parts(raw)
        blank = key not in matrix.rows and len(texts) < len(matrix.header)
        yield (key, (), raw) if blank else (key, texts, ending)


def _drawn(
    matrix: Matrix,
    columns: Sequence[tuple[str, int | None]],
    heads: Mapping[str, str],
    raws: Mapping[str, Mapping[str, str]],
    without: Sequence[str] = (),
    ended: str = "",
) -> Matrix:
    """Return the matrix with these columns, each a name and the place of its cells now (None: they are empty).

    Heads and cells (by column and key) that are given take the place of what stands there. It comes `without` some rows,
    and, where these stood last, without the line end that came before them. Raises `NotSaved` if what was put together
    does not read as it must: nothing may be lost on the way.
    """
    empty = rendered("", _quoted(matrix))

    def row(given: Mapping[str, str], texts: Sequence[str]) -> str:
        there = ((name, place) for name, place in columns if place is None or place < len(texts))
        return ",".join(
            given[name] if name in given else empty if place is None else texts[place]
            for name, place in there
        )

    head, ending = parts(matrix.header_raw)
    written = [row(heads, head) + ending]
    last = ""
    for last, texts, ending in _lines(matrix):
        if last not in without:
            given = {name: cells[last] for name, cells in raws.items() if last in cells}
            written.append((row(given, texts) if texts else "") + ending)
    text = "".join(written)
    if last in without:
        text = text.removesuffix(ended)
    result = replace(parse_matrix(text, matrix.name), bom=matrix.bom)
    names = tuple(name for name, _ in columns)
    keys = [key for key in matrix.rows if key not in without]
    if result.header != names or list(result.rows) != keys or result.fatal:
        raise NotSaved(
            f"{matrix.name}: not saved: its columns cannot be changed without touching something else."
        )
    return result


def _quoted(matrix: Matrix) -> bool:
    return parts(matrix.header_raw)[0][matrix.header.index(KEY)].startswith('"')


# --- what cannot be -------------------------------------------------------------------------------------


def _check_whole(matrix: Matrix, apart: bool = True) -> None:
    """Raise `NotSaved` for a matrix with a fatal problem or, if all must be told `apart`, with rows or columns that cannot."""
    loose = ("duplicate-row", "no-key", "nameless-column") if apart else ()
    for problem in matrix.problems:
        if problem.severity == FATAL or problem.check in loose:
            raise NotSaved(
                f"{matrix.name}: not saved: its columns cannot be changed until this is fixed. {problem}"
            )


def _check_asked(matrix: Matrix, columns: Sequence[Column], cells: Mapping[str, Mapping[str, str]]) -> None:
    """Raise `Misuse` unless these can be the columns, and these cells are in them."""
    names = [column.name for column in columns]
    sources = [column.source for column in columns if column.source]
    unknown = [name for name in sources if name not in matrix.header]
    moved = [column for column in columns if KEY in column and column != (KEY, KEY)]
    twice = len(set(names)) < len(names) or len(set(sources)) < len(sources)
    if unknown or twice or moved or KEY not in names:
        raise Misuse(f"{matrix.name} cannot have these columns: {', '.join(names)}.")
    for name, texts in cells.items():
        if name not in names:
            raise Misuse(f"{matrix.name} will have no column {name}; its columns will be {', '.join(names)}.")
        if name == KEY:
            raise Misuse(f"{matrix.name}: the keys cannot be changed like this.")
        for key in texts:
            if key not in matrix.rows:
                raise Misuse(f"{matrix.name} has no row {key}.")
