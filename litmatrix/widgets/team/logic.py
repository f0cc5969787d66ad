"""Several people's work on one review, looked at by one of them: progress, conflicts, agreement, and the division.

No widget is needed to drive it. What others decided on a record is told only where one asked to compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import Any

from litmatrix import decisions, planning
from litmatrix.bibliography import references
from litmatrix.decisions.log import Event
from litmatrix.errors import Misuse
from litmatrix.matrix.changes import Change
from litmatrix.review import Review
from litmatrix.screening import agreement, deciding, dividing, queues
from litmatrix.screening import team as people_at_work
from litmatrix.screening.agreement import Agreement, Estimate
from litmatrix.screening.conflicts import Conflict, said
from litmatrix.screening.dividing import Preview
from litmatrix.screening.team import Stage
from litmatrix.vocabulary import CONSENSUS, DECISIONS, counted

#: So many conflicts are listed at once, and so many records that two people decided differently.
LISTED = 200
#: The half of an interval that a measure of agreement is told to need records for.
HALF = 0.1

#: Of fewer records in common, words for how far two people agree would say too much.
ENOUGH = 10

#: What a coefficient comes to in words, from the first number on (Landis and Koch, Biometrics 1977;33:159-74).
_STRENGTHS = (
    (0.81, "almost perfect"), (0.61, "substantial"), (0.41, "moderate"), (0.21, "fair"), (0.0, "slight"),
)  # fmt: skip


class Teamwork:
    """One person at the desk of a review's team; `review` is as last read, `reviewer` empty while nobody is named."""

    def __init__(self, review: Review, reviewer: str = "") -> None:
        self.review, self.reviewer = review, reviewer
        self._compared: set[str] = set()
        self._known: dict[Any, Any] = {}
        self._known_of: Review | None = None

    def take(self, review: Review, reviewer: str) -> None:
        """Go on with the review as it is now, under a name; another person has not compared yet."""
        if reviewer != self.reviewer:
            self._compared.clear()
        self.review, self.reviewer = review, reviewer

    def refresh(self) -> None:
        """Read what was written since."""
        self.review = self.review.current()

    def _once(self, name: Any, make: Any) -> Any:
        """Return what `make` gives, worked out once for the review as last read."""
        if self._known_of is not self.review:
            self._known, self._known_of = {}, self.review
        if name not in self._known:
            self._known[name] = make()
        return self._known[name]

    # --- who did how much ---------------------------------------------------------------------------------------------

    def stages(self) -> tuple[Stage, ...]:
        """Return how far each stage is, and what each person did there."""
        return self._once(("stages", date.today()), lambda: people_at_work.team(self.review))

    def own_left(self, stage: str) -> int:
        """Return how many records of a stage wait for the person here: who sees others' decisions first is not blind."""
        return next(
            (one.waits for at in self.stages() if at.stage == stage for one in at.people if one.name == self.reviewer), 0
        )  # fmt: skip

    # --- conflicts ----------------------------------------------------------------------------------------------------

    def conflicts(self, stage: str) -> tuple[str, ...]:
        """Return the keys of the records on which people differ at a stage."""
        return self._once(
            ("conflicts", stage), lambda: queues.find_queue(self.review, "conflicts", "", stage)
        )

    def listed(self, stage: str, keys: Sequence[str]) -> list[Conflict]:
        """Return records in conflict with what each person said: not for the page before `compare`."""
        names, titles = self.names(keys), self.review.records["title"]
        return [
            Conflict(key, stage, names[key], titles[key], decided)
            for key, decided in said(self.review, stage, keys).items()
        ]

    def compared(self, stage: str) -> bool:
        """Whether the person asked to see what the others decided at a stage."""
        return stage in self._compared

    def compare(self, stage: str, on: bool = True) -> None:
        """Show what the others decided at a stage, or hide it again."""
        if on:
            self._compared.add(stage)
        else:
            self._compared.discard(stage)

    def settle(self, stage: str, key: str, decision: str, reason: str = "", note: str = "") -> Event:
        """Record the outcome of a conflict as `consensus`, by the person here.

        Raises `Misuse` while nobody is named or compared, or where the record is in conflict no more, and as `deciding.settle`
        does.
        """
        self._require_person()
        if not self.compared(stage):
            raise Misuse(
                "press Compare first: to resolve a conflict you have to see what each of you decided."
            )
        self.refresh()
        if key not in self.conflicts(stage):
            raise Misuse(f"{self.called(key)} is no longer in conflict: somebody resolved it meanwhile.")
        event = deciding.settle(self.review, key, decision, self.reviewer, stage, reason=reason, note=note)
        self.refresh()
        return event

    def can_undo(self, stage: str) -> bool:
        """Whether an outcome stands at a stage that the person here recorded."""
        if not self.reviewer:
            return False
        path = decisions.reviewer_file(self.review.folder / DECISIONS, self.reviewer)
        events = self.review.decisions
        here = (events["reviewer"] == CONSENSUS) & (events["stage"] == stage)
        return not decisions.live(events[here & (events["file"] == f"{DECISIONS}/{path.name}")]).empty

    def undo(self, stage: str) -> Event | None:
        """Withdraw the last outcome that the person recorded at a stage on this machine, and return it; None where there is none."""
        self._require_person()
        self.refresh()
        settled = [
            event
            for event in deciding.own_events(self.review, self.reviewer)
            if event.reviewer == CONSENSUS and event.stage == stage
        ]
        undone = deciding.withdraw(self.review, self.reviewer, deciding.undone_events(settled))
        self.refresh()
        return undone[-1] if undone else None

    def called(self, key: str) -> str:
        """Return a record's short reference; of one alone, for to tell all apart takes long in a large review."""
        return self.names([key])[key]

    def names(self, keys: Sequence[str]) -> dict[str, str]:
        """Return the short references of some records, by key."""
        there = [key for key in keys if key in self.review.records.index]
        return {
            **dict(zip(keys, keys, strict=True)),
            **references.short(self.review.records.loc[there]).to_dict(),
        }

    # --- agreement ----------------------------------------------------------------------------------------------------

    def agreement(self, stage: str, round_: str = "") -> dict[str, Any]:
        """Return how far people agree at a stage, on all records or on those of a round: each two, and all of them.

        Raises `Misuse` for a stage at which agreement is not measured.
        """
        return self._once(("agreement", stage, round_), lambda: _agreement(self.review, stage, round_))

    def differing(self, pair: Agreement) -> list[tuple[str, tuple[str, ...]]]:
        """Return the records that two decided differently, with how in words: not for the page before `compare`."""
        first, second = pair.first, pair.second
        kinds = (
            (f"included by {first}, excluded by {second}", pair.first_included),
            (f"included by {second}, excluded by {first}", pair.second_included),
            # By title and abstract a reason may be left out, and another one is no conflict.
            (
                "excluded by both, for different reasons",
                pair.other_reasons if pair.stage == "eligibility" else (),
            ),
        )
        return [(told, keys) for told, keys in kinds if keys]

    # --- who screens which records ------------------------------------------------------------------------------------

    def people(self) -> tuple[str, ...]:
        """Return everybody who is named in review.toml, decided, has records, or works here."""
        here = (self.reviewer,) if self.reviewer and not self.review.protocol.reviewers else ()
        return tuple(dict.fromkeys((*dividing.known(self.review), *here)))

    def preview(self, stage: str, people: Sequence[str], number: int) -> Preview:
        """Return what another division would come to; raises `Misuse` where it cannot be."""
        if people and len(people) < number:
            raise Misuse(
                f"tick at least {number} people: each record needs {counted(number, 'person', 'people')}."
            )
        return dividing.preview(self.review, stage, people, number)

    def divide(self, stage: str, people: Sequence[str], number: int) -> str:
        """Record who screens which records of a stage, and say what was done; raises as `planning.change` does."""
        self._require_person()
        done = dividing.divide(self.review, stage, people, number, self.reviewer)
        self.refresh()
        return f"Saved: {done.what}." if done else "Nothing was changed."

    def add(self, name: str) -> str:
        """Name one more person in review.toml; from the first on, only who is named may decide.

        Raises `Misuse` for a name that nobody can have, or that is there, and as `planning.change` does.
        """
        self._require_person()
        self.refresh()
        name, listed = " ".join(name.split()), self.review.protocol.reviewers
        if not name:
            raise Misuse("enter the name of the person.")
        if name in (*listed, *self.people()) and (listed or name != self.reviewer):
            raise Misuse(f"{name} is already in the list.")
        names = list(dict.fromkeys((*self.people(), name)))
        asked = {
            "op": "set", "table": "", "given": {"reviewers": names}, "shown": {"reviewers": list(listed) or None},
        }  # fmt: skip
        planning.change(self.review, asked, self.reviewer)
        self.refresh()
        only = "" if listed else f" From now on only these people can decide: {dividing.joined(names)}."
        return f"{name} is one of the team.{only}"

    def last_division(self) -> Change | None:
        """Return the last change of the protocol, where it is one that is made here; else None."""
        last = planning.last(self.review.folder)
        if last is None or not last.members:
            return None
        made_here = all(
            table in ("divide", "agree") or (table, name) == ("", "reviewers")
            or (table == "" and name in ("divide", "agree"))
            for table, _, name, _, _ in last.members
        )  # fmt: skip
        return last if made_here else None

    def undo_division(self) -> str:
        """Take back the last change of the division, and say which; raises `Misuse` where the last change was another."""
        self._require_person()
        last = self.last_division()
        if last is None:
            raise Misuse("the last change of the protocol was not made here: undo it at the protocol desk.")
        done = planning.undo(self.review.folder, self.reviewer)
        self.refresh()
        return f"Undone: {done.what}."

    def _require_person(self) -> None:
        if not self.reviewer:
            raise Misuse("first enter your name: above, beside the name of the desk.")


