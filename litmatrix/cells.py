"""One cell of the matrix changed: an excerpt added, replaced or taken out, `none` set; the other lines stay as written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from litmatrix import excerpts
from litmatrix.errors import Misuse
from litmatrix.excerpts import Excerpt
from litmatrix.vocabulary import (
    BLANK,
    DUE,
    EVIDENCE,
    MEMO,
    MENTIONED,
    NONE,
    NOT_MENTIONED,
    QUOTATION,
    SUMMARY,
    UNREAD,
)

__all__ = [
    "added",
    "entered",
    "made",
    "numbered",
    "removed",
    "replaced",
    "row_states",
    "unwrapped",
    "with_none",
    "without_none",
]

# A word parted at the end of a line: the hyphen goes if the word goes on in small letters.
_PARTED = re.compile(r"(?<=\w)([-\u00ad\u2010])[^\S\n]*\n\s*(?=(\w))")


def numbered(text: str) -> tuple[Excerpt, ...]:
    """Return the excerpts of a cell without blank lines: number 1 is the first, as everywhere."""
    return tuple(one for one in excerpts.parse(text) if one.kind != BLANK)


def added(text: str, new: Iterable[Excerpt]) -> str:
    """Return the text of a cell with excerpts at its end; a `none` goes if one of them is evidence.

    Raises `Misuse` for an excerpt that could not be read back as what it is.
    """
    new = tuple(new)
    found = numbered(text)
    if any(one.kind in EVIDENCE for one in new):
        found = tuple(one for one in found if one.kind != NONE)
    return excerpts.format((*found, *new))


def replaced(text: str, number: int, new: Excerpt) -> str:
    """Return the text of a cell with its `number`th excerpt replaced; raises `Misuse` if it has none of that number."""
    found = _with(text, number)
    return excerpts.format((*found[: number - 1], new, *found[number:]))


def removed(text: str, number: int) -> str:
    """Return the text of a cell without its `number`th excerpt; raises `Misuse` if it has none of that number."""
    found = _with(text, number)
    return excerpts.format((*found[: number - 1], *found[number:]))


def with_none(text: str, on: date, reader: str = "") -> str:
    """Return the text of a cell that says: looked for on this day, by this reader, and not found; memos stay.

    Raises `Misuse` where the cell has evidence.
    """
    found = numbered(text)
    if any(one.kind in EVIDENCE for one in found):
        raise Misuse("this cell has a quotation or a summary, so the source is not silent on the theme.")
    told = Excerpt(NONE, locator=f"{on:%Y-%m-%d}", note=" ".join(reader.split()))
    return excerpts.format((*(one for one in found if one.kind != NONE), told))


def without_none(text: str) -> str:
    """Return the text of a cell without `none`: it is due again."""
    return excerpts.format(one for one in numbered(text) if one.kind != NONE)


def entered(
    text: str, subtheme: str = "", stance: str = "", locator: str = "", origin: str = "", note: str = ""
) -> tuple[Excerpt, ...]:
    """Return what a person typed or pasted, as excerpts; what is given beside the text goes before what stands in it.

    ``"…" (p. 12)`` is a quotation with its page, ``# …`` a memo, other words a summary; several lines that are all
    quotations are as many. Raises `Misuse` for nothing, for `none`, and for a note beside a summary.
    """
    lines = text.strip().replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        raise Misuse("there is no text.")
    found = numbered(lines)
    if len(found) > 1 and not all(one.kind == QUOTATION for one in found):
        found = numbered(lines.replace("\n", "\n  "))
    if found[0].kind == NONE:
        raise Misuse("“none” says that nothing was found: use the key for it.")
    return tuple(
        made(
            one.kind, one.text, subtheme.strip() or one.subtheme, stance or one.stance, locator.strip() or one.locator,
            origin.strip() or one.origin, note.strip() or one.note,
        )
        for one in found
    )  # fmt: skip


def made(
    kind: str,
    text: str,
    subtheme: str = "",
    stance: str = "",
    locator: str = "",
    origin: str = "",
    note: str = "",
) -> Excerpt:
    """Return a quotation, summary or memo made of its parts; raises `Misuse` for one that the cell cannot hold."""
    text = text.strip().replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        raise Misuse("there is no text.")
    if kind == MEMO:
        return Excerpt(MEMO, text)
    if kind == SUMMARY and note.strip():
        raise Misuse("a note stands behind a quotation; put it into the summary itself.")
    parts = (subtheme.strip(), stance, locator.strip(), origin.strip(), note.strip())
    one = Excerpt(kind, text, *parts)
    excerpts.format([one])
    return one


def unwrapped(text: str) -> str:
    """Return text copied from a page in one line; a word that a line end parts is put together."""

    def together(found: re.Match[str]) -> str:
        return "" if found[1] == "\u00ad" or found[2].islower() else "-"

    return " ".join(_PARTED.sub(together, text.replace("\r\n", "\n")).replace("\u00ad", "").split())


def row_states(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the state of each cell of one row's themes, retired ones included (see `coding.states`)."""
    found = [_state(text) for text in texts]
    other = DUE if any(found) else UNREAD
    return tuple(state or other for state in found)


def _state(text: str) -> str:
    if not text:
        return ""
    kinds = {one.kind for one in excerpts.recognise(text)}
    if kinds & set(EVIDENCE):
        return MENTIONED
    return NOT_MENTIONED if NONE in kinds else ""


def _with(text: str, number: int) -> tuple[Excerpt, ...]:
    found = numbered(text)
    if not 0 < number <= len(found):
        raise Misuse(f"the cell has no excerpt {number}; it has {len(found)}.")
    return found
