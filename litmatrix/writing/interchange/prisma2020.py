"""The flow as the R package PRISMA2020 and its Shiny app read it: their template PRISMA.csv, filled in.

Its columns and the names of its rows are those of inst/extdata/PRISMA.csv in github.com/prisma-flowdiagram/PRISMA2020
(Haddaway et al., Campbell Systematic Reviews 2022;18:e1230). What has no number is NA, as the package takes it: a line that
is NA is not drawn, nor is an arm in which all first lines are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from litmatrix.review import Review
from litmatrix.screening import flow
from litmatrix.screening.flow import KIND_LABELS, Box, Parts
from litmatrix.writing.delimited import csv_text

COLUMNS = ("data", "node", "box", "description", "boxtext", "tooltips", "url", "n")

NA = "NA"

#: The rows of the template, in its order: the name of the number, the node and the box that it is drawn in, and what is written
#: there unless the flow words it otherwise.
ROWS = (
    (NA, "node4", "prevstud", "Previous studies"),
    ("previous_studies", "node5", "box1", "Studies included in previous version of review"),
    ("previous_reports", NA, "box1", "Reports of studies included in previous version of review"),
    (NA, "node6", "newstud", "Identification of new studies via databases and registers"),
    ("database_results", "node7", "box2", "Databases"),
    ("database_specific_results", NA, "box2", "Specific databases"),
    ("register_results", NA, "box2", "Registers"),
    ("register_specific_results", NA, "box2", "Specific registers"),
    (NA, "node16", "othstud", "Identification of new studies via other methods"),
    ("website_results", "node17", "box11", "Websites"),
    ("organisation_results", NA, "box11", "Organisations"),
    ("citations_results", NA, "box11", "Citation searching"),
    ("duplicates", "node8", "box3", "Duplicate records"),
    ("excluded_automatic", NA, "box3", "Records marked as ineligible by automation tools"),
    ("excluded_other", NA, "box3", "Records removed for other reasons"),
    ("records_screened", "node9", "box4", "Records screened"),
    ("records_excluded", "node10", "box5", "Records excluded"),
    ("dbr_sought_reports", "node11", "box6", "Reports sought for retrieval"),
    ("dbr_notretrieved_reports", "node12", "box7", "Reports not retrieved"),
    ("other_sought_reports", "node18", "box12", "Reports sought for retrieval"),
    ("other_notretrieved_reports", "node19", "box13", "Reports not retrieved"),
    ("dbr_assessed", "node13", "box8", "Reports assessed for eligibility"),
    ("dbr_excluded", "node14", "box9", "Reports excluded"),
    ("other_assessed", "node20", "box14", "Reports assessed for eligibility"),
    ("other_excluded", "node21", "box15", "Reports excluded"),
    ("new_studies", "node15", "box10", "New studies included in review"),
    ("new_reports", NA, "box10", "Reports of new included studies"),
    ("total_studies", "node22", "box16", "Total studies included in review"),
    ("total_reports", NA, "box16", "Reports of total included studies"),
    ("identification", "node1", "identification", "Identification"),
    ("screening", "node2", "screening", "Screening"),
    ("included", "node3", "included", "Included"),
    ("total_studies_ma", "node23", "box17", "Total studies included in meta-analysis"),
    ("total_reports_ma", NA, "box17", "Reports of total included studies in meta-analysis"),
)

#: The boxes of the flow that a row has as they are. The first box of an arm and what was removed are told line by line.
_BOXES = {
    "records_screened": "database_screened", "records_excluded": "database_screening_excluded", "dbr_sought_reports": "database_sought",
    "dbr_notretrieved_reports": "database_not_retrieved", "dbr_assessed": "database_assessed", "dbr_excluded": "database_excluded",
    "other_sought_reports": "other_sought", "other_notretrieved_reports": "other_not_retrieved", "other_assessed": "other_assessed",
    "other_excluded": "other_excluded", "previous_studies": "previous_included", "new_studies": "included_new",
    "total_studies": "included_total",
}  # fmt: skip
_REPORTS = {
    "previous_reports": "previous_included",
    "new_reports": "included_new",
    "total_reports": "included_total",
}
_LINES = {
    "duplicates": flow.DUPLICATES, "excluded_automatic": flow.BY_TOOLS, "excluded_other": flow.OTHERWISE,
}  # fmt: skip
_FIRST = {
    "database_results": ("database_specific_results", "database"), "register_results": ("register_specific_results", "register"),
}  # fmt: skip
_OTHER = {"website_results": "website", "citations_results": "citation"}
_TAKEN = {*_BOXES.values(), "database_identified", "other_identified", "database_removed"}

# What would end a reason (the template parts them by semicolons, and the number by a comma), or break the figure's source.
_SIGNS = str.maketrans({"'": "’", '"': "”", "\\": "/"})


class Filled(NamedTuple):
    """The template filled in: its text, and what of the flow it has no row for, in words."""

    text: str
    left: tuple[str, ...]


def filled(review: Review) -> Filled:
    """Return the flow of a review as PRISMA.csv, and the boxes that are not nothing and that it has no row for."""
    boxes = {box.id: box for box in flow.boxes(review)}
    numbers, words = _numbers(review, boxes), _words(review, boxes)
    rows = [COLUMNS]
    for data, node, box, text in ROWS:
        name, text = box if data == NA else data, words.get(box if data == NA else data, text)
        # Only the first row of a box has a tooltip, and a page to lead to.
        about = (text, f"{name}.html") if node != NA else (NA, NA)
        number = "0" if name == box else numbers.get(data, NA)
        rows.append((data, node, box, text, text, *about, number))
    left = (f"{box.label} (n = {box.n:,})" for id, box in boxes.items() if id not in _TAKEN and box.n)
    # No byte order mark: R would take it for a part of the first column's name.
    return Filled(csv_text(rows, lineterminator="\n"), tuple(left))


def _numbers(review: Review, boxes: Mapping[str, Box]) -> dict[str, str]:
    """Return what stands in the column n, by the name of the row; what nobody stated is left out."""
    found = {name: boxes[id].n for name, id in _BOXES.items() if id in boxes}
    found |= {name: flow.number(boxes[id].parts[0][1]) for name, id in _REPORTS.items() if id in boxes}
    if removed := boxes.get("database_removed"):
        lines = dict(removed.parts)
        found |= {name: flow.number(lines.get(label, "n = 0")) for name, label in _LINES.items()}
    others = flow.other_methods(review)
    found |= {name: others.get(kind) for name, kind in _OTHER.items()}
    found["organisation_results"] = _sum([others[kind] for kind in _with_organisations(others)])
    if (first := boxes.get("database_identified")) and first.n is not None:
        lines = dict(first.parts)
        found |= {name: flow.number(lines[KIND_LABELS[kind]]) for name, (_, kind) in _FIRST.items()}
    told = {name: str(number) for name, number in found.items() if number is not None}
    for name, kind in _FIRST.values():
        if first and (listed := _listed(first.under.get(KIND_LABELS[kind], ()))):
            told[name] = listed
    for name in ("dbr_excluded", "other_excluded"):
        if (box := boxes.get(_BOXES[name])) and (listed := _listed(box.parts)):
            told[name] = listed
    return told


def _words(review: Review, boxes: Mapping[str, Box]) -> dict[str, str]:
    """Return what is written in a row, by its name or, of a heading, its box, as the flow words it."""
    heads = flow.heads(review)
    found = {"prevstud": heads["previous"], "newstud": heads["database"], "othstud": heads["other"]}
    if "included_new" in boxes:
        found |= {
            "new_studies": boxes["included_new"].label,
            "new_reports": boxes["included_new"].parts[0][0],
        }
    # The template has three kinds of other methods; what else there is stands with the organisations, and says so.
    if others := _with_organisations(flow.other_methods(review)):
        first, *more = (KIND_LABELS[kind] for kind in others)
        found["organisation_results"] = ", ".join([first, *(label.lower() for label in more)])
    return found


def _with_organisations(kinds: Iterable[str]) -> list[str]:
    """Return the kinds of other methods that share the row of the organisations."""
    return [kind for kind in kinds if kind not in _OTHER.values()]


def _sum(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _listed(parts: Parts) -> str:
    """Return lines as the template lists reasons: “Reason1, 3; Reason2, 1”; lines without a number are left out.

    >>> _listed((("Too old", "n = 1,003"), ("No peers, or no support", "n = 1"), ("Hub", "not stated")))
    'Too old, 1003; No peers – or no support, 1'
    """
    told = ((_plain(label), flow.number(text)) for label, text in parts)
    return "; ".join(f"{label}, {number}" for label, number in told if number is not None)


def _plain(label: str) -> str:
    """Return a label without what parts reasons in the template, or would end a text in the figure's source."""
    whole = re.sub(r"(?<=\d),(?=\d{3})", "", " ".join(label.split()))
    return re.sub(r"\s*[,;]+\s*", " – ", whole).translate(_SIGNS).strip(" –").lstrip("=+-@＝＋－＠ ")
