"""The record list: all records in rows, filtered, sorted, and decided on many at a time, by mouse or keyboard.

The page shows what `state` says, asks for the rows in sight, and chooses records by their numbers. Whatever is done to
several is listed first, and recorded as one act. Text from records reaches the page as text only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from litmatrix.errors import LitmatrixError, Misuse
from litmatrix.review import Review
from litmatrix.screening import labels, team
from litmatrix.vocabulary import FULLTEXT, OUT, STAGES, counted
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.records import batch, logic, views
from litmatrix.widgets.records.columns import STAGE_WORDS
from litmatrix.widgets.records.logic import YEARS, Listing

#: A cell holds no more than fits into two lines; the whole text stands beside the list.
CELL = 400
#: So many values of a column are offered to be ticked; the others are found by typing.
VALUES = 200
#: So many rows are answered at once.
ROWS = 400

_GROUPS = {
    "record": "Of the record", "mine": "Mine", "review": "In the review", "descriptors": "Descriptors",
    "checks": "Checks of the criteria", "others": "Of everybody",
}  # fmt: skip


def record_list(review: Review, reviewer: str = "") -> RecordList:
    """Return the list of the records, at which a reviewer (who is remembered on this machine) decides on many at a time.

    `matches` is the frame of what matches now (see `filtering.overview`). Without a reviewer one looks, and cannot decide.
    A list that an earlier run of the cell made for the same folder is closed. Raises `Misuse` for a name that the review
    does not know.
    """
    return RecordList.opened(review, reviewer)


def source_filter(review: Review) -> RecordList:
    """Return the same, under the name by which notebooks have it."""
    return record_list(review)


class RecordList(Desk):
    """The list over a `Listing`; `listing` is what it works on, `state` what the page shows."""

    NAME = "record list"
    PURPOSE = "Find records, and decide on many of them at a time."
    _esm = page.script("records")
    _css = page.style("records")
    WRITING = ("record", "undo", "export")
    SHOWS = (*Desk.SHOWS, FULLTEXT)
    ASKS = False
    QUESTIONS: ClassVar[Mapping[str, Callable[[Any, Mapping[str, Any]], tuple[dict, list]]]] = {
        "order": lambda desk, message: desk._order(message),
        "rows": lambda desk, message: desk._rows(message),
        "values": lambda desk, message: desk._values(message),
        "plan": lambda desk, message: desk._plan_rows(message),
        "whole": lambda desk, message: desk._whole(message),
    }

    def __init__(self, review: Review, reviewer: str = "") -> None:
        self.listing = Listing(review, reviewer)
        self._done = 0
        super().__init__()

    @property
    def review(self) -> Review:  # type: ignore[override]
        """The review as last read."""
        return self.listing.review

    @property
    def person(self) -> str:
        """Who works here; nothing while nobody is named."""
        return self.listing.person

    @property
    def matches(self) -> Any:
        """The records that match now, as they are sorted: a frame with the columns of `filtering.overview`."""
        return self.listing.matches

    def _sit(self, review: Review, name: str) -> None:
        self.listing.take(review, person=name)

    def fresh(self) -> bool:
        """Take in what was written elsewhere since; whether anything was. What is selected, open or listed stays."""
        return self.listing.fresh()

    # --- what the person did -----------------------------------------------------------------------------------------

    def _acts(self, message: Mapping[str, Any], _: list) -> dict[str, Callable[[], Any]]:
        listing = self.listing
        return {
            "name": lambda: self.take_name(message),
            "words": lambda: listing.search(str(message.get("words", ""))[:1000]),
            "filter": lambda: listing.narrow(
                str(message.get("field", "")), _texts(message.get("values")), bool(message.get("isnt"))
            ),
            "widen": listing.widen,
            "sort": lambda: listing.sort(str(message.get("column", "")), message.get("descending")),
            "columns": lambda: listing.show(_texts(message.get("columns"))),
            "stage": lambda: listing.take(self.review.current(), stage=str(message.get("stage", ""))),
            "compare": lambda: listing.compare(bool(message.get("on"))),
            "prepare": lambda: self._prepare(message),
            "leave": listing.leave,
            "record": lambda: self._record(message),
            "undo": lambda: self._undo(message),
            "export": lambda: self._export(message),
        }

    def _prepare(self, message: Mapping[str, Any]) -> None:
        keys = self.listing.of(_numbers(message.get("chosen")))
        self.listing.leave()
        self.listing.prepare(logic.asked(message), keys)

    def _record(self, message: Mapping[str, Any]) -> None:
        if self.listing.plan is None or message.get("plan") != self.listing.planned:
            # A press that was meant for a list which is no longer shown.
            return
        events = self.listing.record(str(message.get("note", "")))
        self._done += 1
        self._tell_saved()
        self._message = f"Done: you {batch.told(self.review, events)}. One Undo takes all of it back."

    def _undo(self, message: Mapping[str, Any]) -> None:
        events = self.listing.undo(str(message.get("last", "")))
        self._tell_saved()
        self._message = f"Undone: you {batch.told(self.review, events)}."

    def _export(self, message: Mapping[str, Any]) -> None:
        only = message.get("chosen")
        keys = None
        if only is not None:
            wanted = set(self.listing.of(_numbers(only)))
            order, _ = self.listing.among(_numbers(only))
            keys = [key for key in self.listing.of(_unpacked(order)) if key in wanted]
        path, notes = self.listing.export(str(message.get("form", "")), keys)
        self._tell_saved()
        number = self.listing.matching if keys is None else len(keys)
        self._message = f"{counted(number, 'record')} written to {OUT}/{path.name}. {' '.join(notes)}".strip()

    # --- what the page asks ------------------------------------------------------------------------------------------

    def _order(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        listing = self.listing
        if message.get("only") is None:
            return {"version": listing.version, "gone": []}, [listing.numbered()]
        order, gone = listing.among(_numbers(message["only"]))
        return {"version": listing.version, "gone": gone}, [order]

    def _rows(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        listing = self.listing
        numbers = _numbers(message.get("numbers"))[:ROWS]
        keys = listing.of(numbers)
        mine = listing.facts.mine
        rows = {
            str(listing.numbers[key]): [
                key,
                mine[key][0] if key in mine else "",
                *(_cut(text) for text in cells),
            ]
            for key, cells in zip(keys, listing.cells(keys), strict=True)
        }
        return {"data": listing.data, "rows": rows}, []

    def _values(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        listing, field = self.listing, str(message.get("field", ""))
        asked = next((one for one in listing.conditions if one.field == field), None)
        if field == YEARS:
            first, last = asked.values if asked else ("", "")
            return {"field": field, "first": first, "last": last}, []
        column = listing.offered().get(field)
        found = listing.counts(field)
        values = asked.values if asked else ()
        words = str(message.get("find", "")).casefold().strip()
        listed = [
            [value, _cut(column.said(value) if column else value), number, value in values]
            for value, number in found
            if value in values or words in (column.said(value) if column else value).casefold()
        ]
        return {
            "field": field,
            "isnt": bool(asked and asked.isnt),
            "values": listed[:VALUES],
            "more": max(0, len(listed) - VALUES),
            "all": len(found),
        }, []

    def _plan_rows(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        listing, plan = self.listing, self.listing.plan
        if plan is None or message.get("plan") != listing.planned:
            return {"rows": {}}, []
        first = max(0, int(message.get("first", 0)))
        rows = plan.rows[first : min(first + ROWS, int(message.get("last", 0)))]
        named = listing.named(row.key for row in rows)
        return {
            "rows": {
                str(first + at): [reference, *map(_cut, (title, row.was, row.becomes, row.left))]
                for at, (row, (reference, title)) in enumerate(zip(rows, named, strict=True))
            }
        }, []

    def _whole(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        found = self.listing.of(_numbers([message.get("number")]))
        if not found:
            raise Misuse("this record is no longer there.")
        shown = views.whole(self.listing.facts, found[0], self.listing.compared)
        return {"number": message.get("number"), "record": shown}, []

    # --- what the page shows -----------------------------------------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        listing, protocol = self.listing, self.review.protocol
        keys = protocol.card_keys
        offered = listing.offered()
        first = dict(listing.sorts[:1])
        return {
            "ask": None,
            "keys": keys,
            "message": self._message,
            "saved": self._saved,
            "answers": self._answers,
            "stage": listing.stage,
            "stages": list(STAGE_WORDS.items()),
            "decisions": [
                {"decision": one, "label": team.word(one), "key": keys[one]} for one in STAGES[listing.stage]
            ],
            "reasons": [
                {"id": one.id, "text": one.exclusion}
                for one in protocol.criteria
                if one.stage in ("", listing.stage) or listing.stage == "eligibility"
            ],
            "reason_required": listing.stage == "eligibility",
            "labels": list(labels.known(self.review)),
            "columns": [
                {"id": id, "name": offered[id].name, "room": offered[id].room, "share": offered[id].share,
                 "sorted": "" if id not in first else "descending" if first[id] else "ascending"}
                for id in listing.chosen
            ],
            "offered": [
                {"id": one.id, "name": one.name, "group": _GROUPS[one.group]} for one in offered.values() if one.shown
            ],
            "sorts": [[id, descending] for id, descending in listing.sorts],
            "fields": [
                *({"id": one.id, "name": one.name, "group": _GROUPS[one.group]} for one in offered.values() if one.choices),
                {"id": YEARS, "name": "Years, from and to", "group": _GROUPS["record"]},
            ],
            "chips": [{"field": one.field, "text": _cut(listing.told(one))} for one in listing.conditions],
            "words": listing.words,
            "total": len(listing.facts.keys),
            "matching": listing.matching,
            "version": listing.version,
            "data": listing.data,
            "compared": listing.compared,
            "plan": self._plan(),
            "done": self._done,
            "last": self._last(),
            "empty": "No record yet.\nImport search results, or add a source, above." if not listing.facts.keys
            else "No record matches these filters.\nRemove a filter above.",
        }  # fmt: skip

    def _plan(self) -> dict[str, Any] | None:
        plan = self.listing.plan
        if plan is None:
            return None
        return {
            "number": self.listing.planned,
            "title": plan.title,
            "count": len(plan.rows),
            "changes": len(plan.keys),
            "left": [[why, number] for why, number in plan.left.items()],
            "stale": self.listing.plan_changed,
            "takes_note": plan.asked.act not in (batch.GIVE, batch.TAKE),
        }

    def _last(self) -> dict[str, str] | None:
        """Return what undo would take back; nothing where that cannot be told (the undoing of it then says why)."""
        try:
            events = self.listing.last()
        except LitmatrixError:
            return None
        return {"id": events[-1].id, "text": batch.told(self.review, events)} if events else None


def _cut(text: str) -> str:
    return text if len(text) <= CELL else f"{text[: CELL - 1]}…"


def _texts(given: Any) -> list[str]:
    return [str(one) for one in given] if isinstance(given, list) else []


def _numbers(given: Any) -> list[int]:
    return [one for one in given if isinstance(one, int)] if isinstance(given, list) else []


def _unpacked(numbers: bytes) -> list[int]:
    return [int.from_bytes(numbers[at : at + 4], "little") for at in range(0, len(numbers), 4)]
