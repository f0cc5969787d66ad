"""The panel of what comes out of a review: check, build, export, agreement and conflicts, each by a button.

The page shows what `state` says, and while a build goes on, how far it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from litmatrix.files.written import File
from litmatrix.review import Review
from litmatrix.vocabulary import PROTOCOL, SEVERITIES, counted
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.base.places import link, places, shortened
from litmatrix.widgets.outputs.logic import Making

#: So many problems are listed here; the problem desk has them all.
PROBLEMS = 50


def outputs(review: Review) -> OutputPanel:
    """Return the panel with what comes out of a review: Check, Build everything, Export, Agreement, Conflicts.

    A panel that an earlier run of the cell made for the same folder is closed.
    """
    return OutputPanel.opened(review, "")


class OutputPanel(Desk):
    """The panel over a `Making`; `making` is what it works with, `state` what the page shows."""

    NAME = "outputs desk"
    PURPOSE = "Check, build, export, and see how far reviewers agree."
    _esm = page.script("outputs")
    _css = page.style("outputs")
    WRITING = ("build", "export")
    UNSAVED = ""
    ASKS = False

    def __init__(self, review: Review, reviewer: str = "") -> None:
        self.making = Making(review)
        self._person = reviewer
        self._progress: dict[str, Any] | None = None
        self._result: dict[str, Any] | None = None
        super().__init__()

    @property
    def review(self) -> Review:  # type: ignore[override]
        """The review as last read."""
        return self.making.review

    @property
    def person(self) -> str:
        """Who works on the page; nothing here is done under a name."""
        return self._person

    def _sit(self, review: Review, name: str) -> None:
        self._person = name

    # --- what the person did -----------------------------------------------------------------------------------------

    def _acts(self, message: Mapping[str, Any], _: list) -> dict[str, Callable[[], Any]]:
        return {
            "check": self._check,
            "build": self._build,
            "export": lambda: self._export(message),
            "agreement": self._agreement,
            "conflicts": self._conflicts,
        }

    def _check(self) -> None:
        checked = self.making.check()
        shown = checked.problems[:PROBLEMS]
        found = [sum(one.severity == severity for one in checked.problems) for severity in SEVERITIES]
        self._result = {
            "kind": "check",
            "told": _told_counts(found, len(checked.accepted)),
            "rows": [
                {"severity": one.severity, "where": one.where, "message": one.message, "fix": one.fix, "check": one.check}
                for one in shown
            ],
            "more": len(checked.problems) - len(shown),
        }  # fmt: skip

    def _build(self) -> None:
        self._result = None
        try:
            built = self.making.build(self._tell)
        finally:
            self._progress = None
        self._tell_saved()
        groups = built.by_folder()
        number = len(self.making.check().problems)
        stand = f"{counted(number, 'open problem')} in the review."
        self._result = {
            "kind": "written",
            "told": f"Wrote {counted(len(built.paths), 'file')} to {File(built.out).name}/.",
            "first": link(built.out / "report.html") if built.out / "report.html" in built.paths else None,
            "files": [link(path) for path in groups.pop("", ())],
            "folders": [
                {"name": name, "files": [link(path) for path in paths]} for name, paths in groups.items()
            ],
            "kept": [link(built.out / name) for name in built.kept],
            "failed": list(built.failed),
            "notes": [
                *(shortened(note, self.review.folder) for note in built.notes),
                *([stand] if number else []),
            ],
        }

    def _tell(self, number: int, total: int, what: str) -> None:
        """Show how far a build is, while the kernel is at it."""
        self._progress = {"number": number, "total": total, "what": what}
        self.state = self._shown()

    def _export(self, message: Mapping[str, Any]) -> None:
        names = ("what", "name", "records", "program", "stage", "style")
        written = self.making.export(**{name: str(message[name]) for name in names if name in message})
        self._tell_saved()
        self._result = {
            "kind": "written",
            "told": "Wrote",
            "first": None,
            "files": [link(one.path, one.holds) for one in written.files],
            "folders": [],
            "kept": [],
            "failed": [],
            "notes": list(written.notes),
        }

    def _agreement(self) -> None:
        self._result = {"kind": "agreement", "stages": list(self.making.agreement())}

    def _conflicts(self) -> None:
        self._result = {"kind": "conflicts", "rows": [one._asdict() for one in self.making.conflicts()]}

    # --- what the page shows -----------------------------------------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        return {
            "ask": None,
            "saved": self._saved,
            "message": self._message,
            "answers": self._answers,
            "progress": self._progress,
            "result": self._result,
            "choices": [one._asdict() for one in self.making.choices()],
            "places": places(self.review.folder),
        }


def _told_counts(found: list[int], accepted: int) -> str:
    """Return in words how many problems stand, by severity, and how many are accepted."""
    parts = [
        counted(number, severity, severity if severity == "fatal" else f"{severity}s")
        for number, severity in zip(found, SEVERITIES, strict=True)
        if number
    ]
    told = f"{', '.join(parts)}." if parts else "No open problems."
    return told + (
        f" {accepted:,} {'is' if accepted == 1 else 'are'} accepted in {PROTOCOL}, each with a reason."
        if accepted
        else ""
    )
