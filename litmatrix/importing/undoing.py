"""The last import taken back: shown first, refused where decisions or later changes would be lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix import bibliography, matrix, protocol, screening
from litmatrix.bibliography.fields import field_spans, with_field, without_field
from litmatrix.bibliography.file import Bibliography, RemoveEntry
from litmatrix.errors import NotSaved
from litmatrix.files import hunks, journal
from litmatrix.files.journal import sum_of
from litmatrix.importing.doing import Files, changes, read, table_of
from litmatrix.matrix import excerpts, importlog
from litmatrix.matrix.importlog import Import
from litmatrix.matrix.three_way import CONFLICT, THEIRS, merged, whose
from litmatrix.protocol import toml
from litmatrix.protocol.toml import Edit, RemoveTable, SetValue
from litmatrix.review import Review
from litmatrix.screening import labels
from litmatrix.vocabulary import BIBLIOGRAPHY, HISTORY, ORIGIN, PROTOCOL


class Undoing(NamedTuple):
    """What undoing the last import would do.

    `removed` are the keys of the entries taken out, `kept` those that stay, each with why; `origins` the entries whose
    `origin` loses the search; `search` says what becomes of the search; `passed` are the keys of entries that the import
    wrote and that are not there any more.
    """

    entry: Import
    removed: tuple[str, ...]
    kept: Mapping[str, str]
    origins: tuple[str, ...]
    search: str
    passed: tuple[str, ...] = ()


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
    with journal.locked(folder, BIBLIOGRAPHY, PROTOCOL):
        found, now, works, text = _undoing(folder)
        journal.check_shown(shown in (None, found), "not undone", (BIBLIOGRAPHY, PROTOCOL))
        if found.kept and not keep:
            told = "; ".join(f"{key} {reason}" for key, reason in [*found.kept.items()][:5])
            more = f"; and {len(found.kept) - 5:,} more" if len(found.kept) > 5 else ""
            raise NotSaved(
                f"not undone: of the records that the import added, {told}{more}. Undo that first, or say that these "
                "records are kept (--keep-changed)."
            )
        # review.toml first: entries without their search are seen, a search without entries is not.
        files = tuple(reversed(changes(now, works, text)))
        return found._replace(entry=journal.undo(folder, found.entry, files, by, why))


def _undoing(folder: Path) -> tuple[Undoing, Files, Bibliography, str]:
    """Return what undoing the last import would do, the files as they are, and both as they would be."""
    last = journal.last(*importlog.read_imports(folder / HISTORY), "there is no import to undo.")
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
    written = (*last.added, *last.origins) if last.whole else ()
    passed = tuple(key for key in written if key not in now.works.entries and key not in kept)
    return Undoing(last, removed, kept, origins, told, passed), now, works, text


def _kept(folder: Path, works: Bibliography, last: Import) -> dict[str, str]:
    """Return the entries of an import that must stay, each with why; raises `NotSaved` if that cannot be told for sure."""
    review = Review.open(folder)
    review.require_whole()
    now = screening.standing(review)
    decided = {*now["key"], *now["other"], *labels.of(review)}
    rows = set(review.matrix.index)
    # Also of themes that were retired.
    cells = matrix.excerpt_rows(review.matrix, list(review.matrix.columns))
    quoted = {one for excerpt in cells for one in excerpts.origin_keys(excerpt.origin)}
    former = screening.former_keys(review)
    kept = {}
    for key, total in last.added.items():
        if key not in works.entries:
            if key in former:
                kept[key] = f"now has the key {former[key]}"
        elif key in decided:
            kept[key] = "was screened"
        elif key in rows:
            kept[key] = "is in the matrix"
        elif key in quoted:
            kept[key] = "is quoted from in the matrix"
        elif whose(total, sum_of(works.entries[key].raw), None) == CONFLICT:
            kept[key] = "was changed"
    return kept


def _without(works: Bibliography, last: Import, removed: Iterable[str]) -> Bibliography:
    """Return the bibliography without these entries: what was appended is cut off as it was, where it still stands so."""
    removed = tuple(removed)
    size, total = last.tail
    tail = works.text[len(works.text) - size :]
    if size and len(removed) == len(last.added) and sum_of(tail) == total:
        cut = bibliography.parse_bibliography(works.text[: len(works.text) - size], works.name)
        if cut.entries.keys() == works.entries.keys() - set(removed):
            return replace(cut, bom=works.bom)
    return bibliography.edited(works, [RemoveEntry(key) for key in removed])


def _with_origins(works: Bibliography, last: Import, keys: Iterable[str]) -> Bibliography:
    """Return the bibliography with the search taken out of the origin of these entries, each as it stood before."""
    places = sorted((works.entries[key].start, key) for key in keys)
    if not places:
        return works
    pieces, at = [], 0
    for start, key in places:
        raw = works.entries[key].raw
        pieces += [works.text[at:start], _origin_back(raw, last, *last.origins[key])]
        at = start + len(raw)
    back = bibliography.parse_bibliography("".join([*pieces, works.text[at:]]), works.name)
    changed = {key for _, key in places}
    for key, entry in works.entries.items():
        other = back.entries.get(key)
        same = other is not None and {**other.fields, ORIGIN: ""} == {**entry.fields, ORIGIN: ""}
        if same and other is not None and key not in changed:
            same = other == replace(entry, start=other.start, line=other.line)
        if not same:
            raise NotSaved(
                f"{works.name}:{entry.line}: not undone: {key} cannot be changed back without touching more."
            )
    return replace(back, bom=works.bom)


def _origin_back(raw: str, last: Import, before: str | None, after: str) -> str:
    """Return the text of an entry with its origin as it was; where it was changed since, only without the search."""
    span = next(span for span in field_spans(raw) if span.name.lower() == ORIGIN)
    now = raw[span.value_start : span.value_end]
    if whose(after, now, before) == CONFLICT:
        left = [id for id in _ids(now.strip('{}" \t\r\n')) if id != last.search]
        return with_field(raw, ORIGIN, ", ".join(left)) if left else without_field(raw, ORIGIN)
    if before is None:
        return without_field(raw, ORIGIN)
    return raw[: span.value_start] + before + raw[span.value_end :]


def _search_back(text: str, last: Import, still: list[str]) -> tuple[str, str]:
    """Return review.toml with the search as it was, and what becomes of the search in words."""
    ours = table_of(text, last.search)
    if ours is None:
        return text, "is not there"
    if not last.table:
        return text, "stays as it is"
    if last.made and still:
        return text, f"stays: {len(still):,} record{'' if len(still) == 1 else 's'} still name it"
    theirs = {name: before for name, (before, _) in last.table.items()}
    base = {name: after for name, (_, after) in last.table.items()}
    edits: list[Edit] = [
        SetValue("searches", last.search, name, _value(name, theirs[name]))
        for name in last.table
        if whose(base[name], ours.get(name), theirs[name]) == THEIRS
    ]
    if last.made:
        if merged(base, ours, theirs)[0]:
            return text, "is kept: it was changed since"
        edits = [RemoveTable("searches", last.search)]
    by_edits = protocol.edited(text, edits, PROTOCOL) if edits else text
    try:
        exact = hunks.reverted(text, last.hunks, PROTOCOL)
        if toml.loads(exact) == toml.loads(by_edits):
            by_edits = exact
    except (NotSaved, ValueError):
        pass  # the lines were moved or changed since: what the edits give is as good, if not the same bytes
    written = {line.strip() for hunk in last.hunks for line in hunk.after}
    left = {*map(str.strip, by_edits.splitlines())} | written
    if any("#" in line and line.strip() not in left for line in text.splitlines()):
        return text, "is kept: a comment was written there since"
    return by_edits, "goes" if last.made else "is as it was before"


def _value(member: str, value: Any) -> Any:
    """Return a member of a search as it stood: history/ keeps dates as text."""
    if member == "date" and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _ids(origin: str) -> list[str]:
    return [id for part in origin.split(",") if (id := part.strip())]
