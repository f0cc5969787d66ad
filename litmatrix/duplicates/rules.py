"""What follows from the evidence: surely the same work, doubtful, or different.

A rule asks for the agreement of fields that would not agree by chance and are not copied from one another: the title,
the people, and the place (journal, volume, pages, DOI). No rule goes by a single field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from litmatrix.duplicates.evidence import Evidence

if TYPE_CHECKING:
    import numpy as np

__all__ = ["DIFFERENT", "DOUBTFUL", "SURE", "contradicts", "judge", "score"]

DIFFERENT, DOUBTFUL, SURE = 0, 1, 2

#: From here, two titles may be the same; from here, they are alike.
SAME, ALIKE = 0.95, 0.85


def judge(found: Evidence) -> np.ndarray:
    """Return `SURE`, `DOUBTFUL` or `DIFFERENT` for each pair."""
    import numpy as np

    sure = _sure(found)
    return np.select([sure, _doubtful(found)], [SURE, DOUBTFUL], DIFFERENT).astype(np.int8)


def score(found: Evidence) -> np.ndarray:
    """Return how much of the evidence speaks for one work, 0 to 1: to order pairs by, not a probability."""
    import numpy as np

    weights = (
        (found.people, 2, 0.2), (found.year, 2, 0.1), (found.journal, 1, 0.1), (found.volume, 1, 0.08),
        (found.pages, 3, 0.16), (found.doi, 1, 0.06),
    )  # fmt: skip
    total = 0.3 * np.maximum(found.title, np.where(found.part, 0.9, 0))
    for values, top, weight in weights:
        # What is not told counts for half.
        total = total + weight * np.where(values < 0, 0, np.where(values == 0, 0.5, values / top))
    return np.round(total, 4)


def _sure(found: Evidence) -> np.ndarray:
    same = found.slip
    alike = (found.title >= ALIKE) | found.part
    paged = (found.pages >= 2) & ((found.volume == 1) | (found.journal == 1))
    placed = (found.pages == 3) & (found.volume == 1)
    issue = (found.journal == 1) & (found.volume == 1) & (found.number == 1)
    at_once = (found.year == 2) & (found.number >= 0)
    # The title and the people, at the same place. A volume that is off, or a year by one, does not speak against that.
    rules = (
        same & (found.people >= 1) & paged & (found.year == 2) & ((found.volume >= 0) | (found.pages == 3))
    )
    rules |= same & (found.people >= 1) & paged & (found.year == 1) & (found.volume == 1) & ~found.article
    # A year that is missing is not missed where the volume and all pages agree.
    rules |= same & (found.people >= 1) & placed & (found.year == 0) & (found.journal >= 0)
    # The same place says enough, whoever is named as the author: a group, or one of its members.
    rules |= same & placed & (found.year == 2) & (found.words >= 6) & (found.journal >= 0)
    # So do the same people on the same pages, whatever the proceedings are called.
    rules |= same & (found.people == 2) & (found.pages == 3) & (found.year == 2) & (found.volume >= 0)
    # A title with another wording or ending, at exactly the same place.
    rules |= alike & (found.people >= 1) & placed & (found.year >= 1) & (found.number >= 0)
    rules |= (
        alike
        & (found.people == 2)
        & (found.pages == 3)
        & (found.journal == 1)
        & at_once
        & (found.volume >= 0)
    )
    rules |= (
        found.part
        & (found.people == 2)
        & (found.pages >= 2)
        & (found.volume == 1)
        & (found.journal == 1)
        & at_once
    )
    rules |= found.part & (found.people == 2) & (found.pages >= 1) & issue & (found.year == 2)
    # A title in another wording, and nobody named.
    rules |= (found.title >= 0.75) & (found.people == 0) & placed & (found.journal == 1) & at_once
    # A title in another language: two works of the same people do not share a range of pages.
    rules |= (found.people == 2) & placed & (found.journal == 1) & at_once & (found.doi >= 0)
    # In one issue, the same people do not give a long title twice, whatever page is named.
    rules |= (
        same
        & (found.words >= 8)
        & (found.numerals == 2)
        & (found.people == 2)
        & issue
        & (found.year == 2)
        & (found.doi >= 0)
    )
    # The same DOI, unless it is that of a whole issue.
    rules |= (found.doi == 1) & same & (found.people >= 0) & (found.year >= 0)
    rules |= (found.doi == 1) & alike & (found.people >= 1) & (found.pages >= 1)
    rules |= (
        (found.doi == 1)
        & alike
        & (found.people == 2)
        & (found.pages >= 0)
        & (found.volume >= 0)
        & (found.journal == 1)
    )
    rules |= (found.doi == 1) & (found.people == 2) & (found.pages == 3)
    return (rules | _sure_without_pages(found)) & ~_against(found)


def _sure_without_pages(found: Evidence) -> np.ndarray:
    """Tell what is sure though one record has no pages: a title of some length is the same, and all else agrees."""
    told = found.slip & (found.words >= 4) & (found.numerals == 2) & (found.year == 2)
    told &= (found.pages >= 0) & (found.number >= 0) & (found.volume >= 0)
    rules = told & (found.people == 2) & (found.journal == 1)
    rules |= told & (found.people >= 1) & (found.volume == 1) & (found.pages >= 1) & (found.journal >= 0)
    rules |= told & (found.people >= 1) & (found.abstract == 1) & (found.journal >= 0)
    # The journal's name in two languages.
    rules |= told & (found.words >= 6) & (found.people == 2) & (found.volume == 1) & (found.number == 1)
    # No people to compare.
    first = (found.pages >= 2) & (found.volume == 1) & (found.year == 2) & (found.journal >= 0)
    return rules | found.slip & (found.people == 0) & first


def _against(found: Evidence) -> np.ndarray:
    """What must not be settled without being asked, whatever else agrees."""
    placed = (found.pages == 3) & (found.volume == 1)
    rules = found.notice < 0
    # A kind of text comes once in an issue, not once in a volume.
    issue = (found.pages >= 2) & (found.volume == 1) & (found.year == 2) & (found.number >= 0)
    issue &= (found.pages == 3) | (found.number == 1)
    rules |= found.generic & ~((found.doi == 1) | issue)
    rules |= found.recurring & ~(
        (found.doi == 1) | ((found.pages >= 2) & (found.volume == 1) & (found.year == 2))
    )
    rules |= (found.numerals < 0) & ~(placed & (found.number >= 0))
    rules |= (found.doi < 0) & ~(placed & found.slip & (found.year == 2))
    rules |= (found.isbn < 0) & (found.pages < 2)
    return rules | (found.abstract < 0) & (found.title < ALIKE)


def _doubtful(found: Evidence) -> np.ndarray:
    same = found.title >= SAME
    alike = (found.title >= ALIKE) | found.part
    near = (found.gap >= 0) & (found.gap <= 2)
    place = (found.pages >= 1) | ((found.volume == 1) & (found.pages >= 0)) | (found.doi == 1)
    named = ~(found.generic | (found.recurring & (found.volume < 0) & (found.words < 4)))
    rules = (
        same
        & named
        & (found.people >= 1)
        & (near | (found.year == 0) | (found.journal == 1) | (found.pages >= 2))
    )
    rules |= (
        same & named & (found.people == 0) & ((found.year >= 1) | (found.journal == 1) | (found.pages >= 2))
    )
    rules |= (
        alike
        & named
        & (found.people >= 1)
        & (found.year >= 1)
        & (place | ((found.journal == 1) & (found.pages >= 0)))
    )
    rules |= (
        alike & named & (found.people == 2) & (found.year >= 1) & (found.words >= 6) & (found.numerals == 2)
    )
    rules |= (found.doi == 1) & ((found.title >= 0.5) | (found.people >= 1) | (found.pages >= 2))
    rules |= (
        (found.pages >= 2)
        & (found.volume == 1)
        & (found.year >= 1)
        & ((found.people >= 1) | alike)
        & ((found.journal >= 0) | (found.title >= 0.5))
    )
    rules |= (found.pages == 3) & (found.volume == 1) & (found.journal == 1) & (found.people >= 0)
    rules |= (found.abstract == 1) & (found.people >= 1) & (found.title >= 0.6)
    rules |= (
        found.generic
        & same
        & (found.people >= 1)
        & (found.volume == 1)
        & (found.year == 2)
        & (found.pages >= 0)
        & (found.number >= 0)
        & (found.doi >= 0)
    )
    # A notice about a work stands at a place of its own.
    rules &= same | (found.doi >= 0) | (found.pages >= 0)
    # Part 1 and part 2, volume 1 and volume 2.
    rules &= (found.numerals >= 0) | (found.pages >= 1) | (found.doi == 1)
    return rules & ~((found.notice < 0) & (found.pages < 2) & (found.doi < 1))


def contradicts(found: Evidence) -> np.ndarray:
    """Tell which pairs cannot be one work though a third record is sure to be either: their places or parts exclude each other."""
    rules = found.notice < 0
    rules |= (found.numerals < 0) & (found.pages < 0)
    rules |= (found.doi < 0) & (found.pages < 2)
    rules |= (found.pages < 0) & ((found.volume < 0) | (found.year < 0) | (found.journal < 0))
    rules |= (found.volume < 0) & ((found.year < 1) | (found.number < 0))
    return rules | (found.people < 0) & (found.pages < 1)
