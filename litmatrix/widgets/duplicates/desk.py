"""The duplicate desk: the sure duplicates settled by one act, the doubtful pairs side by side, by keyboard.

The page shows what `state` says and sends back what the person did, with the pair it was done on; what does not
fit what is shown is dropped. Text from records reaches the page as text only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from litmatrix import duplicates, screening
from litmatrix.bibliography import references
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.screening import flow
from litmatrix.vocabulary import DECISION_NAMES, ORIGIN, STUDY, counted
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.duplicates import beside
from litmatrix.widgets.duplicates.logic import Group, Pairing, Shown, Taken

#: So many sure groups are on the page at once, and so many records of one.
PAGE = 20
RECORDS = 30


def duplicate_desk(review: Review, reviewer: str = "") -> DuplicateDesk:
    """Return the desk at which a person settles the duplicates of a review (the name is remembered on this machine).

    First the sure ones, listed, then the doubtful pairs one by one. Where nobody is named and nobody is remembered,
    the desk asks. A desk that an earlier run of the cell made for the same folder is closed. Raises `Misuse` for
    a reviewer whom the review does not know.
    """
    return DuplicateDesk.opened(review, reviewer)


class DuplicateDesk(Desk):
    """The desk over a `Pairing`; `pairing` is what it works on, `state` what the page shows."""

    NAME = "duplicate desk"
    PURPOSE = "Compare records that may be the same work, and decide which are duplicates."
    _esm = page.script("duplicates")
    _css = page.style("duplicates")
    WRITING = ("settle", "decide", "undo", "take")

    def __init__(self, review: Review, reviewer: str = "") -> None:
        self.pairing = Pairing(review, reviewer)
        self._looked = review
        self._page = 0
        super().__init__()

    @property
    def review(self) -> Review:  # type: ignore[override]
        """The review with the decisions as last read."""
        return self.pairing.now

    @property
    def person(self) -> str:
        """Who works here; nothing while nobody is named."""
        return self.pairing.reviewer

    # --- what the person did -----------------------------------------------------------------------------------------

    def _acts(self, message: Mapping[str, Any], _: list) -> dict[str, Callable[[], Any]]:
        return {
            "name": lambda: self.take_name(message),
            "view": lambda: self.pairing.turn(str(message.get("view"))),
            "page": lambda: self._turn(message.get("page")),
            "out": lambda: self._take_out(message),
            "keep": lambda: self._keep(message),
            "settle": lambda: self._settle(message),
            "go": lambda: self.pairing.go(-1 if message.get("step") == -1 else 1),
            "flip": lambda: self._on_pair(message, self.pairing.flip),
            "decide": lambda: self._on_pair(message, lambda: self._decide(str(message.get("decision")))),
            "take": lambda: self._on_pair(message, lambda: self._take(message.get("fields"))),
            "undo": self._undo,
        }

    def _sit(self, review: Review, name: str) -> None:
        # What somebody else did here is not theirs to undo.
        if review is not self.review or self.pairing.reviewer:
            self.pairing, self._looked = Pairing(review, name), review
        self.pairing.reviewer = name

    def fresh(self) -> bool:
        """Look for duplicates anew where records came or went; whether they did. (Fields that were taken over are no others.)"""
        before, self._looked = self._looked, self._looked.current()
        if self._looked.records.index.equals(before.records.index):
            return False
        self.pairing = Pairing(self._looked, self.person)
        return True

    def _turn(self, number: Any) -> None:
        if isinstance(number, int):
            self._page = max(0, min(number, (self.pairing.count - 1) // PAGE))

    def _take_out(self, message: Mapping[str, Any]) -> None:
        number, key = _place(message)
        out = self.pairing.take_out(number, key)
        self._message = (
            "Set aside: you decide on its records pair by pair, before the possible duplicates."
            if out
            else "Put back: the group is confirmed with the others."
        )

    def _keep(self, message: Mapping[str, Any]) -> None:
        self.pairing.keep(*_place(message))

    def _settle(self, message: Mapping[str, Any]) -> None:
        self._named()
        if message.get("groups") != self.pairing.ready:
            # A press that was meant for another list.
            return
        groups = self.pairing.ready
        events = self.pairing.settle_sure()
        self._tell_saved()
        self._message = f"Confirmed: {counted(groups, 'group')}, {counted(len(events), 'duplicate')}. Undo takes all of it back."

    def _on_pair(self, message: Mapping[str, Any], act: Callable[[], None]) -> None:
        """Do what was asked for the pair that is shown; a press that was meant for another is dropped."""
        if message.get("pair") == self._pair_id and self.pairing.shown is not None:
            act()

    def _decide(self, decision: str) -> None:
        self._named()
        shown = self.pairing.shown
        if shown is None:
            return
        self.pairing.decide(shown.key, shown.other, decision)
        self._tell_saved()
        self._message = self._told(decision, shown)

    def _told(self, decision: str, shown: Shown) -> str:
        if decision == screening.DUPLICATE:
            return f"Duplicate: {shown.gone}; {shown.kept} is kept."
        return f"Not a duplicate: {shown.key} and {shown.other} are two works."

    def _take(self, fields: Any) -> None:
        self._named()
        taken = self.pairing.take([str(name) for name in fields] if isinstance(fields, list) else [])
        self._tell_saved()
        self._message = f"Copied into {taken.kept} from {taken.other}: {', '.join(taken.fields)}."

    def _undo(self) -> None:
        self._named()
        undone = self.pairing.undo()
        if not undone:
            self._message = "Nothing to undo."
            return
        self._tell_saved()
        if isinstance(undone, Taken):
            told = f"{', '.join(undone.fields)} of {undone.kept}, copied from {undone.other}"
        elif len(undone) > 1:
            told = f"{counted(len(undone), 'decision')} made in one step"
        else:
            event = undone[0]
            decided = DECISION_NAMES.get(event.decision, event.decision)
            told = f"{decided}, {event.key} and {event.other}"
        self._message = f"Undone: {told}."

    def _named(self) -> None:
        if not self.pairing.reviewer:
            raise Misuse("first enter your name.")

    # --- what the page shows -----------------------------------------------------------------------------------------

    @property
    def _pair_id(self) -> str:
        shown = self.pairing.shown
        return f"{self.pairing.position}/{shown.key}/{shown.other}/{shown.kept}" if shown else ""

    def _state(self) -> dict[str, Any]:
        pairing = self.pairing
        # What an act settled may have left fewer pages.
        self._turn(self._page)
        return {
            "ask": None if pairing.reviewer else list(self.review.protocol.reviewers),
            "reviewer": pairing.reviewer,
            "saved": self._saved,
            "message": self._message,
            "answers": self._answers,
            "view": pairing.view,
            "sure": self._sure(),
            "progress": dict(pairing.progress()),
            "apart": duplicates.not_compared(self.review.records),
            "position": pairing.position,
            "pair": self._pair(),
            "empty": self._empty(),
        }

    def _sure(self) -> dict[str, Any]:
        pairing = self.pairing
        shown = pairing.groups(self._page, PAGE) if pairing.view == "sure" else ()
        reasons = pairing.reasons(shown, RECORDS)
        return {
            "count": pairing.count,
            "ready": pairing.ready,
            "page": self._page,
            "pages": max(1, -(-pairing.count // PAGE)),
            "groups": [
                {"number": self._page * PAGE + place, **self._group(group, reasons)}
                for place, group in enumerate(shown)
            ],
        }

    def _group(self, group: Group, reasons: Mapping[str, str]) -> dict[str, Any]:
        keys = group.keys[:RECORDS]
        told = [self._listed(key, self.pairing.record(key)) for key in keys]
        held = self.pairing.held(keys)
        told[0]["why"] = "your choice" if group.chosen else self._why_best(keys[0])
        for key, one in zip(keys, told, strict=True):
            one["why"] = " · ".join(
                part for part in (one.get("why") or reasons[key], held[key] and f"has {held[key]}") if part
            )
        return {"out": group.out, "size": len(group.keys), "records": told}

    def _listed(self, key: str, record: Mapping[str, Any]) -> dict[str, str]:
        return {
            "key": key,
            "title": str(record["title"])[: beside.LENGTH],
            "authors": str(record["author"] or record["editor"])[:300],
            "where": f"{references.published(record)}{'' if record['abstract'] else ' · no abstract'}",
            "doi": str(record["doi"]),
            "found": self._found_by(record[ORIGIN]),
        }

    def _pair(self) -> dict[str, Any] | None:
        pairing = self.pairing
        shown = pairing.shown
        if shown is None or pairing.view != "doubtful":
            return None
        score, why = pairing.why()
        left, right = (
            {**record, ORIGIN: self._found_by(record[ORIGIN])}
            for record in (pairing.record(shown.key), pairing.record(shown.other))
        )
        stands = [
            f"{new} is shown in place of {old}, which is a duplicate of it" for old, new in shown.stands_for
        ]
        held = pairing.held((shown.key, shown.other))
        others = flow.studies_in(right[STUDY])
        study = ", ".join(one for one in flow.studies_in(left[STUDY]) if one in others)
        return {
            "id": self._pair_id,
            "key": shown.key,
            "other": shown.other,
            "kept": shown.kept,
            "why_kept": self._why_best(shown.kept, "the fuller record")
            if shown.kept == shown.best
            else "your choice",
            "score": f"{score:.2f}",
            "why": why,
            "stands": stands,
            "decided": self._decided(shown),
            "study": study,
            "rows": [
                *([_held_row(held[shown.key], held[shown.other])] if any(held.values()) else []),
                *(
                    {
                        "field": row.field,
                        "label": row.label,
                        "same": row.same,
                        "left": [list(part) for part in row.left],
                        "right": [list(part) for part in row.right],
                    }
                    for row in beside.rows(left, right)
                ),
            ],
            "missing": [
                {"field": field, "label": beside.LABELS.get(field, field), "text": text[: beside.LENGTH]}
                for field, text in pairing.missing().items()
            ],
        }

    def _why_best(self, key: str, fullest: str = "the fullest record") -> str:
        """Say why a record is kept unless a person chooses another."""
        held = duplicates.ranks(self.review).get(key, 0) >= duplicates.EARLIER
        return "it was already screened or coded" if held else fullest

    def _decided(self, shown: Shown) -> str:
        if shown.both_are:
            return f"decided already: both are duplicates of {shown.both_are}"
        if shown.decided is None:
            return ""
        if shown.decided.decision == screening.DUPLICATE:
            return f"duplicate: {shown.decided.key} of {shown.decided.other}"
        return "not a duplicate: two works"

    def _found_by(self, origin: str) -> str:
        names = (part.strip() for part in str(origin).split(","))
        sources = {one.id: one.source or one.id for one in self.review.protocol.searches}
        return "; ".join(sources.get(name, name) for name in names)

    def _empty(self) -> str:
        """Say why no pair is shown."""
        if len(self.review.found) < 2:
            return "No two records to compare yet.\nImport search results above."
        if not self.pairing.asked:
            return "No possible duplicates."
        left = self.pairing.progress()["left"]
        if left:
            return f"The end; {counted(left, 'pair')} that you skipped are still to do.\nNext shows them again, Previous goes back."
        return "Done: every possible duplicate is decided.\nPrevious goes back."


def _held_row(left: str, right: str) -> dict[str, Any]:
    """Return the row that says what was done with each of two records."""
    cells = ([[text, False]] if text else [] for text in (left, right))
    return {
        "field": "held",
        "label": "Done so far",
        "same": False,
        **dict(zip(("left", "right"), cells, strict=True)),
    }


def _place(message: Mapping[str, Any]) -> tuple[int, str]:
    number = message.get("number")
    return (number if isinstance(number, int) else -1), str(message.get("key", ""))
