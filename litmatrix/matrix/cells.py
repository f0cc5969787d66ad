"""One cell of the matrix changed: an excerpt added, replaced or taken out, `none` set; the other lines stay as written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from litmatrix.errors import Misuse
from litmatrix.matrix import excerpts
from litmatrix.matrix.excerpts import Excerpt
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


def numbered(text: str) -> tuple[Excerpt, ...]:
    """Return the excerpts of a cell without blank lines: number 1 is the first, as everywhere."""
    return tuple(one for one in excerpts.parse(text) if one.kind != BLANK)


def added(text: str, new: Iterable[Excerpt]) -> str:
    """Return the text of a cell with excerpts behind its last; a `none` goes if one of them is evidence.

    Raises `Misuse` for an excerpt that could not be read back as what it is.
    """
    new = tuple(new)
    found = excerpts.parse(text)
    if any(one.kind in EVIDENCE for one in new):
        found = tuple(one for one in found if one.kind != NONE)
    last = max((place for place, one in enumerate(found, start=1) if one.kind != BLANK), default=0)
    return excerpts.format((*found[:last], *new, *found[last:]) if last else new)


def replaced(text: str, number: int, new: Excerpt) -> str:
    """Return the text of a cell with its `number`th excerpt replaced; raises `Misuse` if it has none of that number."""
    found, place = _with(text, number)
    return excerpts.format((*found[:place], new, *found[place + 1 :]))


def removed(text: str, number: int) -> str:
    """Return the text of a cell without its `number`th excerpt; raises `Misuse` if it has none of that number."""
    found, place = _with(text, number)
    return _kept((*found[:place], *found[place + 1 :]))


def moved(text: str, number: int, by: int) -> str:
    """Return the text of a cell with its `number`th excerpt so many places further down (up: below zero), as far as it goes.

    Raises `Misuse` if it has none of that number.
    """
    found, _ = _with(text, number)
    spots = [at for at, one in enumerate(found) if one.kind != BLANK]
    order = [found[at] for at in spots]
    one = order.pop(number - 1)
    order.insert(max(0, min(len(order), number - 1 + by)), one)
    placed = dict(zip(spots, order, strict=True))
    return excerpts.format(placed.get(at, one) for at, one in enumerate(found))


def with_none(text: str, on: date, reader: str = "") -> str:
    """Return the text of a cell that says: looked for on this day, by this reader, and not found; memos stay.

    Raises `Misuse` where the cell has evidence.
    """
    if any(one.kind in EVIDENCE for one in excerpts.recognise(text)):
        raise Misuse("this cell has a quotation or a summary, so it cannot be “not mentioned”.")
    told = Excerpt(NONE, locator=f"{on:%Y-%m-%d}", note=" ".join(reader.split()))
    return added(without_none(text), [told])


def without_none(text: str) -> str:
    """Return the text of a cell without `none`: it is due again."""
    found = excerpts.parse(text)
    kept = tuple(one for one in found if one.kind != NONE)
    return _kept(kept) if len(kept) < len(found) else text


def entered(
    text: str, subtheme: str = "", stance: str = "", locator: str = "", origin: str = "", note: str = ""
) -> tuple[Excerpt, ...]:
    """Return what a person typed or pasted, as excerpts; what is given beside the text goes before what stands in it.

    ``"…" (p. 12)`` is a quotation with its page, ``# …`` a memo, other words a summary; several lines that are all
    quotations are as many. Raises `Misuse` for nothing, for `none`, and for what `made` refuses.
    """
    lines = text.strip().replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        raise Misuse("type some text first.")
    found = numbered(lines)
    if len(found) > 1 and not all(one.kind == QUOTATION for one in found):
        found = numbered(lines.replace("\n", "\n  "))
    if found[0].kind == NONE:
        raise Misuse("“none” means not mentioned: use the button “Not mentioned” (key 0).")
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
    """Return a quotation, summary or memo made of its parts.

    Raises `Misuse` for one that the cell could not hold: without text, a note beside a summary, anything beside a memo.
    """
    text = text.strip().replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        raise Misuse("type some text first.")
    parts = (subtheme.strip(), stance, locator.strip(), origin.strip(), note.strip())
    if kind == MEMO:
        if any(parts):
            raise Misuse(
                "a memo is plain text: put the page or the subtheme into the memo itself, or leave them out."
            )
        return Excerpt(MEMO, text)
    if kind == SUMMARY and note.strip():
        raise Misuse("only a quotation can have a note; write it into the summary itself.")
    one = Excerpt(kind, text, *parts)
    excerpts.format([one])
    return one


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


def _with(text: str, number: int) -> tuple[tuple[Excerpt, ...], int]:
    """Return the lines of a cell, and the place among them of its `number`th excerpt."""
    found = excerpts.parse(text)
    places = [place for place, one in enumerate(found) if one.kind != BLANK]
    if not 0 < number <= len(places):
        raise Misuse(f"the cell has no excerpt {number}; it has {len(places)}.")
    return found, places[number - 1]


def _kept(found: tuple[Excerpt, ...]) -> str:
    """Return the text of what is left of a cell; blank lines alone are an empty cell."""
    return excerpts.format(found) if any(one.kind != BLANK for one in found) else ""
