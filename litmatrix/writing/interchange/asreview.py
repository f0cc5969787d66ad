"""ASReview: the records as it reads them, and the labels of its exports.

https://asreview.readthedocs.io, “Data format” and “Labeled data”: columns `included` and, since version 2,
`asreview_label` (1, 0 or empty); in RIS a note `ASReview_relevant`, `ASReview_irrelevant` or `ASReview_not_seen`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from litmatrix import screening
from litmatrix.review import Review
from litmatrix.writing.interchange.labels import NOBODY, Label, Row

#: The columns of its CSV, and the column of the records that fills each (empty: made here).
COLUMNS = {
    "key": "key", "title": "title", "abstract": "abstract", "authors": "author", "year": "year", "journal": "journal", "doi": "doi",
    "keywords": "keywords", "url": "url", "included": "",
}  # fmt: skip
#: Columns that hold a label; its own from version 2 on goes first.
LABELS = (
    "asreview_label", "final_included", "label", "label_included", "included_label", "included_final", "included", "included_flag", "include",
)  # fmt: skip

#: What it calls a decision; `maybe` is relevant to it.
SIGNS = {"include": "1", "maybe": "1", "exclude": "0"}
_NOTED = {"1": "ASReview_relevant", "0": "ASReview_irrelevant", "": "ASReview_not_seen"}


def labelled(
    review: Review, rows: Sequence[Mapping[str, str]], stage: str, reviewer: str
) -> list[tuple[dict[str, str], list[str]]]:
    """Return records with what they came to, or with what one person decided; and the notes of each in RIS."""
    if reviewer:
        now = screening.standing(review)
        now = now[(now["stage"] == stage) & (now["reviewer"] == reviewer)]
        found = zip(now["key"], now["decision"], strict=True)
    else:
        table = screening.outcomes(review)
        found = zip(table.index, table[stage], strict=True)
    signs = {key: SIGNS[decision] for key, decision in found if decision in SIGNS}
    of_rows = [(row, signs.get(row["key"], "")) for row in rows]
    return [
        ({**row, "included": sign}, [_NOTED[sign], f"litmatrix-key: {row['key']}"]) for row, sign in of_rows
    ]


def label(row: Row) -> Label:
    """Return the label of a record; one that cannot be is its fault."""
    label = row.label()
    marks = {mark for mark in re.findall(r"\bASReview_\w+\b", row.notes) if mark in _NOTED.values()}
    value = next((row.values[name].strip() for name in LABELS if row.values.get(name, "").strip()), "")
    if len(marks) > 1:
        return label._replace(fault=f"it has two labels: {', '.join(sorted(marks))}")
    if marks:
        value = next(sign for sign, mark in _NOTED.items() if mark in marks)
    decision = {"1": "include", "1.0": "include", "0": "exclude", "0.0": "exclude"}.get(value, "")
    if not decision and value not in ("", "-1", "-1.0"):
        return label._replace(fault=f"“{value[:40]}” is not a label of ASReview (1, 0 or empty)")
    remark = row.values.get("asreview_note", "").strip()
    votes, notes = {NOBODY: decision} if decision else {}, {NOBODY: remark} if remark else {}
    return label._replace(votes=votes, notes=notes, binary=True)
