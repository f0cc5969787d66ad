"""A reviewer who is called otherwise from now on: the files of decisions, what stands in them, and in the matrix."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from litmatrix import decisions
from litmatrix.decisions import Event
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import store
from litmatrix.files.journal import Change
from litmatrix.matrix.file import Matrix
from litmatrix.vocabulary import AUTOMATION, CONSENSUS, DECISIONS

#: How the notes of `consensus` and `automation` name who recorded them (see `screening.deciding`, `screening.criteria`);
#: “told by” is what earlier versions wrote.
_SAID = ("(recorded by {})", "run by {}", "told by {}")


def check_names(old: str, new: str, known: Mapping[str, int]) -> None:
    """Raise `Misuse` unless this person, one of those known here, can be called so."""
    check_person(new)
    if old not in known:
        raise Misuse(f"there is no reviewer {old}; known: {', '.join(known) or 'none'}.")
    for name in known:
        if name == new:
            raise Misuse(f"{new} is a reviewer already: two people's decisions cannot be made one person's.")
        if name != old:
            _check_apart(new, name)


def check_listed(names: Sequence[str], listed: Collection[str]) -> None:
    """Raise `Misuse` unless those who are new among these names can be reviewers beside the others."""
    for at, name in enumerate(names):
        if name not in listed:
            if name in names[:at]:
                raise Misuse(f"{name} is there twice.")
            check_person(name)
            for other in names:
                _check_apart(name, other)


def check_person(name: str) -> None:
    """Raise `Misuse` unless a person can be called so: decisions are kept in a file of this name."""
    decisions.reviewer_file(Path(), name)
    if _alike(name) in (CONSENSUS, AUTOMATION):
        raise Misuse(f"{name} is not a person's name here.")


def _check_apart(name: str, other: str) -> None:
    if name != other and _alike(name) == _alike(other):
        raise Misuse(
            f"{name} and {other} would share one file on some computers: choose a name that differs more."
        )


def _alike(name: str) -> str:
    """Return a name as a disk may take it that tells neither capitals nor ways to write an accent apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def renamed_files(
    folder: Path, old: str, new: str, were: Mapping[str, str] = MappingProxyType({}), half: bool = False
) -> tuple[Change, ...]:
    """Return what becomes of the files of decisions: those of the new name come first, those of the old go last.

    Every event keeps its id and time, also one in a file of another name. `were` holds texts of before, by file, that
    come back where nothing was added since; `half` says that some may be there already under the new name. Raises
    `NotSaved` where a file stands in the way, or a line is not read.
    """
    come, go = [], []
    for path in files_in(folder):
        data, mine = store.read_bytes(path), _name_of(path) == old
        target = path.with_name(f"{new}@{path.name.partition('@')[2]}") if mine else path
        events, problems = decisions.parse_decisions(data, f"{DECISIONS}/{path.name}")
        if not mine and all(_renamed(event, old, new) == event for event in events):
            continue
        for problem in problems:
            raise NotSaved(f"not renamed: fix this first. {problem}")
        there = store.read_bytes(target) if target.exists() else None
        lines = _lines(events, old, new)
        was = were.get(target.name, "").encode()
        if mine and there is not None:
            if not half:
                raise NotSaved(
                    f"{DECISIONS}/{target.name}: not renamed: this file is there already. Move it away first."
                )
            known = {event.id for event in decisions.parse_decisions(there, target.name)[0]}
            lines = there + _lines((event for event in events if event.id not in known), old, new)
        elif was and _lines(decisions.parse_decisions(was, target.name)[0], new, old) == data:
            lines = was
        come.append(Change(f"{DECISIONS}/{target.name}", there, lines))
        if mine:
            go.append(Change(f"{DECISIONS}/{path.name}", data, None))
    return (*come, *go)


def as_they_were(changes: Iterable[Change], old: str, new: str) -> dict[str, str]:
    """Return the texts of files, by name, that the new name would not give back to the byte: another program wrote them."""
    found = {}
    for change in changes:
        name = Path(change.name).name
        if change.before:
            events, _ = decisions.parse_decisions(change.before, name)
            back = [_renamed(event, old, new) for event in events]
            if _lines(back, new, old) != change.before:
                found[name] = change.before.decode()
    return found


def _lines(events: Iterable[Event], old: str, new: str) -> bytes:
    return b"".join(decisions.format_event(_renamed(event, old, new)) for event in events)


def files_in(folder: Path) -> list[Path]:
    """Return the files of decisions."""
    return sorted(path for path in (folder / DECISIONS).glob("*.jsonl") if path.name[0] != ".")


def _name_of(path: Path) -> str:
    return path.name.partition("@")[0] if "@" in path.name else ""


def _renamed(event: Event, old: str, new: str) -> Event:
    note = event.note
    for said in _SAID:
        before, after = said.format(old), said.format(new)
        if note == before or note.endswith(f" {before}"):
            note = note.removesuffix(before) + after
    return replace(event, reviewer=new if event.reviewer == old else event.reviewer, note=note)


def renamed_readers(matrix: Matrix, old: str, new: str) -> dict[str, dict[str, str]]:
    """Return the cells, by column and key, in which a reader who found nothing has another name now."""
    line = re.compile(
        rf"^( ?(?i:none)[ \t]+\d{{4}}-\d\d-\d\d[ \t]+){re.escape(old)}(?=[ \t\r]*$)", re.MULTILINE
    )
    cells: dict[str, dict[str, str]] = {}
    for key, row in matrix.rows.items():
        for name, text in zip(matrix.header, row.cells, strict=False):
            if "none" in text.lower() and (changed := line.sub(lambda found: found[1] + new, text)) != text:
                cells.setdefault(name, {})[key] = changed
    return cells
