"""The screening card: goes through records one by one, by keyboard or mouse.

The page shows what `state` says and sends back what the person did, with the card it was done on; what does
not fit the record that is shown is dropped. Text from records reaches the page as text only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from litmatrix import criteria, deciding, duplicates, fulltext, queues, references, screening
from litmatrix.errors import LitmatrixError, Misuse, NotSaved
from litmatrix.review import Review
from litmatrix.vocabulary import CONSENSUS, STAGES
from litmatrix.widgets.sitting import Sitting

__all__ = ["ScreeningCard", "screening_card"]

_HERE = Path(__file__).parent

#: Names on the buttons, and the keys that press them unless review.toml says otherwise.
LABELS = {
    "include": "Include", "exclude": "Exclude", "maybe": "Maybe", "awaiting": "Awaiting",
    "requested": "Requested", "retrieved": "Retrieved", "not_retrieved": "Not retrieved",
}  # fmt: skip
KEYS = {
    "include": "i", "exclude": "e", "maybe": "m", "awaiting": "m", "requested": "q", "retrieved": "r", "not_retrieved": "x",
    "undo": "u", "next": "j", "previous": "k", "note": "n", "highlight": "h", "help": "?",
}  # fmt: skip
STAGE_LABELS = {"screening": "title and abstract", "retrieval": "retrieval", "eligibility": "full text"}
SORT_LABELS = {
    "bibliography": "as in the file", "year": "oldest first", "newest": "newest first", "author": "by author",
    "title": "by title", "random": "random",
}  # fmt: skip

#: More authors than this are folded away.
AUTHORS = 12


def screening_card(review: Review, reviewer: str = "", stage: str = "screening", queue: str = "pending", **narrow) -> ScreeningCard:
    """Return the card over a queue of the review, for a reviewer (who is remembered on this machine).

    `narrow` as in `queues.find_queue`. Where nobody is named and nobody is remembered, the card asks. A card
    that an earlier run of the cell made for the same folder is closed. Raises `Misuse` for a reviewer, stage,
    queue or round that does not exist.
    """
    if reviewer:
        deciding.check_reviewer(review, reviewer)
        deciding.remember_reviewer(reviewer)
    return ScreeningCard(review, reviewer or _remembered(review), stage, queue, **narrow)


def _remembered(review: Review) -> str:
    """Return the remembered name, if it may decide in this review."""
    name = deciding.remembered_reviewer()
    return name if name and (not review.protocol.reviewers or name in review.protocol.reviewers) else ""


class ScreeningCard(anywidget.AnyWidget):
    """The card over a `Sitting`; `sitting` is what it works on, `state` what the page shows."""

    _esm = _HERE / "screening_card.js"
    _css = _HERE / "screening_card.css"
    state = traitlets.Dict().tag(sync=True)
    _open: dict[str, ScreeningCard] = {}

    def __init__(self, review: Review, reviewer: str, stage: str = "screening", queue: str = "pending", **narrow) -> None:
        self.review = review
        self._choice = (stage, queue, narrow)
        self.sitting = Sitting(review, reviewer, stage, queue, **narrow) if reviewer else None
        self.words: dict[str, list[str]] = {kind: list(words) for kind, words in review.protocol.highlight.items()}
        self._twins = duplicates.twins(review.found)
        self._short = references.short(review.records)
        self._saved = {"ok": True, "text": "nothing to save yet"}
        self._message = ""
        self._shown = 0
        earlier = self._open.pop(self._place, None)
        if earlier is not None:
            earlier.close()
        super().__init__(state=self._state())
        self._open[self._place] = self
        self.on_msg(self._answer)

    def __repr__(self) -> str:
        return "The screening card: run this cell to go on"

    @property
    def _place(self) -> str:
        return str(self.review.folder)

    # --- what the person did -----------------------------------------------------------------------------------------

    def _answer(self, _: Any, message: Mapping[str, Any], buffers: list) -> None:
        """Take one message of the page; whatever comes of it is told on the card."""
        acts: dict[str, Callable[[], None]] = {
            "name": lambda: self._name(str(message.get("name", ""))),
            "decide": lambda: self._decide(message),
            "undo": self._undo,
            "go": lambda: self.sitting.go(1 if message.get("step", 1) > 0 else -1),
            "narrow": lambda: self._narrow(str(message.get("name", "")), str(message.get("value", ""))),
            "words": lambda: self.words.update({str(message["kind"]): [str(word) for word in message["words"]]}),
            "file": lambda: self._file(message, buffers),
        }
        self._message = ""
        try:
            acts[str(message.get("act"))]()
        except NotSaved as error:
            self._saved = {"ok": False, "text": f"NOT SAVED: {error}"}
        except LitmatrixError as error:
            self._message = f"Not done: {error}"
        except Exception as error:
            self._saved = {"ok": False, "text": f"NOT SAVED, by a fault of litmatrix: {type(error).__name__}: {error}"}
            raise
        finally:
            self.state = self._state()

    def _name(self, name: str) -> None:
        deciding.check_reviewer(self.review, name.strip())
        stage, queue, narrow = self._choice
        self.sitting = Sitting(self.review, name.strip(), stage, queue, **narrow)
        deciding.remember_reviewer(name)

    def _decide(self, message: Mapping[str, Any]) -> None:
        if message.get("card") != self._card_id:
            # A press that was meant for a record which is no longer shown.
            return
        self.sitting.decide(str(message["key"]), str(message["decision"]), str(message.get("reason", "")), str(message.get("note", "")))
        self._tell_saved()

    def _undo(self) -> None:
        withdrawn = self.sitting.undo()
        if not withdrawn:
            self._message = "Nothing is left to undo."
            return
        self._tell_saved()
        more = f" and {len(withdrawn) - 1} others" if len(withdrawn) > 1 else ""
        self._message = f"Undone: {LABELS.get(withdrawn[-1].decision, withdrawn[-1].decision)} of {self._short.get(withdrawn[-1].key, withdrawn[-1].key)}{more}."

    def _narrow(self, name: str, value: str) -> None:
        sitting = self.sitting
        stage, queue = (value if name == "stage" else sitting.stage), (value if name == "queue" else sitting.queue)
        narrow = dict(sitting.narrow)
        if name in ("sort", "search", "type_", "round_", "words"):
            narrow[name] = value
        sitting.reread()
        self.review = sitting.review
        sitting.choose(stage, queue, **narrow)

    def _file(self, message: Mapping[str, Any], buffers: list) -> None:
        if message.get("card") != self._card_id:
            return
        stored = fulltext.keep(self.review.folder, str(message["key"]), str(message["name"]), bytes(buffers[0]))
        self._tell_saved()
        self._message = f"The full text was put into {stored}."

    def _tell_saved(self) -> None:
        self._saved = {"ok": True, "text": f"saved {datetime.now():%H:%M:%S}"}

    # --- what the page shows -----------------------------------------------------------------------------------------

    @property
    def _card_id(self) -> str:
        sitting = self.sitting
        return f"{sitting.stage}/{sitting.queue}/{sitting.position}/{sitting.key}"

    def _state(self) -> dict[str, Any]:
        sitting = self.sitting
        protocol = self.review.protocol
        if sitting is None:
            return {"ask": list(protocol.reviewers), "message": self._message, "saved": self._saved, "card": None}
        keys = {**KEYS, **protocol.keys}
        return {
            "reviewer": sitting.reviewer,
            "stage_label": STAGE_LABELS[sitting.stage] + (", settled by consensus" if sitting.queue == "conflicts" else ""),
            "decisions": [{"decision": one, "label": LABELS[one], "key": keys[one]} for one in STAGES[sitting.stage]],
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
            "can_undo": sitting.can_undo,
            "empty": self._empty(),
            "narrow": {"stage": sitting.stage, "queue": sitting.queue, "words": "", "sort": "bibliography", **sitting.narrow},
            "options": self._options(),
            "card": self._card(),
        }

    def _options(self) -> dict[str, list[tuple[str, str]]]:
        protocol = self.review.protocol
        types = sorted(self.review.found["type"].unique().tolist())
        return {
            "stage": list(STAGE_LABELS.items()),
            "queue": list(queues.QUEUES.items()),
            "sort": list(SORT_LABELS.items()),
            "search": [("", "any"), *((one.id, one.id) for one in protocol.searches)],
            "type_": [("", "any"), *((one, one) for one in types)],
            "round_": [("", "none"), *((one.id, f"{one.id}: {one.purpose}") for one in protocol.rounds if one.stage == self.sitting.stage)],
        }

    def _empty(self) -> str:
        if self.sitting.keys:
            return "Done: nothing is left in this queue.\nPrevious goes back; another queue is chosen above."
        return "Nothing is in this queue.\nAnother queue or stage is chosen above."

    def _card(self) -> dict[str, Any] | None:
        sitting, key = self.sitting, self.sitting.key
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
            "where": _where(record),
            "type": record["type"],
            "abstract": record["abstract"],
            "keywords": record["keywords"],
            "entry_note": record["note"],
            "links": _links(record["doi"], record["url"]),
            "searches": self._searches(record["origin"]),
            "criteria": self._criteria(key),
            "duplicates": [f"{self._short[other]}: {self.review.records.at[other, 'title']} ({other})" for other in self._twins.get(key, ())[:5]],
            "votes": self._votes(key) if sitting.queue == "conflicts" else [],
            "mine": f"{LABELS.get(mine.decision, mine.decision)}{f' because of {mine.reason}' if mine.reason else ''}" if mine else "",
            "note": mine.note if mine else "",
            "fulltext": fulltext.find(self.review.folder, key),
        }  # fmt: skip

    def _searches(self, origin: str) -> list[str]:
        names = {one.id: one.source or one.id for one in self.review.protocol.searches}
        return [names.get(part.strip(), part.strip()) for part in origin.split(",")]

    def _criteria(self, key: str) -> list[dict[str, str]]:
        review = self.review
        found = criteria.suggestions(review, [key])
        verdicts = {name: (verdict, why) for name, verdict, why in zip(found["criterion"], found["verdict"], found["why"], strict=True)}
        return [
            {
                "id": one.id, "include": one.include, "exclude": one.exclude or f"Not: {one.include}",
                "verdict": verdicts.get(one.id, ("", ""))[0], "why": verdicts.get(one.id, ("", ""))[1],
            }
            for one in review.protocol.criteria
            if one.stage in ("", self.sitting.stage) or self.sitting.stage == "eligibility"
        ]  # fmt: skip

    def _votes(self, key: str) -> list[dict[str, str]]:
        now = screening.standing(self.review)
        now = now[(now["key"] == key) & (now["stage"] == self.sitting.stage) & (now["reviewer"] != CONSENSUS)]
        return now[["reviewer", "decision", "reason", "note"]].to_dict("records")


def _where(record: Any) -> str:
    place = record["journal"] or record["booktitle"] or record["publisher"]
    volume = record["volume"] + (f"({record['number']})" if record["number"] else "")
    return ", ".join(part for part in (record["year"] or "no year", place, volume, record["pages"]) if part)


def _links(doi: str, url: str) -> list[str]:
    """Return the addresses that may be links: http and https only."""
    targets = [f"https://doi.org/{doi.removeprefix('https://doi.org/')}" if doi else "", url]
    return [target for target in targets if re.match(r"https?://\S+$", target, re.IGNORECASE)]
