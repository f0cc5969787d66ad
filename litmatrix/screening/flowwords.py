"""What is written in and under the PRISMA 2020 flow diagram: the words of its template, and what a reader must know besides.

The four templates (new or updated review; databases and registers only, or other sources too) are those of Page MJ et al., BMJ
2021;372:n71. What has no number is not drawn: a note under the diagram says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from litmatrix import screening
from litmatrix.review import Review
from litmatrix.screening import flow
from litmatrix.screening.flow import Box
from litmatrix.vocabulary import PREVIOUS, counted

#: Where the template comes from, in its own words.
SOURCE = (
    "From: Page MJ, McKenzie JE, Bossuyt PM, Boutron I, Hoffmann TC, Mulrow CD, et al. The PRISMA 2020 statement: an updated "
    "guideline for reporting systematic reviews. BMJ\u00a02021;372:n71. doi: 10.1136/bmj.n71. For more information, visit: "
    "http://www.prisma-statement.org/"
)

#: The boxes that the templates have, by their id.
OF_PRISMA = frozenset(
    {
        "previous_included", "database_identified", "database_removed", "database_screened", "database_screening_excluded",
        "database_sought", "database_not_retrieved", "database_assessed", "database_excluded", "other_identified", "other_sought",
        "other_not_retrieved", "other_assessed", "other_excluded", "included_new", "included_total",
    }
)  # fmt: skip
#: The mark of a box some of whose searches have no number; which ones, a note says.
UNKNOWN = "†"

#: How long an item of a list is at most: it is cut at a word, and stands whole in the table and the tooltip.
LONGEST = 100
#: How many studies are named in a note, at most.
_NAMED = 3

#: A line of a box: how deep it stands (0, 1 or 2), what it says, and its number as it is printed, or nothing.
Line = tuple[int, str, str]


def drawn(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Return the boxes of the arms that have a number; nothing where no arm has one."""
    silent = {box.arm for box in boxes if box.id.endswith("_identified") and not box.n}
    shown = tuple(box for box in boxes if box.arm not in silent)
    return shown if any(box.arm != "included" for box in shown) else ()


def lines(box: Box) -> tuple[Line, ...]:
    """Return what is written in a box, as the template words it: its label, then its number or its list.

    A list has its sum beside the label where several of its lines make it up. Sources without a number are left to a note.
    """
    label = box.label.partition(" databases and ")[0].partition(" other methods")[0]
    marked = label + box.mark + (UNKNOWN if _silent(box) else "")
    number = _together("(n not stated)" if box.n is None else f"(n = {box.n:,})")
    below = tuple(_listed(box))
    if box.arm in ("previous", "included"):
        return (0, label, number), *((0, text, told) for _, text, told in below)
    if not below:
        return ((0, marked, number),)
    several = sum(bool(flow.number(text)) for _, text in box.parts) > 1
    total = several or box.id.endswith(("_screening_excluded", "_pending", "_awaiting"))
    return (0, f"{marked} {number}:" if total else f"{marked}:", ""), *below


def _listed(box: Box) -> Iterator[Line]:
    for depth, label, text in box.lines():
        if depth and flow.number(text) is None:
            continue
        told = re.sub(r" \(hits not stated\)$", "", text)
        yield 1 + depth, _shortened(label), _together(f"({told})")


def _together(number: str) -> str:
    """Return a number that stays on one line; what follows it may go to the next."""
    return re.sub(
        r"\((n = [\d,]+|n not stated|not stated)", lambda found: found[0].replace(" ", "\u00a0"), number
    )


def _shortened(text: str) -> str:
    whole = " ".join(text.split())
    if len(whole) <= LONGEST:
        return whole
    return (whole[: LONGEST - 1].rpartition(" ")[0] or whole[: LONGEST - 1]) + "…"


def sentence(box: Box) -> str:
    """Return all that a box says on one line, with its label in full: for tooltips and descriptions.

    >>> sentence(Box("database_excluded", "database", "Reports excluded", 2, (("Too old", "n = 2"),)))
    'Reports excluded (n = 2): Too old (n = 2)'
    """
    number = "n not stated" if box.n is None else f"n = {box.n:,}"
    items = [f"{label}: {text}" if "(" in text else f"{label} ({text})" for _, label, text in box.lines()]
    return f"{box.label} ({number}){box.mark}" + (": " + "; ".join(items) if items else "")


def included(review: Review) -> str:
    """Return how many studies are included, and in how many reports where that is another number."""
    last = _last(review)
    reports = len(last.keys)
    studies = counted(last.n or 0, "study", "studies")
    return f"{studies} included" + (f", in {counted(reports, 'report')}" if reports != last.n else "")


def notes(review: Review) -> tuple[str, ...]:
    """Return the notes under the diagram: the template's, what has no number, studies and reports, and the source."""
    every = flow.boxes(review)
    shown = drawn(every)
    told = [*flow.notes(shown), _unknown(shown), *_not_drawn(review, every, shown), studies(review)]
    return tuple(note for note in (*told, SOURCE) if note)


def studies(review: Review) -> str:
    """Return how studies and reports hang together where their numbers differ; else nothing."""
    last = _last(review)
    if len(last.keys) == last.n:
        return ""
    names, reports = screening.names(review), review.records.loc[list(last.keys), "study"]
    of: dict[str, list[str]] = {}
    for key, text in reports.items():
        for study in flow.studies_in(text):
            of.setdefault(study, []).append(names[key])
    several = [_and(found) for found in of.values() if len(found) > 1]
    many = Counter(len(flow.studies_in(text)) > 1 for text in reports)[True]
    told = [
        f"{counted(len(several), 'study has', 'studies have')} more than one report"
        + (f" ({'; '.join(several)})" if len(several) <= _NAMED else "")
        if several
        else "",
        f"{counted(many, 'report is', 'reports are')} of more than one study" if many else "",
    ]
    what = counted(len(last.keys), "report is", "reports are")
    return f"{what} included (the sources of this review), of {counted(last.n or 0, 'study', 'studies')}: {_and([one for one in told if one])}."


def _silent(box: Box) -> tuple[str, ...]:
    """Return the searches of a box that has a number which have none."""
    if box.n is None or not box.id.endswith("_identified"):
        return ()
    return tuple(label for depth, label, text in box.lines() if depth and flow.number(text) is None)


def _unknown(shown: Sequence[Box]) -> str:
    names = [name for box in shown for name in _silent(box)]
    return f"{UNKNOWN} No number is recorded for {'; '.join(names)}." if names else ""


def _not_drawn(review: Review, every: Sequence[Box], shown: Sequence[Box]) -> Iterator[str]:
    """Yield a note for each arm that was searched and has no number, or has found nothing."""
    before = [one.source or one.id for one in review.protocol.searches if one.kind == PREVIOUS]
    if before and not any(box.arm == "previous" for box in every):
        yield f"Studies included in previous version of review: no number is recorded ({_and(before)})."
    heads = flow.heads(review)
    for box in every:
        if box.id.endswith("_identified") and box not in shown:
            if box.n is None:
                yield f"{heads[box.arm]}: no number is recorded ({_and([label for label, _ in box.parts])})."
            else:
                found = (f"{label}: {text}" for depth, label, text in box.lines() if depth)
                yield f"{heads[box.arm]}: no record was taken in ({'; '.join(found)})."


def _last(review: Review) -> Box:
    return flow.boxes(review)[-1]


def _and(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
