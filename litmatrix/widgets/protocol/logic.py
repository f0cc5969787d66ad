"""One person's work on the protocol: what stands there, what is saved, and what would come of a check.

No widget is needed to drive it. Each save is one edit of review.toml with one record in history/ (see `planning`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from litmatrix import checking, planning, screening
from litmatrix.bibliography.identifiers import twin
from litmatrix.checking import accepting, counts
from litmatrix.errors import Misuse
from litmatrix.files import store
from litmatrix.matrix.changes import Change, read_changes
from litmatrix.model import FieldCheck, Protocol
from litmatrix.planning import Asked, messages, values
from litmatrix.protocol import toml
from litmatrix.protocol.members import members
from litmatrix.review import Review, derived
from litmatrix.screening import criteria, deciding, queues
from litmatrix.vocabulary import AGREED_ON, FATAL, HISTORY, PROTOCOL, counted
from litmatrix.widgets.protocol.known import require_known, taken

#: So many problems, failing records and earlier changes are shown at once.
_SHOWN = 200
_EXAMPLES = 5


class Planning:
    """A person at the protocol of a review; `review` is as last read."""

    def __init__(self, review: Review, reviewer: str = "") -> None:
        self.review, self.reviewer = review, reviewer

    # --- acts ---------------------------------------------------------------------------------------------------------

    def save(self, asked: Any) -> str:
        """Do what is asked of the protocol, and say what was done; raises as `planning.change` does."""
        self.refresh()
        asked = _completed(messages.read(asked), self.values())
        require_known(self.review, asked, self.values())
        done = planning.change(self.review, asked, self.reviewer)
        self.refresh()
        if done is None:
            return "Nothing was changed."
        if done.person:
            self._called(*done.person)
        told = f"Saved: {done.what}."
        if asked.get("table") == "criteria" and (due := self._due()):
            told += f" {counted(due, 'decision')} {'has' if due == 1 else 'have'} to be made again: see the queue “to decide again” of the screening card."
        return told

    def undo(self) -> str:
        """Take back the last change of the protocol, and say which; raises as `planning.undo` does."""
        done = planning.undo(self.review.folder, self.reviewer)
        self.refresh()
        if done.person:
            self._called(*reversed(done.person))
        return f"Undone: {done.what}."

    def _called(self, old: str, new: str) -> None:
        """Go by a new name, at this desk and in what this machine remembers, where it was the old one."""
        if self.reviewer == old:
            self.reviewer = new
        folder = self.review.folder
        if deciding.remembered_reviewer(folder) == old:
            deciding.remember_reviewer(new, folder)

    def refresh(self) -> bool:
        """Read the files anew where they changed; whether they did."""
        review = self.review.current()
        changed = review is not self.review
        self.review = review
        return changed

    # --- what there is ------------------------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """Return what review.toml says, as forms have it: by table, a list of entries or one table; "" is the top."""
        return _values(self.review)

    def fatal(self) -> str:
        """Return why nothing can be changed, or nothing."""
        found = (
            str(one)
            for one in self.review.problems
            if one.severity == FATAL and one.where.startswith(PROTOCOL)
        )
        return next(found, "")

    def changes(self) -> list[Change]:
        """Return the changes of the protocol that history/ holds, the last first."""
        return [*reversed(read_changes(self.review.folder / HISTORY)[0])][:_SHOWN]

    def people(self) -> dict[str, int]:
        """Return everybody who is named or decided, with how many decisions."""
        return planning.everybody(self.review)

    def failing(self) -> dict[str, int]:
        """Return by criterion how many records its check speaks against."""
        found = criteria.suggestions(self.review)
        number = found[found["verdict"] == criteria.FAILS]["criterion"].value_counts()
        return {str(id): int(number[id]) for id in number.index}

    def tried(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a check would find: how many records it speaks against, is silent on, and the first that fail.

        Raises `Misuse` for a check that cannot be.
        """
        plain = values.cleaned(values.kinds("criteria")["check"], given) or {}
        if not plain.get("field") or len(plain) < 2:
            return {"of": len(self.review.found), "fails": None}
        named = {one.name: one.field for one in members(FieldCheck).values()}
        lists = {"contains", "is"}
        fields: dict[str, Any] = {
            named[name]: tuple(one) if name in lists else one for name, one in plain.items()
        }
        check = FieldCheck(**fields)
        found = criteria.tried(self.review, check)
        failing = [key for key, one in found.items() if one.verdict == criteria.FAILS]
        names = screening.names(self.review)
        return {
            "of": len(self.review.found),
            "fails": len(failing),
            "unknown": sum(one.verdict == criteria.UNKNOWN for one in found.values()),
            "examples": [f"{names.get(key, key)}: {found[key].why}" for key in failing[:_EXAMPLES]],
        }

    def counts(self) -> list[tuple[str, int | float]]:
        """Return every number that is counted, by name, with its value of today."""
        return [*counts.count_all(self.review).items()]

    def problems(self) -> list[dict[str, str]]:
        """Return the problems that can be accepted, first the most severe."""
        return [
            {"check": one.check, "key": one.key, "where": one.where, "message": one.message}
            for one in checking.check(self.review).problems
            if not accepting.why_not(one)
        ][:_SHOWN]

    def _due(self) -> int:
        return sum(
            len(queues.find_queue(self.review, "due", name, stage))
            for name in planning.people(self.review)
            for stage in AGREED_ON
        )


