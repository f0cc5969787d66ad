"""What reviewers left in a Word file as values: each comment, reply and tracked change with its place, in their order."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from typing import Any, NamedTuple

from litmatrix.writing.returned.parts import WORD, WORD_2010, WORD_2012, Parts
from litmatrix.writing.returned.text import (
    COMMENT,
    MOVED,
    MOVED_HERE,
    PILCROW,
    REPLY,
    SIGN,
    Anchor,
    Mark,
    Text,
)
from litmatrix.writing.returned.walk import walked

#: How many words before and after are told.
CONTEXT_WORDS = 6
#: What a mark encloses is told up to so many characters: a file may say that each of a thousand comments is on all of it.
MOST_TEXT = 20_000

# A few words are found in so many characters.
_NEAR = 400

_Place = tuple[int, int] | None


@dataclass(frozen=True)
class Remark:
    """Something that a co-author left in the text, and where.

    `kind` is comment, reply, insertion, deletion, moved, formatting or untracked. `text` is what was written, inserted or
    deleted, or what changed (`¶` is the end of a paragraph); `on` the words that it is about: those commented on, moved or
    formatted; of an untracked change, the whole paragraph as it was (`text`: as it is). `context` is a few words before and
    after, as they were. `heading` is the path of headings, `paragraph` the number of the paragraph under it (0: the heading
    itself, or it is not in the running text), `within` what else it stands in (`footnote 2`, `table 1, row 3, column 2`).
    `line` is the line of manuscript.md, 0 where there is none; `block` the block of litmatrix that it stands in.
    `date` is as the writer's clock had it. `marks` says how many elements of the file it is made of.
    """

    kind: str
    author: str
    date: datetime | None
    text: str
    on: str = ""
    context: tuple[str, str] = ("", "")
    heading: tuple[str, ...] = ()
    paragraph: int = 0
    within: str = ""
    line: int = 0
    block: str = ""
    resolved: bool = False
    marks: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as it was before the tracked changes: its text, and where it stands now. What is `aside` is no text of the
    paper: a table of contents, which Word makes anew, a header, a footer, a comment."""

    text: str
    heading: tuple[str, ...] = ()
    number: int = 0
    within: str = ""
    aside: bool = False


@dataclass(frozen=True)
class Reading:
    """A Word file read: its paragraphs as they were before the tracked changes, the remarks in order, each with the number of
    its paragraph and how many characters in it stands (none for what has no place), and how many marks hold nothing."""

    paragraphs: tuple[Paragraph, ...]
    remarks: tuple[Remark, ...]
    places: tuple[_Place, ...]
    empty: int = 0


def read_remarks(parts: Parts) -> Reading:
    """Return what a Word file says: paragraphs and remarks."""
    text = walked(parts)
    return _Told(parts, text).reading()


class _Around(NamedTuple):
    """The text of a paragraph, the numbers of its pieces, where in it each begins, and whether it is the text before the changes."""

    text: str
    pieces: list[int]
    offsets: list[int]
    is_original: bool

    def offset(self, piece: int) -> int:
        """Return how many characters stand before a piece, which may be of another paragraph."""
        return self.offsets[bisect_left(self.pieces, piece)]


