"""What the checks find in a review, looked through by a person: filtered, accepted with why, withdrawn and undone.

No widget is needed to drive it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from litmatrix import checking
from litmatrix.bibliography.latex import folded
from litmatrix.checking import Checked, accepting
from litmatrix.errors import Misuse
from litmatrix.files import watch
from litmatrix.model import Problem
from litmatrix.protocol.acceptances import AcceptanceChange, Place
from litmatrix.review import Review
from litmatrix.vocabulary import FATAL, MANUSCRIPT, PROTOCOL, SEVERITIES

#: What can be shown: all that stands, what stands of one severity, or what is accepted.
STANDING, ACCEPTED = "standing", "accepted"
SHOWN = (STANDING, *SEVERITIES, ACCEPTED)


class Row(NamedTuple):
    """A problem, and why it is accepted (nothing: it stands)."""

    problem: Problem
    why: str = ""

    @property
    def place(self) -> Place:
        """What an acceptance of it is about."""
        return self.problem.check, self.problem.key

    @property
    def accepted(self) -> Place | None:
        """The acceptance that can be withdrawn here: its own, or the one that it says nothing needs."""
        return self.place if self.why else accepting.needless(self.problem)


class Looking:
    """A person who looks through the problems of a review; `review` is as last read, `checked` what was found in it.

    `show` is one of `SHOWN`; `check`, `key` and `words` narrow it further (empty: any). `version` counts the lists that
    there were: what a person does is meant for the list that was shown. `last` is what undo would take back, in words.
    """

    def __init__(self, review: Review) -> None:
        self.version = 0
        self.show, self.check, self.key, self.words = STANDING, "", "", ""
        self._look(review)

    # --- what is shown -----------------------------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Look anew if a file was changed since, the manuscript too; whether one was."""
        review = self.review.current()
        if review is self.review and watch.stamp(review.folder / MANUSCRIPT) == self._manuscript:
            return False
        self._look(review)
        return True

    def narrow(self, **filters: str) -> None:
        """Set filters by name; raises `Misuse` for one that there is not."""
        if (
            not filters.keys() <= {"show", "check", "key", "words"}
            or filters.get("show", STANDING) not in SHOWN
        ):
            raise Misuse("there is no such filter.")
        for name, value in filters.items():
            setattr(self, name, value)
        if "show" in filters and self.check not in dict(self.checks()):
            self.check = ""
        self._filter()

    def counts(self) -> dict[str, int]:
        """Return how many problems stand by severity, and how many are accepted."""
        found = Counter(problem.severity for problem in self.checked.problems)
        return {**{one: found[one] for one in SEVERITIES}, ACCEPTED: len(self.checked.accepted)}

    def checks(self) -> tuple[tuple[str, int], ...]:
        """Return the checks that found what is shown, whichever of them is chosen, with how often; most often first."""
        return tuple(Counter(row.problem.check for row in self._matching()).most_common())

    def alike(self, check: str) -> tuple[Row, ...]:
        """Return the rows that are shown of a check and can be accepted."""
        return tuple(
            one
            for one in self.rows
            if one.problem.check == check and not one.why and not accepting.why_not(one.problem)
        )

    def at_once(self, place: Place) -> int:
        """Return how many problems an acceptance of a place is about, shown or not."""
        return self._places[place]

    def reasons(self, check: str) -> tuple[str, ...]:
        """Return why problems of a check are accepted so far."""
        return tuple(dict.fromkeys(one.why for one in self.review.protocol.accepted if one.check == check))

    def hindrance(self, problem: Problem) -> str:
        """Return why a problem cannot be accepted now; nothing if it can be."""
        return accepting.why_not(problem) or (
            f"{PROTOCOL} cannot be read: fix this first." if self.closed else ""
        )

    @property
    def fatal(self) -> tuple[Problem, ...]:
        """The fatal problems: while there are any, checks are left out."""
        return tuple(one for one in self.checked.problems if one.severity == FATAL)

    @property
    def closed(self) -> bool:
        """Whether review.toml cannot be read, so that nothing can be accepted, and what it accepts is not known."""
        return any(one.where.startswith(PROTOCOL) for one in self.fatal)

    # --- what is done ------------------------------------------------------------------------------------------------

    def accept(
        self, version: int, number: int, why: str, all_: bool = False, by: str = ""
    ) -> AcceptanceChange:
        """Accept the problem in this place of the list, or all that are shown of its check.

        Raises `Misuse` where the list is another one by now, and as `accepting.accept` does.
        """
        row = self._row(version, number)
        if told := self.hindrance(row.problem):
            raise Misuse(told)
        rows = self.alike(row.problem.check) if all_ else (row,)
        return self._acted(accepting.accept(self.review, [one.problem for one in rows], why, by))

    def withdraw(self, version: int, number: int, all_: bool = False, by: str = "") -> AcceptanceChange:
        """Withdraw the acceptance in this place of the list, or all that are shown with the same check and why.

        Raises `Misuse` where the list is another one by now, and as `accepting.withdraw` does.
        """
        row = self._row(version, number)
        if row.accepted is None:
            raise Misuse("this problem is not accepted.")
        rows: Iterable[Row] = (row,)
        if all_:
            rows = (one for one in self.rows if (one.problem.check, one.why) == (row.problem.check, row.why))
        places = dict.fromkeys(place for one in rows if (place := one.accepted))
        return self._acted(accepting.withdraw(self.review, places, by))

    def undo(self, by: str = "") -> AcceptanceChange:
        """Take back the last act that stands; raises as `accepting.undo` does."""
        return self._acted(accepting.undo(self.review.folder, by))

    # --- within ------------------------------------------------------------------------------------------------------

    def _look(self, review: Review) -> None:
        self.review = review
        self._manuscript = watch.stamp(review.folder / MANUSCRIPT)
        self.checked: Checked = checking.check(review)
        self._places = Counter((one.check, one.key) for one in self.checked.problems)
        last = accepting.last(review.folder)
        self.last = accepting.headline(last) if last else ""
        self._filter()

    def _filter(self) -> None:
        self.version += 1
        self.rows = tuple(row for row in self._matching() if self.check in ("", row.problem.check))

    def _matching(self) -> Iterable[Row]:
        """Return what is shown of all checks; what is accepted by check and why, which are said once."""
        if self.show == ACCEPTED:
            rows = [Row(*one) for one in self.checked.accepted]
            rows.sort(key=lambda row: (row.problem.check, row.why))
        else:
            rows = [Row(one) for one in self.checked.problems if self.show in (STANDING, one.severity)]
        words = folded(self.words).split()
        return [
            row
            for row in rows
            if self.key in ("", row.problem.key) and all(word in _text(row) for word in words)
        ]

    def _row(self, version: int, number: int) -> Row:
        if version != self.version or not 0 <= number < len(self.rows):
            raise Misuse("the list changed meanwhile; nothing was done. Look at it again.")
        return self.rows[number]

    def _acted(self, act: AcceptanceChange) -> AcceptanceChange:
        self.refresh()
        return act


def _text(row: Row) -> str:
    """Return all words of a row, without capitals and accents."""
    return folded(" ".join((*(str(part) for part in row.problem.__dict__.values()), row.why)))
