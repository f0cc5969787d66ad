"""Records and decisions for ASReview and Rayyan, and the labels of their exports as decisions of a reviewer.

What each program reads and writes is a module of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace as with_members
from pathlib import Path

from litmatrix import screening
from litmatrix.errors import Misuse
from litmatrix.files import results
from litmatrix.review import Review
from litmatrix.screening import deciding, queues
from litmatrix.tables.grids import clean
from litmatrix.writing.bibliographies import record_rows, ris_record
from litmatrix.writing.delimited import csv_text
from litmatrix.writing.interchange import asreview, rayyan
from litmatrix.writing.interchange.labels import NOBODY, Label, rows
from litmatrix.writing.interchange.matching import Match, Unmatched, check_stage, match_labels

__all__ = [
    "FORMS", "NOBODY", "PROGRAMS", "Label", "Match", "Unmatched", "export_records", "match_labels", "read_labels", "records_text",
    "take_labels",
]  # fmt: skip

PROGRAMS = {"asreview": asreview, "rayyan": rayyan}
FORMS = ("csv", "ris")

_MARKED = re.compile(rf"{rayyan.MARK}|\bASReview_\w|litmatrix-key:")


def export_records(
    review: Review,
    path: Path,
    program: str,
    stage: str = "screening",
    reviewer: str = "",
    force: bool = False,
) -> int:
    """Write the records of a stage, with their decisions, to a .csv or .ris that a program reads; return how many.

    Without `reviewer`, ASReview gets what the records came to and Rayyan everyone's decisions; with it, this
    person's only. Raises `Misuse` for another program, stage or ending, or where it may not be written, and `NotSaved`
    (see `results.write`).
    """
    form = path.suffix.lower().lstrip(".")
    if form not in FORMS:
        endings = " or ".join(f".{one}" for one in FORMS)
        raise Misuse(f"{path.name}: its name must end in {endings}, which says the format.")
    text, number = records_text(review, program, form, stage, reviewer)
    results.write(review.folder, path, text.encode("utf-8"), force)
    return number


def records_text(
    review: Review, program: str, form: str = "csv", stage: str = "screening", reviewer: str = ""
) -> tuple[str, int]:
    """Return what `export_records` writes, and how many records there are in it."""
    if program not in PROGRAMS:
        raise Misuse(
            f"records cannot be exported for {program or 'nothing'}; known programs: {', '.join(PROGRAMS)}."
        )
    check_stage(stage)
    deciders = set(screening.standing(review)["reviewer"])
    if reviewer and reviewer not in deciders:
        raise Misuse(
            f"{reviewer} has made no decisions; these people have: {', '.join(sorted(deciders)) or 'nobody'}."
        )
    keys = queues.find_queue(review, "all", reviewer, stage)
    # A label that stands in a record's own note (from an earlier export) is nobody's decision here.
    records = [
        {**row, "note": "" if _MARKED.search(row["note"]) else row["note"]}
        for row in record_rows(review.records.loc[list(keys)])
    ]
    labelled = PROGRAMS[program].labelled(review, records, stage, reviewer)
    if form == "ris":
        return "".join(ris_record(row, notes) for row, notes in labelled), len(labelled)
    # As both programs' readers want it: plain header, one line a record, no byte order mark.
    columns = PROGRAMS[program].COLUMNS
    cells = (
        [" ".join(clean(row.get(source or name, "")).split()) for name, source in columns.items()]
        for row, _ in labelled
    )
    return csv_text([list(columns), *cells], lineterminator="\n"), len(labelled)


def read_labels(path: Path) -> tuple[Label, ...]:
    """Return the labels in an export of ASReview or Rayyan (.csv, .tsv, .tab, .ris, .txt), one a record.

    Raises `Unreadable` if the file cannot be had or is none of these, `Misuse` if nothing in it is a label.
    """
    labels = tuple(
        row.label() if row.fault else (rayyan if rayyan.MARK in row.notes else asreview).label(row)
        for row in rows(path)
    )
    if not any(label.votes or label.fault for label in labels):
        raise Misuse(
            f"{path}: none of its {len(labels):,} records has a decision: no column {' or '.join(asreview.LABELS[::6])} that is filled, "
            "and no note ASReview_relevant or RAYYAN-INCLUSION."
        )
    return labels


def take_labels(
    review: Review, path: Path, reviewer: str, stage: str = "screening", *,
    named: str = "", replace: bool = False, dry_run: bool = False,
) -> Match:  # fmt: skip
    """Record the labels of an export of ASReview or Rayyan as decisions of a reviewer: one act, undone as one.

    See `match_labels`, which says what is recorded; with `dry_run`, nothing is. Raises as that does, and
    `NotSaved`.
    """
    found = match_labels(review, read_labels(path), reviewer, stage, named=named, replace=replace)
    if dry_run:
        return found
    return with_members(found, recorded=deciding.decide_many(review, found.new, reviewer))