class _Told:
    """A walked text, with what is asked of it again and again."""

    def __init__(self, parts: Parts, text: Text) -> None:
        self.parts, self.text = parts, text
        self.pieces: list[list[int]] = [[] for _ in text.paragraphs]
        for number, piece in enumerate(text.pieces):
            self.pieces[piece.paragraph].append(number)
        self.group = _groups(text)
        self.members: dict[int, list[int]] = {}
        for paragraph, group in enumerate(self.group):
            self.members.setdefault(group, []).append(paragraph)
        self.originals = {group: place for place, group in enumerate(self.members)}
        self.headings, self.numbers = self._headings()
        self.around: dict[int, _Around] = {}

    def reading(self) -> Reading:
        tracked = [(mark, self._tracked(mark)) for mark in self.text.marks]
        found = [
            ((mark.order, 0, False), remark, self._place(mark.paragraph, mark.start))
            for mark, remark in _paired([(mark, remark) for mark, remark in tracked if remark is not None])
        ]
        found = sorted([*found, *self._comments()], key=lambda one: one[0])
        return Reading(
            tuple(map(self._original, self.members)),
            tuple(remark for _, remark, _ in found),
            tuple(place for _, _, place in found),
            sum(mark.count for mark, remark in tracked if remark is None),
        )

    # paragraphs

    def _was(self, paragraph: int) -> str:
        return "".join(
            self.text.pieces[one].text for one in self.pieces[paragraph] if not self.text.pieces[one].comes
        )

    def _is(self, paragraph: int) -> str:
        return "".join(
            self.text.pieces[one].text for one in self.pieces[paragraph] if not self.text.pieces[one].goes
        )

    def _original(self, group: int) -> Paragraph:
        members = self.members[group]
        first = next((one for one in members if self._was(one).strip()), members[0])
        about = self.text.paragraphs[first]
        was = "".join(map(self._was, members))
        return Paragraph(was, self.headings[first], self.numbers[first], about.within, about.aside)

    def _headings(self) -> tuple[list[tuple[str, ...]], list[int]]:
        """Return for each paragraph the path of headings over it, and its number under the last."""
        above: list[tuple[int, str]] = []
        paths, numbers, number = [], [], 0
        for place, paragraph in enumerate(self.text.paragraphs):
            title = " ".join((self._was(place).strip() or self._is(place)).split())
            running = not paragraph.within and not paragraph.aside
            if running and paragraph.level and title:
                above = [*(one for one in above if one[0] < paragraph.level), (paragraph.level, title)]
                number = 0
            elif running and title:
                number += 1
            paths.append(tuple(title for _, title in above))
            numbers.append(number if running else 0)
        return paths, numbers

    # remarks

    def _place(self, paragraph: int, start: int) -> _Place:
        """Return which of the paragraphs as they were one belongs to, and how many characters of it stand before a piece."""
        if not self.group:
            return None
        group = self.group[min(paragraph, len(self.group) - 1)]
        was = self._around(group)
        return self.originals[group], was.offset(start) if was.is_original else 0

    def _at(self, paragraph: int, start: int, end: int) -> dict[str, Any]:
        """Return what is told of a place, as a remark has it."""
        if not self.group:
            return {}
        paragraph = min(paragraph, len(self.group) - 1)
        was = self._around(self.group[paragraph])
        before, after = was.offset(start), was.offset(end)
        return {
            "context": (
                _last_words(was.text[max(before - _NEAR, 0) : before]),
                _first_words(was.text[after : after + _NEAR]),
            ),
            "heading": self.headings[paragraph],
            "paragraph": self.numbers[paragraph],
            "within": self.text.paragraphs[paragraph].within,
        }

    def _around(self, group: int) -> _Around:
        """Return the text of a paragraph as it was; of one that is new, as it is."""
        if group not in self.around:
            held = [
                (one, self.text.pieces[one]) for member in self.members[group] for one in self.pieces[member]
            ]
            was = [one for one in held if not one[1].comes]
            shown = was or [one for one in held if not one[1].goes]
            offsets = accumulate((len(piece.text) for _, piece in shown), initial=0)
            self.around[group] = _Around("".join(piece.text for _, piece in shown), [one for one, _ in shown], [*offsets], bool(was))  # fmt: skip
        return self.around[group]

    def _tracked(self, mark: Mark) -> Remark | None:
        """Return a tracked change as a remark; None if it holds nothing."""
        held = self._between(mark.start, mark.end, " | " if mark.is_row else "\n", mark.breaks)
        about = self._at(mark.paragraph, mark.start, mark.end)
        if mark.is_row:
            held = f"[table row] {held}".rstrip()
            about["within"] = about.get("within", "").rpartition(", column ")[0]
        if not held and not mark.says:
            return None
        text, on = (mark.says, held) if mark.says else (held, "")
        return Remark(mark.kind, mark.author, _date(mark.date), text, on, marks=mark.count, **about)

    def _comments(self) -> Iterator[tuple[tuple[int, int, bool], Remark, _Place]]:
        """Yield the comments with their places and order: each has its replies behind it."""
        about = {one.get(f"{WORD_2012}paraId", ""): one for one in self.parts.threads}
        ids = [_paragraph_id(comment) for comment in self.parts.comments]
        by_id = {id: place for place, id in enumerate(ids) if id}
        parents = [
            by_id.get(about[id].get(f"{WORD_2012}paraIdParent", ""), place) if id in about else place
            for place, id in enumerate(ids)
        ]
        for place, comment in enumerate(self.parts.comments):
            root = _root(place, parents)
            anchor = self._anchor(root) or self._anchor(place)
            threads = [about[ids[one]] for one in (root, place) if ids[one] in about]
            done = any(one.get(f"{WORD_2012}done", "") in ("1", "true") for one in threads)
            said = "\n".join(self._is(one) for one in self.text.comments[place]).strip()
            author, date = comment.get(f"{WORD}author", ""), _date(comment.get(f"{WORD}date", ""))
            remark = Remark(COMMENT if root == place else REPLY, author, date, said, resolved=done)
            if anchor is None:
                yield (len(self.text.marks) + len(self.text.anchors), root, root != place), remark, None
                continue
            end = self._end(anchor)
            remark = replace(
                remark, on=self._shown(anchor.start, end), **self._at(anchor.paragraph, anchor.start, end)
            )
            yield (anchor.order, root, root != place), remark, self._place(anchor.paragraph, anchor.start)

    def _anchor(self, comment: int) -> Anchor | None:
        return self.text.anchors.get(self.parts.comments[comment].get(f"{WORD}id", ""))

    def _end(self, anchor: Anchor) -> int:
        """Return where what a comment is about ends; where the file does not say it, with the paragraph."""
        if anchor.end is not None:
            return anchor.end
        held = self.pieces[anchor.paragraph] if anchor.paragraph < len(self.pieces) else []
        return max(anchor.start, held[-1] + 1 if held else anchor.start)

    def _shown(self, start: int, end: int) -> str:
        """Return the text between two pieces as it is now; where all of it goes, as it was."""
        return self._between(start, end, "\n", now=True) or self._between(start, end, "\n")

    def _between(
        self, start: int, end: int, parting: str, breaks: Sequence[int] = (), now: bool = False
    ) -> str:
        """Return the text between two pieces, paragraphs parted; `breaks` are where their ends belong to it."""
        parts: list[str] = []
        size, last, ends = 0, -1, Counter(breaks)
        for number, piece in enumerate(self.text.pieces[start:end], start=start):
            if now and piece.goes:
                continue
            if number in ends:
                parts.append(PILCROW * ends.pop(number))
            elif parts and piece.paragraph != last:
                parts.append(parting)
            parts.append(piece.text)
            last = piece.paragraph
            size += len(piece.text)
            if size > MOST_TEXT:
                return "".join(parts)[:MOST_TEXT] + "…"
        return "".join(parts) + PILCROW * ends[end]


