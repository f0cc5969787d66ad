"""The theme desk: the form for changing themes, each change with its preview, a reason, and a way back.

The page shows what `state` says and sends back what the person asked for; what does not fit what is shown is
dropped. Text of the review reaches the page as text only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from litmatrix import coding, matrix, screening
from litmatrix.coding import themes
from litmatrix.coding.themes import TouchedCell
from litmatrix.errors import Misuse
from litmatrix.matrix.history import Step
from litmatrix.review import Review, derived
from litmatrix.vocabulary import EVIDENCE, FATAL, MATRIX, passed_over
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.themes.logic import Draft, Drafting

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

    def __init__(self, review: Review, reviewer: str = "") -> None:
        self.drafting = Drafting(review, reviewer)
        self._page = self._finished = 0
        self._names: dict[str, str] | None = None
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
            "undo": self._prepare_undo,
            "do": lambda: self._do(message),
            "leave": self.drafting.leave,
            "page": lambda: self._turn(message.get("page")),
            "refresh": self._refresh,
        }

    def _sit(self, review: Review, name: str) -> None:
        if review is not self.review:
            self.drafting = Drafting(review, name)
        self.drafting.reviewer = name

    def fresh(self) -> bool:
        """Read the files anew where they changed; whether they did."""
        return self.drafting.refresh()

    def _prepare(self, asked: Any) -> None:
        self._page = 0
        self.drafting.prepare(asked if isinstance(asked, Mapping) else {})

    def _prepare_undo(self) -> None:
        self._page = 0
        self.drafting.prepare_undo()

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
            raise Misuse("say first who you are.")
        number = int(message.get("draft", 0))
        self._message = self.drafting.do(number, str(message.get("why", "")))
        self._finished = number
        self._tell_saved()

    def _turn(self, number: Any) -> None:
        if isinstance(number, int) and self.drafting.draft is not None:
            self._page = max(0, min(number, (len(self.drafting.draft.touched) - 1) // PAGE))

    def _refresh(self) -> None:
        self._message = (
            "The files were read anew." if self.drafting.refresh() else "Nothing was changed in the files."
        )

    # --- what the page shows -----------------------------------------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        drafting = self.drafting
        protocol = self.review.protocol
        fatal = next((str(problem) for problem in self.review.problems if problem.severity == FATAL), "")
        draft = drafting.draft
        return {
            "ask": None if drafting.reviewer else list(protocol.reviewers),
            "reviewer": drafting.reviewer,
            "saved": self._saved,
            "message": self._message or (f"Nothing can be changed before this is mended. {fatal}" if fatal else ""),
            "answers": self._answers,
            "finished": self._finished,
            "themes": _listed(self.review),
            "questions": list(protocol.questions),
            "draft": self._draft(draft) if draft else None,
            "story": [_told(step) for step in reversed(drafting.story())],
            "last": drafting.last,
        }  # fmt: skip

    def _draft(self, draft: Draft) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": draft.number, "kind": "undo" if draft.undoing else "preview"}
        if draft.undoing:
            entry = draft.undoing.entry
            shown["title"] = f"Undo: {themes.headline(entry)}"
            shown["notes"] = [
                f"Done {_moment(entry.time)}{f' by {entry.by}' if entry.by else ''}{f': {entry.why}' if entry.why else '.'}",
                *([passed_over(draft.undoing.passed, MATRIX)] if draft.undoing.passed else ()),
            ]
            shown["beside"] = [
                f"{sign} {line}"
                for hunk in draft.undoing.lines
                for sign, lines in (("−", hunk.before), ("+", hunk.after))
                for line in lines
                if line.strip()
            ]  # fmt: skip
        elif draft.plan:
            shown["title"] = themes.headline(draft.plan)
            shown["notes"], shown["beside"] = list(draft.plan.notes), list(themes.beside_cells(draft.plan))
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
            "rows": [self._row(one) for one in touched[self._page * PAGE : (self._page + 1) * PAGE]],
        }

    def _row(self, one: TouchedCell) -> dict[str, Any]:
        return {
            "key": one.key,
            "reference": self._reference(one.key),
            "before": _cells(one.before, one.after),
            "after": _cells(one.after, one.before),
        }

    def _walk(self, draft: Draft) -> dict[str, Any] | None:
        walk = draft.walk
        if walk is None or (now := walk.current) is None:
            return None
        names = {
            str(part.get("id", "")): str(part.get("name", "")) for part in draft.asked.get("parts") or ()
        }
        return {
            "done": walk.done, "total": walk.total, "alike": walk.alike, "whole": draft.asked.get("level") != "subtheme",
            "parts": [{"id": part, "name": names.get(part, "")} for part in walk.parts],
            "key": now.key, "number": now.number, "reference": self._reference(now.key),
            **{name: getattr(now, name) for name in ("kind", "text", "subtheme", "stance", "locator", "origin", "note")},
        }  # fmt: skip

    def _reference(self, key: str) -> str:
        if self._names is None:
            self._names = screening.included_names(self.review)
        return self._names.get(key, "")


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


def _cells(texts: Mapping[str, str], others: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return cells line by line, each with whether its other state has the line too."""
    return [
        {
            "column": column,
            "lines": [
                {"text": line, "same": line in others.get(column, "").split("\n")}
                for line in text.split("\n")
            ],
        }
        for column, text in texts.items()
    ]


def _told(step: Step) -> dict[str, Any]:
    return {
        "time": _moment(step.time),
        "what": themes.headline(step),
        "why": step.why,
        "by": step.by,
        "undone": _moment(step.undone) if step.undone else "",
        "undone_by": step.undone_by,
        "undone_why": step.undone_why,
        "recorded": step.recorded,
    }


def _moment(time: Any) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC" if isinstance(time, datetime) else str(time)
