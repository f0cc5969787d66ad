"""The report on one page, and `build`: every chart, table and export of a review, made anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from litmatrix import checking, reporting, tables, writing
from litmatrix.charts.saving import PNG_SCALE
from litmatrix.errors import LitmatrixError, Misuse, NotSaved, Unreadable
from litmatrix.files import results, store
from litmatrix.reporting import CHECKLISTS, Stamp
from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.vocabulary import MANUSCRIPT, OUT, PROTOCOL, counted
from litmatrix.writing.codebook import codebook_markdown, codebook_page
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.latex import latex_document
from litmatrix.writing.linked import linked_page
from litmatrix.writing.markup import document, html_table
from litmatrix.writing.report.built import Built
from litmatrix.writing.report.pictures import Picture, Plan, draw, planned
from litmatrix.writing.report.sections import Look, Section, all_sections

__all__ = ["Built", "build", "codebook_markdown", "codebook_page", "linked_page", "page"]

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

_STYLE = """
header { border-bottom: 2px solid var(--ink); margin-bottom: 1.5rem; padding-bottom: .8rem; }
header h1 { margin-bottom: .4rem; font-size: clamp(1.5rem, 4vw, 2.1rem); }
header ul { list-style: none; padding: 0; margin: 0; color: var(--soft); }
main > section { margin-top: 2.6rem; }
h2 { border-bottom: 1px solid var(--line); padding-bottom: .25rem; margin: 0 0 1rem; }
h3 { margin: 1.8rem 0 .4rem; }
h4 { margin: 1.3rem 0 .3rem; color: var(--soft); }
nav ol { columns: 18rem; column-gap: 2.5rem; padding-left: 1.4rem; }
nav li { break-inside: avoid; margin-bottom: .3rem; }
nav ul { padding-left: 1.1rem; font-size: .9rem; }
.charts { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1rem 0 1.6rem; }
figure { margin: 0; max-width: 100%; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; }
main p, main li, main dd { max-width: 48rem; }
blockquote { margin: .5rem 0; padding: .1rem 0 .1rem .9rem; border-left: 3px solid var(--line); }
blockquote p { margin: .2rem 0; }
blockquote cite { font-style: normal; color: var(--soft); }
blockquote .note { display: inline; }
.stance { font-size: .78rem; border: 1px solid var(--soft); border-radius: .6rem; padding: 0 .45rem; white-space: nowrap; }
mark { background: #fff3bf; color: inherit; }
.card { border-top: 1px solid var(--line); padding: .1rem 0 .6rem; }
.card h3 { margin: .9rem 0 .2rem; }
.question { margin: 0 0 .3rem; }
dl { display: grid; grid-template-columns: minmax(7rem, 10rem) 1fr; gap: .2rem 1rem; margin: .6rem 0; font-size: .92rem; }
dt { font-weight: 600; }
dd { margin: 0; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print { h2, h3, h4 { break-after: avoid; } figure, blockquote, .card > dl > dd { break-inside: avoid; }
  nav { font-size: .9rem; } main > section { margin-top: 1.4rem; } figure svg { max-height: 24cm; } }
"""


_FOOT = "What is computed here follows the files of the review; nothing was typed by hand."

# --- the page ---


def page(review: Review) -> str:
    """Return the whole review as one HTML page that loads nothing, to be sent, printed or read on a phone."""
    drawn = [draw(plan, ("svg",)) for plan in planned(review)]
    return _page(review, tables.named(review), drawn, reporting.stamped(review.folder))


def _page(review: Review, made: dict[str, Table], drawn: Iterable[Picture], stamp: Stamp) -> str:
    look = Look(html_table, lambda picture: f"<figure>{picture.svg()}</figure>\n")
    found = all_sections(review, made, drawn, look)
    title, *lines = _head(review, stamp)
    contents = "".join(_entry(section) for section in found)
    body = (
        f"<header><h1>{escape_html(title)}</h1>\n<ul>{''.join(f'<li>{escape_html(line)}</li>' for line in lines)}</ul></header>\n"
        f'<nav aria-label="Contents"><ol>{contents}</ol></nav>\n<main>\n'
        + "\n".join(
            f'<section aria-labelledby="{one.id}"><h2 id="{one.id}">{escape_html(one.title)}</h2>\n{one.html}\n</section>'
            for one in found
        )
        + f"\n</main>\n<footer><p>{_FOOT}</p></footer>"
    )
    return document(title, body, _STYLE)


def _head(review: Review, stamp: Stamp) -> tuple[str, ...]:
    """Return the title and what stands below it: what is in the review, its problems, and of what this was made."""
    checked = checking.check(review)
    standing, accepted = len(checked.problems), len(checked.accepted)
    told = counted(standing, "open problem") if standing else f"no {'open ' if accepted else ''}problems"
    told += f"; {accepted:,} {'are' if accepted > 1 else 'is'} accepted, with reasons" if accepted else ""
    where = " (see Problems)" if standing or accepted else ""
    return (*review.lines()[:-1], f"{told}{where}", str(stamp))


def _entry(section: Section) -> str:
    parts = "".join(f'<li><a href="#{id}">{escape_html(title)}</a></li>' for id, title in section.parts)
    return f'<li><a href="#{section.id}">{escape_html(section.title)}</a>{f"<ul>{parts}</ul>" if parts else ""}</li>'


def _word(review: Review, made: dict[str, Table], drawn: Iterable[Picture], stamp: Stamp) -> bytes:
    pictures = list(drawn)
    look = Look(writing.word_table, _word_picture)
    title, *lines = _head(review, stamp)
    above = "".join(f"<li>{escape_html(line)}</li>" for line in lines)
    parts = [_for_word(f"<ul>{above}</ul>")]
    parts += [
        f"<h1>{escape_html(one.title)}</h1>\n{_for_word(one.html)}"
        for one in all_sections(review, made, pictures, look)
    ]
    return writing.docx(title, "\n".join(parts), [picture.files["png"] for picture in pictures], stamp)


def _word_picture(picture: Picture) -> str:
    return f"<p>{writing.word_image(picture.files['png'], picture.words, PNG_SCALE)}</p>\n"


def _for_word(html: str) -> str:
    """Return HTML with headings one level up (the title stands apart), and list items as paragraphs, in full size."""
    for before, after in (("h3", "h2"), ("h4", "h3")):
        html = html.replace(f"<{before}", f"<{after}").replace(f"</{before}>", f"</{after}>")
    return html.replace("<li>", "<li><p>").replace("</li>", "</p></li>")


# --- the build ---


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
        return [("report.html", _page(self.review, self.tables, self.drawn, self.stamp).encode("utf-8"))]

    def _word(self) -> Iterable[tuple[str, bytes]]:
        number = len(self.review.excerpt_rows)
        if number > WORD_EXCERPTS:
            self.notes.append(
                f"report.docx was left out: {number:,} excerpts are too many for one Word document "
                f"(at most {WORD_EXCERPTS:,}); report.html has them all."
            )
            return []
        try:
            return [("report.docx", _word(self.review, self.tables, self.drawn, self.stamp))]
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
