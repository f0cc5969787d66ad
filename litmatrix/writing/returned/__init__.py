"""A manuscript that comes back from a co-author as a Word file: what was remarked and changed in it, listed with its place.

Nothing is merged: the text of manuscript.md is the author's, and is read only. The file is read as Word and LibreOffice write it
(ECMA-376, part 1, 17.13: annotations; [MS-DOCX] 2.5.4: threads of comments), without pandoc, which loses who answered whom, what
is settled, changes of formatting and of table rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from pathlib import Path

from litmatrix.files import store
from litmatrix.manuscript import read_manuscript
from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.vocabulary import MANUSCRIPT, counted
from litmatrix.writing.returned.base import LEAST_SHARE, compared, find_base, texts
from litmatrix.writing.returned.parts import Parts, parts_of
from litmatrix.writing.returned.places import Lines, lines, sources
from litmatrix.writing.returned.remarks import Paragraph, Reading, Remark, read_remarks
from litmatrix.writing.returned.telling import listed
from litmatrix.writing.returned.text import (
    COMMENT,
    DELETION,
    FORMATTING,
    INSERTION,
    MOVED,
    REPLY,
    UNTRACKED,
)
from litmatrix.writing.returned.untracked import Change
from litmatrix.writing.returned.walk import counted_marks

__all__ = [
    "COMMENT",
    "DELETION",
    "FORMATTING",
    "INSERTION",
    "KINDS",
    "MOVED",
    "REPLY",
    "UNTRACKED",
    "Remark",
    "Returned",
    "read",
]

#: The kinds of remarks, in the order in which they are counted.
KINDS = (COMMENT, REPLY, INSERTION, DELETION, MOVED, FORMATTING, UNTRACKED)

# How many words make a paragraph by which a document is known.
_LONG = 5


@dataclass(frozen=True, repr=False)
class Returned:
    """A Word file that came back: its name, the name of the version that it was compared with (`base`; empty: with none), the
    remarks in the order of the text, and what one should know (`notes`). A notebook shows it as a table."""

    name: str
    base: str
    remarks: tuple[Remark, ...]
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind that there is."""
        met = Counter(one.kind for one in self.remarks)
        return {kind: met[kind] for kind in KINDS if met[kind]}

    @cached_property
    def table(self) -> Table:
        """The remarks as a table: its index is Place; its columns Who, When, Kind, On, Text."""
        return listed(self.name, self.remarks, self.notes)

    def __repr__(self) -> str:
        return f"{self.name}: {counted(len(self.remarks), 'remark')}; its .table lists them."

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


def read(
    review: Review | str | Path,
    path: str | Path,
    base: str | Path | None = None,
    manuscript: str | Path | None = None,
) -> Returned:
    """Return what a co-author left in a Word file of a manuscript: comments, tracked changes, and other edits.

    Each has the line of the `manuscript` (the review's manuscript.md) that its paragraph comes from, as far as the words tell.
    Edits that were not tracked are told by comparing with `base`, the Word file that was sent; unless it is named, that which
    litmatrix wrote into ``out/``. Writes nothing. Raises `Unreadable` for a file that is no .docx, is locked, damaged or too
    large, and says what to do.
    """
    folder, path = review.folder if isinstance(review, Review) else Path(review), Path(path)
    ours = folder / MANUSCRIPT if manuscript is None else Path(manuscript)
    data = store.read_bytes(path)
    parts = parts_of(data, path.name)
    reading = read_remarks(parts)
    if base is None:
        sent, notes = find_base(folder, ours.stem, parts, data)
    else:
        sent, notes = parts_of(store.read_bytes(Path(base)), Path(base).name), []
    before: tuple[Paragraph, ...] = ()
    changes: tuple[Change, ...] = ()
    if sent is not None:
        before = read_remarks(sent).paragraphs
        changes, said = compared(before, reading.paragraphs, sent, parts)
        notes += said
    there = sources(read_manuscript(ours)) if ours.exists() or manuscript is not None else ()
    now, then = (lines(texts(each), there) for each in (reading.paragraphs, before))
    notes += _is_another(reading.paragraphs, now, path.name, ours.name) if there else [_no_lines(ours)]
    tracked = [
        _with_line(*one, now, then, changes) for one in zip(reading.remarks, reading.places, strict=True)
    ]
    others = [_untracked(change, reading.paragraphs, before, now, then) for change in changes]
    remarks = _merged(tracked, reading.places, others, changes)
    return Returned(path.name, sent.name if sent else "", remarks, (*_unlisted(parts, reading), *notes))