def _agreement(review: Review, stage: str, round_: str) -> dict[str, Any]:
    keys = queues.sample(review, round_) if round_ else None
    people = list(agreement.ratings(review, stage, keys).columns)
    pairs = [agreement.between(review, *both, stage, keys) for both in combinations(people, 2)]
    return {
        "people": people,
        "pairs": pairs,
        "among": agreement.among(review, stage, keys) if len(people) > 2 else None,
        "records": None if keys is None else len(keys),
    }


def in_words(pair: Agreement) -> str:
    """Say how far two people agree, as one would say it; the figures stand beside it."""
    who = f"{pair.first} and {pair.second}"
    if not pair.both:
        return f"{who} have not decided on a record in common yet."
    share = 100 * (pair.share or 0)
    alike = f"{who} decided alike on {pair.agreed:,} of {counted(pair.both, 'record')} ({share:.1f} %)."
    if pair.both < ENOUGH:
        return f"{alike} That is too few to say how much of it is chance."
    kappa, ac1 = pair.kappa.value, pair.ac1.value
    if kappa is None:
        return f"{alike} All are decided one way, so nothing tells how much of that is chance."
    told = f"{alike} Beyond what chance alone would give, that is {strength(kappa)} agreement"
    other = "" if ac1 is None or strength(ac1) == strength(kappa) else f", or {strength(ac1)} by AC1"
    return f"{told}{other}."


