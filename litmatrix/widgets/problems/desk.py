"""The problem desk: all that the checks find, filtered, and accepted with why where it is known and stays.

The page shows what `state` says and sends back what the person did, with the list that it was done on; what does not
fit is dropped. Text of the review reaches the page as text only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from litmatrix.checking import accepting
from litmatrix.protocol.acceptances import AcceptanceChange
from litmatrix.review import Review
from litmatrix.vocabulary import MANUSCRIPT, PROTOCOL
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.problems.logic import ACCEPTED, STANDING, Looking, Row

#: So many problems are on the page at once.
PAGE = 50
#: So much of a message is shown: a cell of the matrix may stand in it.
LENGTH = 2_000


def problems(review: Review, reviewer: str = "") -> ProblemDesk:
    """Return the desk that lists what is wrong with a review, and at which a problem that stays is accepted, with why.

    It looks anew when files have changed. A desk that an earlier run of the cell made for the same folder is closed.
    Raises `Misuse` for a reviewer whom the review does not know.
    """
    return ProblemDesk.opened(review, reviewer)


class ProblemDesk(Desk):
    """The desk over a `Looking`; `looking` is what it works on, `state` what the page shows."""

    NAME = "problem desk"
    PURPOSE = "See what is wrong, and accept what you leave as it is, with the reason."
    _esm = page.script("problems")
    _css = page.style("problems")
    WRITING = ("accept", "withdraw", "undo")
    SHOWS = (*Desk.SHOWS, MANUSCRIPT)
    ASKS = False

    def __init__(self, review: Review, reviewer: str = "") -> None:
        self.looking = Looking(review)
        self._person = reviewer
        self._page = 0
        super().__init__()

    @property
    def review(self) -> Review:  # type: ignore[override]
        """The review as last read."""
        return self.looking.review

    @property
    def person(self) -> str:
        """Who accepts here; nothing while nobody is named: the record of an act then names nobody."""
        return self._person

    # --- what the person did -----------------------------------------------------------------------------------------

    def _acts(self, message: Mapping[str, Any], _: list) -> dict[str, Callable[[], Any]]:
        return {
            "name": lambda: self.take_name(message),
            "look": self._look_again,
            "filter": lambda: self._filter(message),
            "page": lambda: self._turn(message.get("page")),
            "accept": lambda: self._accept(message),
            "withdraw": lambda: self._withdraw(message),
            "undo": self._undo,
        }

    def _sit(self, review: Review, name: str) -> None:
        self.looking.refresh()
        self._person = name

    def fresh(self) -> bool:
        """Look anew where a file was changed; whether one was."""
        return self.looking.refresh()

    def _look_again(self) -> None:
        self._message = (
            "Reloaded: the files had changed."
            if self.looking.refresh()
            else "Reloaded: the files are the same as before."
        )

    def _filter(self, message: Mapping[str, Any]) -> None:
        names = ("show", "check", "key", "words")
        self.looking.narrow(**{name: str(message[name]) for name in names if name in message})
        self._page = 0

    def _turn(self, number: Any) -> None:
        if isinstance(number, int):
            self._page = max(0, min(number, (len(self.looking.rows) - 1) // PAGE))

    def _accept(self, message: Mapping[str, Any]) -> None:
        why, all_ = str(message.get("why", "")), message.get("all") is True
        self._tell(self.looking.accept(*_place(message), why, all_, self.person))

    def _withdraw(self, message: Mapping[str, Any]) -> None:
        self._tell(self.looking.withdraw(*_place(message), message.get("all") is True, self.person))

    def _undo(self) -> None:
        self._tell(self.looking.undo(self.person), "Undone: ")

    def _tell(self, act: AcceptanceChange, before: str = "") -> None:
        self._tell_saved()
        told = accepting.headline(act)
        self._message = f"{before}{told}." if before else f"{told[0].upper()}{told[1:]}."

    # --- what the page shows -----------------------------------------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        looking = self.looking
        # What was done, or changed in the files, may have left fewer pages.
        self._turn(self._page)
        start = self._page * PAGE
        shown = looking.rows[start : start + PAGE]
        checks = sorted({row.problem.check for row in shown})
        return {
            "ask": None,
            "saved": self._saved,
            "message": self._message,
            "answers": self._answers,
            "version": looking.version,
            "counts": {**looking.counts(), **({ACCEPTED: None} if looking.closed else {})},
            "first": self._first(),
            "show": looking.show,
            "check": looking.check,
            "key": looking.key,
            "words": looking.words,
            "checks": [list(one) for one in looking.checks()],
            "reasons": {one: list(looking.reasons(one)) for one in checks},
            "alike": {one: len(looking.alike(one)) for one in checks},
            "total": len(looking.rows),
            "page": self._page,
            "pages": max(1, -(-len(looking.rows) // PAGE)),
            "rows": [self._row(start + number, row) for number, row in enumerate(shown)],
            "last": looking.last,
            "empty": self._empty(),
        }

    def _row(self, number: int, row: Row) -> dict[str, Any]:
        problem = row.problem
        return {
            "number": number,
            "severity": problem.severity,
            "check": problem.check,
            "where": problem.where,
            "message": problem.message[:LENGTH],
            "fix": problem.fix[:LENGTH],
            "key": problem.key,
            "why": row.why,
            "hindrance": "" if row.why else self.looking.hindrance(problem),
            "together": 0 if row.why else self.looking.at_once(row.place),
            "withdraws": row.accepted is not None and not self.looking.closed,
        }

    def _first(self) -> str:
        """Say what is to be mended before anything else."""
        if not self.looking.fatal:
            return ""
        if self.looking.closed:
            return (
                f"Fix this first: {PROTOCOL} cannot be read. Until then accepted problems are shown as open, nothing can be "
                "accepted, and the checks that need it are left out."
            )
        return "Fix this first: a file cannot be read completely, so the checks that need it are left out."

    def _empty(self) -> str:
        """Say why nothing is shown."""
        looking = self.looking
        if looking.rows:
            return ""
        if looking.check or looking.key or looking.words:
            return "Nothing matches these filters."
        if looking.show == ACCEPTED:
            return "Nothing is accepted."
        if looking.show != STANDING:
            return f"No {looking.show}."
        accepted = len(looking.checked.accepted)
        told = (
            f"\n{accepted:,} {'is' if accepted == 1 else 'are'} accepted, each with a reason."
            if accepted
            else ""
        )
        return f"No open problems.{told}"


def _place(message: Mapping[str, Any]) -> tuple[int, int]:
    """Return the list and the place in it that something was done on."""
    return int(message.get("version", -1)), int(message.get("number", -1))
