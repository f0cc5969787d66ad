"""What a reader has before them: the included sources, the queue of what is owed, and the matrix as it is on disk."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from litmatrix import cells, matrix, references, screening, themes
from litmatrix.errors import Misuse
from litmatrix.matrix import Matrix
from litmatrix.model import Theme
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, DUE, MATRIX, PROTOCOL, UNREAD

__all__ = ["GROUPS", "Place", "Shelf", "stamp"]

#: How the queue goes, with the words for it.
GROUPS = {
    "source": "what is owed, source by source",
    "theme": "what is owed, theme by theme",
    "all": "all included sources",
}


class Place(NamedTuple):
    """A place of the queue: a source, and the theme that it is read for (empty: for all of them)."""

    key: str
    theme: str = ""


class Shelf:
    """The queue, the place in it, the theme at hand, and the matrix as it is on disk."""

    def __init__(self, review: Review, group: str = "source", theme: str = "") -> None:
        self.path = review.folder / MATRIX
        self.queue: tuple[Place, ...] = ()
        self.position = 0
        self.theme = ""
        self._open(review)
        self.choose(group, theme)

    def _open(self, review: Review) -> None:
        self.review = review
        self.keys = tuple(screening.included(review).index)
        #: The short references of all records, by key.
        self.names: dict[str, str] = references.short(review.records).to_dict()
        self.themes = review.protocol.current_themes
        self._all_themes = review.protocol.themes
        self._stamps = self._now()
        self.matrix = matrix.read_matrix(self.path)
        self._states = {key: self._row_states(key) for key in self.keys}

    # --- the queue ---------------------------------------------------------------------------------------------------

    def choose(self, group: str, theme: str = "") -> None:
        """Turn to another queue: what is owed by source, by theme (of one theme, if it is named), or all sources."""
        if group not in GROUPS:
            raise Misuse(f"there is no queue {group}; known: {', '.join(GROUPS)}.")
        if theme:
            self.theme_named(theme)
        self.group, self.only = group, theme
        self.queue = self._found(group, theme)
        self.position = 0
        self._turn()

    def _found(self, group: str, theme: str) -> tuple[Place, ...]:
        if group == "all":
            return tuple(Place(key) for key in self.keys)
        places = {one.id: place for place, one in enumerate(self.themes)}
        wanted = [theme] if theme else list(places)
        owed = {
            key: [id for id in wanted if states[places[id]] in (DUE, UNREAD)]
            for key, states in self._states.items()
        }
        if group == "source":
            # Those that were begun come first: their rows are the ones to finish.
            begun = sorted(
                (key for key in self.keys if owed[key]), key=lambda key: UNREAD in self._states[key]
            )
            return tuple(Place(key) for key in begun)
        return tuple(Place(key, id) for id in wanted for key in self.keys if id in owed[key])

    @property
    def place(self) -> Place | None:
        """Where the reader is; None past the end of the queue."""
        return self.queue[self.position] if self.position < len(self.queue) else None

    @property
    def key(self) -> str:
        """The source that is shown; empty past the end of the queue."""
        return self.place.key if self.place else ""

    def go(self, step: int) -> None:
        """Go to the next or an earlier place; the ends of the queue stop it."""
        self.refresh()
        self.position = max(0, min(len(self.queue), self.position + step))
        self._turn()

    def show(self, key: str, theme: str = "") -> None:
        """Show a source, and a theme of it; one that is not in the queue is put into it, here."""
        if key not in self._states:
            raise Misuse(f"{key} is no included source.")
        found = [
            number
            for number, place in enumerate(self.queue)
            if place.key == key and place.theme in ("", theme)
        ]
        if found:
            self.position = found[0]
        else:
            place = Place(key, theme if self.group == "theme" else "")
            self.queue = (*self.queue[: self.position], place, *self.queue[self.position :])
        self._turn()
        if theme:
            self.turn_to(theme)

    def turn_to(self, theme: str) -> None:
        """Take a theme at hand."""
        self.theme = self.theme_named(theme).id

    def _turn(self) -> None:
        """Take the theme at hand that the place asks for: its own, else the first that is owed."""
        place = self.place
        if place is None or not self.themes:
            return
        self.theme = place.theme or self.first_owed(place.key) or self.theme or self.themes[0].id
        if self.theme not in {one.id for one in self.themes}:
            self.theme = self.themes[0].id

    def first_owed(self, key: str, behind: str = "") -> str:
        ids = [one.id for one in self.themes]
        start = ids.index(behind) + 1 if behind in ids else 0
        states = self._states[key]
        return next(
            (ids[at] for at in (*range(start, len(ids)), *range(start)) if states[at] in (DUE, UNREAD)), ""
        )

    def owed(self) -> dict[str, int]:
        """Return how many cells are due, how many unread, and of how many sources some are."""
        counts = Counter(state for states in self._states.values() for state in states)
        sources = sum(any(state in (DUE, UNREAD) for state in states) for states in self._states.values())
        return {"due": counts[DUE], "unread": counts[UNREAD], "sources": sources}

    # --- what stands -------------------------------------------------------------------------------------------------

    def text(self, key: str, column: str) -> str:
        """Return the text of a cell; empty without a row or a column."""
        row = self.matrix.rows.get(key)
        return row.cells[self.matrix.header.index(column)] if row and column in self.matrix.header else ""

    def state(self, key: str, theme: str) -> str:
        """Return the state of a cell."""
        return self.states(key)[theme]

    def states(self, key: str) -> dict[str, str]:
        """Return the state of each theme's cell of a source."""
        return dict(zip((one.id for one in self.themes), self._states[key], strict=True))

    def theme_named(self, id: str) -> Theme:
        """Return a theme in use; raises `Misuse` for another."""
        return themes.find_theme(self.review.protocol, id)

    def reads(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return who logged a reading of a source, and when."""
        now = screening.standing(self.review)
        now = now[(now["key"] == key) & (now["stage"] == "coding")]
        return tuple(zip(now["reviewer"], now["time"], strict=True))

    def refresh(self) -> bool:
        """Read anew what someone else changed on disk; return whether anything was."""
        stamps = self._now()
        if stamps == self._stamps:
            return False
        if stamps[1:] != self._stamps[1:]:
            place = self.place
            self._open(Review.open(self.review.folder))
            self.only = self.only if self.only in {one.id for one in self.themes} else ""
            self.queue = tuple(
                one for one in self.queue if one.key in self._states and self._is_theme(one.theme)
            )
            self.position = (
                self.queue.index(place) if place in self.queue else min(self.position, len(self.queue))
            )
            self._turn()
        else:
            self._stamps = stamps
            self._take(matrix.read_matrix(self.path))
        return True

    def _is_theme(self, id: str) -> bool:
        return not id or any(one.id == id for one in self.themes)

    def _now(self) -> tuple:
        return tuple(stamp(self.review.folder / name) for name in (MATRIX, PROTOCOL, BIBLIOGRAPHY))

    def _row_states(self, key: str) -> tuple[str, ...]:
        states = cells.row_states([self.text(key, one.id) for one in self._all_themes])
        return tuple(state for state, one in zip(states, self._all_themes, strict=True) if not one.retired)

    def _take(self, now: Matrix) -> None:
        before, self.matrix = self.matrix, now
        same = before.header == now.header
        for key in self.keys:
            old, new = before.rows.get(key), now.rows.get(key)
            if not same or (old and old.cells) != (new and new.cells):
                self._states[key] = self._row_states(key)


def stamp(path: Path) -> tuple[int, int, int]:
    """Return what tells that a file was changed; zeros for one that is not there."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_ino, found.st_mtime_ns, found.st_size)