def strength(value: float) -> str:
    """Return a coefficient of agreement in words.

    >>> strength(0.9), strength(0.5), strength(-0.1)
    ('almost perfect', 'moderate', 'no')
    """
    return next((told for first, told in _STRENGTHS if round(value, 2) >= first), "no")


def needed(pair: Agreement, half: float = HALF) -> str:
    """Say how many records in common an interval of ± `half` takes; nothing where nothing tells."""

    def told(estimate: Estimate, name: str) -> str:
        number = estimate.needed(half)
        return f"{number:,} for {name}" if number else ""

    found = list(filter(None, (told(pair.kappa, "kappa"), told(pair.ac1, "AC1"))))
    return (
        f"An interval of ± {half:g} takes about {' and '.join(found)}, in records that both decided on."
        if found
        else ""
    )


def previewed(found: Preview) -> list[str]:
    """Say what another division would change beside each person's share."""
    told = []
    if found.moved:
        are, go = ("is", "goes") if found.moved == 1 else ("are", "go")
        told.append(f"{counted(found.moved, 'record')} that {are} still to do {go} to somebody else.")
    was, becomes = found.settled
    if becomes < was:
        are, need = ("is", "needs") if was - becomes == 1 else ("are", "need")
        told.append(
            f"{counted(was - becomes, 'record')} that {are} done now {need} another person then; {becomes:,} stay done."
        )
    elif becomes > was:
        are = "is" if becomes - was == 1 else "are"
        told.append(f"{counted(becomes - was, 'more record')} {are} done then, by the decisions made so far.")
    told.append("All decisions stay, whoever made them.")
    return told