def _no_lines(manuscript: Path) -> str:
    why = (
        f"{manuscript.name} has no text"
        if manuscript.exists()
        else f"There is no {manuscript.name} in this review"
    )
    return f"{why}, so no lines of it are told."


def _unlisted(parts: Parts, reading: Reading) -> list[str]:
    """Return what is not listed one by one: tracked changes of nothing, and any that were not read."""
    said = []
    if reading.empty:
        said.append(
            f"{counted(reading.empty, 'tracked change')} without text (a mark of a comment or of a field) not listed."
        )
    marks = sum(one.marks for one in reading.remarks if one.kind not in (COMMENT, REPLY))
    comments = sum(one.kind in (COMMENT, REPLY) for one in reading.remarks)
    for there, met, what in (
        (counted_marks(parts), marks + reading.empty, "tracked change"),
        (len(parts.comments), comments, "comment"),
    ):
        if there != met:
            said.append(
                f"The file holds {counted(there, what)}, and {met:,} of them were read: look it through in Word too."
            )
    return said


def _is_another(paragraphs: Sequence[Paragraph], now: Lines, name: str, manuscript: str) -> list[str]:
    """Return what is said of a Word file of which hardly anything is in the manuscript."""
    long = [place for place, one in enumerate(texts(paragraphs)) if len(one.split()) >= _LONG]
    known = sum(place in now.known for place in long)
    if not long or known >= LEAST_SHARE * len(long):
        return []
    return [
        f"Hardly any paragraph of {name} is in {manuscript} ({known:,} of {len(long):,}): is it another document?"
    ]


def _with_line(
    remark: Remark, place: tuple[int, int] | None, now: Lines, then: Lines, changes: Sequence[Change]
) -> Remark:
    """Return a remark with its line, told by its paragraph; by what that was in the base, where it was edited too much."""
    if place is None:
        return remark
    line, block = now.at(*place)
    if not line and not block:
        was = next((one.base for one in changes if one.now == place[0] and one.before and one.after), None)
        line, block = then.at(was, 0) if was is not None else (0, "")
    return replace(remark, line=line, block=block)


def _untracked(
    change: Change, after: Sequence[Paragraph], before: Sequence[Paragraph], now: Lines, then: Lines
) -> Remark:
    """Return an edit that was not tracked as a remark."""
    stands = after[change.now] if change.after else before[change.base]
    same = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(change.before, change.after, strict=False))
    )
    line, block = then.at(change.base, same) if change.before else now.at(change.now, 0)
    return Remark(
        UNTRACKED,
        "",
        None,
        change.after,
        change.before,
        ("", ""),
        stands.heading,
        stands.number,
        stands.within,
        line,
        block,
    )


def _merged(
    tracked: Sequence[Remark],
    places: Sequence[tuple[int, int] | None],
    others: Sequence[Remark],
    changes: Sequence[Change],
) -> tuple[Remark, ...]:
    """Return all remarks: each untracked edit before the first remark on its paragraph or a later one."""
    found: list[Remark] = []
    waiting = list(zip(changes, others, strict=True))
    for remark, place in zip(tracked, places, strict=True):
        while waiting and (place is None or waiting[0][0].now <= place[0]):
            found.append(waiting.pop(0)[1])
        found.append(remark)
    return (*found, *(other for _, other in waiting))
