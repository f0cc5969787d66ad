"""The last import taken back: shown first, refused where decisions or later changes would be lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix import bibliography, matrix, protocol, screening
from litmatrix.bibliography.fields import field_spans, with_field, without_field
from litmatrix.bibliography.file import Bibliography, RemoveEntry
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.files import store
from litmatrix.files.changes import Change, write
from litmatrix.importing.doing import Files, locked, read, short_sum
from litmatrix.matrix import excerpts, history, importlog
from litmatrix.matrix.importlog import Import
from litmatrix.protocol import toml
from litmatrix.protocol.toml import Edit, RemoveTable, SetValue
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, HISTORY, ORIGIN, PROTOCOL

__all__ = ["Undoing", "undo", "undoing"]


class Undoing(NamedTuple):
    """What undoing the last import would do.

    `removed` are the keys of the entries taken out, `kept` those that stay, each with why; `origins` the entries whose
    `origin` loses the search; `search` says what becomes of the search.
    """

    entry: Import
    removed: tuple[str, ...]
    kept: Mapping[str, str]
    origins: tuple[str, ...]
    search: str


def undoing(folder: Path) -> Undoing:
    """Return what `undo` would do now; raises what it would, but for entries that must be kept."""
    return _undoing(folder)[0]


def undo(
    folder: Path, by: str = "", why: str = "", keep: bool = False, shown: Undoing | None = None
) -> Undoing:
    """Take back the last import that stands; what was changed elsewhere since then stays.

    The entries that it added go, the search goes from the origin of those that it found again, and so does the search if
    the import made it. If nothing else was changed, both files have the bytes again that they had before. An import that
    stopped half-way is taken back as far as it was done. Entries that were decided on, are in the matrix (also as what is
    quoted there) or were changed since are told, and nothing is done, unless `keep` says that they shall stay with their
    search. Raises `Misuse` if there is no import, `NotSaved` for such entries and where a file was not read whole,
    `ChangedOutside` where it would do something else than was `shown`; nothing is then changed.
    """
    with locked(folder):
        found, now, works, text = _undoing(folder)
        if shown is not None and found != shown:
            raise ChangedOutside(
                f"not undone: {BIBLIOGRAPHY} or {PROTOCOL} was changed meanwhile, so this would do something else than "
                "was shown. Look at it again."
            )
        if found.kept and not keep:
            told = "; ".join(f"{key} {reason}" for key, reason in [*found.kept.items()][:5])
            more = f"; and {len(found.kept) - 5:,} more" if len(found.kept) > 5 else ""
            raise NotSaved(
                f"not undone: of the entries that the import added, {told}{more}. Withdraw that first, or say that these "
                "entries shall stay (--keep-changed)."
            )
        importlog.undoing_began(folder / HISTORY, found.entry)
        changes = (
            Change(
                PROTOCOL, store.encode(now.text, now.bom, PROTOCOL), store.encode(text, now.bom, PROTOCOL)
            ),
            Change(
                BIBLIOGRAPHY,
                store.encode(now.works.text, now.works.bom, BIBLIOGRAPHY),
                store.encode(works.text, now.works.bom, BIBLIOGRAPHY),
            ),
        )
        write(folder, changes)
        importlog.undone(folder / HISTORY, found.entry, by.strip(), why.strip())
    return found._replace(entry=replace(found.entry, undone=datetime.now(UTC)))


def _undoing(folder: Path) -> tuple[Undoing, Files, Bibliography, str]:
    """Return what undoing the last import would do, the files as they are, and both as they would be."""
    known, problems = importlog.read_imports(folder / HISTORY)
    for problem in problems:
        raise NotSaved(f"not undone: mend this first. {problem}")
    standing = [one for one in known if one.undone is None]
    if not standing:
        raise Misuse("there is no import to undo.")
    last = standing[-1]
    now = read(folder)
    kept = _kept(folder, now.works, last)
    removed = tuple(key for key in last.added if key in now.works.entries and key not in kept)
    origins = tuple(
        key
        for key in last.origins
        if key in now.works.entries and last.search in _ids(now.works.entries[key].fields.get(ORIGIN, ""))
    )
    works = _without(now.works, last, removed)
    works = _with_origins(works, last, origins)
    still = [key for key, entry in works.entries.items() if last.search in _ids(entry.fields.get(ORIGIN, ""))]
    text, told = _search_back(now.text, last, still)
    return Undoing(last, removed, kept, origins, told), now, works, text


def _kept(folder: Path, works: Bibliography, last: Import) -> dict[str, str]:
    """Return the entries of an import that must stay, each with why; raises `NotSaved` if that cannot be told for sure."""
    review = Review.open(folder)
    review.require_whole()
    now = screening.standing(review)
    decided = {*now["key"], *now["other"]}
    rows = set(review.matrix.index)
    cells = matrix.excerpt_rows(
        review.matrix, list(review.matrix.columns)
    )  # also of themes that were retired
    quoted = {one for excerpt in cells for one in excerpts.origin_keys(excerpt.origin)}
    kept = {}
    for key, total in last.added.items():
        if key not in works.entries:
            continue
        if key in decided:
            kept[key] = "was decided on"
        elif key in rows:
            kept[key] = "is in the matrix"
        elif key in quoted:
            kept[key] = "is quoted from in the matrix"
        elif short_sum(works.entries[key].raw) != total:
            kept[key] = "was changed"
    return kept


def _without(works: Bibliography, last: Import, removed: Iterable[str]) -> Bibliography:
    """Return the bibliography without these entries: what was appended is cut off as it was, where it still stands so."""
    removed = tuple(removed)
    size, total = last.tail
    tail = works.text[len(works.text) - size :]
    if size and len(removed) == len(last.added) and short_sum(tail) == total:
        cut = bibliography.parse_bibliography(works.text[: len(works.text) - size], works.name)
        if cut.entries.keys() == works.entries.keys() - set(removed):
            return replace(cut, bom=works.bom)
    return bibliography.edited(works, [RemoveEntry(key) for key in removed])


def _with_origins(works: Bibliography, last: Import, keys: Iterable[str]) -> Bibliography:
    """Return the bibliography with the search taken out of the origin of these entries, each as it stood before."""
    pieces, at = [], 0
    places = sorted((works.entries[key].start, key) for key in keys)
    for start, key in places:
        raw = works.entries[key].raw
        pieces += [works.text[at:start], _origin_back(raw, last, *last.origins[key])]
        at = start + len(raw)
    if not places:
        return works
    text = "".join([*pieces, works.text[at:]])
    back = bibliography.parse_bibliography(text, works.name)
    changed = {key for _, key in places}
    for key, entry in works.entries.items():
        other = back.entries.get(key)
        if other is None or (
            other != replace(entry, start=other.start, line=other.line) and key not in changed
        ):
            raise NotSaved(
                f"{works.name}:{entry.line}: not undone: {key} cannot be changed back without touching more."
            )
        if {**other.fields, ORIGIN: ""} != {**entry.fields, ORIGIN: ""}:
            raise NotSaved(
                f"{works.name}:{entry.line}: not undone: {key} cannot be changed back without touching more."
            )
    return replace(back, bom=works.bom)


def _origin_back(raw: str, last: Import, before: str | None, after: str) -> str:
    """Return the text of an entry with its origin as it was; where it was changed since, only without the search."""
    span = next(span for span in field_spans(raw) if span.name.lower() == ORIGIN)
    if raw[span.value_start : span.value_end] != after:
        value = raw[span.value_start : span.value_end].strip('{}" \t\r\n')
        left = [id for id in _ids(value) if id != last.search]
        return with_field(raw, ORIGIN, ", ".join(left)) if left else without_field(raw, ORIGIN)
    if before is None:
        return without_field(raw, ORIGIN)
    return raw[: span.value_start] + before + raw[span.value_end :]


def _search_back(text: str, last: Import, still: list[str]) -> tuple[str, str]:
    """Return review.toml with the search as it was, and what becomes of the search in words."""
    tables = [one for one in toml.loads(text).get("searches", ()) if isinstance(one, dict)]
    table = next((one for one in tables if one.get("id") == last.search), None)
    if table is None:
        return text, "is not there"
    if not last.made and not last.members:
        return text, "stays as it is"
    if last.made and still:
        return text, f"stays: {len(still):,} record{'' if len(still) == 1 else 's'} still name it"
    if last.made and _plain(table) != dict(last.table):
        return text, "stays: it was changed since"
    edits: list[Edit] = []
    if last.made:
        edits.append(RemoveTable("searches", last.search))
    else:
        edits += [
            SetValue("searches", last.search, member, _value(member, before))
            for member, (before, after) in last.members.items()
            if _plain(table).get(member) == after
        ]
    by_edits = protocol.edited(text, edits, PROTOCOL) if edits else text
    try:
        exact = history.reverted(text, last.hunks, PROTOCOL)
        if toml.loads(exact) == toml.loads(by_edits):
            by_edits = exact
    except (NotSaved, ValueError):
        pass  # the lines were moved or changed since: what the edits give is as good, if not the same bytes
    return by_edits, "goes" if last.made else "is as it was before"


def _value(member: str, value: Any) -> Any:
    """Return a member of a search as it stood: history/ keeps dates as text."""
    if member == "date" and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _plain(table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        member: value if isinstance(value, (str, int, bool)) else str(value)
        for member, value in table.items()
    }


def _ids(origin: str) -> list[str]:
    return [id for part in origin.split(",") if (id := part.strip())]
