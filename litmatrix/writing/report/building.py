"""`build`: every chart, table and export of a review; what would be the same is not made again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property, partial
from pathlib import Path
from typing import NamedTuple

from litmatrix import reporting, tables, writing
from litmatrix.charts.style import unchecked
from litmatrix.errors import LitmatrixError
from litmatrix.reporting import CHECKLISTS
from litmatrix.review import Review
from litmatrix.screening import flowwords
from litmatrix.tables import Framework, Table
from litmatrix.vocabulary import MANUSCRIPT
from litmatrix.writing.codebook import codebook_markdown, codebook_page
from litmatrix.writing.latex import latex_document
from litmatrix.writing.linkedpage import linked_page
from litmatrix.writing.pdf import NoTypst
from litmatrix.writing.report.built import Built
from litmatrix.writing.report.figures import BUILT_FORMATS, LEADING, WIDTHS, Figure, Making
from litmatrix.writing.report.inputs import of_review, of_table, sum_of
from litmatrix.writing.report.output import Output, opened
from litmatrix.writing.report.page import pages_of, word_of
from litmatrix.writing.report.pictures import FORMATS, Picture, Plan, drawn, reported, sketched

#: A file to be written: its place within the folder of results, and its bytes.
File = tuple[str, bytes]

TABLE_FORMATS = ("csv", "md", "html", "tex")
#: In which formats a table that stands in no report is built: as data, or as a form to print.
APART_FORMATS = {
    **dict.fromkeys(("flow", "decisions_record", "all_records", "excerpts"), ("csv",)), "extraction_form": ("html", "docx"),
    **dict.fromkeys(("presence", "counts"), ("csv", "xlsx")),
}  # fmt: skip
#: In which formats a checklist is built: to be handed in with a paper, or pasted into one.
CHECKLIST_FORMATS = ("docx", "xlsx", "md")
#: The files of the framework matrix by their format; out/matrix.xlsx is the one to be edited, which another command writes.
FRAMEWORK_FILES = {"html": "matrix.html", "docx": "framework.docx", "pdf": "framework.pdf"}
#: pandoc takes some 200 kB of memory an excerpt: above this a laptop's would not do.
WORD_EXCERPTS = 15_000


class _Step(NamedTuple):
    """One thing to make: what it is called in the progress, and what gives its files (path within out, bytes).

    `inputs` gives the sum of what they are made from (see `inputs`); without it they are made each time.
    """

    what: str
    make: Callable[[], Iterable[File]]
    inputs: Callable[[], str] | None = None


class _Making:
    """A build under way: what was made of the review so far, and where its files go."""

    def __init__(self, review: Review, output: Output) -> None:
        self.review = review
        self.output = output
        self.stamp = reporting.stamped(review.folder)
        self.tables = tables.named(review)
        self.processed = writing.OWN
        self.drawn: list[Picture] = []
        self.figures: list[Figure] = []

    def steps(self) -> list[_Step]:
        found = [_Step(f"chart {plan.name}", partial(self._chart, plan)) for plan in reported(self.review)]
        found.append(_Step("figures", self._captions))
        found.append(_Step("citations", self._citations))
        found += [
            _Step(f"table {name}", partial(self._table, table), partial(self._of_table, table))
            for name, table in self.tables.items()
        ]
        found += [self._table_apart(name) for name in APART_FORMATS]
        found.append(_Step("flow for Word", self._flow, self._of_flow))
        found.append(_Step("workbook", self._workbook, self._of_workbook))
        found += [
            _Step(f"bibliography, {which}", partial(self._bibliography, which), self._of_review)
            for which in writing.WHICH
            if which != "cited" or (self.review.folder / MANUSCRIPT).exists()
        ]
        found.append(_Step("codebook", self._codebook, self._of_review))
        found.append(_Step("linked charts", self._linked, self._of_review))
        found.append(_Step("framework matrix", self._framework_files, self._of_framework))
        found += map(self._of_checklist, CHECKLISTS)
        found.append(_Step("report", self._report, self._of_review))
        return [*found, _Step("report for Word", self._word, self._of_review)]

    def make(self, step: _Step) -> None:
        """Make what a step gives, but what an earlier build made from the same inputs and nobody changed since."""
        inputs = sum_of(self.output.program, step.what, step.inputs()) if step.inputs else ""
        if inputs and (there := self.output.intact(inputs)):
            self.output.stays(there, inputs)
            return
        said = len(self.output.notes)
        for name, data in step.make():
            self.output.write(name, data, inputs)
        if len(self.output.notes) > said:
            self.output.forget(inputs)

    # --- what is made from what ---

    @cached_property
    def _review_sum(self) -> str:
        return sum_of(
            of_review(self.review.folder, self.output.out), self.stamp.commit, str(self.stamp.changed)
        )

    @cached_property
    def _apart(self) -> dict[str, Table]:
        return tables.apart(self.review)

    @cached_property
    def _collected(self) -> dict[str, Table]:
        return tables.collected(self.review, self.tables | self._apart)

    def _of_review(self) -> str:
        return self._review_sum

    def _of_table(self, table: Table) -> str:
        return of_table(table, self.processed)

    def _of_tables(self, *every: Table) -> str:
        """Return what workbooks of tables are made from: the title of the review stands in them."""
        return sum_of(self.review.protocol.title, *(of_table(one, writing.OWN) for one in every))

    def _of_flow(self) -> str:
        """Return what the flow for Word is made from: its numbers, and what is said of them."""
        said = (flowwords.included(self.review), *flowwords.notes(self.review))
        return sum_of(self._of_tables(self._apart["flow"]), *said)

    @cached_property
    def _framework(self) -> Framework:
        """The framework matrix, which has files of its own and a sheet."""
        return tables.framework(self.review)

    def _of_framework(self) -> str:
        return sum_of(repr(self._framework))

    def _of_workbook(self) -> str:
        return sum_of(self._of_tables(*self._collected.values()), self._of_framework())

    # --- how it is made ---

    def _chart(self, plan: Plan) -> Iterable[File]:
        """Draw a chart, or take it from its files: the page of the report shows it in either case."""
        sketch = sketched(plan)
        inputs = sum_of(self.output.program, plan.name, sketch.inputs)
        there = self.output.intact(inputs)
        files = {name.rpartition(".")[2]: data for name, data in there.items()}
        if {*files} == {*FORMATS}:
            self.output.stays(there, inputs)
            self.drawn.append(sketch.picture(files))
        else:
            picture = drawn(sketch)
            self.drawn.append(picture)
            for form, data in picture.files.items():
                self.output.write(f"charts/{plan.name}.{form}", data, inputs)
        widths = WIDTHS if plan.name in LEADING else ()
        self.figures.append(Making(self.output).figure(plan.name, sketch.chart, widths, BUILT_FORMATS))
        return []

    def _captions(self) -> Iterable[File]:
        """Write the captions of the figures. What `litmatrix figures` made beside those of a build is left."""
        making, drawn = Making(self.output), [one for one in self.figures if not one.nothing]
        self.output.leave(
            making.folder + name for one in drawn for names in one.before.values() for name in names
        )
        making.captions(self.review.protocol.title, self.figures)
        return []

    def _citations(self) -> Iterable[File]:
        self.processed = writing.styled(self.review, self.tables.values())
        if self.processed.note:
            self.output.note(f"citations in tables/ are as litmatrix prints them: {self.processed.note}")
        return []

    def _table(self, table: Table) -> Iterable[File]:
        made = (
            (form, writing.table_bytes(table, form, self.stamp, self.processed)) for form in TABLE_FORMATS
        )
        return [(f"tables/{table.name}.{form}", data) for form, data in made]

    def _table_apart(self, name: str) -> _Step:
        """Return the step of a table that stands in no report; what of it needs pandoc is left out without it."""

        def files() -> Iterator[File]:
            for form in APART_FORMATS[name]:
                yield from self._one(self._apart[name], f"tables/{name}.{form}", form)

        return _Step(f"table {name}", files, lambda: self._of_tables(self._apart[name]))

    def _flow(self) -> Iterable[File]:
        return [("tables/flow.docx", writing.flow_document(self.review, self.stamp))]

    def _one(self, table: Table, place: str, form: str, said: bool = True) -> Iterator[File]:
        """Make one file of a table; where that cannot be, it is noted (without pandoc, if it is to be said), and the rest goes on."""
        try:
            if form == "xlsx":
                data, notes = writing.workbook([table], self.review.protocol.title, self.stamp)
                self.output.note(*(f"{place}, {note}" for note in notes))
            else:
                data = writing.table_bytes(table, form, self.stamp)
            yield place, data
        except writing.NoPandoc as error:
            self.output.note(*[f"{place} was left out: {error}"] * said)
        except LitmatrixError as error:
            self.output.fail(place, type(error)(f"{place} was left out: {error}"))

    def _workbook(self) -> Iterable[File]:
        framework = writing.framework_sheet(self._framework)
        made = writing.workbook(self._collected.values(), self.review.protocol.title, self.stamp, [framework])
        self.output.note(*(f"review.xlsx, {note}" for note in made.notes))
        every = latex_document(self.tables, self.review.protocol.title, self.stamp).encode("utf-8")
        return [("review.xlsx", made.data), ("tables/all-tables.tex", every)]

    def _bibliography(self, which: str) -> Iterable[File]:
        forms = writing.BIBLIOGRAPHY_FORMATS
        return [(f"{which}.{form}", writing.bibliography_bytes(self.review, which, form)) for form in forms]

    def _codebook(self) -> Iterable[File]:
        page = codebook_page(self.review, self.stamp, self.processed)
        text = codebook_markdown(self.review, self.stamp)
        return [("codebook.html", page.encode("utf-8")), ("codebook.md", text.encode("utf-8"))]

    def _linked(self) -> Iterable[File]:
        return [("linked.html", linked_page(self.review, self.stamp).encode("utf-8"))]

    def _framework_files(self) -> Iterator[File]:
        """Make the framework matrix; its documents are left out without what makes them, as the report for Word is."""
        for form, place in FRAMEWORK_FILES.items():
            try:
                data, notes = writing.framework_bytes(self._framework, form, self.stamp)
                self.output.note(*(f"{place}, {note}" for note in notes))
                yield place, data
            except (writing.NoPandoc, NoTypst) as error:
                self.output.note(f"{place} was left out: {error}")
            except LitmatrixError as error:
                self.output.fail(place, type(error)(f"{place} was left out: {error}"))

    def _of_checklist(self, name: str) -> _Step:
        """Return the step of a checklist; without pandoc its document for Word is left out, which the note on the report says."""
        made = cache(partial(CHECKLISTS[name], self.review))

        def files() -> Iterator[File]:
            for form in CHECKLIST_FORMATS:
                yield from self._one(made(), f"checklists/{name}.{form}", form, said=False)

        return _Step(f"checklist {name}", files, lambda: self._of_tables(made()))

    def _report(self) -> Iterable[File]:
        made = pages_of(self.review, self.tables, self.drawn, self.stamp)
        return [(name, text.encode("utf-8")) for name, text in made.items()]

    def _word(self) -> Iterable[File]:
        number = len(self.review.excerpt_rows)
        if number > WORD_EXCERPTS:
            self.output.note(
                f"report.docx was left out: {number:,} excerpts are too many for one Word document "
                f"(at most {WORD_EXCERPTS:,}); report.html has them all."
            )
            return []
        try:
            return [("report.docx", word_of(self.review, self.tables, self.drawn, self.stamp))]
        except writing.NoPandoc as error:  # an extra that is not installed is no failure
            self.output.note(f"report.docx was left out: {error}")
        except LitmatrixError as error:
            self.output.fail("report.docx", type(error)(f"report.docx was left out: {error}"))
        return []


def build(
    review: Review,
    out: str | Path,
    progress: Callable[[int, int, str], None] | None = None,
    force: bool = False,
) -> Built:
    """Make every chart, table and export of a review in the folder `out`, and say what was written.

    `out/.built` lists what a build made, with the sum of each file and of what it was made from: what is made from the same
    is not made again, and keeps the stamp that it has. What was changed since, or is not in the list, stays
    (but for `force`), and the new file is written beside it. Files of an earlier build that are not made any more are
    removed unless they were changed, and no others. `progress` is called with the number of the step, their total and
    what is being made. Raises `Misuse` if `out` is a review's own folder or lies among what a review holds, `NotSaved` if
    nothing could be written.
    """
    output = opened(review.folder, Path(out), force)
    making = _Making(review, output)
    steps = making.steps()
    for number, step in enumerate(steps, start=1):
        if progress is not None:
            progress(number, len(steps), step.what)
        with unchecked():
            making.make(step)
    return output.closed("build")
