"""A change of the protocol done: its record in history/ first, then the matrix, then review.toml. And taken back."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix import protocol
from litmatrix.errors import NotSaved
from litmatrix.files import hunks, journal, store
from litmatrix.matrix.changes import Change, check_changes, read_changes
from litmatrix.matrix.columns import Column, reshaped, restored, stands
from litmatrix.matrix.file import Matrix, parse_matrix, without_empty
from litmatrix.planning import asked as asking
from litmatrix.planning import values
from litmatrix.planning.asked import Asked
from litmatrix.planning.people import files_of, renamed_files
from litmatrix.planning.used import require_unused
from litmatrix.protocol import toml
from litmatrix.protocol.toml import SetValue
from litmatrix.review import Review, require_whole
from litmatrix.vocabulary import DECISIONS, FATAL, HISTORY, MATRIX, PROTOCOL

#: A member of review.toml: its table, the id or place of the entry, its name.
Place = tuple[str, str | int, str]


class Now(NamedTuple):
    """The two files as they are."""

    text: str
    bom: bool
    matrix: Matrix


def change(review: Review, asked: Asked, by: str = "") -> Change | None:
    """Do what is asked of the protocol (see `asked`), and return its record; None where there was nothing to do.

    All is on disk when this returns. Raises `Misuse` for what cannot be, `ChangedOutside` where somebody else changed the
    same, `NotSaved` where a file cannot be changed, or the protocol would have a problem more; nothing is then changed.
    """
    review, folder = review.current(), review.folder
    require_unused(review, asked)
    person = str(asked.get("old")) if asked.get("op") == "rename" else ""
    with _locked(folder, person):
        now = _read(folder)
        plan = asking.worked_out(
            asked, toml.loads(now.text), without_empty(now.matrix), not review.decisions.empty
        )
        if not plan.edits and not plan.person:
            return None
        known = _whole(folder)
        text = protocol.edited(now.text, plan.edits, PROTOCOL)
        matrix, reshaping = now.matrix, None
        if plan.columns or plan.cells:
            whole = without_empty(now.matrix)
            columns = plan.columns or [Column(name, name) for name in whole.header]
            matrix, reshaping = reshaped(whole, columns, plan.cells)
        table = str(asked.get("table") or "review")
        record = Change(
            journal.next_time(known), f"{journal.PLAN}-{table}", by.strip(), "", {"what": plan.what},
            journal.plain({
                PROTOCOL: {
                    "lines": [hunk._asdict() for hunk in hunks.between(now.text, text)],
                    "members": [(*place, *both) for place, both in _between(now.text, text).items()],
                },
                MATRIX: None if reshaping is None else reshaping._asdict(),
                DECISIONS: plan.person and {"from": plan.person[0], "to": plan.person[1]},
            }),
        )  # fmt: skip
        files = renamed_files(folder, *plan.person) if plan.person else ()
        journal.act(folder, record, _changes(now, matrix, text, files))
    return replace(record, whole=True)


def undo(folder: Path, by: str = "") -> Change:
    """Take back the last change of the protocol that stands, and return its record; what was changed elsewhere since stays.

    One that stopped half-way is taken back as far as it was done. Raises `Misuse` if there is none, `NotSaved` where what
    was written since then would be lost; nothing is then changed.
    """
    latest = last(folder)
    with _locked(folder, latest.person[1] if latest and latest.person else ""):
        found = journal.last(*read_changes(folder / HISTORY), "there is no change of the protocol to undo.")
        now = _read(folder)
        text = _text_back(now.text, found)
        matrix = now.matrix
        if found.reshaping is not None:
            whole = without_empty(matrix)
            matrix = (
                restored(whole, found.reshaping) if found.whole or stands(whole, found.reshaping) else matrix
            )
        files = _names_back(folder, found) if found.person else ()
        return journal.undo(folder, found, tuple(_changes(now, matrix, text, files)), by)


def last(folder: Path) -> Change | None:
    """Return the change that `undo` would take back; None where there is none."""
    standing = [one for one in read_changes(folder / HISTORY)[0] if one.undone is None]
    return standing[-1] if standing else None


def _whole(folder: Path) -> tuple[Change, ...]:
    """Return the changes so far; raises `NotSaved` while one is not read, or stopped half-way."""
    known, problems = read_changes(folder / HISTORY)
    for problem in (*problems, *check_changes(known)):
        raise NotSaved(f"not saved: mend this first. {problem}")
    return known


def _read(folder: Path) -> Now:
    """Return the two files as they are; raises `NotSaved` if review.toml cannot be changed."""
    text, _, bom, faults = store.read_text(folder / PROTOCOL)
    plan, problems = protocol.parse_protocol(text, PROTOCOL)
    require_whole((one for one in (*faults, *problems) if one.severity == FATAL), plan)
    cells, _, mark, met = store.read_text(folder / MATRIX)
    matrix = parse_matrix(cells, MATRIX)
    return Now(text, bom, replace(matrix, bom=mark, problems=(*met, *matrix.problems)))


def _changes(
    now: Now, matrix: Matrix, text: str, decided: Sequence[journal.Change] = ()
) -> tuple[journal.Change, ...]:
    """Return what is written, in this order: no file of decisions goes before all else stands."""
    found = [one for one in decided if one.after is not None]
    if matrix is not now.matrix:
        found.append(journal.Change.of(MATRIX, now.matrix.text, matrix.text, now.matrix.bom))
    found.append(journal.Change.of(PROTOCOL, now.text, text, now.bom))
    return (*found, *(one for one in decided if one.after is None))


@contextlib.contextmanager
def _locked(folder: Path, person: str) -> Iterator[None]:
    """Hold the locks of the files that a change writes; also of those of a reviewer who is renamed."""
    files = [f"{DECISIONS}/{path.name}" for path in files_of(folder, person)] if person else []
    with journal.locked(folder, *files, MATRIX, PROTOCOL):
        yield


def _names_back(folder: Path, found: Change) -> tuple[journal.Change, ...]:
    """Return what becomes of the files of a reviewer who was renamed, also where that stopped half-way."""
    old, new = found.person or ("", "")
    if found.whole or not files_of(folder, old):
        return renamed_files(folder, new, old)
    # Both are there: those of the old name hold all.
    return tuple(
        journal.Change(f"{DECISIONS}/{path.name}", store.read_bytes(path), None)
        for path in files_of(folder, new)
        if path.with_name(f"{old}@{path.name.partition('@')[2]}").exists()
    )


# --- back in review.toml ----------------------------------------------------------------------------------------------


def _members(text: str) -> Iterator[tuple[Place, Any]]:
    """Yield each member of review.toml, with its value as JSON has it; and the order of each list of tables."""
    for name, value in toml.loads(text).items():
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            ids = [one.get("id", at) for at, one in enumerate(value)]
            yield (name, "", ""), ids
            for id, entry in zip(ids, value, strict=True):
                yield from (((name, id, member), _plain(one)) for member, one in entry.items())
        elif isinstance(value, dict):
            yield from (((name, "", member), _plain(one)) for member, one in value.items())
        else:
            yield ("", "", name), _plain(value)


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def _between(before: str, after: str) -> dict[Place, tuple[Any, Any]]:
    """Return the members that differ in two texts of review.toml, each with its value before and after."""
    old, new = dict(_members(before)), dict(_members(after))
    return {
        place: (old.get(place), new.get(place))
        for place in dict.fromkeys((*old, *new))
        if old.get(place) != new.get(place)
    }


def _text_back(text: str, last: Change) -> str:
    """Return review.toml without a change; raises `NotSaved` where what was written since would be lost.

    The lines come back as they were; where they were moved or changed since, the members do, one by one.
    """
    wrote = {(table, id, name): (before, after) for table, id, name, before, after in last.members}
    now = dict(_members(text))
    if not last.whole and all(now.get(place) == before for place, (before, _) in wrote.items()):
        return text
    lost = [one for one, both in wrote.items() if one[2] and now.get(one) not in both]
    if lost:
        told = ", ".join(" ".join(str(part) for part in place if part != "") for place in lost)
        raise NotSaved(f"{PROTOCOL}: not undone: {told} was changed since then. Change it back by hand.")
    try:
        back = hunks.reverted(text, last.hunks, PROTOCOL)
        if _only_back(now, dict(_members(back)), wrote):
            return _sound(text, back)
        refused: Exception = NotSaved(f"{PROTOCOL}: not undone: other lines than its own would be changed.")
    except (NotSaved, ValueError) as error:
        refused = error
    if any(not name for _, _, name in wrote):
        # An entry that came, went or moved: where it stood cannot be told any more.
        raise NotSaved(str(refused)) from None
    edits = [SetValue(*place, _as_written(place, before)) for place, (before, _) in wrote.items()]
    return protocol.edited(text, edits, PROTOCOL)


def _only_back(
    now: Mapping[Place, Any], then: Mapping[Place, Any], wrote: Mapping[Place, tuple[Any, Any]]
) -> bool:
    """Whether nothing differs but what a change wrote, and that is as it was before; other entries may have come since."""
    touched = [place for place in {**now, **then} if now.get(place) != then.get(place)]
    return all(place in wrote and (not place[2] or then.get(place) == wrote[place][0]) for place in touched)


def _as_written(place: Place, value: Any) -> Any:
    """Return a value of JSON as review.toml has it: a day is no text there."""
    member = values.kinds(place[0]).get(place[2])
    dated = member is not None and member.kind in ("date", "tables") and value is not None
    return values.written(member, value) if member is not None and dated else value


def _sound(text: str, back: str) -> str:
    """Return the text; raises `NotSaved` where it has a problem that the one of now has not."""
    known = {problem.message for problem in protocol.parse_protocol(text, PROTOCOL)[1]}
    for problem in protocol.parse_protocol(back, PROTOCOL)[1]:
        if problem.message not in known:
            raise NotSaved(f"{PROTOCOL}: not undone: {problem}")
    return back
