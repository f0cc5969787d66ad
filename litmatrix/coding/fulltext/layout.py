"""From the characters of a page, each with its place, to runs: pieces of a line that are read in one go."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

#: In sizes of the letters: gaps that part two runs, two columns read from the right, two words.
_COLUMN_GAP = 2.0
_JOINING_GAP = 1.3
_WORD_GAP = 0.18
_BRACKETS = {one: pair for pair in ("()", "[]", "{}", "«»", "‹›") for one in pair}


class Character(NamedTuple):
    """A character and its box in points, from the lower left corner of the page; `made` by the reader, not the file."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    made: bool = False


class Piece(NamedTuple):
    """A run of characters on one line, with the box around it."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def runs(characters: Sequence[Character], right_to_left: bool = False) -> list[Piece]:
    """Return the runs of a page, in the order in which the file has them.

    A run ends with its line, or where a column's gap follows. With `right_to_left`, letters are put in the order
    in which they stand on the page, and runs of mostly such letters are read from the right: what the file says of
    the order of such letters cannot be relied on.
    """
    pieces = list(_in_lines(characters))
    if not right_to_left:
        return [_boxed("".join(one.text for one in piece).strip(), piece) for piece in pieces if _seen(piece)]
    found = []
    for piece in _brought_together(pieces):
        from_right = _mostly_from_right(piece)
        text = _read_from_right(piece) if from_right else "".join(one.text for one in piece).strip()
        if _seen(piece):
            found.append(_boxed(text, piece))
    return found


def with_whole_characters(characters: Iterable[Character]) -> list[Character]:
    """Join the two halves (surrogates) in which some systems give a character beyond the first 65,536."""
    whole: list[Character] = []
    for one in characters:
        if whole and "\udc00" <= one.text <= "\udfff" and "\ud800" <= whole[-1].text <= "\udbff":
            text = (whole[-1].text + one.text).encode("utf-16", "surrogatepass").decode("utf-16")
            whole[-1] = whole[-1]._replace(text=text)
        else:
            whole.append(one)
    return [one._replace(text="") if "\ud800" <= one.text <= "\udfff" else one for one in whole]


def _in_lines(characters: Iterable[Character]) -> Iterator[list[Character]]:
    """Part the characters, in their order, at line ends and where the next does not stand beside the last."""
    line: list[Character] = []
    last: Character | None = None
    for one in characters:
        if one.text in ("\r", "\n"):
            if line:
                yield line
            line, last = [], None
            continue
        if last and not one.made and one.text.strip():
            height = max(one.size, last.size, 1.0)
            gap = max(one.left - last.right, last.left - one.right)
            apart = abs((one.bottom + one.top) - (last.bottom + last.top)) / 2 > height
            if apart or gap > _COLUMN_GAP * height:
                yield line
                line = []
        line.append(one)
        if not one.made and one.text.strip():
            last = one
    if line:
        yield line


def _brought_together(pieces: list[list[Character]]) -> list[list[Character]]:
    """Return the pieces of a page, those of one line that is read from the right as one, where its first stood."""
    done: list[list[Character]] = []
    rows: list[list[int]] = []  # pieces on one height, by their number
    for number, piece in enumerate(pieces):
        if _seen(piece):
            row = next((row for row in rows if _on_one_height(pieces[row[0]], piece)), None)
            if row is None:
                rows.append([number])
            else:
                row.append(number)
    together = {
        number: part
        for row in rows
        for part in _neighbours(pieces, row)
        if _mostly_from_right(one for other in part for one in pieces[other])
        for number in part
    }
    for number, piece in enumerate(pieces):
        part = together.get(number, [number])
        if number == min(part):
            done.append([one for other in part for one in pieces[other]] if len(part) > 1 else piece)
    return done


def _neighbours(pieces: list[list[Character]], row: list[int]) -> list[list[int]]:
    """Part the pieces of a row at the gaps between columns."""
    parts: list[list[int]] = []
    reach = 0.0
    for number in sorted(row, key=lambda number: min(one.left for one in _seen(pieces[number]))):
        seen = _seen(pieces[number])
        if parts and min(one.left for one in seen) - reach <= _JOINING_GAP * max(seen[0].size, 1.0):
            parts[-1].append(number)
        else:
            parts.append([number])
            reach = 0.0
        reach = max(reach, *(one.right for one in seen))
    return parts


def _on_one_height(one: list[Character], other: list[Character]) -> bool:
    spans = [
        (min(c.bottom for c in _seen(piece)), max(c.top for c in _seen(piece))) for piece in (one, other)
    ]
    (low, high), (bottom, top) = spans
    return min(top, high) - max(bottom, low) > 0.6 * min(top - bottom, high - low)


def _seen(piece: Iterable[Character]) -> list[Character]:
    return [one for one in piece if one.text.strip() and not one.made]


def _mostly_from_right(piece: Iterable[Character]) -> bool:
    kinds = [unicodedata.bidirectional(one.text[0]) for one in piece if one.text]
    return sum(kind in ("R", "AL") for kind in kinds) > sum(kind == "L" for kind in kinds)


def _read_from_right(piece: Iterable[Character]) -> str:
    """Return the text of a line that is read from the right; numbers and Latin words in it from the left."""
    words: list[str] = []
    forward: list[str] = []  # a number or Latin words, met from its end
    last: Character | None = None
    for one in sorted(piece, key=lambda one: -(one.left + one.right)):
        if not one.text.strip():
            continue
        spaced = last is not None and last.left - one.right > _WORD_GAP * max(one.size, last.size, 1.0)
        kind = unicodedata.bidirectional(one.text[0])
        if kind in ("L", "EN", "AN") or (forward and not spaced and kind in ("ES", "CS", "ET", "NSM")):
            if spaced:
                forward.append(" ")
            forward.append(one.text)
        else:
            words.extend(_turned(forward))
            forward = []
            if spaced:
                words.append(" ")
            # Some brackets are turned round by PDFium and some are not: what stands before says which it is.
            pair = _BRACKETS.get(one.text)
            words.append((pair[0] if spaced or last is None else pair[1]) if pair else one.text)
        last = one
    words.extend(_turned(forward))
    return "".join(words).strip()


def _turned(forward: list[str]) -> list[str]:
    """Return a stretch read from the left, met from its end; what leads it (a space, a comma) stays before it."""
    before = 0
    while before < len(forward) and unicodedata.bidirectional(forward[before][0]) not in ("L", "EN", "AN"):
        before += 1
    after = len(forward)
    while after > before and unicodedata.bidirectional(forward[after - 1][0]) not in ("L", "EN", "AN"):
        after -= 1
    return [*forward[:before], *reversed(forward[before:after]), *forward[after:]]


def _boxed(text: str, piece: Sequence[Character]) -> Piece:
    seen = _seen(piece)
    return Piece(
        text,
        min(one.left for one in seen),
        min(one.bottom for one in seen),
        max(one.right for one in seen),
        max(one.top for one in seen),
    )
