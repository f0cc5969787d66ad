"""The Word file that was sent to a co-author, with which the one that came back is compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from litmatrix.files import results, store
from litmatrix.vocabulary import OUT
from litmatrix.writing.returned.parts import Parts, parts_of
from litmatrix.writing.returned.remarks import Paragraph
from litmatrix.writing.returned.untracked import Change, find_untracked, share_kept

#: The Word file that is made of the manuscript.
WRITTEN = f"{OUT}/manuscript.docx"
#: Where less than this share of the paragraphs is known, it is another document.
LEAST_SHARE = 0.3
#: To compare takes memory that grows with the square: 100 MB for as many.
MOST_PARAGRAPHS = 30_000

_NAME_IT = "--base FILE names the file that was sent."


def find_base(folder: Path, path: Path, base: str | Path | None) -> tuple[Parts | None, list[str]]:
    """Return the file to compare with, if there is one, and what one should know of it; raises `Unreadable` for one that is named."""
    place = folder / WRITTEN if base is None else Path(base)
    if base is None and not place.exists():
        return None, [
            f"Edits that were not tracked cannot be told: there is no {WRITTEN} to compare with. {_NAME_IT}"
        ]
    data = store.read_bytes(place)
    made = base is not None or results.sum_of(data) in results.made(folder / OUT)
    if data == store.read_bytes(path):
        if made:
            return None, [
                f"{path.name} is {place.name} as it was sent, byte for byte: nothing was changed in it."
            ]
        return None, [
            f"Edits that were not tracked cannot be told: {path.name} and {WRITTEN} are the same file. {_NAME_IT}"
        ]
    said = (
        []
        if made
        else [f"{WRITTEN} was changed since litmatrix wrote it: it may not be what was sent. {_NAME_IT}"]
    )
    return parts_of(data, place.name), said


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