@derived
def _values(review: Review) -> dict[str, Any]:
    """Return what review.toml says, as forms have it; where it cannot be read, what an empty one would say."""
    path = review.folder / PROTOCOL
    file, problems = toml.read(store.read_text(path).text, PROTOCOL) if path.exists() else ({}, ())
    if problems:
        file = {}
    found: dict[str, Any] = {"": values.shown("", file)}
    for name, one in members(Protocol).items():
        given = file.get(name)
        if one.kind == "tables":
            listed = given if isinstance(given, list) else []
            found[name] = [values.shown(name, entry) for entry in listed if isinstance(entry, Mapping)]
        elif one.kind == "table":
            found[name] = values.shown(name, given if isinstance(given, Mapping) else {})
    return found


def _completed(asked: Asked, now: Mapping[str, Any]) -> Asked:
    """Return what is asked with what a person need not say: a short name, and what was called otherwise."""
    table, given = str(asked.get("table", "")), asked.get("given")
    if not isinstance(given, Mapping):
        return asked
    if asked.get("op") == "add" and table in _NAMED_BY and not str(given.get("id") or "").strip():
        text = next((str(given[name]) for name in _NAMED_BY[table] if given.get(name)), "")
        return {**asked, "given": {**given, "id": short_name(text, taken(now, table))}}
    if asked.get("op") == "set" and table == "descriptors" and isinstance(given.get("values"), list):
        rows = [row for row in given["values"] if isinstance(row, Mapping)]
        return {**asked, "renamed": {row["was"]: row.get("value") for row in rows if row.get("was")}}
    if asked.get("op") == "set" and table == "" and "questions" in given:
        old = now[""]["questions"] or []
        new = values.cleaned(values.kinds("")["questions"], given["questions"]) or []
        # As many as before: each is the one in its place.
        return {**asked, "renamed": dict(zip(old, new, strict=True)) if len(old) == len(new) else {}}
    return asked


_NAMED_BY = {
    "searches": ("source",),
    "criteria": ("include",),
    "descriptors": ("name",),
    "rounds": ("purpose",),
    "findings": ("statement",),
}


def short_name(text: str, taken: Collection[str]) -> str:
    """Return an id made of the first words of a text, in any script, that looks like none that is taken.

    Raises `Misuse` for no words.

    >>> short_name("Published from 2010 to 2020", ()), short_name("PubMed", ["PUBMED"]), short_name("Über α", ())
    ('published_from_2010', 'pubmed_2', 'über_α')
    """
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text.casefold()))
    base = "_".join(words[:3])[:40].strip("_")
    if not base:
        raise Misuse("fill in the form first: it is empty.")
    number = 1
    while (found := base if number == 1 else f"{base}_{number}") in taken or twin(found, taken):
        number += 1
    return found
