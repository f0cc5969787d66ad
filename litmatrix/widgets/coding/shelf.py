"""What a reader has before them: the included sources, the queue of what is owed, and the matrix as it is on disk."""

from __future__ import annotations

import warnings
from typing import NamedTuple

from litmatrix import matrix, screening
from litmatrix.coding import themes
from litmatrix.errors import FormerName, Misuse, NotSaved
from litmatrix.files.watch import stamp, stamps
from litmatrix.matrix import cells
from litmatrix.matrix.file import Matrix
from litmatrix.model import Theme
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, DUE, FATAL, MATRIX, PROTOCOL, UNREAD

#: How the queue goes, with the words for it.
GROUPS = {
    "source": "not yet looked at, source by source",
    "theme": "not yet looked at, theme by theme",
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
        stamps = self._now(review)
        self.matrix = matrix.read_matrix(self.path)
        self._stamps = stamps
        self.review = review
        self.keys = tuple(screening.included(review).index)
        #: The short references of all records, by key.
        self.names: dict[str, str] = screening.included_names(review)
        self.themes = review.protocol.current_themes
        self._all_themes = review.protocol.themes
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

    def go_to(self, position: int, key: str) -> None:
        """Go to a place of the queue; raises `Misuse` if another source stands there by now."""
        if not 0 <= position < len(self.queue) or self.queue[position].key != key:
            raise Misuse("the queue changed meanwhile; look at it again.")
        self.position = position
        self._turn()

    def show(self, key: str, theme: str = "") -> None:
        """Show a source, and a theme of it; one that is not in the queue is put into it, here.

        Raises `Misuse` for a source that is not included, or a theme that is not in use.
        """
        if key not in self._states:
            raise Misuse(f"{key} is not an included source.")
        if theme:
            theme = self.theme_named(theme).id
        found = [
            number
            for number, place in enumerate(self.queue)
            if place.key == key and (not theme or place.theme in ("", theme))
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

    def first_owed(self, key: str, behind: str = "") -> str:
        """Return the first theme that is owed of a source, from the one behind a theme on and round; empty if none."""
        ids = [one.id for one in self.themes]
        start = ids.index(behind) + 1 if behind in ids else 0
        states = self._states[key]
        return next(
            (ids[at] for at in (*range(start, len(ids)), *range(start)) if states[at] in (DUE, UNREAD)), ""
        )

    def owed(self) -> dict[str, int]:
        """Return how many cells are due, how many unread, and of how many sources some are."""
        counts = [(states.count(DUE), states.count(UNREAD)) for states in self._states.values()]
        return {
            "due": sum(due for due, _ in counts),
            "unread": sum(unread for _, unread in counts),
            "sources": sum(due + unread > 0 for due, unread in counts),
        }

    # --- what stands -------------------------------------------------------------------------------------------------

    def text(self, key: str, column: str) -> str:
        """Return the text of a cell; empty without a row or a column."""
        row = self.matrix.rows.get(key)
        return row.cells[self.matrix.header.index(column)] if row and column in self.matrix.header else ""

    def state(self, key: str, theme: str) -> str:
        """Return the state of a cell."""
        return self._states[key][next(at for at, one in enumerate(self.themes) if one.id == theme)]

    def states(self, key: str) -> dict[str, str]:
        """Return the state of each theme's cell of a source."""
        return dict(zip((one.id for one in self.themes), self._states[key], strict=True))

    def theme_named(self, id: str) -> Theme:
        """Return the theme in use that has this id, or had it before; raises `Misuse` for another."""
        with warnings.catch_warnings():
            # The one who asks says it, on the page.
            warnings.simplefilter("ignore", FormerName)
            return themes.find_theme(self.review.protocol, id)

    def reads(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return who logged a reading of a source, and when."""
        now = screening.standing(self.review)
        now = now[(now["key"] == key) & (now["stage"] == "coding")]
        return tuple(zip(now["reviewer"], now["time"], strict=True))

    def refresh(self) -> bool:
        """Read anew what someone else changed on disk; return whether anything was.

        Raises `NotSaved` where review.toml or the bibliography cannot be read now: what was read before stays.
        """
        stamps = self._now()
        if stamps == self._stamps:
            return False
        if stamps[1:] != self._stamps[1:] and not self._with_decisions(stamps):
            self._reopen()
        elif stamps[0] != self._stamps[0]:
            self._take(matrix.read_matrix(self.path))
            self._stamps = stamps
        return True

    def keep_up(self) -> None:
        """Read anew what others changed beside the cells, if they did: themes, records, decisions.

        The cells stay as they are shown, so that what someone else wrote into one is met when it is saved.
        """
        stamps = self._now()
        if stamps[1:] == self._stamps[1:] or self._with_decisions(stamps):
            return
        shown, stamp = self.matrix, self._stamps[0]
        self._reopen()
        if self.matrix.header == shown.header:
            self._take(shown)
            self._stamps = (stamp, *self._stamps[1:])

    def _with_decisions(self, stamps: tuple) -> bool:
        """Read decisions/ alone anew; return whether that is all that is needed: the included sources are the same."""
        if stamps[1:3] != self._stamps[1:3]:
            return False
        fresh = self.review.with_new_decisions()
        if tuple(screening.included(fresh).index) != self.keys:
            return False
        self.review = fresh
        self._stamps = (*self._stamps[:3], stamps[3])
        return True

    def _reopen(self) -> None:
        place, theme, only = self.place, self.theme, self.only
        review = Review.open(self.review.folder)
        broken = [
            one
            for one in review.problems
            if one.severity == FATAL and one.where.startswith((PROTOCOL, BIBLIOGRAPHY))
        ]
        if broken:
            self._stamps = (self._stamps[0], *self._now()[1:])
            raise NotSaved(f"the last readable state is still shown, because now {broken[0]}")
        self._open(review)
        self.only = self._now_called(only)
        self.queue = tuple(
            Place(one.key, self._now_called(one.theme))
            for one in self.queue
            if one.key in self._states and (not one.theme or self._now_called(one.theme))
        )
        self.queue += tuple(one for one in self._found(self.group, self.only) if one not in self.queue)
        here = place and Place(place.key, self._now_called(place.theme))
        self.position = self.queue.index(here) if here in self.queue else min(self.position, len(self.queue))
        self.theme = self._now_called(theme)
        if not self.theme:
            self._turn()

    def _now_called(self, theme: str) -> str:
        """Return what a theme is called now that was renamed and nothing else; nothing for one that is gone."""
        found = themes.renamed(self.review.protocol, theme)
        return found if self._is_theme(found) else ""

    def _is_theme(self, id: str) -> bool:
        return any(one.id == id for one in self.themes)

    def _now(self, review: Review | None = None) -> tuple:
        folder = (review or self.review).folder
        files = (stamp(folder / name) for name in (MATRIX, PROTOCOL, BIBLIOGRAPHY))
        return (*files, stamps(folder / DECISIONS))

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
