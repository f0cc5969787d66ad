"""Rayyan: the records as it reads them, and the decisions in its exports.

https://help.rayyan.ai, “Understanding Your Rayyan Export Files”, and its reader of CSV (rayyan-formats): in `notes`,
parted by bars, stand `RAYYAN-INCLUSION: {"Ann"=>"Included"}`, `RAYYAN-EXCLUSION-REASONS`, `RAYYAN-LABELS` and
`USER-NOTES`; what stood in the notes before is kept. It gives records keys of its own, so ours stands in the notes as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from litmatrix import screening
from litmatrix.review import Review
from litmatrix.screening import labels
from litmatrix.writing.interchange.labels import Label, Row

#: The columns of its CSV, and the column of the records that fills each (empty: made here).
COLUMNS = {
    "key": "key", "title": "title", "authors": "author", "journal": "journal", "issn": "issn", "volume": "volume", "issue": "number",
    "pages": "pages", "year": "year", "publisher": "publisher", "url": "url", "abstract": "abstract", "notes": "", "doi": "doi", "keywords": "keywords",
}  # fmt: skip

_WORDS = {"include": "Included", "exclude": "Excluded", "maybe": "Maybe", "awaiting": "Maybe"}
_PART = re.compile(r"(RAYYAN-INCLUSION|RAYYAN-EXCLUSION-REASONS|RAYYAN-LABELS|USER-NOTES)\s*:\s*")
_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_VOTE = re.compile(_QUOTED + r"\s*=>\s*" + _QUOTED)
_REMARKS = re.compile(_QUOTED + r"\s*=>\s*\[((?:\s*,?\s*" + _QUOTED + r")*)\s*\]")
#: What its notes and nobody else's hold.
MARK = "RAYYAN-INCLUSION"


def labelled(
    review: Review, rows: Sequence[Mapping[str, str]], stage: str, reviewer: str
) -> list[tuple[dict[str, str], list[str]]]:
    """Return records with everyone's decisions (or one person's) in their notes; and the notes of each in RIS."""
    now = screening.standing(review)
    now = now[now["stage"] == stage]
    votes: dict[str, list[tuple[str, str, str, str]]] = {}
    for key, *vote in zip(
        *(now[name] for name in ("key", "reviewer", "decision", "reason", "note")), strict=True
    ):
        if reviewer in ("", vote[0]):
            votes.setdefault(key, []).append(tuple(vote))
    given = labels.of(review, reviewer)
    notes = [
        " | ".join((f"litmatrix-key: {key}", *_parts(votes.get(key, ()), given.get(key, ()))))
        for key in (row["key"] for row in rows)
    ]
    return [({**row, "notes": note}, [note]) for row, note in zip(rows, notes, strict=True)]


def _parts(votes: Sequence[tuple[str, str, str, str]], given: Sequence[str] = ()) -> list[str]:
    """Return the parts of a record's notes that Rayyan would write: decisions, reasons, labels, notes."""
    decided = [f"{_quote(name)}=>{_quote(_WORDS[decision])}" for name, decision, _, _ in votes]
    reasons = dict.fromkeys(reason for _, decision, reason, _ in votes if reason and decision == "exclude")
    remarks = [f"{_quote(name)}=>[{_quote(note)}]" for name, _, _, note in votes if note.strip()]
    return [
        *([f"{MARK}: {{{', '.join(decided)}}}"] if decided else ()),
        *([f"RAYYAN-EXCLUSION-REASONS: {','.join(reasons)}"] if reasons else ()),
        *([f"RAYYAN-LABELS: {','.join(map(_label, given))}"] if given else ()),
        *([f"USER-NOTES: {{{', '.join(remarks)}}}"] if remarks else ()),
    ]


def _label(text: str) -> str:
    """Return a label as it can stand in Rayyan's list, which is parted by commas."""
    return _quote(text)[1:-1].replace(",", " ")


def _quote(text: str) -> str:
    """Return a text in quotes as Rayyan writes them, on one line, with nothing in it that Rayyan parts its notes by."""
    plain = " ".join(text.split()).replace("|", "¦")
    plain = plain.replace("RAYYAN-", "RAYYAN ").replace("USER-NOTES", "USER NOTES")
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def label(row: Row) -> Label:
    """Return the decisions on a record, each person's; a word that is none of Rayyan's is its fault."""
    marks = list(_PART.finditer(row.notes))
    ends = [*(mark.start() for mark in marks[1:]), len(row.notes)]
    parts = {
        mark[1]: row.notes[mark.end() : end].strip().rstrip("|").strip()
        for mark, end in zip(marks, ends, strict=True)
    }
    votes = {_unquote(name): word.casefold() for name, word in _VOTE.findall(parts.get(MARK, ""))}
    known = {word.casefold(): decision for decision, word in _WORDS.items() if decision != "awaiting"}
    if strange := [word for word in votes.values() if word not in known]:
        return row.label()._replace(fault=f"“{strange[0]}” is not a decision of Rayyan")
    reasons = (part.strip() for part in parts.get("RAYYAN-EXCLUSION-REASONS", "").split(","))
    remarks = {
        _unquote(name): "; ".join(map(_unquote, re.findall(_QUOTED, said)))
        for name, said, _ in _REMARKS.findall(parts.get("USER-NOTES", ""))
    }
    votes = {name: known[word] for name, word in votes.items()}
    return row.label()._replace(votes=votes, reasons=tuple(filter(None, reasons)), notes=remarks)
