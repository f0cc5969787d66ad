"""The command for a manuscript that comes back from a co-author as a Word file."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING

from litmatrix.cli.parts import FINE, find_folder, print_json
from litmatrix.cli.terminal import one_line
from litmatrix.vocabulary import counted

if TYPE_CHECKING:
    from litmatrix.writing.returned import Remark, Returned

# What several of a kind are called, where it is not the kind with an s.
_WORDS = {
    "reply": ("reply", "replies"), "moved": ("text moved", "texts moved"), "formatting": ("change of formatting", "changes of formatting"),
    "untracked": ("untracked change",),
}  # fmt: skip
# How much is printed of the words that a remark is about.
_ROOM = 70


def remarks(given: argparse.Namespace) -> int:
    """List the comments and changes in a Word file, with their places in manuscript.md."""
    from litmatrix import writing
    from litmatrix.writing import returned

    folder = find_folder(given.folder)
    found = returned.read(folder, given.file, given.base, given.manuscript)
    if given.out:
        wrote = writing.export_table(folder, found.table, given.out, given.force)
    if given.json:
        told = [{**asdict(one), "date": one.date.isoformat() if one.date else None} for one in found.remarks]
        print_json({"file": found.name, "base": found.base or None, "counts": found.counts, "remarks": told, "notes": list(found.notes)})  # fmt: skip
        return FINE
    for title, group in groupby(found.remarks, _title):
        print(one_line(title))
        for one in group:
            print(f"  {_line(one)}")
        print()
    print(_totals(found))
    for note in found.notes:
        print(f"note: {one_line(note)}")
    if given.out:
        print(one_line(str(wrote)))
    return FINE


def _title(remark: Remark) -> str:
    if remark.heading:
        return " > ".join(remark.heading)
    return "Before the first heading" if remark.paragraph or remark.within else "Without a place in the text"


def _line(remark: Remark) -> str:
    """Return a remark on one line."""
    from litmatrix.writing.returned import DELETION, INSERTION, MOVED, REPLY, telling

    by = ", ".join(filter(None, (telling.who(remark), telling.when(remark))))
    if remark.kind == REPLY:
        return one_line(f"  reply by {by}: {telling.said(remark)}")
    inner = remark.within or (f"paragraph {remark.paragraph}" if remark.paragraph else "")
    place = ", ".join(
        filter(None, (telling.in_manuscript(remark), inner or "the heading" * bool(remark.heading)))
    )
    said = telling.said(remark)
    if remark.kind in (INSERTION, DELETION):
        said = f"“{said}”"
    what = f"{'resolved ' * remark.resolved}{remark.kind}{_about(remark)}: {said}"
    if remark.kind == MOVED:
        what = f"{said}: “{remark.on}”"
    return one_line(f"{place}: " * bool(place) + ", ".join(filter(None, (by, what))))


def _about(remark: Remark) -> str:
    """Return the words that a remark is about, or those beside it, as a sentence has them."""
    from litmatrix.writing.returned import COMMENT, UNTRACKED

    before, after = remark.context
    if remark.kind == UNTRACKED:
        return ""
    if remark.on:
        return f" {'on' if remark.kind == COMMENT else 'of'} “{_cut(remark.on)}”"
    return f" after “… {before}”" if before else f" before “{after} …”" if after else ""


def _totals(found: Returned) -> str:
    """Return how many remarks of each kind there are, and by whom."""
    from litmatrix.writing.returned import UNTRACKED, telling

    if not found.remarks:
        return one_line(f"{found.name}: nothing was remarked or changed in it.")
    settled = sum(one.resolved and one.kind == "comment" for one in found.remarks)
    kinds = [counted(number, *_WORDS.get(kind, (kind,))) for kind, number in found.counts.items()]
    if settled:
        kinds[0] += f" ({settled:,} resolved)"
    people = Counter(telling.who(one) for one in found.remarks if one.kind != UNTRACKED)
    by = (
        f"; by {', '.join(f'{name} ({number:,})' for name, number in people.most_common())}" if people else ""
    )
    return one_line(f"{found.name}: {', '.join(kinds)}{by}")


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _ROOM else f"{text[:_ROOM]}…"
