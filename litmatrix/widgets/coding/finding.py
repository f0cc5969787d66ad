"""All excerpts of the included sources, looked through: by words, theme, kind, stance and source; memos among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from litmatrix.bibliography.latex import folded
from litmatrix.errors import Misuse
from litmatrix.matrix import excerpts
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.matrix.file import Matrix
from litmatrix.matrix.three_way import items
from litmatrix.vocabulary import EVIDENCE, MEMO, NONE, STANCES
from litmatrix.widgets.coding.logic import Reading

#: How what is found is put in order.
ORDERS = ("source", "theme")
#: Stances as the page asks for them: no stance is told apart from no question.
NEUTRAL = "neutral"
#: So many letters of an excerpt are shown in the list, some of them before the first that was found.
ROOM, BEFORE = 420, 90
#: A longer excerpt is marked in its beginning alone.
_MARKED = 100_000
_ASKED = re.compile(r'"([^"]+)"|(\S+)')
_GAP = re.compile(r"[\s\-‐‑‒–—]")


class Query(NamedTuple):
    """What is looked for; an empty member asks for nothing."""

    words: str = ""
    theme: str = ""
    kind: str = ""
    stance: str = ""
    source: str = ""
    order: str = "source"


class Hit(NamedTuple):
    """An excerpt that was found, by its place: source, theme, and its number in the cell."""

    key: str
    theme: str
    number: int


class _Line:
    """An excerpt of a cell as it is written; what it is, and how it is compared, is worked out when it is asked for."""

    __slots__ = ("_flat", "_one", "item", "number")

    def __init__(self, number: int, item: str) -> None:
        self.number, self.item = number, item
        self._flat: str | None = None
        self._one: Excerpt | None = None

    @property
    def flat(self) -> str:
        """The excerpt as `folded` has it, with all that belongs to it."""
        if self._flat is None:
            self._flat = folded(self.item)
        return self._flat

    @property
    def one(self) -> Excerpt:
        if self._one is None:
            (self._one,) = excerpts.recognise(self.item)
        return self._one


class Finder:
    """The excerpts of a reading, each cell read once until it changes, and what the last question found."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._lines: dict[str, tuple[_Line, ...]] = {"": ()}
        self._sources: dict[str, str] = {}
        self._last: tuple[Matrix | None, tuple, tuple[Hit, ...]] = (None, (), ())

    def find(self, query: Query) -> tuple[Hit, ...]:
        """Return the excerpts in which each of the words stands, whatever their case, accents and hyphens.

        Words in quotation marks stand together. `none` is no excerpt here. Raises `Misuse` for a theme, kind, stance or
        order that does not exist.
        """
        self._check(query)
        reading = self.reading
        asked = (reading.keys, reading.themes, query)
        if self._last[0] is not reading.matrix or self._last[1] != asked:
            self._last = (reading.matrix, asked, tuple(self._found(query)))
        return self._last[2]

    def _check(self, query: Query) -> None:
        if query.theme:
            self.reading.theme_named(query.theme)
        for what, given, known in (
            ("kind", query.kind, (*EVIDENCE, MEMO)),
            ("stance", query.stance, (*filter(None, STANCES), NEUTRAL)),
            ("order", query.order, ORDERS),
        ):
            if given and given not in known:
                raise Misuse(f"there is no {what} {given}; known: {', '.join(known)}.")

    def _found(self, query: Query) -> Iterator[Hit]:
        reading = self.reading
        wanted = words(query.words)
        named = folded(query.source).split()
        keys = [key for key in reading.keys if all(word in self._source(key) for word in named)]
        header = reading.matrix.header
        themes = [
            (one.id, header.index(one.id))
            for one in reading.themes
            if query.theme in ("", one.id) and one.id in header
        ]
        rows = [(key, row.cells) for key in keys if (row := reading.matrix.rows.get(key))]
        if query.order == "theme":
            places = ((key, id, cells[at]) for id, at in themes for key, cells in rows)
        else:
            places = ((key, id, cells[at]) for key, cells in rows for id, at in themes)
        stance = "" if query.stance == NEUTRAL else query.stance
        for key, id, text in places:
            for line in self._read(text):
                if wanted and not all(word in line.flat for word in wanted):
                    continue
                if query.kind and line.one.kind != query.kind:
                    continue
                if query.stance and (line.one.stance != stance or line.one.kind not in EVIDENCE):
                    continue
                yield Hit(key, id, line.number)

    def _source(self, key: str) -> str:
        """Return what a source can be asked for by: key, reference and title."""
        name = f"{key}\n{self.reading.names[key]}\n{self.reading.review.records['title'].get(key, '')}"
        if name not in self._sources:
            self._sources[name] = folded(name)
        return self._sources[name]

    def _read(self, text: str) -> tuple[_Line, ...]:
        found = self._lines.get(text)
        if found is None:
            parts = (item for item in items(text) if item.strip())
            lines = (_Line(number, item) for number, item in enumerate(parts, start=1))
            # Only what begins so can be a `none`.
            found = tuple(one for one in lines if one.item.lstrip()[0] not in "nN" or one.one.kind != NONE)
            self._lines[text] = found
        return found

    def rows(self, query: Query, start: int, number: int) -> dict[str, Any]:
        """Return what is found, a window of it as the page lists it, and how many there are in how many sources.

        `first` says that a row is of another source (or theme, in that order) than the one before it.
        """
        found = self.find(query)
        start = max(0, min(start, len(found)))
        names = {one.id: one.name for one in self.reading.themes}
        by = 1 if query.order == "theme" else 0
        before = found[start - 1][by] if start else ""
        shown = []
        for hit in found[start : start + number]:
            shown.append({**self._row(hit, query), "name": names[hit.theme], "first": hit[by] != before})
            before = hit[by]
        sources = len({hit.key for hit in found})
        return {"total": len(found), "sources": sources, "start": start, "rows": shown}

    def _row(self, hit: Hit, query: Query) -> dict[str, Any]:
        lines = self._read(self.reading.text(hit.key, hit.theme))
        one = next(line.one for line in lines if line.number == hit.number)
        wanted = words(query.words)
        return {
            "key": hit.key, "theme": hit.theme, "number": hit.number, "reference": self.reading.names[hit.key],
            "kind": one.kind, "stance": one.stance, "text": marked(one.text, wanted, ROOM),
            "subtheme": marked(one.subtheme, wanted),
            "locator": marked(", ".join(filter(None, (one.locator, one.origin and f"quoting {one.origin}"))), wanted),
            "note": marked(one.note, wanted, ROOM),
        }  # fmt: skip


