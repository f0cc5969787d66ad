"""One person's changes of themes: the operation that is prepared, its preview, the walk of a split, and undoing.

No widget is needed to drive it. Nothing is written before `do`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litmatrix.coding import operations, themes
from litmatrix.coding.operations import Operation, Undoing
from litmatrix.coding.themes import Part, Plan, TouchedCell, Walk
from litmatrix.errors import ChangedOutside, Misuse
from litmatrix.files import journal
from litmatrix.files.watch import Stamp, stamp
from litmatrix.matrix import history
from litmatrix.matrix.history import Entry, Step
from litmatrix.review import Review
from litmatrix.vocabulary import HISTORY, MATRIX, PROTOCOL

Asked = Mapping[str, Any]


@dataclass
class Draft:
    """An operation that is prepared: what was asked, what it would do, and the excerpts that wait for a place.

    `plan` is None while excerpts wait; `undoing` is set instead of all else where the last operation is to be
    taken back. `number` tells drafts of one sitting apart.
    """

    number: int
    asked: Asked
    operation: Operation | None = None
    plan: Plan | None = None
    walk: Walk | None = None
    undoing: Undoing | None = None

    @property
    def touched(self) -> tuple[TouchedCell, ...]:
        """The cells that it would change."""
        if self.undoing is not None:
            return self.undoing.touched
        return self.plan.touched if self.plan is not None else ()


class Drafting:
    """A person at the themes of a review; `review` is as last read, `draft` what is prepared (None: nothing)."""

    def __init__(self, review: Review, reviewer: str) -> None:
        self.review, self.reviewer = review, reviewer
        self.draft: Draft | None = None
        self._number = 0
        self._read = self._stamp()
        self._entries: tuple[Entry, ...] | None = None

    # --- preparing ---------------------------------------------------------------------------------------------------

    def prepare(self, asked: Asked) -> Draft:
        """Work out what is asked; a split whose excerpts do not all have a place begins a walk.

        `asked` has `op`, `level` (theme, subtheme), and what the operation takes (see `operations.asked`). Raises
        `Misuse`, or `NotSaved` where the files cannot be changed; what was prepared before then stays.
        """
        self.refresh()
        asked = _cleaned(asked)
        placed: dict[tuple[str, int], str] = {}
        operation, left = operations.prepare(self.review.folder, asked, placed)
        draft = Draft(self._next(), asked, operation)
        if left:
            draft.walk = Walk(left, [part["id"] for part in asked["parts"]], placed)
        else:
            draft.plan = operations.plan(self.review.folder, operation)
        self.draft = draft
        return draft

    def put(self, key: str, number: int, part: str, alike: bool = False) -> None:
        """Place the excerpt that is shown, or all under its subtheme; with the last one the preview is there.

        Raises `Misuse` if another excerpt is shown.
        """
        draft = self._walking()
        now = draft.walk.current if draft.walk else None
        if now is None or (now.key, now.number) != (key, number) or draft.walk is None:
            raise Misuse("this is not the excerpt that is shown; nothing was placed.")
        (draft.walk.put_alike if alike else draft.walk.put)(part)
        if draft.walk.current is None and draft.operation is not None:
            draft.plan = operations.plan(self.review.folder, draft.operation)

    def back(self) -> bool:
        """Take back the last placing, also from the preview; False where there is none."""
        draft = self._walking()
        draft.plan = None
        return draft.walk.back() if draft.walk else False

    def prepare_undo(self) -> Draft:
        """Work out what undoing the last operation would change. Raises `Misuse`, `NotSaved`."""
        self.refresh()
        self.draft = Draft(self._next(), {"op": "undo"}, undoing=operations.undoing(self.review.folder))
        return self.draft

    def leave(self) -> None:
        """Forget what is prepared."""
        self.draft = None

    # --- doing -------------------------------------------------------------------------------------------------------

    def do(self, number: int, why: str) -> str:
        """Do what is prepared, and return it in words.

        Raises `Misuse` without a reason (undoing needs none) or for another draft than the one that is shown;
        `ChangedOutside` if it would do something else by now, what is shown is then worked out anew; `NotSaved`.
        """
        draft = self.draft
        if draft is None or draft.number != number:
            raise Misuse("this is not what is shown; nothing was done.")
        try:
            told = self._done(draft, why)
        except ChangedOutside:
            self._prepare_anew(draft)
            raise
        finally:
            self.refresh()
        self.draft = None
        return told

    def _done(self, draft: Draft, why: str) -> str:
        folder = self.review.folder
        if draft.undoing is not None:
            return f"Undone: {themes.headline(operations.undo(folder, self.reviewer, why, shown=draft.undoing))}."
        if draft.operation is None or draft.plan is None:
            raise Misuse("some excerpts have no place yet.")
        if not why.strip():
            raise Misuse("say why: the reason is kept in the theme history.")
        done = operations.apply(folder, draft.operation, why, self.reviewer, shown=draft.plan)
        return f"Done: {themes.headline(done.plan)}."

    def _prepare_anew(self, draft: Draft) -> None:
        """Work out anew what was shown; what cannot be any more is left."""
        try:
            if draft.undoing is not None:
                self.prepare_undo()
            elif draft.operation is not None and draft.walk is not None:
                # A walk that was done for other excerpts is not done again by itself.
                self.draft = Draft(
                    self._next(), draft.asked, draft.operation,
                    operations.plan(self.review.folder, draft.operation), draft.walk,
                )  # fmt: skip
            else:
                self.prepare(draft.asked)
        except (Misuse, ChangedOutside):
            self.draft = None

    # --- what there is -----------------------------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Read matrix.csv, review.toml and history/ anew if they changed; whether they did."""
        stamp = self._stamp()
        if stamp == self._read:
            return False
        self.review = self.review.with_new_matrix()
        self._read, self._entries = stamp, None
        return True

    def story(self) -> tuple[Step, ...]:
        """Return the story of the themes, oldest first."""
        return history.story(self._known(), self.review.protocol.theme_history)

    @property
    def last(self) -> str:
        """What undo would take back, in words; empty if nothing."""
        found = journal.latest(self._known())
        return themes.headline(found) if found else ""

    def _known(self) -> tuple[Entry, ...]:
        if self._entries is None:
            self._entries, _ = history.read_history(self.review.folder / HISTORY)
        return self._entries

    def _stamp(self) -> tuple[Stamp, ...]:
        return tuple(stamp(self.review.folder / name) for name in (MATRIX, PROTOCOL, HISTORY))

    def _walking(self) -> Draft:
        if self.draft is None or self.draft.walk is None:
            raise Misuse("no excerpt waits for a place.")
        return self.draft

    def _next(self) -> int:
        self._number += 1
        return self._number


# --- what the page asks for -----------------------------------------------------------------------------------------


def _cleaned(asked: Asked) -> Asked:
    """Return what the page asks for, as `operations.prepare` takes it: texts without spaces around them, the unnamed left out.

    The name of a subtheme that is there, and may have been misspelt, stays as it is.
    """
    clean: dict[str, Any] = {name: value.strip() for name, value in asked.items() if isinstance(value, str)}
    clean["old"] = str(asked.get("old", ""))
    for name in ("ids", "subthemes"):
        value = asked.get(name)
        given = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
        clean[name] = [text for one in given if (text := str(one).strip())]
    parts = [{name: _text(part, name) for name in Part._fields} for part in asked.get("parts") or ()]
    clean["parts"] = [part for part in parts if part["id"]]
    clean["by_subtheme"] = {str(name): str(part) for name, part in (asked.get("by_subtheme") or {}).items()}
    clean["clear_none"] = bool(asked.get("clear_none"))
    return clean


def _text(asked: Asked, name: str) -> str:
    value = asked.get(name)
    return value.strip() if isinstance(value, str) else ""
