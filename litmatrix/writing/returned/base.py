"""The Word file that was sent to a co-author, with which the one that came back is compared."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path

from litmatrix.files import results, store
from litmatrix.vocabulary import OUT
from litmatrix.writing.returned.parts import Parts, parts_of
from litmatrix.writing.returned.remarks import Paragraph
from litmatrix.writing.returned.untracked import Change, find_untracked, share_kept

#: Where less than this share of the paragraphs is known, it is another document.
LEAST_SHARE = 0.3
#: To compare takes memory that grows with the square: 100 MB for as many.
MOST_PARAGRAPHS = 30_000

_NAME_IT = "--base FILE names the file that was sent."


def find_base(folder: Path, name: str, back: Parts, data: bytes) -> tuple[Parts | None, list[str]]:
    """Return the Word file of a manuscript (its name, without the ending) that was probably sent, and what one should know of it.

    That is one in ``out/`` that litmatrix made, on the day that the one that came back (`back`, and its bytes) names, if there
    is such. None where there is nothing to compare with.
    """
    places = [place for place in _places(folder / OUT, name) if place.is_file()]
    there = {place: store.read_bytes(place) for place in places}
    known = results.made(folder / OUT)
    ours = [place for place in places if results.sum_of(there[place]) in known]
    sent = next((place for place in ours if there[place] == data), None)
    if sent is not None:
        return None, [f"{back.name} is {sent.name} as it was sent, byte for byte: nothing was changed in it."]
    others = [place for place in ours or places if there[place] != data]
    if not others:
        why = (
            f"there is no {OUT}/{name}.docx"
            if not places
            else f"{OUT}/{places[0].name} is the same file, and there is no other"
        )
        return None, [f"Edits that were not tracked cannot be told: {why} to compare with. {_NAME_IT}"]
    read = [parts_of(there[place], place.name) for place in others]
    best = next((one for one in read if one.made == back.made), read[-1])
    said = (
        []
        if ours
        else [
            f"{OUT}/{best.name} was changed since litmatrix wrote it: it may not be what was sent. {_NAME_IT}"
        ]
    )
    return best, said


def _places(out: Path, name: str) -> list[Path]:
    """Return where a manuscript's Word file is written: where that was changed by somebody, beside it (see `results.write_beside`)."""
    return [out / f"{name}.docx", *sorted(out.glob(f"{glob.escape(name)}.new*.docx"))]


def compared(
    before: Sequence[Paragraph], now: Sequence[Paragraph], sent: Parts, back: Parts
) -> tuple[tuple[Change, ...], list[str]]:
    """Return the edits that were not tracked, and what one should know of them; none of another document."""
    old, new = texts(before), texts(now)
    if max(len(old), len(new)) > MOST_PARAGRAPHS:
        return (), [
            f"Edits that were not tracked are not told: more than {MOST_PARAGRAPHS:,} paragraphs are not compared."
        ]
    changes = find_untracked(old, new)
    if changes and share_kept(old, new) < LEAST_SHARE:
        return (), [
            f"Edits that were not tracked are not told: hardly any paragraph of {back.name} is in {sent.name}. {_NAME_IT}"
        ]
    if changes and sent.made != back.made:
        return changes, [
            f"{sent.name} was made {_day(sent.made)}, what came back {_day(back.made)}: what you changed in between is listed "
            f"as untracked too. {_NAME_IT}"
        ]
    return changes, []


def texts(paragraphs: Sequence[Paragraph]) -> list[str]:
    """Return the texts of paragraphs by their numbers; nothing of what is no text of the paper."""
    return ["" if one.aside else one.text for one in paragraphs]


def _day(made: str) -> str:
    return f"on {made[:16].replace('T', ' ')}" if made else "at a time that it does not say"