def words(given: str) -> list[str]:
    """Return what must stand in an excerpt, folded: words, and what stands together in quotation marks.

    >>> words('Peer-support "lived  Experience" open"')
    ['peer', 'support', 'lived experience', 'open"']
    """
    level = given.replace("“", '"').replace("”", '"')
    parts = ((together, folded(together or single)) for together, single in _ASKED.findall(level))
    found = (([flat.strip()] if together else flat.split()) for together, flat in parts)
    return [word for some in found for word in some if word]


def marked(text: str, wanted: Sequence[str], room: int = 0) -> list[list[Any]]:
    """Return a text in pieces, each with whether it was looked for; of one that is longer than `room`, what is around.

    >>> marked("Für Peer-Support", ["fur", "support"])
    [['Für', True], [' Peer-', False], ['Support', True]]
    """
    found = _places(text[:_MARKED], wanted) if wanted else []
    begin, end = 0, len(text)
    if room and len(text) > room:
        first = found[0][0] if found else 0
        begin = 0 if first < room - BEFORE else first - BEFORE
        end = begin + room
    pieces: list[list[Any]] = [["…", False]] if begin else []
    at = begin
    for start, stop in found:
        if stop <= begin or start >= end:
            continue
        start, stop = max(start, begin), min(stop, end)
        if start > at:
            pieces.append([text[at:start], False])
        pieces.append([text[start:stop], True])
        at = stop
    if at < end and text[at:end]:
        pieces.append([text[at:end], False])
    return [*pieces, ["…", False]] if end < len(text) else pieces


def _places(text: str, wanted: Sequence[str]) -> list[tuple[int, int]]:
    """Return where folded words stand in a text, from and to, in order; what overlaps is one."""
    flat, origin = _traced(text)
    found = sorted(
        (origin[at.start()], origin[at.end() - 1] + 1)
        for word in wanted
        if word
        for at in re.finditer(re.escape(word), flat)
    )
    joined: list[tuple[int, int]] = []
    for start, stop in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def _traced(text: str) -> tuple[str, list[int]]:
    """Return a text as `folded` has it, and for each of its letters where in the text it comes from."""
    flat: list[str] = []
    origin: list[int] = []
    for place, sign in enumerate(text):
        signs = " " if _GAP.match(sign) else folded(sign)
        for one in signs:
            if one == " " and flat and flat[-1] == " ":
                continue
            flat.append(one)
            origin.append(place)
    return "".join(flat), origin
