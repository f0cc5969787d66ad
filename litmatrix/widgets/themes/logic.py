"""One person's changes of themes: the operation that is prepared, its preview, the walk of a split, and undoing.

No widget is needed to drive it. Nothing is written before `do`, but what was placed in a walk: that is kept on this machine
(see `operations.left`), and can be taken up again.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from litmatrix.coding import operations, themes
from litmatrix.coding.operations import Operation, Undoing, left
from litmatrix.coding.operations.left import Left
from litmatrix.coding.themes import Again, Names, Part, Placed, Plan, TouchedCell, Walk
from litmatrix.errors import ChangedOutside, LitmatrixError, Misuse, NotSaved
from litmatrix.files import journal
from litmatrix.matrix import history
from litmatrix.matrix.history import Entry, Step
from litmatrix.review import Review
from litmatrix.vocabulary import HISTORY, counted

Asked = Mapping[str, Any]

#: How a message begins that undoing is refused: the desk says so itself.
_NOT_UNDONE = re.compile(r"^(?:\S+: )?not undone: ")


@dataclass
class Draft:
    """An operation that is prepared: what was asked, what it would do, and the excerpts that wait for a place.

    `plan` is None while excerpts wait; `undoing` is set instead of all else where an operation is to be
    taken back. `number` tells drafts of one sitting apart, `kept` is the id under which the walk is kept, and `written` what was
    placed there when this draft read or wrote it last. `told` says what changed in it since it was last shown.
    """

    number: int
    asked: Asked
    operation: Operation | None = None
    plan: Plan | None = None
    names: Names | None = None
    walk: Walk | None = None
    kept: str = ""
    written: tuple[tuple[Placed, ...], ...] = ()
    undoing: Undoing | None = None
    told: str = ""

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
        #: The theme that was acted on last, and the subtheme: what a person wants to see chosen.
        self.acted = ("", "")
        #: What became of a draft that could not be kept up, for a person to read.
        self.news = ""
        self._number = 0
        self._entries: tuple[Entry, ...] | None = None
        self._known: dict[str, str] | None = None

    # --- preparing ---------------------------------------------------------------------------------------------------

    def prepare(self, asked: Asked) -> Draft:
        """Work out what is asked; a split whose excerpts do not all have a place begins a walk.

        `asked` has `op`, `level` (theme, subtheme), and what the operation takes (see `operations.asked`); a theme or part
        without an id gets one of its name; `walk` is the id of a walk that is to be gone on with. Raises
        `Misuse`, or `NotSaved` where the files cannot be changed; what was prepared before then stays.
        """
        self.refresh()
        self.news = ""
        earlier = self._left(str(asked.get("walk") or ""))
        asked, became = self._cleaned(asked)
        self._check_there(asked)
        draft = self._prepared(asked, earlier, became)
        if draft.walk is not None and not draft.kept:
            draft.kept = left.new_id()
        self.draft = draft
        return draft

    def put(self, key: str, number: int, part: str, alike: bool = False) -> None:
        """Place the excerpt that is shown, or all under its subtheme; with the last one the preview is there.

        Raises `Misuse` if another excerpt is shown.
        """
        number_shown = self._walking().number
        self.fresh()
        draft = self._walking()
        if draft.number != number_shown or draft.walk is None:
            return  # what is there now is shown first
        now = draft.walk.current
        if now is None or (now.key, now.number) != (key, number):
            raise Misuse("another excerpt is shown now; nothing was changed.")
        (draft.walk.put_alike if alike else draft.walk.put)(part)
        draft.told = ""
        self._keep(draft)
        self._plan_if_placed(draft)

    def back(self) -> bool:
        """Take back the last placing, also from the preview; False where there is none."""
        draft = self._walking()
        draft.plan, draft.told = None, ""
        found = draft.walk.back() if draft.walk else False
        if found:
            self._keep(draft)
        return found

    def prepare_undo(self, name: str = "") -> Draft:
        """Work out what undoing an operation would change: the last, or the order of this name. Raises `Misuse`, `NotSaved`."""
        self.refresh()
        self.news = ""
        asked = {"op": "undo", "step": name}
        try:
            found = operations.undoing(self.review.folder, name)
        except NotSaved as error:
            raise NotSaved(_NOT_UNDONE.sub("", str(error))) from None
        self.draft = Draft(self._next(), asked, undoing=found)
        return self.draft

    def leave(self) -> None:
        """Put aside what is prepared; the walk of a split stays kept, if anything was placed in it."""
        self.draft = None

    # --- walks that were left ------------------------------------------------------------------------------------------

    def waiting(self) -> tuple[Left, ...]:
        """Return the splits that were left, the last first; not the one that is walked now."""
        walked = self.draft.kept if self.draft else ""
        return tuple(one for one in left.read_left(self.review.folder) if one.id != walked)

    def take_up(self, id: str) -> Draft:
        """Go on with a split that was left. Raises `Misuse` where it is not there any more, or its theme is not."""
        found = self._left(id)
        if found is None or found.fault:
            raise Misuse(
                found.fault if found else "this split is no longer there: it was finished or discarded."
            )
        return self.prepare({**found.asked, "walk": id})

    def throw_away(self, id: str) -> None:
        """Forget a split that was left. Raises `Misuse`, `NotSaved`."""
        if self._left(id) is not None:
            left.throw_away(id)

    def _left(self, id: str) -> Left | None:
        return next((one for one in left.read_left(self.review.folder) if one.id == id), None) if id else None

    def _keep(self, draft: Draft) -> None:
        """Keep what was placed; where it cannot be, the walk goes on and says so."""
        there = self._left(draft.kept)
        if there is not None and not there.fault and there.steps != draft.written:
            # The same split was taken up in another window, which has placed more by now: that stays.
            draft.kept = left.new_id()
        walked = self._as_left(draft)
        try:
            if walked is not None and walked.steps:
                left.keep(self.review.folder, walked)
            else:
                left.throw_away(draft.kept)
            draft.written = walked.steps if walked is not None else ()
        except NotSaved as error:
            draft.told = f"What you place cannot be kept for another day: finish the split now. {error}"

    # --- doing -------------------------------------------------------------------------------------------------------

    def do(self, number: int, why: str) -> str:
        """Do what is prepared, and return it in words.

        Raises `Misuse` without a reason (undoing needs none) or for another draft than the one that is shown;
        `ChangedOutside` if it would do something else by now, what is shown is then worked out anew; `NotSaved`.
        """
        draft = self.draft
        if draft is None or draft.number != number:
            raise Misuse("something else is shown now; nothing was done.")
        try:
            told = self._done(draft, why)
        except ChangedOutside:
            self._anew(draft)
            raise
        finally:
            self.refresh()
        self.draft = None
        return told

    def _done(self, draft: Draft, why: str) -> str:
        folder = self.review.folder
        if draft.undoing is not None:
            step = str(draft.asked.get("step", ""))
            entry = operations.undo(folder, self.reviewer, why, shown=draft.undoing, name=step)
            self.acted = (entry.theme, "") if entry.theme else (next(iter(entry.before), ""), "")
            return f"Undone: {themes.headline(entry, draft.undoing.names)}."
        if draft.operation is None or draft.plan is None:
            raise Misuse("some excerpts are not in a part yet.")
        if not why.strip():
            raise Misuse("enter a reason: it is kept in the theme history.")
        done = operations.apply(folder, draft.operation, why, self.reviewer, shown=draft.plan)
        if draft.kept:
            with contextlib.suppress(
                NotSaved
            ):  # what is done is done: the walk is offered again, to be thrown away
                left.throw_away(draft.kept)
        plan = done.plan
        first = "" if plan.change == "reorder" else next(iter(plan.after or plan.before), "")
        self.acted = (plan.theme, first) if plan.theme else (first, "")
        return f"{as_done(themes.headline(plan, draft.names))}."

    # --- what was written elsewhere -----------------------------------------------------------------------------------

    def fresh(self) -> bool:
        """Take in what was written elsewhere since, and work out anew what is prepared; whether anything was."""
        if not self.refresh():
            return False
        if self.draft is not None:
            self._anew(self.draft)
        return True

    def refresh(self) -> bool:
        """Read the files of the review anew if they changed; whether they did."""
        review = self.review.current()
        if review is self.review:
            return False
        self.review, self._entries, self._known = review, None, None
        return True

    def _anew(self, draft: Draft) -> None:
        """Work out anew what is shown; where it would do something else by now, say so; what cannot be any more is left."""
        try:
            if draft.undoing is not None:
                found = operations.undoing(self.review.folder, str(draft.asked.get("step", "")))
                if found == draft.undoing:
                    return
                new = replace(draft, undoing=found)
            else:
                asked, became = self._cleaned(draft.asked)
                self._check_there(asked)
                new = self._prepared(asked, self._as_left(draft), became)
                same = new.plan == draft.plan and (draft.walk is None or draft.walk.same_as(new.walk))
                if same:
                    self.draft = replace(new, number=draft.number, told=draft.told)
                    return
        except LitmatrixError as error:
            self.draft = None
            self.news = f"Not done: what you had prepared is no longer possible. {error}"
            return
        told = "Something was changed elsewhere: this preview is new."
        self.draft = replace(new, number=self._next(), told=new.told or told)

    def _prepared(
        self, asked: Asked, earlier: Left | None = None, became: Mapping[str, str] | None = None
    ) -> Draft:
        """Return a draft of what is asked, with what was placed earlier; `became` has the ids of parts since."""
        placed: dict[tuple[str, int], str] = {}
        folder = self.review.folder
        operation, waiting = operations.prepare(folder, asked, placed)
        draft = Draft(self._next(), asked, operation, kept=earlier.id if earlier else "")
        draft.written = earlier.steps if earlier else ()
        parts = [part["id"] for part in asked["parts"]]
        if waiting:
            draft.walk = Walk(waiting, parts, placed)
        if earlier is not None and asked.get("op") == "split":
            # Where all else goes to one part, what was placed stays where it was placed.
            walk = draft.walk or Walk(
                operations.prepare(folder, {**asked, "rest": ""}, {}).left, parts, placed
            )
            again = walk.take_up(earlier.steps, became)
            same = earlier.asked.get("by_subtheme") == asked["by_subtheme"]
            draft.told = _told_again(
                again if same else again._replace(gone=0), walk.total - earlier.total if same else 0
            )
            if draft.walk is not None and (
                again.steps != earlier.steps or dict(earlier.asked) != dict(asked)
            ):
                self._keep(draft)
        if draft.walk is None or draft.walk.current is None:
            self._plan(draft)
        return draft

    def _as_left(self, draft: Draft) -> Left | None:
        """Return the walk of a draft as it would be left now."""
        if draft.walk is None:
            return None
        now = datetime.now(UTC)
        return Left(draft.kept, now, self.reviewer, draft.asked, draft.walk.total, draft.walk.steps)

    def _plan_if_placed(self, draft: Draft) -> None:
        if draft.walk is not None and draft.walk.current is None:
            self._plan(draft)

    def _plan(self, draft: Draft) -> None:
        if draft.operation is not None:
            draft.plan = operations.plan(self.review.folder, draft.operation)
            draft.names = themes.names_of(draft.plan, self.review.protocol)

    # --- what there is -----------------------------------------------------------------------------------------------

    def story(self) -> tuple[Step, ...]:
        """Return the story of the themes, oldest first."""
        return history.story(self.entries(), self.review.protocol.theme_history)

    @property
    def last(self) -> str:
        """What undo would take back, in words; empty if nothing."""
        found = journal.latest(self.entries())
        return self.headline(found) if found else ""

    def headline(self, told: Entry | Step) -> str:
        """Return what a step of the story is called, by the names of the themes."""
        entry = told if isinstance(told, Entry) else self.entry_of(told)
        return themes.headline(told, themes.names_in(entry or told, self.known()))

    def entry_of(self, step: Step) -> Entry | None:
        """Return what history/ holds of a step."""
        return next((one for one in self.entries() if one.time == step.time and step.recorded), None)

    def entries(self) -> tuple[Entry, ...]:
        """Return what history/ holds of the themes, oldest first."""
        if self._entries is None:
            self._entries, _ = history.read_history(self.review.folder / HISTORY)
        return self._entries

    def known(self) -> dict[str, str]:
        """Return the name of each theme that there is or was, by id."""
        if self._known is None:
            self._known = themes.known_names(self.review.protocol, self.entries())
        return self._known

    def ids(self, parts: Sequence[Mapping[str, Any]]) -> list[str]:
        """Return the id of each of some new themes (name, and id where a person gave one)."""
        taken = set(themes.taken_ids(self.review.protocol, columns=self.review.matrix.columns))
        found = []
        for part in parts:
            found.append(_text(part, "id") or themes.new_id(_text(part, "name"), taken))
            taken.add(found[-1])
        return found

    def _walking(self) -> Draft:
        if self.draft is None or self.draft.walk is None:
            raise Misuse("every excerpt is in a part already.")
        return self.draft

    def _next(self) -> int:
        self._number += 1
        return self._number

    # --- what the page asks for -----------------------------------------------------------------------------------------

    def _cleaned(self, asked: Asked) -> tuple[Asked, dict[str, str]]:
        """Return what the page asks for, as `operations.prepare` takes it, and the ids of parts by those that they had before.

        Texts have no spaces around them, the unnamed is left out; the name of a subtheme that is there, and may have been
        misspelt, stays as it is. What was renamed elsewhere since the form was opened is called as it is now.
        """
        clean: dict[str, Any] = {
            name: value.strip() for name, value in asked.items() if isinstance(value, str)
        }
        clean.pop("walk", None)
        clean["old"] = str(asked.get("old", ""))
        for name in ("ids", "subthemes"):
            value = asked.get(name)
            given = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
            clean[name] = [text for one in given if (text := str(one).strip())]
        subtheme = clean.get("level") == "subtheme"
        for name in ("theme",) if subtheme else ("theme", "behind", "into"):
            clean |= {name: self._today(clean[name])} if clean.get(name) else {}
        if not subtheme:
            clean["ids"] = [self._today(id) for id in clean["ids"]]
        parts = self._parts(asked.get("parts"), subtheme)
        given = str(asked.get("theme", ""))
        # The part that keeps the theme's id keeps it where the theme got another one.
        called = {} if subtheme or given == clean.get("theme", "") else {given: clean["theme"]}
        became = dict(called)
        for part in parts:
            part["id"] = called.get(part["id"], part["id"])
        called |= {part["ref"]: part["id"] for part in parts if part["ref"]}
        became |= {part["was"]: part["id"] for part in parts if part["was"]}
        clean["parts"] = [{name: part[name] for name in Part._fields} for part in parts]
        nameless = {_text(one, "ref") for one in asked.get("parts") or () if isinstance(one, Mapping)} - {
            *called
        }
        ways = {*map(str, (asked.get("by_subtheme") or {}).values()), clean.get("rest", "")}
        if ways & nameless - {""}:
            raise Misuse("excerpts go to a part that has no name yet: give it one.")
        by_subtheme = asked.get("by_subtheme") or {}
        clean["by_subtheme"] = {
            str(name): called.get(str(part), str(part)) for name, part in by_subtheme.items()
        }
        clean |= {"rest": called.get(clean["rest"], clean["rest"])} if clean.get("rest") else {}
        clean["clear_none"] = bool(asked.get("clear_none"))
        member = {"add": "id", "merge": "into"}.get(clean.get("op", ""))
        if member and not subtheme and not clean.get(member):
            if not clean.get("name"):
                raise Misuse("enter the name of the theme.")
            clean[member] = self.ids([{"name": clean["name"]}])[0]
        return clean, became

    def _parts(self, given: Any, subtheme: bool) -> list[dict[str, str]]:
        """Return the parts of a split, each with its id; `ref` is what the page calls it, `was` the id that it had before."""
        listed = given if isinstance(given, Sequence) and not isinstance(given, str) else ()
        members = (*Part._fields, "ref", "was")
        parts = [{name: _text(one, name) for name in members} for one in listed if isinstance(one, Mapping)]
        parts = [one for one in parts if one["id"] or (one["name"] and not subtheme)]
        ids = [one["id"] for one in parts] if subtheme else self.ids(parts)
        return [{**one, "id": id} for one, id in zip(parts, ids, strict=True)]

    def _today(self, id: str) -> str:
        """Return the id that a theme has today which was renamed elsewhere."""
        declared = any(theme.id == id for theme in self.review.protocol.themes)
        return id if declared else themes.renamed(self.review.protocol, id)

    def _check_there(self, asked: Asked) -> None:
        """Raise `Misuse` by its name where a theme that is asked for is not there any more."""
        declared = {theme.id for theme in self.review.protocol.themes}
        subtheme = asked.get("level") == "subtheme"
        given = (
            [asked.get("theme", "")] if asked.get("op") not in ("add", "merge", "reorder") or subtheme else []
        )
        given += [] if subtheme else [*asked["ids"], asked.get("behind", "")]
        for id in given:
            if id and id not in declared:
                known = self.known()
                became = [known[one] for one in themes.now(self.review.protocol, id) if one in known]
                told = f"it became {themes.quoted(became)}" if became else "it was removed"
                raise Misuse(
                    f"“{known.get(id, id)}” is no longer among the themes: {told}. Start again from the list."
                )


def _told_again(again: Again, more: int) -> str:
    """Say what became of excerpts that were placed before; `more` is by how many there are more now."""
    new = max(0, more + again.gone)
    found = [
        f"{counted(again.changed, 'excerpt')} that you had placed changed since: asked again"
        if again.changed
        else "",
        f"{counted(again.gone, 'excerpt')} that you had placed no longer {'exists' if again.gone == 1 else 'exist'}"
        if again.gone
        else "",
        f"{counted(again.homeless, 'excerpt')} went to a part that was removed: asked again"
        if again.homeless
        else "",
        f"{counted(new, 'excerpt')} {'is' if new == 1 else 'are'} new" if new else "",
    ]
    told = "; ".join(one for one in found if one)
    return f"{told[0].upper()}{told[1:]}." if told else ""


#: What was done, by what was to be done.
_PAST = {
    "add": "Added", "change": "Changed", "merge": "Merged", "redefine": "Redefined", "rename": "Renamed", "reorder": "Reordered",
    "retire": "Retired", "split": "Split",
}  # fmt: skip


def as_done(headline: str) -> str:
    """Return what is to be done as what was done.

    >>> as_done("rename the theme “Pay” to “Money”")
    'Renamed the theme “Pay” to “Money”'
    """
    verb, told = headline.split(" ", 1)
    return f"{_PAST.get(verb, verb)} {told}"


def _text(asked: Asked, name: str) -> str:
    value = asked.get(name)
    return value.strip() if isinstance(value, str) else ""
