"""Tables that have their fields in rows, and the names of these in the first column, as rows of records."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from litmatrix.importing.readers.headings import field_for
from litmatrix.importing.readers.rows import Row, rows_of
from litmatrix.importing.readers.values import PEOPLE, warning
from litmatrix.model import Problem

# So many rows are looked at to tell such a table.
_TURNED = 300
_GIVEN_ONCE = frozenset(
    {"title", "year", "date", "doi", "pmid", "volume", "number", "journal", "pages", "start"}
)


def turned_lines(lines: list[str], delimiter: str, name: str, problems: list[Problem]) -> list[Row]:
    """Return the rows of `turned_rows` for lines; one that swallowed others is pointed out."""
    every = rows_of(lines, delimiter, 1)
    rows = [row for row in itertools.islice(every, _TURNED) if any(map(str.strip, row.cells))]
    if not turned_rows(rows):
        return []
    rows += [row for row in every if any(map(str.strip, row.cells))]
    names = {row.cells[0] for row in rows}
    for row in rows:
        for line in lines[row.line : row.line - 1 + row.height]:
            if line.split(delimiter)[0].strip(' "') in names:
                message = "this row runs into the next ones, because a quotation mark is missing; what follows is read as part of it."
                problems.append(
                    warning("bad-quoting", f"{name}:{row.line}", message, "Close it, and import again.")
                )
                break
    return turned_rows(rows, f"{delimiter} ")


def turned_rows(rows: Sequence[Row], joint: str = ", ") -> list[Row]:
    """Return headings and one row a record, of a table that has its fields in rows and their names in the first column.

    Nothing of any other table. `rows` are those that hold anything; where blank ones lie between is told by their lines.
    A record begins with the field that the first one begins with, behind a blank row, or where a field that is given
    once comes again.
    """
    names = [row.cells[0].strip() for row in rows]
    head = [name for name in names[:_TURNED] if name]
    known = {name: field for name in set(head) if (field := field_for(name))}
    if len(set(known.values())) < 3 or "title" not in known.values():
        return []
    if sum(name in known for name in head) < 0.6 * len(head):
        return []
    known |= {name: field for name in set(names) if name and (field := field_for(name))}
    begin = next(at for at, name in enumerate(names) if name in known or (name and names.count(name) > 1))
    if len(names) - begin == len(set(names[begin:])) and _columns_of(rows[begin:], known) > 1:
        return [
            Row(
                [row.cells[at].strip() if at < len(row.cells) else "" for row in rows[begin:]],
                rows[begin].line,
                1,
            )
            for at in range(max(len(row.cells) for row in rows[begin:]))
        ]
    first = names[begin]
    gaps = [at > begin and rows[at - 1].line + rows[at - 1].height < row.line for at, row in enumerate(rows)]
    behind = [name for name, gap in zip(names, gaps, strict=True) if gap]
    parted = 2 * behind.count(first) > len(behind)
    records: list[tuple[int, dict[str, list[str]]]] = []
    name = ""
    for at in range(begin, len(rows)):
        given, row = names[at], rows[at]
        again = bool(records) and given in records[-1][1] and (gaps[at] or known.get(given) in _GIVEN_ONCE)
        if not records or given == first or again or (parted and gaps[at]):
            records.append((row.line, {}))
        name = given or name
        records[-1][1].setdefault(name, []).extend(cell.strip() for cell in row.cells[1:] if cell.strip())
    headings = list(dict.fromkeys(name for _, values in records for name in values))
    lists = {"keywords", "affiliation", *PEOPLE}
    return [
        Row(headings, rows[begin].line, 1),
        *(
            Row(
                [
                    ("; " if known.get(name) in lists else joint).join(values.get(name, ()))
                    for name in headings
                ],
                line,
                1,
            )
            for line, values in records
        ),
    ]


def _columns_of(rows: Sequence[Row], known: Mapping[str, str]) -> int:
    """Return how many values the fields have that a record has once: more than one, and each is of another record.

    A record may lack the others, so that titles and years that are several are enough.
    """
    values = {
        field: [cell.strip() for cell in row.cells[1:] if cell.strip()]
        for row in rows
        if (field := known.get(row.cells[0].strip())) in ("title", "year", "date", "doi", "volume", "pmid")
    }
    titles, years = values.pop("title", []), values.get("year", [])
    if len(titles) > 1 and len(years) > 1 and all(re.fullmatch(r"\d{4}", year) for year in years):
        return len(years)
    return min(map(len, values.values()), default=0)
