"""The theme desk: the form for changing themes, each change with its preview, a reason, and a way back.

The page shows what `state` says and sends back what the person asked for; what does not fit what is shown is
dropped. Text of the review reaches the page as text only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from litmatrix import coding, matrix, screening
from litmatrix.coding import themes
from litmatrix.coding.operations.left import Left
from litmatrix.coding.themes import Part, TouchedCell
from litmatrix.errors import Misuse
from litmatrix.files import journal
from litmatrix.matrix.history import Step
from litmatrix.protocol.theme_history import former_ids
from litmatrix.review import Review, derived
from litmatrix.vocabulary import EVIDENCE, FATAL, MATRIX
from litmatrix.vocabulary import counted as many
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.themes.logic import Draft, Drafting, as_done

#: So many sources of a preview are shown at once.
PAGE = 50


def theme_desk(review: Review, reviewer: str = "") -> ThemeDesk:
    """Return the desk at which the themes of a review are changed, for a reviewer (remembered on this machine).

    Where nobody is named and nobody is remembered, the desk asks. A desk that an earlier run of the cell made for
    the same folder is closed. Raises `Misuse` for a reviewer whom the review does not know.
    """
    return ThemeDesk.opened(review, reviewer)


class ThemeDesk(Desk):
    """The desk over a `Drafting`; `drafting` is what it works on, `state` what the page shows."""

    NAME = "theme desk"
    PURPOSE = "Add, rename, merge, split and retire themes, and undo it."
    _esm = page.script("themes")
    _css = page.style("themes")
    WRITING = ("do",)
    #: The short names of new themes, as they are typed.
    QUESTIONS: ClassVar = {"ids": lambda desk, message: (desk._ids(message), [])}

    def __init__(self, review: Review, reviewer: str = "") -> None:
        self.drafting = Drafting(review, reviewer)
        self._page = self._finished = 0
        self._names: tuple[Review | None, dict[str, str]] = (None, {})
        super().__init__()

    @property
    def review(self) -> Review:  # type: ignore[override]
        """The review as last read."""
        return self.drafting.review

    @property
    def person(self) -> str:
        """Who works here; nothing while nobody is named."""
        return self.drafting.reviewer

    # --- what the person did -----------------------------------------------------------------------------------------

    def _acts(self, message: Mapping[str, Any], _: list) -> dict[str, Callable[[], Any]]:
        return {
            "name": lambda: self.take_name(message),
            "prepare": lambda: self._prepare(message.get("asked")),
            "put": lambda: self._put(message),
            "back": self._back,
            "take_up": lambda: self._take_up(str(message.get("walk", ""))),
            "throw_away": lambda: self._throw_away(str(message.get("walk", ""))),
            "undo": lambda: self._prepare_undo(str(message.get("step", ""))),
            "do": lambda: self._do(message),
            "leave": lambda: self._leave(message.get("form") is True),
            "page": lambda: self._turn(message.get("page")),
            "refresh": self._refresh,
        }

    def _sit(self, review: Review, name: str) -> None:
        # Who works here changes nothing of what is prepared.
        if review is not self.review:
            self.drafting.fresh()
        self.drafting.reviewer = name

    def fresh(self) -> bool:
        """Take in what was written elsewhere, and work out anew what is prepared; whether anything was."""
        return self.drafting.fresh()

    def _prepare(self, asked: Any) -> None:
        self._page = 0
        self.drafting.prepare(asked if isinstance(asked, Mapping) else {})

    def _prepare_undo(self, step: str) -> None:
        self._page = 0
        self.drafting.prepare_undo(step)

    def _take_up(self, walk: str) -> None:
        self._page = 0
        self.drafting.take_up(walk)

    def _throw_away(self, walk: str) -> None:
        self.drafting.throw_away(walk)
        self._message = "The split you started was discarded; the themes are as they were."

    def _leave(self, form: bool) -> None:
        draft = self.drafting.draft
        walk = draft.walk if draft else None
        self.drafting.leave()
        if walk is not None and walk.done and not form:
            self._message = f"The split is kept: {walk.done:,} of {many(walk.total, 'excerpt')} placed. Continue it any day."

    def _put(self, message: Mapping[str, Any]) -> None:
        draft = self.drafting.draft
        if draft is None or message.get("draft") != draft.number:
            # A press that was meant for an excerpt which is no longer shown.
            return
        place = str(message.get("key", "")), int(message.get("number", 0))
        self.drafting.put(*place, str(message.get("part", "")), message.get("alike") is True)

    def _back(self) -> None:
        if not self.drafting.back():
            self._message = "This is the first excerpt."

    def _do(self, message: Mapping[str, Any]) -> None:
        if not self.drafting.reviewer:
            raise Misuse("first enter your name.")
        number = int(message.get("draft", 0))
        self._message = self.drafting.do(number, str(message.get("why", "")))
        self._finished = number
        self._tell_saved()

    def _turn(self, number: Any) -> None:
        if isinstance(number, int) and self.drafting.draft is not None:
            self._page = max(0, min(number, (len(self.drafting.draft.touched) - 1) // PAGE))

    def _refresh(self) -> None:
        self._message = (
            "Reloaded: the files had changed."
            if self.fresh()
            else "Reloaded: the files are the same as before."
        )

    def _ids(self, message: Mapping[str, Any]) -> dict[str, Any]:
        given = message.get("parts")
        parts = [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
        return {"ids": self.drafting.ids(parts)}

    # --- what the page shows -----------------------------------------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        drafting = self.drafting
        protocol = self.review.protocol
        fatal = next((str(problem) for problem in self.review.problems if problem.severity == FATAL), "")
        unable = f"Nothing can be changed until this is fixed. {fatal}" if fatal else ""
        draft = drafting.draft
        theme, subtheme = drafting.acted
        return {
            "ask": None if drafting.reviewer else list(protocol.reviewers),
            "reviewer": drafting.reviewer,
            "saved": self._saved,
            "message": self._message or drafting.news or unable,
            "answers": self._answers,
            "finished": self._finished,
            "acted": {"theme": theme, "subtheme": subtheme},
            "themes": _listed(self.review),
            "former": _former(self.review),
            "questions": list(protocol.questions),
            "draft": self._draft(draft) if draft else None,
            "waiting": [self._waiting(one) for one in drafting.waiting()],
            "story": self._story(),
            "last": drafting.last,
        }

    def _story(self) -> list[dict[str, Any]]:
        """Return the steps, the last first, each with what to ask for where it can be undone."""
        latest = journal.latest(self.drafting.entries())
        found = []
        for step in reversed(self.drafting.story()):
            entry = self.drafting.entry_of(step)
            stands = entry is not None and step.undone is None
            can = stands and entry is not None and (entry is latest or entry.change == "reorder")
            told = _told(step, self.drafting.headline(step))
            found.append({**told, "undo": entry.name if can and entry is not None else ""})
        return found

    def _waiting(self, one: Left) -> dict[str, Any]:
        """Return a split that was left, as the desk offers it."""
        if one.fault:
            return {"id": one.id, "what": "", "done": 0, "total": 0, "time": "", "by": "", "fault": one.fault}
        known = self.drafting.known()
        theme = str(one.asked.get("theme", ""))
        name = known.get(themes.renamed(self.review.protocol, theme), known.get(theme, theme))
        old = str(one.asked.get("old", ""))
        what = f"“{old}” of “{name}”" if one.asked.get("level") == "subtheme" else f"“{name}”"
        time = one.time.astimezone()
        return {
            "id": one.id, "what": what, "done": one.done, "total": one.total, "time": f"{time:%Y-%m-%d %H:%M}", "by": one.by,
            "fault": "",
        }  # fmt: skip

    def _draft(self, draft: Draft) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": draft.number, "kind": "undo" if draft.undoing else "preview", "op": draft.asked.get("op", ""),
            "told": draft.told, "form": {**draft.asked, "walk": draft.kept},
        }  # fmt: skip
        known = self.drafting.known()
        if draft.undoing:
            entry = draft.undoing.entry
            by, why = f" by {entry.by}" if entry.by else "", f": {entry.why}" if entry.why else "."
            known = {**draft.undoing.known, **draft.undoing.names.by_id(entry)}
            shown["title"] = themes.headline(entry, draft.undoing.names)
            shown["notes"] = [f"Changed {_moment(entry.time)}{by}{why}", *_missing(draft.undoing.passed)]
            shown["beside"] = [
                f"{sign} {line}"
                for hunk in draft.undoing.lines
                for sign, lines in (("−", hunk.before), ("+", hunk.after))
                for line in lines
                if line.strip()
            ]  # fmt: skip
        elif draft.plan and draft.names:
            known = {**known, **draft.names.by_id(draft.plan)}
            shown["title"] = themes.headline(draft.plan, draft.names)
            shown["notes"] = list(draft.plan.notes)
            shown["beside"] = list(themes.beside_cells(draft.plan, draft.names))
        else:
            return {**shown, "kind": "walk", "walk": self._walk(draft)}
        touched = draft.touched
        return {
            **shown,
            "walked": draft.walk is not None,
            "cells": themes.count_cells(touched),
            "sources": len(touched),
            "page": self._page,
            "pages": max(1, -(-len(touched) // PAGE)),
            "rows": [self._row(one, known) for one in touched[self._page * PAGE : (self._page + 1) * PAGE]],
        }

    def _row(self, one: TouchedCell, known: Mapping[str, str]) -> dict[str, Any]:
        return {
            "key": one.key,
            "reference": self._reference(one.key),
            "before": _cells(one.before, one.after, known),
            "after": _cells(one.after, one.before, known),
        }

    def _walk(self, draft: Draft) -> dict[str, Any] | None:
        walk = draft.walk
        if walk is None or (now := walk.current) is None:
            return None
        subtheme = draft.asked.get("level") == "subtheme"
        parts = [Part(**part) for part in draft.asked.get("parts") or ()]
        theme = next((one for one in self.review.protocol.themes if one.id == draft.asked.get("theme")), None)
        names = [one.id for one in parts] if subtheme or theme is None else themes.part_names(theme, parts)
        called = theme.name if theme else ""
        return {
            "done": walk.done, "total": walk.total, "alike": walk.alike, "whole": not subtheme,
            "of": f"“{draft.asked.get('old')}” of “{called}”" if subtheme else f"“{called}”",
            "parts": [{"id": one.id, "name": name} for one, name in zip(parts, names, strict=True)],
            "key": now.key, "number": now.number, "reference": self._reference(now.key),
            **{name: getattr(now, name) for name in ("kind", "text", "subtheme", "stance", "locator", "origin", "note")},
        }  # fmt: skip

    def _reference(self, key: str) -> str:
        if self._names[0] is not self.review:
            self._names = self.review, screening.included_names(self.review)
        return self._names[1].get(key, "")


def _missing(keys: Sequence[str]) -> list[str]:
    """Return what is said of sources that undoing does not find any more."""
    if not keys:
        return []
    some = ", ".join(keys[:5]) + (f" and {len(keys) - 5:,} more" if len(keys) > 5 else "")
    return [f"Nothing comes back for {some}: {MATRIX} no longer has a row of this key."]


@derived
def _former(review: Review) -> dict[str, str]:
    """Return the id of today by the one that a theme had which was renamed and nothing else."""
    declared = {theme.id for theme in review.protocol.themes}
    former = {id for id in former_ids(review.protocol) if id not in declared}
    return {id: now for id in former if (now := themes.renamed(review.protocol, id)) in declared}


@derived
def _listed(review: Review) -> list[dict[str, Any]]:
    """Return each theme, the retired ones too, with where it stands."""
    coverage = coding.coverage(review)
    evidence = coding.evidence(review)
    excerpts = Counter(evidence["theme"])
    tagged = Counter(zip(evidence["theme"], evidence["subtheme"], strict=True))
    listed = []
    for theme in review.protocol.themes:
        used = [name for one, name in tagged if one == theme.id and name and name not in theme.subthemes]
        counts = coverage.loc[theme.id] if theme.id in coverage.index else {}
        held = excerpts[theme.id] if not theme.retired else _held(review, theme.id)
        listed.append(
            {
                "id": theme.id, "name": theme.name, "definition": theme.definition, "question": theme.question,
                "added": str(theme.added or ""), "retired": str(theme.retired or ""), "excerpts": held,
                **{name: int(counts[name]) if name in counts else 0 for name in ("mentioned", "looked_at", "not mentioned", "due", "unread")},
                "untagged": tagged[theme.id, ""],
                "subthemes": [
                    {"name": name, "declared": name in theme.subthemes, "excerpts": tagged[theme.id, name]}
                    for name in (*theme.subthemes, *sorted(used))
                ],
            }
        )  # fmt: skip
    return listed


def _held(review: Review, theme: str) -> int:
    return sum(one.kind in EVIDENCE for one in matrix.excerpt_rows(review.matrix, [theme]))


def _cells(
    texts: Mapping[str, str], others: Mapping[str, str], known: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return cells line by line, under the names of their themes, each with whether its other state has the line too."""
    return [
        {
            "theme": known.get(column, column),
            "lines": [
                {"text": line, "same": line in others.get(column, "").split("\n")}
                for line in text.split("\n")
            ],
        }
        for column, text in texts.items()
    ]


def _told(step: Step, what: str) -> dict[str, Any]:
    return {
        "time": _moment(step.time),
        "what": what,
        "done": as_done(what),
        "why": step.why,
        "by": step.by,
        "undone": _moment(step.undone) if step.undone else "",
        "undone_by": step.undone_by,
        "undone_why": step.undone_why,
        "recorded": step.recorded,
    }


def _moment(time: Any) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC" if isinstance(time, datetime) else str(time)
