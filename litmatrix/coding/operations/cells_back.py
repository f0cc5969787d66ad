"""Cells that an operation wrote and a person wrote to since: what came since is kept where it is clear where it belongs.

Excerpts that came under a subtheme that the operation made go under the one of before; those that came in a part of a
theme that was split go to the whole. All else that came is left to `columns.restored`, which names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from litmatrix.coding.themes import sub
from litmatrix.files.journal import sum_of
from litmatrix.matrix import excerpts
from litmatrix.matrix.columns import Reshaping
from litmatrix.matrix.file import Matrix
from litmatrix.matrix.history import Entry
from litmatrix.matrix.rows import plain, rendered
from litmatrix.matrix.three_way import items
from litmatrix.vocabulary import EVIDENCE, NONE

#: By key: the text of a cell before, as the file had it (None: there was no such cell), and a sum of what was written.
Cells = dict[str, tuple[str | None, str]]


def since(matrix: Matrix, reshaping: Reshaping, last: Entry) -> Reshaping:
    """Return what an operation did to the matrix, as if it had written what its cells say now, and each had had before
    what it should say once the operation is taken back."""
    if last.theme:
        return _subthemes(matrix, reshaping, last)
    return _parts(matrix, reshaping, last) if last.change == "split" else reshaping


def _subthemes(matrix: Matrix, reshaping: Reshaping, last: Entry) -> Reshaping:
    column = last.theme
    if column not in matrix.header:
        return reshaping
    cells = dict(reshaping.changed.get(column, {}))
    for key in matrix.rows:
        now, (was, written) = matrix.cell(key, column), cells.get(key, (None, ""))
        if key in cells and sum_of(now) in (written, sum_of(plain(was or ""))):
            continue
        text = now if was is None else plain(was)
        found = sub.tags_back(text, now, last.change, last.before, last.after)
        if found is not None and (found != now or key in cells):
            cells[key] = _rendered(found, was), sum_of(now)
    return reshaping._replace(changed={**reshaping.changed, column: cells}) if cells else reshaping


def _parts(matrix: Matrix, reshaping: Reshaping, last: Entry) -> Reshaping:
    whole, parts = last.before[0], last.after
    if any(part not in matrix.header for part in parts):
        return reshaping
    lost = dict(reshaping.lost.get(whole, {}))
    changed: dict[str, Cells] = {name: dict(cells) for name, cells in reshaping.changed.items()}
    for key in matrix.rows:
        now = {part: matrix.cell(key, part) for part in parts}
        if not _written_since(key, now, changed, whole):
            continue
        was = changed.get(whole, {}).get(key, (None, ""))[0] if whole in parts else lost.get(key)
        if was is None:
            was = rendered(now[whole] if whole in parts and key not in changed.get(whole, {}) else "")
        if (text := _whole(plain(was), now)) is None:
            continue
        for part in parts:
            changed.setdefault(part, {})[key] = (
                _rendered(text, was) if part == whole else None,
                sum_of(now[part]),
            )
        if whole not in parts:
            lost[key] = _rendered(text, was)
    return reshaping._replace(
        changed=changed, lost={**reshaping.lost, whole: lost} if whole not in parts else reshaping.lost
    )


def _written_since(key: str, now: Mapping[str, str], changed: Mapping[str, Cells], whole: str) -> bool:
    """Whether a cell of a part says something else than the split wrote."""
    nothing = sum_of("")
    written = {part: changed.get(part, {}).get(key, (None, nothing))[1] for part in now}
    if whole in now and key not in changed.get(whole, {}):
        written[whole] = sum_of(now[whole])
    return any(sum_of(text) != written[part] for part, text in now.items())


def _whole(was: str, parts: Mapping[str, str]) -> str | None:
    """Return the cell of before with what came in those of its parts since; None where an excerpt of it is not there."""
    came = [item for text in parts.values() for item in items(text)]
    missing = []
    for item in items(was):
        if item in came:
            came.remove(item)
        else:
            missing.append(item)
    # Each part says `none` where the whole did.
    more = [item for item in came if item not in items(was) or _kinds([item]) != {NONE}]
    looked = bool(_kinds([*items(was), *more]) & set(EVIDENCE))
    if any(_kinds([item]) - ({NONE} if looked else set()) for item in missing):
        return None
    kept = [item for item in (*items(was), *more) if not looked or _kinds([item]) != {NONE}]
    return "\n".join(kept)


def _kinds(found: Sequence[str]) -> set[str]:
    return {one.kind for item in found for one in excerpts.recognise(item)}


def _rendered(text: str, was: str | None) -> str:
    """Return a text as the file has it, in quotes where that of before stood in some."""
    return rendered(text, (was or "").startswith('"'))
