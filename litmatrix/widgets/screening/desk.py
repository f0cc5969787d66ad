"""The screening card: goes through records one by one, by keyboard or mouse.

The page shows what `state` says and sends back what the person did, with the card it was done on; what does
not fit the record that is shown is dropped. Text from records reaches the page as text only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from litmatrix import duplicates
from litmatrix.errors import Misuse
from litmatrix.importing import correcting
from litmatrix.importing.correcting import Correction
from litmatrix.review import Review
from litmatrix.screening import dividing, queues
from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, FULLTEXT, LABEL, PROTOCOL, STAGE_NAMES, STAGES
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.reading.questions import ReadsFullTexts
from litmatrix.widgets.screening import record
from litmatrix.widgets.screening.logic import Sitting

#: What others decided is looked at again at once where that is quick (seconds), else after so many times what it took.
_QUICK, _REST = 0.25, 20

STAGE_LABELS = {stage: STAGE_NAMES[stage] for stage in ("screening", "retrieval", "eligibility")}
SORT_LABELS = {
    "bibliography": "as imported", "year": "oldest first", "newest": "newest first", "author": "by author",
    "title": "by title", "random": "random",
}  # fmt: skip


def screening_card(
    review: Review, reviewer: str = "", stage: str = "screening", queue: str = "pending", **narrow
) -> ScreeningCard:
    """Return the card over a queue of the review, for a reviewer (who is remembered on this machine).

    `narrow` as in `queues.find_queue`. Where nobody is named and nobody is remembered, the card asks. A card
    that an earlier run of the cell made for the same folder is closed. Raises `Misuse` for a reviewer, stage,
    queue or round that does not exist.
    """
    return ScreeningCard.opened(review, reviewer, stage, queue, **narrow)


class ScreeningCard(ReadsFullTexts, Desk):
    """The card over a `Sitting`; `sitting` is what it works on, `state` what the page shows."""

    NAME = "screening card"
    PURPOSE = "Decide on one record after another: include, exclude or maybe."
    _esm = page.script("screening", also="reading")
    _css = page.style("screening", also="reading")
    WRITING = ("decide", "remove", "undo", "label", "correct", "uncorrect")
    QUESTIONS: ClassVar[Mapping[str, Callable[[Any, Mapping[str, Any]], tuple[dict, list]]]] = {
        **ReadsFullTexts.QUESTIONS,
        "fields": lambda self, message: ({"fields": self._fields(message)}, []),
    }
    SHOWS = (BIBLIOGRAPHY, PROTOCOL, DECISIONS, FULLTEXT)

    def __init__(
        self, review: Review, reviewer: str, stage: str = "screening", queue: str = "pending", **narrow
    ) -> None:
        self._choice = (stage, queue, narrow)
        self.sitting: Sitting | None = None
        self.corrected: Correction | None = None
        self._rests_until = 0.0
        self._take(review)
        if reviewer:
            self._sit(review, reviewer)
        self.text_news()
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
            "label": lambda: self._label(message),
            "correct": lambda: self._correct(message),
            "uncorrect": self._uncorrect,
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
        """Take in records that came, went or were corrected, what review.toml says by now, and what others decided.

        What was decided here stays; what waits for this person no more is not asked, be it the record that is shown.
        """
        sitting = self.sitting
        if sitting is None:
            return False
        changed, start = sitting.review.changed(), time.monotonic()
        if not changed.isdisjoint({BIBLIOGRAPHY, PROTOCOL}):
            self._take(self.review.current())
        elif DECISIONS in changed and sitting.decided_elsewhere() and start >= self._rests_until:
            self.review = sitting.review.with_new_decisions()
        else:
            return self.text_news()
        shown = sitting.key
        if sitting.renew(self.review) and shown is not None:
            self._message = f"{self._short(shown)} waits for you no more: it was decided elsewhere, or is somebody else's. This is the next one."
        # Of a hundred thousand records this takes seconds: whoever screens must not wait for each decision of a colleague.
        took = time.monotonic() - start
        self._rests_until = start + _REST * took if took > _QUICK else 0.0
        return True

    @property
    def _desk(self) -> Sitting:
        """The sitting; raises `Misuse` while nobody said who decides."""
        if self.sitting is None:
            raise Misuse("first enter your name.")
        return self.sitting

    def _highlight(self, kind: str, words: Iterable[Any]) -> None:
        if kind in self.words:
            self.words = {**self.words, kind: [word for word in (str(one).strip() for one in words) if word]}

    def _decide(self, message: Mapping[str, Any]) -> None:
        self._require_shown(message)
        self._desk.decide(
            str(message["key"]),
            str(message["decision"]),
            str(message.get("reason", "")),
            str(message.get("note", "")),
        )
        self._tell_saved()

    def _require_shown(self, message: Mapping[str, Any]) -> None:
        """Raise `Misuse` for a press that was meant for a record which is no longer shown."""
        if message.get("card") != self._card_id:
            raise Misuse(
                "you pressed that while another record was shown; nothing was recorded. Press it again."
            )

    def _label(self, message: Mapping[str, Any]) -> None:
        """Give the record a label, or take it away."""
        self._require_shown(message)
        if self._desk.label(
            str(message["key"]), str(message.get("label", "")), message.get("on") is not False
        ):
            self._tell_saved()

    def _fields(self, message: Mapping[str, Any]) -> dict[str, str]:
        """Return what can be corrected of a record, as it stands in the file."""
        return correcting.shown(self.review.folder, str(message.get("key", "")))

    def _correct(self, message: Mapping[str, Any]) -> None:
        """Write what was corrected of the record that is shown."""
        self._require_shown(message)
        key = str(message["key"])
        done = correcting.correct(self.review.folder, key, message["given"], message["before"])
        if not done.fields:
            self._message = "Nothing was changed."
            return
        self.corrected = done
        self._tell_saved()
        self.fresh()
        self._message = f"Corrected: {', '.join(done.fields)} of {self._short(key)}."

    def _uncorrect(self) -> None:
        """Take the last correction back."""
        if self.corrected is None:
            raise Misuse("there is no correction to undo.")
        correcting.undo(self.review.folder, self.corrected)
        done, self.corrected = self.corrected, None
        self._tell_saved()
        self.fresh()
        self._desk.show(done.key)
        self._message = f"Undone: the correction of {self._short(done.key)}."

    def _short(self, key: str) -> str:
        return record.short(self.review, key)

    def _remove(self, message: Mapping[str, Any]) -> None:
        """Take the record out before screening; the note says why."""
        self._require_shown(message)
        if not (why := str(message.get("note", "")).strip()):
            raise Misuse(
                "first write the reason into the note (retracted, not a publication, a test import …)."
            )
        removed = self._desk.remove(str(message["key"]), why)
        self._tell_saved()
        self._message = f"{self._short(removed.key)} was removed before screening: {removed.reason}."

    def _undo(self) -> None:
        withdrawn = self._desk.undo()
        if not withdrawn:
            self._message = "Nothing to undo."
            return
        self._tell_saved()
        last = withdrawn[-1]
        more = f" and {len(withdrawn) - 1} more" if len(withdrawn) > 1 else ""
        what = (
            f"label “{last.other}”"
            if last.stage == LABEL
            else f"“{record.LABELS.get(last.decision, last.decision)}”"
        )
        self._message = f"Undone: {what} for {self._short(last.key)}{more}."

    def _narrow(self, name: str, value: str) -> None:
        sitting = self._desk
        stage, queue, narrow = sitting.stage, sitting.queue, dict(sitting.narrow)
        if name == "stage" and value != stage:
            # What was asked of one stage is not asked of the next: it begins with what waits there.
            stage, queue, narrow = value, "pending", {one: narrow[one] for one in ("sort",) if one in narrow}
        elif name == "queue":
            queue = value
        elif name == "clear":
            narrow = {one: narrow[one] for one in ("sort",) if one in narrow}
        elif name in ("sort", "search", "type_", "label", "round_", "words"):
            narrow[name] = value
        sitting.reread()
        self.review = sitting.review
        sitting.choose(stage, queue, **narrow)

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
        keys, known = protocol.card_keys, list(sitting.known_labels())
        return {
            "reviewer": sitting.reviewer,
            "stage_label": STAGE_LABELS[sitting.stage]
            + (", resolved by consensus" if sitting.queue == "conflicts" else ""),
            "decisions": [
                {"decision": one, "label": record.LABELS[one], "key": keys[one]}
                for one in STAGES[sitting.stage]
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
            "empty": _empty(sitting) if sitting.key is None else "",
            "narrow": {
                "stage": sitting.stage,
                "queue": sitting.queue,
                "words": "",
                "sort": "bibliography",
                **sitting.narrow,
            },
            "options": self._options(sitting, known),
            "labels": known,
            "corrected": self._short(self.corrected.key) if self.corrected else "",
            "card": record.card(self.review, sitting, self._card_id, self._twins),
        }

    def _options(self, sitting: Sitting, known: list[str]) -> dict[str, list[tuple[str, str]]]:
        protocol = self.review.protocol
        return {
            "stage": list(STAGE_LABELS.items()),
            "queue": list(queues.QUEUES.items()),
            "sort": list(SORT_LABELS.items()),
            "search": [("", "any"), *((one.id, one.id) for one in protocol.searches)],
            "label": [("", "any"), *((one, one) for one in known)],
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


def _empty(sitting: Sitting) -> str:
    """Say why no record is shown."""
    if not len(sitting.review.found):
        return "No record yet.\nImport search results, or add a source, above."
    divided = (
        dividing.why_none(sitting.review, sitting.reviewer, sitting.stage)
        if sitting.queue == "pending" and not sitting.narrow.get("round_")
        else ""
    )
    if not sitting.keys:
        return divided or "This queue is empty.\nChoose another queue or stage above."
    left = sitting.progress()["left"]
    if sitting.queue == "pending" and left:
        return f"End of the queue; {left:,} that you skipped are still to do.\nPrevious goes back; choose the queue again to see only those."
    return (
        divided
        or "Done: nothing is left in this queue.\nGo back with Previous, or choose another queue or stage above."
    )
