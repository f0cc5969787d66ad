"""The form that takes in what a spreadsheet or a co-author changed in the matrix."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import ipywidgets

from litmatrix.review import Review
from litmatrix.vocabulary import MATRIX, counted, passed_over
from litmatrix.widgets.base import who
from litmatrix.widgets.base.forms import FileForm, labelled
from litmatrix.writing import roundtrip

#: How many changes are shown at once: hundreds of text areas are slow in a browser.
PAGE = 10


def import_matrix(review: Review) -> ImportMatrix:
    """Return the form that shows what a workbook or .csv changed in the matrix, and takes what is ticked."""
    return ImportMatrix(review)


class ImportMatrix(FileForm):
    """Choose a file, see each change beside what stands in the matrix, tick what to take, and take it.

    What looks damaged, or would overwrite your own change, is not ticked and says why. All text stands in
    text areas and labels, which show it as it is.
    """

    TITLE = "Import a matrix"
    NAME = "form to import a matrix"
    PURPOSE = "Import what was changed in a spreadsheet or by a co-author."

    def __init__(self, review: Review) -> None:
        self.review = review
        self.source: roundtrip.Source | None = None
        self.plan: roundtrip.Plan | None = None
        self.ticked: dict[int, bool] = {}
        self.first = 0
        hint = "only for a .csv: the version that it began with (a file, or a revision of git)"
        self.base = labelled(ipywidgets.Text, "Compared with", placeholder=hint)
        self.show = self.button_for("Show the changes", self._show, button_style="primary")
        self.notes = ipywidgets.Textarea(disabled=True, layout=ipywidgets.Layout(width="98%", display="none"))
        self.changes = ipywidgets.VBox([])
        self.boxes: list[ipywidgets.Checkbox] = []
        self.back = self.button_for("◀ before", lambda: self._turn(-PAGE), disabled=True)
        self.next = self.button_for("next ▶", lambda: self._turn(PAGE), disabled=True)
        self.where = ipywidgets.Label()
        self.suggested = self.button_for("Tick what is suggested", lambda: self._tick(True))
        self.none = self.button_for("Tick none", lambda: self._tick(False))
        self.take = self.button_for(
            "Import the ticked changes", self._take, disabled=True, button_style="primary"
        )
        self.undo = self.button_for("Undo the last import", self._undo)
        self.paging = ipywidgets.HBox([self.back, self.where, self.next, self.suggested, self.none])
        parts = [
            self.base,
            self.show,
            self.notes,
            self.changes,
            self.paging,
            ipywidgets.HBox([self.take, self.undo]),
        ]
        super().__init__(
            review, parts, "upload the file, or type its path inside the review folder", ".xlsx,.csv"
        )
        self._page()

    def _show(self) -> str:
        self.source, self.plan = None, None
        self._page()
        self.source = self._read()
        return self._look()

    def _read(self) -> roundtrip.Source:
        with self.file() as path:
            source = roundtrip.read_source(path)
        if self.base.value.strip():
            base, name = roundtrip.read_base(self.review.folder, self.base.value.strip())
            source = replace(source, base=base, base_name=name)
        return source

    def _look(self) -> str:
        """Compare with matrix.csv as it is now, and show what differs."""
        assert self.source is not None
        self.review = Review.open(self.review.folder)
        self.plan = roundtrip.plan(self.review, self.source)
        self.ticked = {number: one.take for number, one in enumerate(self.plan.proposals)}
        self.first = 0
        told = [*self.plan.notes, *(f"Left out: {note}" for note in self.plan.left_out)]
        self.notes.value = "\n".join(told)
        self.notes.rows = min(max(len(told), 1), 8)
        self.notes.layout.display = "" if told else "none"
        self._page()
        number = len(self.plan.proposals)
        if not number:
            return f"{self.plan.source}: nothing to import; {MATRIX} has it all."
        against = (
            f", compared with {self.plan.base}"
            if self.plan.base
            else ", without the version that it began with"
        )
        return f"{self.plan.source}: {number:,} changed cells{against}; {len(self.plan.suggested):,} are suggested."

    def _page(self) -> None:
        proposals = self.plan.proposals if self.plan is not None else ()
        shown = list(enumerate(proposals))[self.first : self.first + PAGE]
        self.boxes = []
        rows = []
        for number, one in shown:
            box = ipywidgets.Checkbox(
                value=self.ticked[number],
                description=f"{one.key} · {one.column}",
                indent=False,
                layout={"width": "50em"},
            )
            box.observe(lambda change, number=number: self._ticked(number, change["new"]), names="value")
            self.boxes.append(box)
            mark = "⚠ " if one.damage else ""
            why = ipywidgets.Textarea(value=f"{mark}{one.why}", disabled=True, rows=2 if len(one.why) > 90 else 1,
                                      layout=ipywidgets.Layout(width="98%"))  # fmt: skip
            rows.append(ipywidgets.VBox([box, why, ipywidgets.HBox(_texts(one))],
                                        layout=ipywidgets.Layout(border="1px solid var(--jp-border-color2, #ccc)", padding="4px", margin="3px 0")))  # fmt: skip
        self.changes.children = rows
        last = min(self.first + PAGE, len(proposals))
        self.paging.layout.display = "" if proposals else "none"
        self.where.value = f"{self.first + 1:,} to {last:,} of {len(proposals):,}" if proposals else ""
        self.back.disabled = self.first == 0
        self.next.disabled = last >= len(proposals)
        self._count()

    def _turn(self, by: int) -> str:
        self.first = max(self.first + by, 0)
        self._page()
        return self.message.value  # type: ignore[no-any-return]

    def _tick(self, suggested: bool) -> str:
        if self.plan is not None:
            self.ticked = {number: suggested and one.take for number, one in enumerate(self.plan.proposals)}
            self._page()
        return self.message.value  # type: ignore[no-any-return]

    def _ticked(self, number: int, value: bool) -> None:
        self.ticked[number] = value
        self._count()

    def _count(self) -> None:
        number = sum(self.ticked.values()) if self.plan is not None else 0
        self.take.disabled = not number
        self.take.description = (
            f"Import the ticked changes ({number:,})" if number else "Import the ticked changes"
        )

    def _take(self) -> str:
        assert self.plan is not None
        accepted = [one for number, one in enumerate(self.plan.proposals) if self.ticked[number]]
        saved = roundtrip.apply(self.review, accepted, self.plan.source, who.of(self.review))
        written = len(accepted) - len(saved.conflicts)
        told = f"Saved {datetime.now():%H:%M:%S}: {counted(written, 'cell')} written to {MATRIX}."
        if saved.conflicts:
            places = ", ".join(f"{one.key} · {one.column}" for one in saved.conflicts[:5])
            told += f" NOT SAVED, because they were changed meanwhile: {places}."
        left = self._look()
        return f"{told} Not imported: {left}"

    def _undo(self) -> str:
        found = roundtrip.undo(self.review.folder, who.of(self.review))
        number = len(found.cells)
        what = (
            f"1 cell of {MATRIX} is as before"
            if number == 1
            else f"{number:,} cells of {MATRIX} are as before"
        )
        told = f"saved {datetime.now():%H:%M:%S}: the import of {found.entry.file} is undone, {what}. {passed_over(found.passed, MATRIX)}".rstrip()
        if self.source is not None:
            self._look()
        return told


def _texts(one: roundtrip.Proposal) -> list[ipywidgets.Textarea]:
    """Return what stands in the cell, what it would hold, and, where both changed it, what was exported."""
    texts = [("Here", one.before), ("After", one.after)]
    if one.kind == "conflict":
        texts.insert(0, ("Exported", one.base or ""))
    rows = min(max(text.count("\n") + 1 + len(text) // 60 for _, text in texts), 12)
    layout = ipywidgets.Layout(width=f"{98 // len(texts)}%")
    return [
        ipywidgets.Textarea(value=text, description=label, disabled=True, rows=max(rows, 2), layout=layout,
                            style={"description_width": "5em"}, placeholder="(empty)")
        for label, text in texts
    ]  # fmt: skip
