"""Checks of what belongs together: keys, rows and columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from litmatrix import decisions, matrix, screening
from litmatrix.bibliography.identifiers import as_seen, difference, look_alikes
from litmatrix.checking.places import entry_place, meant, row_place, suggester
from litmatrix.coding import fulltext
from litmatrix.matrix import excerpts
from litmatrix.model import Problem
from litmatrix.review import Review
from litmatrix.vocabulary import (
    BIBLIOGRAPHY,
    ERROR,
    FORMER_KEYS,
    LABEL,
    MATRIX,
    NONE,
    PROTOCOL,
    QUOTATION,
    WARNING,
    counted,
)


def check_orphans(review: Review) -> Iterator[Problem]:
    """Keys in the matrix, the standing decisions, or behind `quoting` that the bibliography does not have."""
    known = set(review.records.index)
    renamed = screening.former_keys(review)
    suggest = suggester(known)
    alike = {as_seen(key): key for key in known}

    def orphan(key: str, where: str, what: str) -> Problem:
        if key in renamed:
            fix = f"It was renamed: write {renamed[key]}."
        elif twin := alike.get(as_seen(key)):
            cased = key.casefold() == twin.casefold()
            how = "with other capitals" if cased else "but is encoded differently"
            fix = f"It looks like {twin} {how}: copy the key from {BIBLIOGRAPHY}."
        else:
            fix = suggest(key, "Add its entry, or correct the key.")
        return Problem(
            "orphan-key", ERROR, where, f"{what}, which {BIBLIOGRAPHY} does not have.", key=key, fix=fix
        )

    for key in review.matrix.index:
        if key not in known:
            yield orphan(key, f"{row_place(review, key)}, column key", f"the matrix has a row for {key}")
    seen: set[str] = set()
    events = decisions.renamed(review.decisions, renamed)
    now = decisions.standing(events)
    columns = (now[name] for name in ("key", "other", "stage", "file", "line"))
    for key, other, stage, file, line in zip(*columns, strict=True):
        for one in (key, "" if stage == LABEL else other):
            if one and one not in known and one not in seen:
                seen.add(one)
                yield orphan(one, f"{file}:{line}", f"a decision is about {one}")
    for excerpt in review.excerpt_rows:
        if not excerpt.origin:
            continue
        parts = excerpts.origin_keys(excerpt.origin)
        # One word may be a name in words; it is taken for a key only where it looks like one or others are keys.
        for one in parts:
            if one not in known and one not in renamed and (re.search(r"[\d_:]", one) or len(parts) > 1):
                where = f"{row_place(review, excerpt.key)}, column {excerpt.theme}"
                yield orphan(one, where, f"an excerpt of {excerpt.key} quotes {one}")


def check_former_keys(review: Review) -> Iterator[Problem]:
    """Former keys (`ids`) that another entry has today, or has as a former key too."""
    claimed: dict[str, str] = {}
    known = set(review.records.index)
    renamed = review.records.loc[review.records[FORMER_KEYS] != "", FORMER_KEYS]
    for key, text in renamed.items():
        for old in dict.fromkeys(part.strip() for part in text.split(",") if part.strip()):
            other = old if old in known else claimed.setdefault(old, str(key))
            if other != key:
                owner = "has an entry of its own" if other == old else f"is one of {other} too"
                message = f"{old}, a former key of {key}, {owner}; decisions on it stay with {other}."
                fix = "Delete it from `ids` of the entry that it does not belong to."
                yield Problem("former-key", WARNING, entry_place(review, str(key)), message, str(key), fix)


def check_lookalikes(review: Review) -> Iterator[Problem]:
    """Names that look the same and are not: ids, people, labels, files of decisions, rows."""
    for kind, places in _named(review):
        for first, name in look_alikes(places):
            message = f"the {kind} {first} ({places[first]}) and {name} differ {difference(first, name)}."
            fix = "Write both alike, or rename one: nobody can tell them apart."
            yield Problem("look-alike", WARNING, places[name], message, name, fix)


def _named(review: Review) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield names that must be told apart, each with its place, and what they are the names of."""
    plan, events = review.protocol, review.decisions
    ids = {
        table: {one.id: f"{PROTOCOL}, {table} {one.id}" for one in getattr(plan, table)}
        for table in ("searches", "criteria", "descriptors", "themes", "rounds")
    }
    yield "columns", ids.pop("descriptors") | ids.pop("themes")
    yield from ids.items()
    people = dict.fromkeys(plan.reviewers, f"{PROTOCOL}, reviewers")
    labels: dict[str, str] = {}
    files: dict[str, str] = {}
    columns = (events[name] for name in ("reviewer", "stage", "other", "file", "line"))
    for reviewer, stage, other, file, line in zip(*columns, strict=True):
        people.setdefault(reviewer, f"{file}:{line}")
        files.setdefault(file, f"{file}:1")
        if stage == LABEL:
            labels.setdefault(other, f"{file}:{line}")
    yield "reviewers", people
    yield "labels", labels
    # The files of people who look alike are told of with them.
    alike = {as_seen(name) for pair in look_alikes(people) for name in pair}
    owners = {name: name.rpartition("/")[2].partition("@")[0] for name in files}
    yield "files", {name: files[name] for name, owner in owners.items() if as_seen(owner) not in alike}
    yield "rows", {key: row_place(review, key) for key in review.matrix.index}


