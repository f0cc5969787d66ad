"""Columns of the matrix added, renamed, moved and taken out, and put back; what is not touched keeps its bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from litmatrix.errors import Misuse, NotSaved
from litmatrix.matrix.file import Matrix, parse_matrix
from litmatrix.matrix.rows import parts, rendered
from litmatrix.vocabulary import FATAL, KEY

__all__ = ["Column", "Reshaping", "reshaped", "restored"]

#: So many cells are named in a message.
_NAMED = 5


class Column(NamedTuple):
    """A column as it shall be: its name, and the column of before whose cells it carries (empty: it is new)."""

    name: str
    source: str = ""


class Reshaping(NamedTuple):
    """What a change of columns did, and all that it takes to undo it.

    `before` names the columns that there were, `after` those that there are. `heads` holds the header's text of
    columns that were renamed or taken out. `lost` holds the cells of columns that were taken out, by column and key
    (a row of empty cells: a space and its number), as they stood in the file, quotes and all; those that are empty,
    as the file writes it, are left out. `changed` holds, by column of after and key, how a cell stood in the file
    (None: there was no such column) and the text that it was given.
    """

    before: tuple[str, ...]
    after: tuple[Column, ...]
    heads: dict[str, str]
    lost: dict[str, dict[str, str]]
    changed: dict[str, dict[str, tuple[str | None, str]]]


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
    names = [column.name for column in columns]
    sources = {column.source for column in columns}
    places = {name: place for place, name in enumerate(matrix.header)}
    heads, _ = parts(matrix.header_raw)
    quoted = heads[places[KEY]].startswith('"')
    empty = rendered("", quoted)
    gone = [name for name in matrix.header if name not in sources]
    lost: dict[str, dict[str, str]] = {name: {} for name in gone}
    changed: dict[str, dict[str, tuple[str | None, str]]] = {}

    def head(texts: Sequence[str]) -> list[str]:
        return [
            texts[places[column.source]] if column.name == column.source else rendered(column.name, quoted)
            for column in columns
        ]

    def row(key: str, texts: Sequence[str]) -> list[str]:
        for name in gone:
            if texts[places[name]] != empty:
                lost[name][key] = texts[places[name]]
        result = []
        for column in columns:
            raw = texts[places[column.source]] if column.source else None
            asked = cells.get(column.name, {}).get(key)
            if asked is not None:
                now = matrix.rows[key].cells[places[column.source]] if column.source else ""
                if asked != now:
                    changed.setdefault(column.name, {})[key] = (raw, asked)
                    raw = rendered(asked, quoted or (raw is not None and raw != rendered(now)))
            result.append(empty if raw is None else raw)
        return result

    result = _rewritten(matrix, head, row)
    kept = {column.source for column in columns if column.name == column.source}
    reshaping = Reshaping(
        matrix.header,
        tuple(columns),
        {name: heads[places[name]] for name in matrix.header if name not in kept},
        lost,
        changed,
    )
    _check_rows(result, tuple(names), matrix)
    return result, reshaping


def restored(matrix: Matrix, reshaping: Reshaping) -> Matrix:
    """Return the matrix as it was before a change of columns; what was changed elsewhere since then stays.

    Raises `NotSaved` where a cell that the change wrote holds something else by now, or a column is gone or stands
    there again.
    """
    _check_whole(matrix)
    places = {name: place for place, name in enumerate(matrix.header)}
    missing = [column.name for column in reshaping.after if column.name not in places]
    if missing:
        raise NotSaved(f"{matrix.name}: not undone: the column {missing[0]} is not there any more.")
    _check_untouched(matrix, reshaping, places)
    carried = {column.source: column for column in reshaping.after if column.source}
    order = _order_before(matrix.header, reshaping)
    if again := [name for name in order if order.count(name) > 1]:
        raise NotSaved(f"{matrix.name}: not undone: there is a column {again[0]} again. Rename it first.")
    empty = rendered("", parts(matrix.header_raw)[0][places[KEY]].startswith('"'))

    def head(texts: Sequence[str]) -> list[str]:
        return [reshaping.heads[name] if name in reshaping.heads else texts[places[name]] for name in order]

    def row(key: str, texts: Sequence[str]) -> list[str]:
        result = []
        for name in order:
            if name in reshaping.lost:
                result.append(reshaping.lost[name].get(key, empty))
                continue
            now = carried[name].name if name in carried else name
            before = reshaping.changed.get(now, {}).get(key, (None, ""))[0]
            result.append(texts[places[now]] if before is None else before)
        return result

    result = _rewritten(matrix, head, row)
    _check_rows(result, tuple(order), matrix)
    return result


def _check_untouched(matrix: Matrix, reshaping: Reshaping, places: Mapping[str, int]) -> None:
    """Raise `NotSaved` if a cell that the change wrote, or one of a new column, holds something else by now."""
    touched = []
    for column in reshaping.after:
        written = reshaping.changed.get(column.name, {})
        for key, row in matrix.rows.items():
            expected = written[key][1] if key in written else ("" if not column.source else None)
            if expected is not None and row.cells[places[column.name]] != expected:
                touched.append(f"{key}, column {column.name}")
    if touched:
        more = f" and {len(touched) - _NAMED:,} more" if len(touched) > _NAMED else ""
        raise NotSaved(
            f"{matrix.name}: not undone, for what was written since then would be lost: "
            f"{'; '.join(touched[:_NAMED])}{more}. Move or take out these texts first."
        )


def _order_before(header: Sequence[str], reshaping: Reshaping) -> list[str]:
    """Return the columns of before, and behind its left neighbour each one that came since."""
    order = list(reshaping.before)
    was = {column.name: column.source for column in reshaping.after}
    left = ""
    for name in header:
        if name in was:
            left = was[name] or left
        else:
            order.insert(order.index(left) + 1 if left else 0, name)
            left = name
    return order


def _rewritten(
    matrix: Matrix, head: Callable[[Sequence[str]], list[str]], row: Callable[[str, Sequence[str]], list[str]]
) -> Matrix:
    """Return the matrix with its header and each row put together anew; blank lines stay where they are.

    So do rows of empty cells, which spreadsheets leave: their key is a space and their number.
    """
    texts, ending = parts(matrix.header_raw)
    written = [",".join(head(texts)) + ending]
    lines = [(number + 0.5, key, one.raw) for number, (key, one) in enumerate(matrix.rows.items())]
    lines += [(place, f" {number}", raw) for number, (place, raw) in enumerate(matrix.extra)]
    for _, key, raw in sorted(lines, key=lambda line: line[0]):
        texts, ending = parts(raw)
        blank = len(texts) < len(matrix.header)
        written.append(raw if blank else ",".join(row(key, texts)) + ending)
    result = parse_matrix("".join(written), matrix.name)
    return replace(result, bom=matrix.bom)


def _check_whole(matrix: Matrix) -> None:
    """Raise `NotSaved` unless each row and column can be told apart by its key or name."""
    for problem in matrix.problems:
        if problem.severity == FATAL or problem.check in ("duplicate-row", "no-key", "nameless-column"):
            raise NotSaved(
                f"{matrix.name}: not saved: its columns cannot be changed before this is mended. {problem}"
            )
    if KEY not in matrix.header:
        raise NotSaved(f"{matrix.name}: not saved: it has no column {KEY}.")


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
            raise Misuse(f"{matrix.name}: the keys cannot be changed so.")
        for key in texts:
            if key not in matrix.rows:
                raise Misuse(f"{matrix.name} has no row {key}.")


def _check_rows(result: Matrix, header: tuple[str, ...], matrix: Matrix) -> None:
    """Raise `NotSaved` if what was put together does not read as it must: nothing may be lost on the way."""
    if result.header != header or list(result.rows) != list(matrix.rows) or result.fatal:
        raise NotSaved(
            f"{matrix.name}: not saved: its columns cannot be changed without touching something else."
        )
