"""The form that corrects a record: its title, year, abstract, and which study it reports."""

from __future__ import annotations

import ipywidgets

from litmatrix import screening
from litmatrix.errors import Misuse
from litmatrix.importing import correcting
from litmatrix.importing.correcting import CORRECTED, Correction
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, STUDY
from litmatrix.widgets.base.forms import Form, labelled

#: So many records are listed at once.
_LISTED = 500
_LABELS = {"title": "Title", "year": "Year", "abstract": "Abstract", STUDY: "Study"}


def correct_record(review: Review) -> CorrectRecord:
    """Return the form that corrects a record of bibliography.bib, one field at a time."""
    return CorrectRecord(review)


class CorrectRecord(Form):
    """Find a record by words, see its fields, correct them; the last correction can be taken back."""

    TITLE = "Correct a record"
    NAME = "form to correct a record"
    PURPOSE = "Correct a title, a year or an abstract, or enter the study that a record reports."

    def __init__(self, review: Review) -> None:
        self.review = review
        self.before: dict[str, str] = {}
        self.last: Correction | None = None
        self.words = labelled(
            ipywidgets.Text,
            "Find",
            placeholder="author, year, words of the title, or key",
            continuous_update=True,
        )
        self.records = ipywidgets.Select(
            options=[], value=None, layout=ipywidgets.Layout(width="50em", max_width="98%", height="9em")
        )
        self.fields = {
            name: labelled(ipywidgets.Textarea if name in ("abstract", "title") else ipywidgets.Text, label)
            for name, label in _LABELS.items()
        }
        self.fields["abstract"].rows, self.fields["title"].rows = 8, 2
        self.fields[STUDY].placeholder = "one word, the same for every record of this study"
        self.save = self.button_for("Save the correction", self._save, button_style="primary", disabled=True)
        self.undo = self.button_for("Undo", self._undo, disabled=True)
        self.parts = ipywidgets.VBox([*self.fields.values()], layout=ipywidgets.Layout(display="none"))
        super().__init__([self.words, self.records, self.parts, ipywidgets.HBox([self.save, self.undo])])
        self.words.observe(self.guarded(self._find), names="value")
        self.records.observe(self.guarded(self._show), names="value")
        self.message.value = self._find()

    def fresh(self) -> str:
        """List the records that there are by now."""
        told = self._find()
        return told or super().fresh()

    def _find(self) -> str:
        self.review = self.review.current()
        names = screening.names(self.review)
        words = self.words.value.casefold().split()
        listed = []
        for key, title in self.review.records["title"].items():
            text = f"{names[key]} · {title or '(no title)'} · {key}"
            if all(word in text.casefold() for word in words):
                listed.append((text, key))
        chosen = self.records.value
        self.records.options = listed[:_LISTED]
        self.records.value = chosen if chosen in [key for _, key in listed[:_LISTED]] else None
        more = len(listed) - _LISTED
        self.records.layout.display = "" if listed else "none"
        if not len(self.review.records):
            return "No record yet: import search results, or add a source, above."
        return (
            f"and {more:,} more: type more words."
            if more > 0
            else ("" if listed else "No record contains these words.")
        )

    def _show(self) -> str:
        key = self.records.value
        self.before = correcting.shown(self.review.folder, key) if key else {}
        for name, field in self.fields.items():
            field.value = self.before.get(name, "")
        self.parts.layout.display = "" if key else "none"
        self.save.disabled = not key
        return ""

    def _save(self) -> str:
        key = self.records.value
        if not key:
            raise Misuse("choose a record first.")
        given = {name: self.fields[name].value for name in CORRECTED}
        done = correcting.correct(self.review.folder, key, given, self.before)
        if not done.fields:
            return "Nothing was changed."
        self.last, self.undo.disabled = done, False
        self._shown_anew()
        return f"Saved in {BIBLIOGRAPHY}: {', '.join(done.fields)} of {key}."

    def _undo(self) -> str:
        if self.last is None:
            raise Misuse("there is no correction to undo.")
        correcting.undo(self.review.folder, self.last)
        done, self.last, self.undo.disabled = self.last, None, True
        self._shown_anew()
        return f"Undone: {', '.join(done.fields)} of {done.key}."

    def _shown_anew(self) -> None:
        self._find()
        self._show()
