"""`build`: every chart, table and export of a review, made anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from litmatrix import reporting, tables, writing
from litmatrix.errors import LitmatrixError, Misuse, NotSaved, Unreadable
from litmatrix.files import results, store
from litmatrix.reporting import CHECKLISTS
from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.vocabulary import MANUSCRIPT, OUT, PROTOCOL
from litmatrix.writing.codebook import codebook_markdown, codebook_page
from litmatrix.writing.latex import latex_document
from litmatrix.writing.linked import linked_page
from litmatrix.writing.report.built import Built
from litmatrix.writing.report.page import page_of, word_of
from litmatrix.writing.report.pictures import Picture, Plan, draw, planned

TABLE_FORMATS = ("csv", "md", "html", "tex")
#: In which formats a table that stands in no report is built: as data, or as a form to print.
APART_FORMATS = {
    "flow": ("csv",), "decisions_record": ("csv", "xlsx"), "extraction_form": ("html", "docx"),
    **dict.fromkeys(("excerpts", "presence", "counts"), ("csv", "xlsx")),
}  # fmt: skip
#: In which formats a checklist is built: to be handed in with a paper, or pasted into one.
CHECKLIST_FORMATS = ("docx", "xlsx", "md")
#: pandoc takes some 200 kB of memory an excerpt: above this a laptop's would not do.
WORD_EXCERPTS = 15_000


class _Step(NamedTuple):
    """One thing to make: what it is called in the progress, and what gives its files (path within out, bytes)."""

    what: str
    make: Callable[[], Iterable[tuple[str, bytes]]]


class _Making:
    """A build under way: what was drawn, written and noted so far."""

    def __init__(self, review: Review, out: Path, force: bool) -> None:
        self.review = review
        self.out = out
        self.force = force
        self.stamp = reporting.stamped(review.folder)
        self.tables = tables.named(review)
        self.processed = writing.OWN
        self.drawn: list[Picture] = []
        self.paths: list[Path] = []
        self.notes: list[str] = []
        self.failed: dict[str, LitmatrixError] = {}
        self.kept: list[str] = []
        self.made: list[tuple[str, str]] = []
        self.earlier = results.listed(out)
        self.known = results.made(out, review.folder / OUT)

    def steps(self) -> list[_Step]:
        plans = planned(self.review)
        found = [_Step(f"chart {plan.name}", partial(self._chart, plan)) for plan in plans]
        found.append(_Step("citations", self._citations))
        found += [_Step(f"table {name}", partial(self._table, table)) for name, table in self.tables.items()]
        found += [_Step(f"table {name}", partial(self._apart, name)) for name in APART_FORMATS]
        found.append(_Step("workbook", self._workbook))
        found += [
            _Step(f"bibliography, {which}", partial(self._bibliography, which))
            for which in writing.WHICH
            if which != "cited" or (self.review.folder / MANUSCRIPT).exists()
        ]
        found += [_Step("codebook", self._codebook), _Step("linked charts", self._linked)]
        found += [_Step(f"checklist {name}", partial(self._checklist, name)) for name in CHECKLISTS]
        return [*found, _Step("report", self._report), _Step("report for Word", self._word)]

    def _chart(self, plan: Plan) -> Iterable[tuple[str, bytes]]:
        picture = draw(plan)
        self.drawn.append(picture)
        return [(f"charts/{plan.name}.{form}", data) for form, data in picture.files.items()]

    def _citations(self) -> Iterable[tuple[str, bytes]]:
        self.processed = writing.styled(self.review, self.tables.values())
        if self.processed.note:
            self.notes.append(f"citations in tables/ are as litmatrix prints them: {self.processed.note}")
        return []

    def _table(self, table: Table) -> Iterable[tuple[str, bytes]]:
        made = (
            (form, writing.table_bytes(table, form, self.stamp, self.processed)) for form in TABLE_FORMATS
        )
        return [(f"tables/{table.name}.{form}", data) for form, data in made]

    def _apart(self, name: str) -> Iterable[tuple[str, bytes]]:
        """Make a table that stands in no report; one that needs pandoc is left out without it, as the report for Word is."""
        found = []
        table = tables.APART[name](self.review)
        for form in APART_FORMATS[name]:
            place = f"tables/{name}.{form}"
            try:
                if form == "xlsx":
                    data, notes = writing.workbook([table], self.review.protocol.title, self.stamp)
                    self.notes += [f"{place}, {note}" for note in notes]
                else:
                    data = writing.table_bytes(table, form, self.stamp)
                found.append((place, data))
            except writing.NoPandoc as error:
                self.notes.append(f"{place} was left out: {error}")
        return found

    def _workbook(self) -> Iterable[tuple[str, bytes]]:
        made = writing.workbook(self.tables.values(), self.review.protocol.title, self.stamp)
        self.notes += [f"review.xlsx, {note}" for note in made.notes]
        every = latex_document(self.tables, self.review.protocol.title, self.stamp).encode("utf-8")
        return [("review.xlsx", made.data), ("tables/all-tables.tex", every)]

    def _bibliography(self, which: str) -> Iterable[tuple[str, bytes]]:
        forms = writing.BIBLIOGRAPHY_FORMATS
        return [(f"{which}.{form}", writing.bibliography_bytes(self.review, which, form)) for form in forms]

    def _codebook(self) -> Iterable[tuple[str, bytes]]:
        page = codebook_page(self.review, self.stamp, self.processed)
        text = codebook_markdown(self.review, self.stamp)
        return [("codebook.html", page.encode("utf-8")), ("codebook.md", text.encode("utf-8"))]

    def _linked(self) -> Iterable[tuple[str, bytes]]:
        return [("linked.html", linked_page(self.review, self.stamp).encode("utf-8"))]

    def _checklist(self, name: str) -> Iterable[tuple[str, bytes]]:
        """Make a checklist; without pandoc its document for Word is left out, which the note on the report says."""
        table = CHECKLISTS[name](self.review)
        for form in CHECKLIST_FORMATS:
            place = f"checklists/{name}.{form}"
            try:
                if form == "xlsx":
                    yield place, writing.workbook([table], self.review.protocol.title, self.stamp).data
                else:
                    yield place, writing.table_bytes(table, form, self.stamp)
            except writing.NoPandoc:
                continue
            except LitmatrixError as error:
                self.notes.append(f"{place} was left out: {error}")
                self.failed[place] = error

    def _report(self) -> Iterable[tuple[str, bytes]]:
        return [("report.html", page_of(self.review, self.tables, self.drawn, self.stamp).encode("utf-8"))]

    def _word(self) -> Iterable[tuple[str, bytes]]:
        number = len(self.review.excerpt_rows)
        if number > WORD_EXCERPTS:
            self.notes.append(
                f"report.docx was left out: {number:,} excerpts are too many for one Word document "
                f"(at most {WORD_EXCERPTS:,}); report.html has them all."
            )
            return []
        try:
            return [("report.docx", word_of(self.review, self.tables, self.drawn, self.stamp))]
        except LitmatrixError as error:
            self.notes.append(f"report.docx was left out: {error}")
            if not isinstance(error, writing.NoPandoc):  # an extra that is not installed is no failure
                self.failed["report.docx"] = error
            return []

    def write(self, name: str, data: bytes) -> None:
        """Write one file; one that cannot be written (held open by another program) is noted, and the rest goes on.

        What a person changed since it was made, or put there, stays: the new one is written beside it.
        """
        try:
            path = results.free_place(self.out / name, data, self.known, self.force)
            results.check_place(path, self.review.folder)
            if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.out)):
                raise NotSaved(f"{path}: not saved: a link leads out of {self.out}. Delete the link.")
            store.make_folder(path.parent)
            place = path.relative_to(self.out).as_posix()
            # Noted before it is written: a build that is stopped between the two knows its own file again.
            results.note(self.out, data, place)
            store.write(path, data)
            self.paths.append(path)
            self.made.append((results.sum_of(data), place))
            if path != self.out / name:
                self.kept.append(name)
                self.notes.append(
                    f"{self.out / name}: it was changed since litmatrix wrote it, so it was kept; the new one is {path}."
                )
        except (Misuse, NotSaved, Unreadable) as error:
            self.failed[name] = error
            self.notes.append(str(error))

    def tidy(self) -> None:
        """Remove what an earlier build made and this one does not, unless it was changed, and write the list anew."""
        now = {place for _, place in self.made}
        files = set(self.made)
        for name in sorted({name for _, name in self.earlier if name} - now):
            sums = {sum for sum, other in self.earlier if other == name and sum}
            path = self.out / name
            if name in self.failed or name in self.kept:
                files |= {(sum, name) for sum in sums}
            elif path.is_file():
                try:
                    if results.sum_of(store.read_bytes(path)) in sums:
                        path.unlink()
                    else:
                        self.notes.append(
                            f"{path}: it is out of date, but may have been changed by somebody, so it was kept."
                        )
                except (OSError, Unreadable) as error:
                    files |= {(sum, name) for sum in sums}
                    reason = getattr(error, "strerror", None) or error
                    self.failed[name] = NotSaved(
                        f"{path}: it is out of date and could not be removed ({reason}). Delete it by hand."
                    )
                    self.notes.append(str(self.failed[name]))
        try:
            # What has no name are exports; a list of a build that was stopped knows more than this one made.
            results.note_all(self.out, files | {one for one in results.listed(self.out) if not one[1]})
        except NotSaved as error:
            self.failed[results.MANIFEST] = error
            self.notes.append(str(error))


def build(
    review: Review,
    out: str | Path,
    progress: Callable[[int, int, str], None] | None = None,
    force: bool = False,
) -> Built:
    """Make every chart, table and export of a review anew in the folder `out`, and say what was written.

    `out/.built` lists what a build made, with the sum of each file. What was changed since, or is not in the list, stays
    (but for `force`), and the new file is written beside it. Files of an earlier build that are not made any more are
    removed unless they were changed, and no others. `progress` is called with the number of the step, their total and
    what is being made. Raises `Misuse` if `out` is a review's own folder or lies among what a review holds, `NotSaved` if
    nothing could be written.
    """
    out = Path(out)
    if review.folder.resolve().is_relative_to(out.resolve()) or os.path.lexists(out / PROTOCOL):
        raise Misuse(
            f"{out}: there is a review in this folder; choose another one, such as {review.folder / OUT}."
        )
    results.check_place(out, review.folder)
    store.make_folder(out)
    making = _Making(review, out, force)
    steps = making.steps()
    for number, step in enumerate(steps, start=1):
        if progress is not None:
            progress(number, len(steps), step.what)
        for name, data in step.make():
            making.write(name, data)
    if making.failed and not making.paths:
        raise next(iter(making.failed.values()))
    if making.kept:
        making.notes.append(
            "copy what you need from the new files, move or delete your own, and build again "
            "(litmatrix build --force replaces them)."
        )
    making.tidy()
    return Built(tuple(making.paths), tuple(making.notes), tuple(making.failed), tuple(making.kept), out)
