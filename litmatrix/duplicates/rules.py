"""What follows from the evidence: surely the same work, doubtful, or different.

Each rule is a row of a table, with its reason. One that makes a pair sure asks for the agreement of fields that would not
agree by chance and are not copied from one another: the title, the people, and the place (journal, volume, pages, DOI).
No rule goes by a single field.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from litmatrix.duplicates.evidence import Evidence

if TYPE_CHECKING:
    import numpy as np

DIFFERENT, DOUBTFUL, SURE = 0, 1, 2

#: From here, two titles may be the same; from here, they are alike.
SAME, ALIKE = 0.95, 0.85


class Rule(NamedTuple):
    """What a rule asks for, and why that is enough."""

    why: str
    holds: Callable[[Evidence], np.ndarray]


def judge(found: Evidence) -> np.ndarray:
    """Return `SURE`, `DOUBTFUL` or `DIFFERENT` for each pair."""
    import numpy as np

    sure = _any(_SURE, found) & ~_any(_AGAINST, found)
    doubtful = _any(_DOUBTFUL, found) & ~_any(_DISMISSED, found)
    return np.select([sure, doubtful], [SURE, DOUBTFUL], DIFFERENT).astype(np.int8)


def contradicts(found: Evidence) -> np.ndarray:
    """Tell which pairs cannot be one work though a third record is sure to be either."""
    return _any(_CONTRADICTIONS, found)


def _any(rules: tuple[Rule, ...], found: Evidence) -> np.ndarray:
    import numpy as np

    return np.logical_or.reduce([rule.holds(found) for rule in rules])


def score(found: Evidence) -> np.ndarray:
    """Return how much of the evidence speaks for one work, 0 to 1: to order pairs by, not a probability."""
    import numpy as np

    weights = (
        (found.people, 2, 0.2), (found.year, 2, 0.1), (found.journal, 1, 0.1), (found.volume, 1, 0.08),
        (found.pages, 3, 0.16), (found.doi, 1, 0.06),
    )  # fmt: skip
    total = 0.3 * np.maximum(found.title, np.where(found.part > 0, 0.9, 0))
    for values, top, weight in weights:
        # What is not told counts for half.
        total = total + weight * np.where(values < 0, 0, np.where(values == 0, 0.5, values / top))
    return np.round(total, 4)


# --- what several rules ask for -------------------------------------------------------------------------------------


def _alike(f: Evidence) -> np.ndarray:
    return (f.title >= ALIKE) | (f.part > 0)


def _paged(f: Evidence) -> np.ndarray:
    """The first page of something that is the same: the journal or the volume."""
    return (f.pages >= 2) & ((f.volume == 1) | (f.journal == 1))


def _placed(f: Evidence) -> np.ndarray:
    """All pages, and the volume."""
    return (f.pages == 3) & (f.volume == 1)


def _issue(f: Evidence) -> np.ndarray:
    return (f.journal == 1) & (f.volume == 1) & (f.number == 1)


def _at_once(f: Evidence) -> np.ndarray:
    return (f.year == 2) & (f.number >= 0)


def _fits(f: Evidence) -> np.ndarray:
    """Nothing of the place speaks against it."""
    return (f.journal >= 0) & (f.volume >= 0) & (f.number >= 0) & (f.pages >= 0) & (f.doi >= 0)


def _told(f: Evidence) -> np.ndarray:
    """A title of some length is the same, in the same year, and no place speaks against it."""
    return (
        f.slip & (f.words >= 4) & (f.numerals == 2) & (f.year == 2)
        & (f.pages >= 0) & (f.number >= 0) & (f.volume >= 0)
    )  # fmt: skip


def _within(f: Evidence) -> np.ndarray:
    """A page of an issue, in which a kind of text comes once; in a volume it comes often."""
    at = (f.pages >= 2) & (f.volume == 1) & (f.year == 2) & (f.number >= 0)
    return at & ((f.pages == 3) | (f.number == 1))


def _named(f: Evidence) -> np.ndarray:
    """The title is that of a work."""
    return ~(f.generic | (f.recurring & (f.volume < 0) & (f.words < 4)))


# --- the rules ------------------------------------------------------------------------------------------------------

_SURE = (
    Rule(
        "Title and people, at the same place; a volume that is off does not speak against all pages.",
        lambda f: f.slip & (f.people >= 1) & _paged(f) & (f.year == 2) & ((f.volume >= 0) | (f.pages == 3)),
    ),
    Rule(
        "A year off by one (online, then in print) does not either; but a new version of an article keeps its number.",
        lambda f: f.slip & (f.people >= 1) & _paged(f) & (f.year == 1) & (f.volume == 1) & ~f.article,
    ),
    Rule(
        "A year that is missing is not missed where the volume and all pages agree.",
        lambda f: f.slip & (f.people >= 1) & _placed(f) & (f.year == 0) & (f.journal >= 0),
    ),
    Rule(
        "The same place says enough, whoever is named as the author: a group, or one of its members.",
        lambda f: f.slip & _placed(f) & (f.year == 2) & (f.words >= 6) & (f.journal >= 0),
    ),
    Rule(
        "So do the same people on the same pages, whatever the proceedings are called.",
        lambda f: f.slip & (f.people == 2) & (f.pages == 3) & (f.year == 2) & (f.volume >= 0),
    ),
    Rule(
        "A title with another wording or ending, at exactly the same place.",
        lambda f: _alike(f) & (f.people >= 1) & _placed(f) & (f.year >= 1) & (f.number >= 0),
    ),
    Rule(
        "The same where the journal says what the volume does not.",
        lambda f: _alike(f) & (f.people == 2) & (f.pages == 3) & (f.journal == 1) & _at_once(f) & (f.volume >= 0),
    ),
    Rule(
        "A title without its subtitle, on a page of the issue.",
        lambda f: (f.part > 0) & (f.people == 2) & (f.pages >= 1) & _issue(f) & (f.year == 2),
    ),
    Rule(
        "A title in another wording, and nobody named.",
        lambda f: (f.title >= 0.75) & (f.people == 0) & _placed(f) & (f.journal == 1) & _at_once(f),
    ),
    Rule(
        "A title in another language: two works of the same people do not share a range of pages.",
        lambda f: (f.people == 2) & _placed(f) & (f.journal == 1) & _at_once(f),
    ),
    Rule(
        "In one issue, the same people do not give a long title twice, whatever page is named.",
        lambda f: f.slip & (f.words >= 8) & (f.numerals == 2) & (f.people == 2) & _issue(f) & (f.year == 2),
    ),
    Rule(
        "One DOI and one title by the same people.",
        lambda f: (f.doi == 1) & f.slip & (f.people >= 1) & (f.year >= 0),
    ),
    Rule(
        "One DOI and one title, nobody named, and no other place: an issue or a book has one DOI for many texts.",
        lambda f: (f.doi == 1) & f.slip & (f.people == 0) & (f.year >= 0) & _fits(f),
    ),
    Rule(
        "One DOI, and a title in another wording by the same people on the same pages; a supplement has one DOI for many texts.",
        lambda f: (f.doi == 1) & _alike(f) & (f.people >= 1) & (f.pages >= 1) & ((f.supplement < 2) | (f.part > 0)),
    ),
    Rule(
        "One DOI, and a title that lacks words, though one has no pages; the chapters of a book may have its DOI.",
        lambda f: (f.doi == 1) & (f.part > 0) & (f.people == 2) & (f.pages >= 0) & (f.volume >= 0) & (f.journal == 1)
        & (f.isbn < 1),
    ),
    Rule(
        "One DOI, and a title in another language.",
        lambda f: (f.doi == 1) & (f.people == 2) & (f.pages == 3),
    ),
    Rule(
        "Without pages: title, people and journal.",
        lambda f: _told(f) & (f.people == 2) & (f.journal == 1),
    ),
    Rule(
        "Without all pages: title, people and volume, and a page that fits.",
        lambda f: _told(f) & (f.people >= 1) & (f.volume == 1) & (f.pages >= 1) & (f.journal >= 0),
    ),
    Rule(
        "Without pages: title, people and abstract.",
        lambda f: _told(f) & (f.people >= 1) & (f.abstract == 1) & (f.journal >= 0),
    ),
    Rule(
        "Without pages, and the journal's name in two languages: volume and issue stand for it.",
        lambda f: _told(f) & (f.words >= 6) & (f.people == 2) & (f.volume == 1) & (f.number == 1),
    ),
    Rule(
        "Without pages and journal: a long title, people and volume.",
        lambda f: _told(f) & (f.words >= 8) & (f.people == 2) & (f.volume == 1) & _fits(f),
    ),
    Rule(
        "Nobody named: the title at the same place.",
        lambda f: f.slip & (f.people == 0) & (f.pages >= 2) & (f.volume == 1) & (f.year == 2) & (f.journal >= 0),
    ),
    Rule(
        "Neither people nor year named: the title and all of the place.",
        lambda f: f.slip & (f.words >= 4) & (f.people == 0) & (f.year == 0) & (f.journal == 1) & _placed(f) & _fits(f),
    ),
    Rule(
        "The same where the volume is not named.",
        lambda f: f.slip & (f.words >= 6) & (f.people == 0) & (f.pages == 3) & (f.journal == 1) & (f.year == 2) & _fits(f),
    ),
    Rule(
        "Nobody named: a long title is not given twice in one volume, nor a shorter one in one issue.",
        lambda f: f.slip & (f.people == 0) & (f.numerals == 2) & (f.journal == 1) & (f.year == 2) & _fits(f)
        & ((f.words >= 8) & ((f.volume == 1) | f.meeting) | (f.words >= 5) & (f.volume == 1) & (f.number == 1)),
    ),
    Rule(
        "Nobody named, and a title that is cut: on one page of a volume.",
        lambda f: (f.part > 0) & (f.words >= 8) & (f.numerals >= 1) & (f.people == 0) & (f.journal == 1) & (f.volume == 1)
        & (f.pages >= 2) & (f.year == 2) & _fits(f),
    ),
    Rule(
        "No journal: title, people, year and a first page.",
        lambda f: _told(f) & (f.people == 2) & (f.pages >= 2) & _fits(f),
    ),
    Rule(
        "A title that is cut or lacks words, by the same people on one page.",
        lambda f: (f.part > 0) & (f.words >= 6) & (f.numerals >= 1) & (f.people == 2) & (f.journal == 1) & (f.year == 2)
        & _fits(f) & (f.pages >= 2),
    ),
    Rule(
        "The same without pages, where it lacks the subtitle: words such as “in women” tell of another work.",
        lambda f: (f.part == 2) & (f.words >= 6) & (f.numerals >= 1) & (f.people == 2) & (f.journal == 1) & (f.year == 2)
        & _fits(f) & ((f.volume == 1) | (f.number == 1) | f.meeting),
    ),
    Rule(
        "The same where the journal is not named: volume and page stand for it.",
        lambda f: (f.part > 0) & (f.people == 2) & (f.pages >= 2) & (f.volume == 1) & (f.year == 2) & _fits(f),
    ),
    Rule(
        "No title, and all the rest: people, journal, volume, page and year.",
        lambda f: f.untitled & (f.people == 2) & (f.journal == 1) & (f.volume == 1) & (f.pages >= 2) & (f.year == 2) & _fits(f),
    ),
    Rule(
        "No title, and all pages: the same people do not share a range of them, of one journal or volume in one year.",
        lambda f: f.untitled & (f.people == 2) & (f.pages == 3) & (f.year == 2) & ((f.journal == 1) | (f.volume == 1)) & _fits(f),
    ),
    Rule(
        "No title, and a year off by one: people, journal, volume and all pages.",
        lambda f: f.untitled & (f.people == 2) & (f.journal == 1) & _placed(f) & (f.year == 1) & _fits(f),
    ),
    Rule(
        "No title, and one DOI by the same people.",
        lambda f: f.untitled & (f.people == 2) & (f.doi == 1) & (f.year >= 1) & _fits(f),
    ),
    Rule(
        "No title and nobody named: all pages of one issue, or of one DOI.",
        lambda f: f.untitled & (f.people == 0) & (f.journal == 1) & _placed(f) & (f.year == 2) & _fits(f)
        & ((f.number == 1) | (f.doi == 1)),
    ),
    Rule(
        "A year off by one: title, people, journal and volume.",
        lambda f: f.slip & (f.words >= 4) & (f.numerals == 2) & (f.people == 2) & (f.journal == 1) & (f.year == 1)
        & (f.volume == 1) & _fits(f) & ~f.article,
    ),
    Rule(
        "A year off by one: title, people, journal and page.",
        lambda f: f.slip & (f.words >= 4) & (f.numerals == 2) & (f.people == 2) & (f.journal == 1) & (f.year == 1)
        & (f.pages >= 2) & _fits(f) & ~f.article,
    ),
    Rule(
        "A year that is mistaken: title, people, journal, volume and all pages.",
        lambda f: f.slip & (f.people == 2) & (f.journal == 1) & _placed(f) & _fits(f),
    ),
    Rule(
        "A paper is given once; its conference is dated by the meeting, or by the proceedings a year later.",
        lambda f: f.meeting & f.slip & (f.words >= 6) & (f.numerals == 2) & (f.people == 2) & (f.journal == 1)
        & (f.year == 1) & _fits(f),
    ),
)  # fmt: skip

# What must not be settled without being asked, whatever else agrees.
_AGAINST = (
    Rule("A notice about a work is not the work.", lambda f: f.notice < 0),
    Rule(
        "A title that many works have says nothing.",
        lambda f: f.generic & ~_within(f)
        & ~((f.doi == 1) & (f.people >= 1) & ((f.pages >= 1) | (f.pages == 0) & (f.volume == 1) & (f.number == 1))),
    ),
    Rule(
        "A title that comes back is of another year's text.",
        lambda f: f.recurring & ~((f.doi == 1) | ((f.pages >= 2) & (f.volume == 1) & (f.year == 2))),
    ),
    Rule(
        "What comes out each year is another each year.",
        lambda f: f.serial & (f.year < 2) & (f.doi < 1) & ~((f.pages >= 1) & (f.volume == 1)),
    ),
    Rule(
        "The abstract of a meeting stands in a supplement, the article elsewhere.",
        lambda f: (f.supplement == 1) & (f.pages < 1) & ((f.volume < 1) | (f.number != 0)) & (f.doi < 1),
    ),
    Rule(
        "Part 1 is not part 2, unless all of the place says so, or the number is in what a title lacks.",
        lambda f: (f.numerals < 0) & ~(_placed(f) & (f.number >= 0)) & ~((f.part > 0) & _within(f) & (f.people == 2)),
    ),
    Rule(
        "Two DOIs are two works, unless all of the place says otherwise.",
        lambda f: (f.doi < 0) & ~(_placed(f) & f.slip & (f.year == 2)),
    ),
    Rule(
        "Two books are two, unless one DOI says otherwise: a book has an ISBN for each of its forms.",
        lambda f: (f.isbn < 0) & (f.pages < 2) & (f.doi < 1),
    ),
    Rule(
        "A protocol, an update or a second part says so in its longer title.",
        lambda f: f.another & ~f.slip & (f.pages < 2),
    ),
    Rule("Another title, and another abstract.", lambda f: (f.abstract < 0) & (f.title < ALIKE)),
)  # fmt: skip

_DOUBTFUL = (
    Rule(
        "The title and the people, in a year or at a place that may be the same.",
        lambda f: (f.title >= SAME) & _named(f) & (f.people >= 1)
        & (((f.gap >= 0) & (f.gap <= 2)) | (f.year == 0) | (f.journal == 1) | (f.pages >= 2)),
    ),
    Rule(
        "The title, and nobody named.",
        lambda f: (f.title >= SAME) & _named(f) & (f.people == 0) & ((f.year >= 1) | (f.journal == 1) | (f.pages >= 2)),
    ),
    Rule(
        "A title in another wording by the same people, at a place that may be the same.",
        lambda f: _alike(f) & _named(f) & (f.people >= 1) & (f.year >= 1)
        & ((f.pages >= 1) | (((f.volume == 1) | (f.journal == 1)) & (f.pages >= 0)) | (f.doi == 1)),
    ),
    Rule(
        "A long title in another wording by the same people: the abstract and the article.",
        lambda f: _alike(f) & _named(f) & (f.people == 2) & (f.year >= 1) & (f.words >= 6) & (f.numerals == 2),
    ),
    Rule(
        "One DOI, and one thing more.",
        lambda f: (f.doi == 1) & ((f.title >= 0.5) | (f.people >= 1) | (f.pages >= 2)),
    ),
    Rule(
        "The same page of the volume, by the same people or of the same title.",
        lambda f: (f.pages >= 2) & (f.volume == 1) & (f.year >= 1) & ((f.people >= 1) | _alike(f))
        & ((f.journal >= 0) | (f.title >= 0.5)),
    ),
    Rule(
        "All pages of the same volume.",
        lambda f: _placed(f) & (f.journal == 1) & (f.people >= 0),
    ),
    Rule(
        "The abstract, by the same people.",
        lambda f: (f.abstract == 1) & (f.people >= 1) & (f.title >= 0.6),
    ),
    Rule(
        "A title that many works have, where nothing tells the two apart.",
        lambda f: f.generic & (f.title >= SAME) & (f.people >= 1) & (f.volume == 1) & (f.year == 2)
        & (f.pages >= 0) & (f.number >= 0) & (f.doi >= 0),
    ),
    Rule(
        "No title, and the same people in one volume or issue, at one conference, or on one page.",
        lambda f: f.untitled & (f.people == 2) & (f.journal == 1) & (f.year >= 1) & _fits(f)
        & ((f.volume == 1) | (f.number == 1) | (f.pages >= 1) | f.meeting),
    ),
)  # fmt: skip

# What is not even asked about.
_DISMISSED = (
    Rule("Another title at another place, with a DOI of its own.", lambda f: (f.title < SAME) & (f.doi < 0) & (f.pages < 0)),
    Rule("Part 1 and part 2.", lambda f: (f.numerals < 0) & (f.pages < 1) & (f.doi < 1)),
    Rule("A notice stands at a place of its own.", lambda f: (f.notice < 0) & (f.pages < 2) & (f.doi < 1)),
)  # fmt: skip

# What two records of one group must not do, though a third record is sure to be either.
_CONTRADICTIONS = (
    Rule("A notice about a work is not the work.", lambda f: f.notice < 0),
    Rule("Two parts, on two pages.", lambda f: (f.numerals < 0) & (f.pages < 0)),
    Rule("Two DOIs, on two pages.", lambda f: (f.doi < 0) & (f.pages < 2)),
    Rule("Other pages of another volume, year or journal.", lambda f: (f.pages < 0) & ((f.volume < 0) | (f.year < 0) | (f.journal < 0))),
    Rule("Another volume, and another issue or year.", lambda f: (f.volume < 0) & ((f.year < 1) | (f.number < 0))),
    Rule("Other people, on no common page.", lambda f: (f.people < 0) & (f.pages < 1)),
)  # fmt: skip
