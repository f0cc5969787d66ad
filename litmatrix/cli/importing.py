"""`litmatrix import`: takes the search results in files into the review, or takes the last import back."""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from litmatrix.cli import import_text as text
from litmatrix.cli import terminal
from litmatrix.cli.parts import (
    FINE,
    PROBLEMS,
    find_folder,
    open_review,
    print_json,
    printer,
    take_back,
    told_fatal,
)
from litmatrix.cli.terminal import agreed, asked, obeyed, one_line
from litmatrix.errors import ChangedOutside, Misuse
from litmatrix.files import store
from litmatrix.vocabulary import BIBLIOGRAPHY, DATABASE_KINDS, ERROR, HISTORY, PROTOCOL

if TYPE_CHECKING:
    from litmatrix.importing import Export, Intake
    from litmatrix.review import Review

_TRIES = 5


def import_records(given: argparse.Namespace) -> int:
    """Take files in, or take the last import back."""
    if given.undo:
        return _undo(given)
    if not given.files:
        raise Misuse(
            "name the file: litmatrix import FILE. To undo the last import: litmatrix import --undo."
        )
    review = open_review(given.folder)
    if told_fatal(review, "nothing was imported. Fix this first."):
        return PROBLEMS
    asks = terminal.at_terminal() and not (given.yes or given.json or given.dry_run)
    batches = _batches(given)
    # A preview of several searches runs on a copy, so that each knows what those before it bring.
    with _place(review.folder, dry=given.dry_run) as folder:
        taken = [_take(given, folder, exports, search, asks) for exports, search in batches]
    if given.json:
        print_json({"imports": [text.told(one.plan, one.done and not given.dry_run) for one in taken]})
    elif given.dry_run:
        print("\nNothing was written: this was a preview.")
    elif len(taken) > 1:
        text.print_sum([one.plan for one in taken if one.done])
    return max(one.status for one in taken)


class _Taken(NamedTuple):
    """What came of one search: the exit status, the plan, and whether it was done."""

    status: int
    plan: Intake
    done: bool


def _take(
    given: argparse.Namespace, folder: Path, exports: Sequence[Export], search: str, asks: bool
) -> _Taken:
    """Show what one search brings, ask, and take it in."""
    from litmatrix import importing
    from litmatrix.duplicates import not_compared
    from litmatrix.screening import deciding

    say = printer(given)
    review = open_review(str(folder))
    search = search or _search_asked(review, exports, asks)
    about = _about(given, review, exports, search, asks)
    by = given.by or deciding.remembered_reviewer(review.folder)
    for _ in range(_TRIES):
        planned = importing.plan(review, exports, search, about, _progress("comparing"))
        if asks and planned.unsaid and "removed" not in about:
            about |= _removed_asked(planned)
            planned = importing.plan(review, exports, search, about, _progress("comparing"))
        for line in text.plan_lines(planned):
            say(line)
        if cited := not_compared(review.records, planned.origins):
            say(f"note: {cited}")
        status = PROBLEMS if any(problem.severity == ERROR for problem in planned.problems) else FINE
        if planned.nothing:
            say("Nothing to add: all records are in the review already.")
            return _Taken(status, planned, True)
        if not (given.yes or given.dry_run) and not (asks and agreed("Import this? [y/n] ")):
            nobody = "" if asks else ", because there is no terminal to ask you. Add --yes to do it"
            say(f"Nothing was written{nobody}.")
            return _Taken(PROBLEMS, planned, False)
        try:
            done = importing.apply(folder, planned, by, _said)
        except ChangedOutside:
            if asks:
                raise
            review = open_review(str(folder))
            continue
        if not given.dry_run and done.entry is not None:
            say(f"Written to {BIBLIOGRAPHY} and {PROTOCOL}. Undo it with: litmatrix import --undo")
        return _Taken(status, planned, True)
    raise ChangedOutside(f"not imported: another program keeps changing {BIBLIOGRAPHY}. Try again later.")


def _batches(given: argparse.Namespace) -> list[tuple[tuple[Export, ...], str]]:
    """Return the files of each search: all of one that is named, else each file of its own."""
    from litmatrix.importing import read_export

    columns = {}
    for one in given.column:
        column, sign, name = one.rpartition("=")
        if not sign or not column.strip() or not name.strip():
            raise Misuse(f"--column {one}: write COLUMN=FIELD, as in --column “Source title=journal”.")
        columns[column.strip()] = name.strip()
    read = []
    for name in given.files:
        _said(f"reading {Path(name).name}")
        read.append(read_export(Path(name), columns or None, given.encoding))
    _said("")
    if given.search or len(read) == 1:
        return [(tuple(export for exports in read for export in exports), given.search)]
    return [(exports, "") for exports in read]


