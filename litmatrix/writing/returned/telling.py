"""Remarks in words, and as a table."""

from __future__ import annotations

from collections.abc import Sequence

from litmatrix.comparing.differences.wording import word_changes
from litmatrix.tables import Table
from litmatrix.tables.frames import frame
from litmatrix.tables.table import slug
from litmatrix.writing.returned.remarks import Remark, where
from litmatrix.writing.returned.text import UNTRACKED

NOTHING = "Nothing was remarked or changed in it."
_COLUMNS = ("Who", "When", "Kind", "On", "Text")
# Of a paragraph with a change in it, so much is told on each side.
_AROUND = 40


def listed(name: str, remarks: Sequence[Remark], notes: Sequence[str] = ()) -> Table:
    """Return remarks as a table, a row each: its index is Place, its columns Who, When, Kind, On, Text."""
    rows = [(who(one), when(one), kind(one), about(one), said(one)) for one in remarks]
    return Table(
        f"remarks-{slug(name.rpartition('.')[0], ())}".rstrip("-"), f"Remarks in {name}",
        frame(("Place", [place(one) for one in remarks]), _COLUMNS, rows), " ".join(notes), NOTHING,
    )  # fmt: skip


def place(remark: Remark) -> str:
    """Return where a remark stands: the line of manuscript.md, or the block that litmatrix writes; and where in the Word file."""
    return ", ".join(filter(None, (in_manuscript(remark), where(remark)))) or "no place in the text"


def in_manuscript(remark: Remark) -> str:
    """Return where a remark stands in manuscript.md; nothing if that is not known."""
    if remark.line:
        return f"line {remark.line}"
    return f"in the block “{remark.block}”, which litmatrix writes" if remark.block else ""


def who(remark: Remark) -> str:
    """Return who left a remark; what was not tracked says nobody."""
    return remark.author or ("" if remark.kind == UNTRACKED else "(no name)")


def when(remark: Remark) -> str:
    return f"{remark.date:%Y-%m-%d}" if remark.date else ""


def kind(remark: Remark) -> str:
    return f"{remark.kind}, resolved" if remark.resolved else remark.kind


def about(remark: Remark) -> str:
    """Return what a remark is about: the words, or, of what came or went, those around it."""
    if remark.kind == UNTRACKED:
        return ""
    if remark.on:
        return remark.on
    before, after = remark.context
    return f"{f'… {before} ' if before else ''}[…]{f' {after} …' if after else ''}" if before or after else ""


def said(remark: Remark) -> str:
    """Return what a remark says; of an untracked edit, what went and came, [-so-] and {+so+}, with a little around it."""
    if remark.kind != UNTRACKED:
        return remark.text or "(no text)"
    if not remark.on:
        return f"new paragraph: {remark.text}"
    if not remark.text:
        return f"paragraph taken out: {remark.on}"
    pieces = word_changes(remark.on, remark.text)
    return "".join(
        _around(text, number == 0, number == len(pieces) - 1)
        if sign == "="
        else f"[-{text}-]"
        if sign == "-"
        else f"{{+{text}+}}"
        for number, (sign, text) in enumerate(pieces)
    )


def _around(text: str, is_first: bool, is_last: bool) -> str:
    """Return a text that stayed, shortened where it is long: its end before a change, its beginning after one."""
    if len(text) <= 2 * _AROUND:
        return text
    start, end = "" if is_first else text[:_AROUND], "" if is_last else text[-_AROUND:]
    return f"{start}…{end}"