def _paired(tracked: Sequence[tuple[Mark, Remark]]) -> Iterator[tuple[Mark, Remark]]:
    """Yield tracked changes, and of what was moved, where it went or came from: by the name of the move, or the same text."""

    def named(mark: Mark, remark: Remark) -> str:
        return mark.name or remark.text.strip(PILCROW)

    ends: dict[tuple[str, str], list[Remark]] = {}
    for mark, remark in tracked:
        ends.setdefault((mark.kind, named(mark, remark)), []).append(remark)
    met: Counter[tuple[str, str]] = Counter()
    for mark, remark in tracked:
        if mark.kind not in (MOVED, MOVED_HERE):
            yield mark, remark
            continue
        other, way = (MOVED_HERE, "moved away, to") if mark.kind == MOVED else (MOVED, "moved here, from")
        name = named(mark, remark)
        there = ends.get((other, name), [])
        place = min(met[mark.kind, name], len(there) - 1)
        met[mark.kind, name] += 1
        says = f"{way} {where(there[place])}" if there else way.partition(",")[0]
        yield mark, replace(remark, kind=MOVED, text=says, on=remark.text)


def where(remark: Remark) -> str:
    """Return where a remark stands in the Word file, in words: the headings, what it stands in, and the paragraph's number."""
    if remark.within:
        inner = remark.within
    elif remark.paragraph:
        inner = f"paragraph {remark.paragraph}"
    else:
        inner = "the heading" if remark.heading else ""
    return ", ".join(filter(None, (" > ".join(remark.heading), inner)))


def _groups(text: Text) -> list[int]:
    """Return for each paragraph the first of those that were one with it: their ends are new, up to the last."""
    last: dict[int, int] = {}
    group = list(range(len(text.paragraphs)))
    for place, paragraph in enumerate(text.paragraphs):
        above = last.get(paragraph.box)
        if above is not None and text.paragraphs[above].comes:
            group[place] = group[above]
        last[paragraph.box] = place
    return group


def _paragraph_id(comment: Any) -> str:
    """Return the id by which a thread names a comment: that of its last paragraph."""
    ids = [one.get(f"{WORD_2010}paraId", "") for one in comment.iter(f"{WORD}p")]
    return ids[-1] if ids else ""


def _root(place: int, parents: Sequence[int]) -> int:
    """Return the first comment of a thread; a thread that goes in a circle begins where it is met."""
    seen = [place]
    while (above := parents[seen[-1]]) not in seen:
        seen.append(above)
    return seen[-1] if parents[seen[-1]] == seen[-1] else place


def _date(text: str) -> datetime | None:
    """Return a date as the file has it, which is that of the writer's clock whatever zone it names; None for no date."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return None


def _last_words(text: str) -> str:
    return " ".join(SIGN.sub(" ", text).split()[-CONTEXT_WORDS:])


def _first_words(text: str) -> str:
    return " ".join(SIGN.sub(" ", text).split()[:CONTEXT_WORDS])
