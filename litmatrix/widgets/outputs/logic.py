"""What comes out of a review, asked for by a person: checked, built, exported, and how far people agree.

No widget is needed to drive it. Each act reads the files as they are then.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any, NamedTuple

from litmatrix import checking, tables, writing
from litmatrix.checking import Checked
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files.written import File, Written
from litmatrix.reporting import CHECKLISTS
from litmatrix.reporting.checklists import standards
from litmatrix.review import Review
from litmatrix.screening import agreement
from litmatrix.screening.conflicts import Conflict, find_conflicts
from litmatrix.vocabulary import AGREED_ON, FATAL, OUT, counted
from litmatrix.writing import interchange, report
from litmatrix.writing.report import Built

#: What else than a table can be exported: its name, and the endings of its files.
OTHERS = {
    "bibliography": ("Bibliography", (*writing.BIBLIOGRAPHY_FORMATS, *writing.REFERENCE_FORMATS)),
    "tables": ("All tables in one workbook", writing.WORKBOOK_FORMATS),
    "linked": ("Linked charts, one page", writing.LINKED_FORMATS),
    "prisma2020": ("Flow for the R package PRISMA2020", writing.FLOW_FORMATS),
    "records": ("Records with decisions, for another program", interchange.FORMS),
}


class Choice(NamedTuple):
    """What can be exported: the name that `writing.export` knows it by, its title, the endings of its file."""

    id: str
    title: str
    formats: tuple[str, ...]


class Making:
    """A person who asks for what comes out of a review; `review` is as last read."""

    def __init__(self, review: Review) -> None:
        self.review = review

    def choices(self) -> tuple[Choice, ...]:
        """Return what can be exported."""
        others = [Choice(id, title, formats) for id, (title, formats) in OTHERS.items()]
        titles = {
            **tables.titles(self.review),
            **{name: standards.standard(name).title for name in CHECKLISTS},
        }
        return (*others, *(Choice(id, title, writing.TABLE_FORMATS) for id, title in titles.items()))

    def check(self) -> Checked:
        """Return what the checks find."""
        self.review = self.review.current()
        return checking.check(self.review)

    def build(self, progress: Callable[[int, int, str], None]) -> Built:
        """Make everything anew in out/; raises `NotSaved` while a file cannot be read whole, and as `report.build` does."""
        self._read("nothing was built")
        return report.build(self.review, self.review.folder / OUT, progress)

    def export(
        self,
        what: str,
        name: str,
        records: str = "included",
        program: str = "asreview",
        stage: str = "screening",
        style: str = "",
    ) -> Written:
        """Write one thing to a file in out/, in the format that its name ends with.

        Raises `NotSaved` while a file cannot be read whole, `Misuse` for a name that leads out of out/, and as
        `writing.export` does.
        """
        self._read("nothing was exported")
        out = self.review.folder / OUT
        path = out / name.strip()
        if not name.strip() or ".." in path.parts or not path.is_relative_to(out):
            raise Misuse(f"give the file a name within {OUT}/.")
        if what != "records":
            return writing.export(self.review, what, path, records, style=style)
        number = interchange.export_records(self.review, path, program, stage)
        return Written((File(path, f"{counted(number, 'record')}, with the decisions at {stage}"),))

    def agreement(self) -> tuple[dict[str, Any], ...]:
        """Return by stage how far people agree: who decided, and of each two (and of all, if more) the numbers in words."""
        self.review = self.review.current()
        return tuple(self._at(stage) for stage in AGREED_ON)

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the records on which people differ."""
        self.review = self.review.current()
        return find_conflicts(self.review)

    def _read(self, so: str) -> None:
        """Read what was changed since; raise `NotSaved` where numbers would be wrong."""
        self.review = self.review.current()
        for problem in self.review.problems:
            if problem.severity == FATAL:
                raise NotSaved(f"{so}: its numbers would be wrong. Fix this first. {problem}")

    def _at(self, stage: str) -> dict[str, Any]:
        people = list(agreement.ratings(self.review, stage).columns)
        pairs = [agreement.between(self.review, *both, stage) for both in combinations(people, 2)]
        among = agreement.among(self.review, stage) if len(people) > 2 else None
        return {
            "stage": stage,
            "alone": ""
            if pairs
            else f"{f'Only {people[0]}' if people else 'Nobody'} decided at this stage; agreement needs two people.",
            "pairs": [
                {
                    "people": f"{one.first} and {one.second}",
                    "both": one.both,
                    "alike": one.agreed,
                    "share": "" if one.share is None else f"{100 * one.share:.1f} %",
                    "kappa": one.kappa.told(),
                    "ac1": one.ac1.told(),
                    "paradox": one.paradox,
                }
                for one in pairs
            ],
            "all": None
            if among is None
            else {
                "people": f"all {len(people)}",
                "both": among.paired,
                "kappa": among.kappa.told(),
                "ac1": among.ac1.told(),
            },
        }
