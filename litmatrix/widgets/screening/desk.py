"""The screening card: goes through records one by one, by keyboard or mouse.

The page shows what `state` says and sends back what the person did, with the card it was done on; what does
not fit the record that is shown is dropped. Text from records reaches the page as text only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from litmatrix import duplicates, screening
from litmatrix.bibliography import references
from litmatrix.coding import fulltext
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.screening import criteria, queues
from litmatrix.vocabulary import BIBLIOGRAPHY, CARD_KEYS, PROTOCOL, STAGES
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.screening.logic import Sitting

#: Names on the buttons.
LABELS = {
    "include": "Include", "exclude": "Exclude", "maybe": "Maybe", "awaiting": "Awaiting",
    "requested": "Requested", "retrieved": "Retrieved", "not_retrieved": "Not retrieved", "removed": "Removal",
}  # fmt: skip
STAGE_LABELS = {"screening": "title and abstract", "retrieval": "retrieval", "eligibility": "full text"}
SORT_LABELS = {
    "bibliography": "as in the file", "year": "oldest first", "newest": "newest first", "author": "by author",
    "title": "by title", "random": "random",
}  # fmt: skip

#: More authors than this are folded away.
AUTHORS = 12


def screening_card(
    review: Review, reviewer: str = "", stage: str = "screening", queue: str = "pending", **narrow
) -> ScreeningCard:
    """Return the card over a queue of the review, for a reviewer (who is remembered on this machine).

    `narrow` as in `queues.find_queue`. Where nobody is named and nobody is remembered, the card asks. A card
    that an earlier run of the cell made for the same folder is closed. Raises `Misuse` for a reviewer, stage,
    queue or round that does not exist.
    """
    return ScreeningCard.opened(review, reviewer, stage, queue, **narrow)


class ScreeningCard(Desk):
    """The card over a `Sitting`; `sitting` is what it works on, `state` what the page shows."""

    NAME = "screening card"
    PURPOSE = "Decide on one record after the other: in, out or maybe."
    _esm = page.script("screening")
    _css = page.style("screening")
    WRITING = ("decide", "remove", "undo", "file")

    def __init__(
        self, review: Review, reviewer: str, stage: str = "screening", queue: str = "pending", **narrow
    ) -> None:
        self._choice = (stage, queue, narrow)
        self.sitting: Sitting | None = None
        self._take(review)
        if reviewer:
            self._sit(review, reviewer)
        super().__init__()

    @property
    def person(self) -> str:
        """Who works here; nothing while nobody is named."""
        return self.sitting.reviewer if self.sitting else ""

    # --- what the person did -----------------------------------------------------------------------------------------

    def _acts(self, message: Mapping[str, Any], buffers: list) -> dict[str, Callable[[], Any]]:
        return {
            "name": lambda: self.take_name(message),
            "decide": lambda: self._decide(message),
            "remove": lambda: self._remove(message),
            "undo": self._undo,
            "go": lambda: self._desk.go(-1 if message.get("step") == -1 else 1),
            "narrow": lambda: self._narrow(str(message.get("name", "")), str(message.get("value", ""))),
            "words": lambda: self._highlight(str(message.get("kind", "")), message.get("words", ())),
            "file": lambda: self._file(message, buffers),
        }

    def _take(self, review: Review) -> None:
        """Show the records and the words of this review."""
        self.review = review
        self.words: dict[str, list[str]] = {
            kind: list(review.protocol.highlight.get(kind, ())) for kind in ("include", "exclude")
        }
        found = review.found
        self._types = sorted(found["type"].unique().tolist())
        self._twins = duplicates.twins(found)

    def _sit(self, review: Review, name: str) -> None:
        if review is not self.review:
            self._take(review)
        stage, queue, narrow = self._choice
        self.sitting = Sitting(review, name, stage, queue, **narrow)
        self.review = self.sitting.review

    def fresh(self) -> bool:
        """Take in records that came, went or were corrected, and what review.toml says by now; whether there was any.

        Decisions of others are taken in as one goes on: the queue stays what it was. The record that is shown stays too.
        """
        if self.sitting is None or self.sitting.review.changed().isdisjoint({BIBLIOGRAPHY, PROTOCOL}):
            return False
        shown = self.sitting.key
        self._sit(self.review.current(), self.sitting.reviewer)
        if shown is not None:
            self._desk.show(shown)
        return True

    @property
    def _desk(self) -> Sitting:
        """The sitting; raises `Misuse` while nobody said who decides."""
        if self.sitting is None:
            raise Misuse("say first who decides.")
        return self.sitting

    def _highlight(self, kind: str, words: Iterable[Any]) -> None:
        if kind in self.words:
            self.words = {**self.words, kind: [word for word in (str(one).strip() for one in words) if word]}

    def _decide(self, message: Mapping[str, Any]) -> None:
        if message.get("card") != self._card_id:
            # A press that was meant for a record which is no longer shown.
            return
        self._desk.decide(
            str(message["key"]),
            str(message["decision"]),
            str(message.get("reason", "")),
            str(message.get("note", "")),
        )
        self._tell_saved()

    def _remove(self, message: Mapping[str, Any]) -> None:
        """Take the record out before screening; the note says why."""
        if message.get("card") != self._card_id:
            return
        if not (why := str(message.get("note", "")).strip()):
            raise Misuse(
                "write into the note why it is removed (retracted, not a publication, a test import …)."
            )
        removed = self._desk.remove(str(message["key"]), why)
        self._tell_saved()
        self._message = f"{self._short(removed.key)} is removed before screening: {removed.reason}."

    def _undo(self) -> None:
        withdrawn = self._desk.undo()
        if not withdrawn:
            self._message = "Nothing is left to undo."
            return
        self._tell_saved()
        last = withdrawn[-1]
        more = f" and {len(withdrawn) - 1} more" if len(withdrawn) > 1 else ""
        self._message = (
            f"Undone: {LABELS.get(last.decision, last.decision)} of {self._short(last.key)}{more}."
        )

    def _narrow(self, name: str, value: str) -> None:
        sitting = self._desk
        stage, queue = (
            (value if name == "stage" else sitting.stage),
            (value if name == "queue" else sitting.queue),
        )
        narrow = dict(sitting.narrow)
        if stage != sitting.stage:
            # A round is of one stage.
            narrow.pop("round_", None)
        if name in ("sort", "search", "type_", "round_", "words"):
            narrow[name] = value
        sitting.reread()
        self.review = sitting.review
        sitting.choose(stage, queue, **narrow)

    def _file(self, message: Mapping[str, Any], buffers: list) -> None:
        key = self._desk.key
        if message.get("card") != self._card_id or key is None or not buffers:
            return
        stored = fulltext.keep(self.review.folder, key, str(message.get("name", "")), bytes(buffers[0]))
        self._tell_saved()
        self._message = f"The full text was put into {stored}."

    # --- what the page shows -----------------------------------------------------------------------------------------

    @property
    def _card_id(self) -> str:
        sitting = self._desk
        return f"{sitting.stage}/{sitting.queue}/{sitting.position}/{sitting.key}"

    def _state(self) -> dict[str, Any]:
        sitting = self.sitting
        protocol = self.review.protocol
        if sitting is None:
            return {
                "ask": list(protocol.reviewers),
                "message": self._message,
                "saved": self._saved,
                "answers": self._answers,
                "card": None,
            }
        keys = {**CARD_KEYS, **protocol.keys}
        return {
            "reviewer": sitting.reviewer,
            "stage_label": STAGE_LABELS[sitting.stage]
            + (", settled by consensus" if sitting.queue == "conflicts" else ""),
            "decisions": [
                {"decision": one, "label": LABELS[one], "key": keys[one]} for one in STAGES[sitting.stage]
            ],
            "keys": keys,
            "words": self.words,
            "reasons": sitting.stage in ("screening", "eligibility"),
            "reason_asked": sitting.stage in ("screening", "eligibility") and bool(protocol.criteria),
            "reason_required": sitting.stage == "eligibility",
            "files": sitting.stage in ("retrieval", "eligibility"),
            "progress": sitting.progress(),
            "position": sitting.position,
            "length": len(sitting.keys),
            "saved": self._saved,
            "message": self._message,
            "answers": self._answers,
            "can_undo": sitting.can_undo,
            "empty": _empty(sitting),
            "narrow": {
                "stage": sitting.stage,
                "queue": sitting.queue,
                "words": "",
                "sort": "bibliography",
                **sitting.narrow,
            },
            "options": self._options(sitting),
            "card": self._card(sitting),
        }

    def _options(self, sitting: Sitting) -> dict[str, list[tuple[str, str]]]:
        protocol = self.review.protocol
        return {
            "stage": list(STAGE_LABELS.items()),
            "queue": list(queues.QUEUES.items()),
            "sort": list(SORT_LABELS.items()),
            "search": [("", "any"), *((one.id, one.id) for one in protocol.searches)],
            "type_": [("", "any"), *((one, one) for one in self._types)],
            "round_": [
                ("", "none"),
                *(
                    (one.id, f"{one.id}: {one.purpose}")
                    for one in protocol.rounds
                    if one.stage == sitting.stage
                ),
            ],
        }

    def _card(self, sitting: Sitting) -> dict[str, Any] | None:
        key = sitting.key
        if key is None:
            return None
        record = self.review.records.loc[key]
        people = [name.strip() for name in record["author"].split(";") if name.strip()]
        mine = sitting.mine().get(key)
        return {
            "id": self._card_id,
            "key": key,
            "title": record["title"],
            "authors": "; ".join(people[:AUTHORS]),
            "all_authors": "; ".join(people),
            "more_authors": max(0, len(people) - AUTHORS),
            "where": references.published(record),
            "type": record["type"],
            "abstract": record["abstract"],
            "keywords": record["keywords"],
            "entry_note": record["note"],
            "links": list(references.addresses(record)),
            "searches": self._searches(record["origin"]),
            "criteria": self._criteria(sitting, record),
            "duplicates": [f"{self._short(other)}: {self.review.records.at[other, 'title']} ({other})" for other in self._twins_of(key)],
            "votes": self._votes(sitting) if sitting.queue == "conflicts" else [],
            "mine": f"{LABELS.get(mine.decision, mine.decision)}{f' because of {mine.reason}' if mine.reason else ''}" if mine else "",
            "note": mine.note if mine else "",
            "fulltext": fulltext.find(self.review.folder, key),
        }  # fmt: skip

    def _searches(self, origin: str) -> list[str]:
        names = {one.id: one.source or one.id for one in self.review.protocol.searches}
        return [names.get(part.strip(), part.strip()) for part in origin.split(",")]

    def _short(self, key: str) -> str:
        """Return a record's short reference; of one alone, for to tell all apart would take a second of a large review."""
        return (
            references.short(self.review.records.loc[[key]]).iloc[0]
            if key in self.review.records.index
            else key
        )

    def _twins_of(self, key: str) -> list[str]:
        """Return some of the records that may be the same work, without those that somebody decided on already."""
        others = self._twins.get(key, ())
        decided = (
            {frozenset((pair.key, pair.other)) for pair in screening.pairs(self.review)} if others else set()
        )
        return [other for other in others if frozenset((key, other)) not in decided][:5]

    def _criteria(self, sitting: Sitting, record: Any) -> list[dict[str, str]]:
        """Return the criteria of the stage (at full text all of them), each with what its check finds in the record."""
        protocol, table = self.review.protocol, self.review.matrix
        values = record.to_dict()
        if record.name in table.index:
            # A descriptor goes before the field of the same name.
            given = table.loc[record.name]
            values.update(
                (one.id, given[one.id])
                for one in protocol.descriptors
                if one.id in given.index and given[one.id]
            )
        told = []
        for one in protocol.criteria:
            if one.stage in ("", sitting.stage) or sitting.stage == "eligibility":
                verdict, why = criteria.finding(one, values) or ("", "")
                told.append(
                    {
                        "id": one.id,
                        "include": one.include,
                        "exclude": one.exclude or f"Not: {one.include}",
                        "verdict": verdict,
                        "why": why,
                    }
                )
        return told

    def _votes(self, sitting: Sitting) -> list[dict[str, str]]:
        now = screening.standing(self.review)
        now = now[(now["key"] == sitting.key) & (now["stage"] == sitting.stage)]
        return now[["reviewer", "decision", "reason", "note"]].to_dict("records")


def _empty(sitting: Sitting) -> str:
    """Say why no record is shown."""
    if not len(sitting.review.found):
        return "No record yet.\nImport search results, or add a source, above."
    if not sitting.keys:
        return "Nothing is in this queue.\nChoose another queue or stage above."
    left = sitting.progress()["left"]
    if sitting.queue == "pending" and left:
        return f"The end of this queue; {left:,} that you passed over still wait.\nPrevious goes back; choosing the queue anew shows them alone."
    return "Done: nothing is left in this queue.\nPrevious goes back; or choose another queue or stage above."
