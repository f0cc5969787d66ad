"""The team desk: who did how much, conflicts and how they are settled, agreement, and who screens which records.

The page shows what `state` says and sends back what the person did. Numbers are shown at once; what somebody decided on a
record only after the person asked to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from litmatrix.bibliography import references
from litmatrix.errors import OLD_PAGE, Misuse
from litmatrix.review import Review
from litmatrix.screening import team as teams
from litmatrix.screening.agreement import Agreement
from litmatrix.screening.conflicts import Conflict
from litmatrix.vocabulary import AGREED_ON, BIBLIOGRAPHY, DECISIONS, HISTORY, PROTOCOL, STAGES, counted
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.team.logic import LISTED, Teamwork, in_words, needed, previewed

TABS = ("work", "conflicts", "agreement", "dividing")


def team(review: Review, reviewer: str = "") -> TeamDesk:
    """Return the desk of the people who work at a review: who did how much, conflicts, agreement, who screens what.

    It can be read by anybody; to settle a conflict or to divide records one says who one is. A desk that an earlier run of
    the cell made for the same folder is closed. Raises `Misuse` for a reviewer that the review does not know.
    """
    return TeamDesk.opened(review, reviewer)


class TeamDesk(Desk):
    """The desk over a `Teamwork`; `team` is what it works with, `state` what the page shows."""

    NAME = "team desk"
    PURPOSE = (
        "See who did how much and where you differ, resolve conflicts, and divide the records among you."
    )
    _esm = page.script("team")
    _css = page.style("team")
    WRITING = ("settle", "undo", "divide", "undo_division", "add")
    SHOWS = (BIBLIOGRAPHY, PROTOCOL, DECISIONS, HISTORY)
    ASKS = False

    def __init__(self, review: Review, reviewer: str = "") -> None:
        self.team = Teamwork(review, reviewer)
        self._tab, self._stage, self._round, self._key = "work", AGREED_ON[0], "", ""
        super().__init__()

    @property
    def review(self) -> Review:  # type: ignore[override]
        """The review as last read."""
        return self.team.review

    @property
    def person(self) -> str:
        """Who works here; nothing while nobody is named."""
        return self.team.reviewer

    def _sit(self, review: Review, name: str) -> None:
        self.team.take(review, name)

    # --- what the person did -----------------------------------------------------------------------------------------

    def _acts(self, message: Mapping[str, Any], _: list) -> dict[str, Callable[[], Any]]:
        return {
            "name": lambda: self.take_name(message),
            "tab": lambda: self._turn(str(message.get("tab", "")), str(message.get("stage", self._stage))),
            "round": lambda: self._take_round(str(message.get("round", ""))),
            "compare": lambda: self.team.compare(self._stage, message.get("on") is not False),
            "show": lambda: self._show(str(message.get("key", ""))),
            "settle": lambda: self._settle(message),
            "undo": self._undo,
            "divide": lambda: self._done(self.team.divide(self._stage, *_division(message))),
            "undo_division": lambda: self._done(self.team.undo_division()),
            "add": lambda: self._done(self.team.add(str(message.get("name", "")))),
        }

    def _turn(self, tab: str, stage: str) -> None:
        if tab in TABS and stage in teams.NAMES:
            if stage not in AGREED_ON and tab in ("agreement", "dividing"):
                stage = AGREED_ON[0]
            if stage != self._stage:
                self._round, self._key = "", ""
            self._tab, self._stage = tab, stage

    def _take_round(self, round_: str) -> None:
        known = {one.id for one in self.review.protocol.rounds if one.stage == self._stage}
        self._round = round_ if round_ in known else ""

    def _show(self, key: str) -> None:
        if key in self.team.conflicts(self._stage):
            self._key = key

    def _settle(self, message: Mapping[str, Any]) -> None:
        key, keys = str(message.get("key", "")), self.team.conflicts(self._stage)
        if self._shown_key() != key:
            # A press that was meant for a record which is no longer shown.
            return
        decision = str(message.get("decision", ""))
        reason, note = (str(message.get(name, "")) for name in ("reason", "note"))
        self.team.settle(self._stage, key, decision, reason, note)
        at = keys.index(key)
        left = {*self.team.conflicts(self._stage)}
        self._key = next((one for one in (*keys[at + 1 :], *reversed(keys[:at])) if one in left), "")
        words = f": {self.review.protocol.exclusions[reason]}" if reason else ""
        self._done(f"{self.team.called(key)}: resolved as {teams.word(decision)}{words}.")

    def _undo(self) -> None:
        undone = self.team.undo(self._stage)
        if undone is None:
            self._message = "Nothing to undo: you resolved no conflict on this computer."
            return
        self._key = undone.key
        self._done(f"Undone: {teams.word(undone.decision)} of {self.team.called(undone.key)}.")

    def _done(self, told: str) -> None:
        self._message = told
        self._tell_saved()

    def _preview(self, message: Mapping[str, Any]) -> tuple[dict[str, Any], list]:
        """Return what the division that the page asks for would come to."""
        stage = str(message.get("stage", ""))
        found = self.team.preview(stage, *_division(message))
        rows = [one._asdict() for one in found.people]
        return {"people": rows, "told": previewed(found)}, []

    QUESTIONS: ClassVar = {"preview": _preview}

    # --- what the page shows -----------------------------------------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        return {
            "ask": None,
            "saved": self._saved,
            "message": self._message,
            "answers": self._answers,
            "tab": self._tab,
            "stage": self._stage,
            "stages": [{"id": one, "name": name} for one, name in teams.NAMES.items()],
            "conflicting": {one: len(self.team.conflicts(one)) for one in teams.NAMES},
            "keys": self.review.protocol.card_keys,
            "work": [_work(one, self.person) for one in self.team.stages()] if self._tab == "work" else None,
            "conflicts": self._conflicts() if self._tab == "conflicts" else None,
            "agreement": self._agreement() if self._tab == "agreement" else None,
            "dividing": self._dividing() if self._tab == "dividing" else None,
        }

    def _shown_key(self) -> str:
        """Return the record in conflict that is shown: the one chosen, else the first; empty for none."""
        found = self.team.conflicts(self._stage)
        return self._key if self._key in found else next(iter(found), "")

    def _conflicts(self) -> dict[str, Any]:
        found, key = self.team.conflicts(self._stage), self._shown_key()
        compared = self.team.compared(self._stage)
        keys = [*found[:LISTED]]
        if key and key not in keys:
            keys.append(key)
        listed = self.team.listed(self._stage, keys)
        shown = next((one for one in listed if one.key == key), None)
        protocol = self.review.protocol
        asked = self._stage in AGREED_ON
        return {
            "number": len(found),
            "more": len(found) - len(listed),
            "compared": compared,
            "left": 0 if compared else self.team.own_left(self._stage),
            "rows": [
                {
                    "key": one.key,
                    "reference": one.reference,
                    "title": one.title,
                    "said": _said(one) if compared else "",
                }
                for one in listed
            ],
            "shown": self._record(shown, compared) if shown else None,
            "decisions": [{"decision": one, "label": teams.word(one)} for one in STAGES[self._stage]],
            "reasons": [
                {"id": one.id, "text": one.exclusion}
                for one in protocol.criteria
                if asked and (one.stage in ("", self._stage) or self._stage == "eligibility")
            ],
            "required": self._stage == "eligibility",
            "can_undo": self.team.can_undo(self._stage),
        }

    def _record(self, one: Conflict, compared: bool) -> dict[str, Any]:
        record = self.review.records.loc[one.key]
        reasons = self.review.protocol.exclusions
        return {
            "key": one.key,
            "reference": one.reference,
            "title": record["title"],
            "authors": record["author"],
            "where": references.published(record),
            "abstract": record["abstract"],
            "links": list(references.addresses(record)),
            "votes": [
                {
                    "reviewer": vote["reviewer"],
                    "decision": teams.word(vote["decision"]),
                    "reason": reasons.get(vote["reason"], vote["reason"]),
                    "note": vote["note"],
                }
                for vote in (one.decisions if compared else ())
            ],
        }

    def _agreement(self) -> dict[str, Any]:
        found = self.team.agreement(self._stage, self._round)
        people, among, compared = found["people"], found["among"], self.team.compared(self._stage)
        rounds = [one for one in self.review.protocol.rounds if one.stage == self._stage]
        return {
            "round": self._round,
            "rounds": [["", "all records"], *([one.id, f"the round {one.id}: {one.purpose}"] for one in rounds)],
            "alone": "" if len(people) > 1 else f"{people[0] if people else 'Nobody'} has decided here so far; agreement needs two people.",
            "compared": compared,
            "pairs": [self._pair(one, compared) for one in found["pairs"]],
            "all": None
            if among is None
            else {
                "told": f"All {len(people)} together, on {counted(among.paired, 'record')} that two or more decided on",
                "kappa": among.kappa.told(),
                "ac1": among.ac1.told(),
            },
        }  # fmt: skip

    def _pair(self, one: Agreement, compared: bool) -> dict[str, Any]:
        differing = self.team.differing(one)
        return {
            "first": one.first,
            "second": one.second,
            "told": in_words(one),
            "both": one.both,
            "alike": "" if one.share is None else f"{one.agreed:,} of {one.both:,} ({100 * one.share:.1f} %)",
            "kappa": one.kappa.told(),
            "ac1": one.ac1.told(),
            "included": [
                f"{name}: {number:,} of {one.both:,} ({100 * number / one.both:.0f} %)"
                for name, number in zip((one.first, one.second), one.prevalence, strict=True)
            ]
            if one.both
            else [],
            "seen": f"{one.only_first:,} by {one.first} only, {one.only_second:,} by {one.second} only, {one.neither:,} by neither",
            "paradox": one.paradox,
            "needed": needed(one),
            "kinds": [teams.word(kind) for kind in one.table.columns],
            "table": one.table.to_numpy().tolist(),
            "differ": sum(len(keys) for _, keys in differing),
            "differing": [
                {
                    "told": told,
                    "number": len(keys),
                    "records": [
                        {"reference": name, "title": self.review.records.at[key, "title"]}
                        for key, name in self.team.names(keys[:LISTED]).items()
                    ],
                }
                for told, keys in (differing if compared else ())
            ],
        }  # fmt: skip

    def _dividing(self) -> dict[str, Any]:
        protocol = self.review.protocol
        last = self.team.last_division()
        return {
            "people": list(self.team.people()),
            "anyone": not protocol.reviewers,
            "now": {
                "people": list(protocol.divide.get(self._stage, ())),
                "number": protocol.agree.get(self._stage, 1),
            },
            "stages": [{"id": one, "name": teams.NAMES[one]} for one in AGREED_ON],
            "last": last.what if last else "",
        }


def _division(message: Mapping[str, Any]) -> tuple[list[str], int]:
    """Return the people and the number of them that the page asks for; raises `Misuse` for what cannot be."""
    people, number = message.get("people", ()), message.get("number", 1)
    if not isinstance(people, list) or not isinstance(number, int) or not 1 <= number <= 99:
        raise Misuse(f"{OLD_PAGE} Save the notebook, then reload the page.")
    return [str(one) for one in people], number


def _work(stage: teams.Stage, person: str) -> dict[str, Any]:
    return {
        "stage": stage.stage,
        "title": stage.title,
        "records": stage.records,
        "parts": [{"name": name, "number": number, "told": told} for name, number, told in stage.parts()],
        "columns": list(stage.people[0].cells()) if stage.people else [],
        "shown": any(one.decided for one in stage.people) or bool(stage.divided),
        "people": [
            {"name": one.name, "you": one.name == person, "cells": list(one.cells().values())}
            for one in stage.people
        ],
    }


def _said(one: Conflict) -> str:
    """Say in one line what each person decided."""
    return ", ".join(f"{vote['reviewer']}: {teams.word(vote['decision']).lower()}" for vote in one.decisions)