def check_long_keys(review: Review) -> Iterator[Problem]:
    """Keys that no file can bear."""
    for key in review.records.index:
        if len(key) > 50 and fulltext.too_long(key):
            message = f"the key {key[:60]}… is too long for a file's name: no full text can be kept under it."
            fix = "Give it a shorter one."
            yield Problem("long-key", WARNING, entry_place(review, key), message, key, fix)


def check_rows(review: Review) -> Iterator[Problem]:
    """Included sources without a row, and rows of records that are not included."""
    table = screening.outcomes(review)
    status = dict(zip(table.index, table["status"], strict=True))
    known, rows = set(review.records.index), set(review.matrix.index)
    for key, stands in status.items():
        if stands == screening.INCLUDED and key not in rows:
            message = f"{key} is included but has no row in {MATRIX}."
            fix = f"Add a row that begins with {key}."
            yield Problem("missing-row", WARNING, entry_place(review, key), message, key, fix)
    words = {
        screening.EXCLUDED: "is excluded",
        screening.NOT_RETRIEVED: "was not retrieved",
        screening.DUPLICATE: "is a duplicate",
        screening.REMOVED: "was removed before screening",
        None: "is cited only (no search found it: its entry has no origin)",
    }
    for key in review.matrix.index:
        stands = status.get(key)
        if key in known and stands in words:
            message = f"{key} has a row in the matrix but {words[stands]}; no chart counts it."
            fix = _row_advice(review, key, str(table.at[key, "duplicate_of"]) if key in table.index else "")
            yield Problem("row-of-excluded", WARNING, row_place(review, key), message, key, fix)


def _row_advice(review: Review, key: str, kept: str) -> str:
    """Say what to do with a row that nothing counts: what somebody wrote is never to be thrown away."""
    if not any(text.strip() for text in review.matrix.loc[key]):
        return "Delete the row, or decide again."
    bring = f"move its content to the row of {kept}" if kept else "leave it, and accept this problem"
    return f"Decide again, or {bring}; what was read is saved nowhere else."


def check_columns(review: Review) -> Iterator[Problem]:
    """Columns that review.toml declares and the matrix lacks, and columns with excerpts that it does not declare."""
    declared = {one.id: "descriptor" for one in review.protocol.descriptors}
    declared |= {one.id: "theme" for one in review.protocol.themes}
    retired = {one.id for one in review.protocol.themes if one.retired}
    strange = [column for column in review.matrix.columns if column not in declared]
    for column, kind in declared.items():
        if column not in review.matrix.columns and column not in retired:
            fix = meant(column, strange, "").replace("Did you mean", "Rename the column").rstrip("?")
            message = f"{PROTOCOL} has the {kind} {column}, but the matrix has no such column."
            fix = f"{fix} to {column}." if fix else f"Add the column, or delete the {kind} from the protocol."
            yield Problem("missing-column", ERROR, f"{MATRIX}, row 1", message, column, fix)
    for column in strange:
        held = sum(one.kind in (QUOTATION, NONE) for one in matrix.excerpt_rows(review.matrix, [column]))
        if held:
            message = (
                f"{counted(held, 'quotation')} or “none” {'is' if held == 1 else 'are'} in this column, but {PROTOCOL} "
                f"has no theme {column}; it is not counted."
            )
            fix = f'Add it there, in [[themes]] with id = "{column}".'
            where = f"{MATRIX}, row 1, column {column}"
            yield Problem("undeclared-column", WARNING, where, message, column, fix)