@contextlib.contextmanager
def _place(folder: Path, dry: bool) -> Iterator[Path]:
    """Give the review's folder, or for a preview a copy of what an import reads."""
    if not dry:
        yield folder
        return
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        for name in (BIBLIOGRAPHY, PROTOCOL):
            if (folder / name).exists():
                (copy / name).write_bytes(store.read_bytes(folder / name))
        (copy / "matrix.csv").write_text("key\n", encoding="utf-8")
        if (folder / HISTORY).is_dir():
            (copy / HISTORY).mkdir()
            for path in (folder / HISTORY).glob("*Z-import*.json"):
                (copy / HISTORY / path.name).write_bytes(store.read_bytes(path))
        yield copy


# --- the search -----------------------------------------------------------------------------------------


def _search_asked(review: Review, exports: Sequence[Export], asks: bool) -> str:
    """Return the id of the search: that which names this file, else as it is asked for, else after the file."""
    from litmatrix import importing

    name = exports[0].name if exports else "search"
    for search in review.protocol.searches:
        if name in search.file.split("; "):
            return search.id
    suggested = importing.id_of(name, [search.id for search in review.protocol.searches])
    if not asks:
        return suggested
    known = ", ".join(search.id for search in review.protocol.searches) or "none yet"
    print(f"Which search found the records of {one_line(name)}? Known: {known}.")
    return asked(one_line(f"Its short name, or a new one [{suggested}]: ")) or suggested


def _about(
    given: argparse.Namespace, review: Review, exports: Sequence[Export], search: str, asks: bool
) -> dict[str, Any]:
    """Return what is told of the search, by options and, of a new one, by the person."""
    names = (
        "kind", "source", "platform", "strand", "query", "limits", "filters", "date", "hits", "removed", "removed_why",
        "updates", "note",
    )  # fmt: skip
    about = {name: getattr(given, name) for name in names if getattr(given, name) is not None}
    declared = sum(export.declared for export in exports)
    if str(about.get("hits", "")).strip() == "declared":
        about["hits"] = declared
    if not asks or search in {one.id for one in review.protocol.searches}:
        return about
    print(f"{search} is a new search. What is not known may stay empty.")
    questions = {
        "source": "Source (PubMed, Scopus, …): ",
        "kind": f"Kind ({', '.join((*DATABASE_KINDS, 'website', 'citation'))}, …) [database]: ",
        "platform": "Platform (Ovid, EBSCO, …): ",
        "query": "Query, exactly as run: ",
        "date": f"Date when it was run [{date.today().isoformat()} is today]: ",
        "hits": f"Hits that the database reported (the file says it has {declared:,} records; type “declared” to use that): ",
    }
    for name, question in questions.items():
        if name not in about and (answer := asked(question)):
            about[name] = declared if name == "hits" and answer == "declared" else answer
    return about


def _removed_asked(planned: Intake) -> dict[str, Any]:
    """Return what a person says of the hits that are no records: how many were removed before, and why."""
    left = planned.unsaid
    print(f"{left:,} hits of {planned.search} are not in this file.")
    number = asked(
        f"How many of them were removed before it was made [it is not known; {left} would be all]: "
    )
    if not number:
        return {"removed": None}
    why = asked("Why [duplicates]: ") or "duplicates"
    return {"removed": number, "removed_why": why}


# --- taking back ----------------------------------------------------------------------------------------


def _undo(given: argparse.Namespace) -> int:
    from litmatrix import importing

    folder = find_folder(given.folder)
    found = importing.undoing(folder)
    told = {"search": found.entry.search, "removed": list(found.removed), "kept": dict(found.kept),
            "origins": list(found.origins)}  # fmt: skip
    status = take_back(
        given,
        text.undoing_lines(found),
        told,
        lambda by: importing.undo(folder, by, keep=given.keep_changed, shown=found),
        stopped=bool(found.kept) and not given.keep_changed,
    )
    return PROBLEMS if found.kept else status


# --- the terminal ---------------------------------------------------------------------------------------


def _progress(what: str) -> Callable[[int, int], None] | None:
    """Return what tells how far it is, on one line of a terminal."""
    if not sys.stderr.isatty():
        return None

    def tell(done: int, total: int) -> None:
        _said(f"{what}: {done:,} of {total:,} records" if done < total else "")

    return tell


def _said(what: str) -> None:
    """Say on the last line of a terminal what is being done; nothing takes it away."""
    if sys.stderr.isatty():
        start = obeyed("\r")
        print(f"{start}{what:<78}{start}", end="", file=sys.stderr, flush=True)
