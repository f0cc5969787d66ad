"""The protocol desk: everything that review.toml can hold, asked for section by section, and changed one thing at a time.

The page shows what `state` says and sends back what the person asked for. Text of the review reaches it as text only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from litmatrix import screening
from litmatrix.review import Review, derived
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.protocol.logic import Planning
from litmatrix.widgets.protocol.sections import CHECKED, SECTIONS, Field, Section


def protocol_desk(review: Review, reviewer: str = "") -> ProtocolDesk:
    """Return the desk at which the protocol of a review is written, for a reviewer (remembered on this machine).

    Nobody has to be named: the first thing that a new review needs is its people. A desk that an earlier run of the cell
    made for the same folder is closed. Raises `Misuse` for a reviewer whom the review does not know.
    """
    return ProtocolDesk.opened(review, reviewer)


class ProtocolDesk(Desk):
    """The desk over a `Planning`; `planning` is what it works on, `state` what the page shows."""

    NAME = "protocol desk"
    PURPOSE = "Write down questions, people, searches and criteria. Every change can be undone."
    _esm = page.script("protocol")
    _css = page.style("protocol")
    WRITING = ("save", "undo")
    ASKS = False

    def __init__(self, review: Review, reviewer: str = "") -> None:
        self.planning = Planning(review, reviewer)
        self._finished = 0
        super().__init__()

    @property
    def review(self) -> Review:  # type: ignore[override]
        """The review as last read."""
        return self.planning.review

    @property
    def person(self) -> str:
        """Who works here; nothing while nobody is named: the record of a change then names nobody."""
        return self.planning.reviewer

    # --- what the person did -----------------------------------------------------------------------------------------

    def _acts(self, message: Mapping[str, Any], _: list) -> dict[str, Callable[[], Any]]:
        return {
            "name": lambda: self.take_name(message),
            "save": lambda: self._save(message),
            "undo": self._undo,
            "refresh": self._refresh,
        }

    QUESTIONS: ClassVar[Mapping[str, Callable[[Any, Mapping[str, Any]], tuple[dict, list]]]] = {
        "try": lambda self, message: (self.planning.tried(message.get("check") or {}), []),
        "counts": lambda self, _: ({"counts": self.planning.counts()}, []),
        "problems": lambda self, _: ({"problems": self.planning.problems()}, []),
    }

    def _sit(self, review: Review, name: str) -> None:
        self.planning = Planning(review, name)

    def fresh(self) -> bool:
        """Read the files anew where they changed; whether they did."""
        return self.planning.refresh()

    def _save(self, message: Mapping[str, Any]) -> None:
        form, person = message.get("form"), self.person
        try:
            self._message = self.planning.save(message.get("asked"))
        finally:
            self.planning.refresh()
        self._follow_name(person)
        self._finished = form if isinstance(form, int) else 0
        self._tell_saved()

    def _follow_name(self, before: str) -> None:
        """Let all that is open go by the name that a person has now."""
        if self.person != before:
            self.remember(self.person)

    def _undo(self) -> None:
        person = self.person
        try:
            self._message = self.planning.undo()
        finally:
            self.planning.refresh()
        self._follow_name(person)
        self._tell_saved()

    def _refresh(self) -> None:
        changed = self.planning.refresh()
        self._message = (
            "Reloaded: the files had changed." if changed else "Reloaded: the files are the same as before."
        )

    # --- what the page shows -----------------------------------------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        planning = self.planning
        review, protocol = planning.review, planning.review.protocol
        fatal = planning.fatal()
        return {
            "ask": None,
            "saved": self._saved,
            "message": self._message or (f"Nothing can be changed until this is fixed. {fatal}" if fatal else ""),
            "answers": self._answers,
            "finished": self._finished,
            "fatal": bool(fatal),
            "sections": [_section(one) for one in SECTIONS],
            "values": planning.values(),
            "people": planning.people(),
            "themes": [{"id": one.id, "name": one.name} for one in protocol.current_themes],
            "found": len(review.found),
            "decided": len(review.decisions),
            "checked": [
                *({"name": one.id, "label": one.name, "values": [*one.values]} for one in protocol.descriptors),
                *({"name": name, "label": label, "values": []} for name, label in CHECKED),
            ],
            **_beside(review),
        }  # fmt: skip


@derived
def _beside(review: Review) -> dict[str, Any]:
    """Return what is counted and read beside review.toml."""
    planning = Planning(review)
    changes = planning.changes()
    return {
        "failing": planning.failing() if review.protocol.criteria else {},
        "records": dict(screening.records_of(review)),
        "last": next((one.what for one in changes if one.undone is None), ""),
        "changes": [
            {"time": f"{one.time:%Y-%m-%d %H:%M} UTC", "what": one.what, "by": one.by, "undone": one.undone is not None}
            for one in changes
        ],
    }  # fmt: skip


def _section(one: Section) -> dict[str, Any]:
    return {
        **one._asdict(),
        "tables": [
            {"table": table, "fields": [_field(field) for field in fields]} for table, fields in one.tables
        ],
        "fields": [_field(field) for field in one.fields],
        "example": dict(one.example),
    }


def _field(one: Field) -> dict[str, Any]:
    return {**one._asdict(), "options": [list(option) for option in one.options]}
