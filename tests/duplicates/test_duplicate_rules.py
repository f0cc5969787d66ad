"""The rules of duplicates, one by one: the least that each asks for, and what spoils it.

Each row names a rule, the least evidence that it goes by (all else is not told), and what it does not stand: with one step
less of anything, or with any of what spoils it, the verdict is another.
"""

from __future__ import annotations

import numpy as np
import pytest

from litmatrix.duplicates import rules
from litmatrix.duplicates.evidence import Evidence

#: What each field can say, from what speaks most for one work to what speaks most against it.
LEVELS = {
    "title": (1.0, 0.95, 0.85, 0.75, 0.6, 0.5, 0.0), "slip": (1, 0), "part": (2, 1, 0), "another": (0, 1), "untitled": (1, 0),
    "numerals": (2, 1, 0, -1), "notice": (2, -1), "generic": (0, 1), "serial": (0, 1), "recurring": (0, 1),
    "words": tuple(range(9, -1, -1)), "people": (2, 1, 0, -1), "year": (2, 1, 0, -1), "journal": (1, 0, -1), "meeting": (1, 0),
    "volume": (1, 0, -1), "number": (1, 0, -1), "pages": (3, 2, 1, 0, -1), "supplement": (0, 1, 2), "article": (0, 1),
    "doi": (1, 0, -1), "isbn": (1, 0, -1), "abstract": (1, 0, -1),
}  # fmt: skip
NOT_TOLD = dict.fromkeys(LEVELS, 0) | {"numerals": 2, "notice": 2}
TRUTHS = ("slip", "another", "untitled", "generic", "serial", "recurring", "meeting", "article")


def evidence(**fields) -> Evidence:
    """The evidence of one pair: what is given, and the rest not told."""
    values = NOT_TOLD | (
        {"title": 1.0} if fields.get("slip") else {"title": 0.5} if fields.get("part") else {}
    )
    values |= {"numerals": 0} if fields.get("untitled") else {}
    values |= fields
    values.setdefault("gap", {2: 0, 1: 1, 0: -1, -1: 5}[values["year"]])
    return Evidence(**{
        name: np.array([value], dtype=np.float32 if name == "title" else bool if name in TRUTHS else np.int8)
        for name, value in values.items()
    })  # fmt: skip


def judged(**fields) -> int:
    return int(rules.judge(evidence(**fields))[0])


def less(name: str, value: float) -> float | None:
    """One step less of a field."""
    levels = LEVELS[name]
    place = levels.index(value) + 1
    return levels[place] if place < len(levels) else None


def told(fields: dict, name: str) -> float:
    return float(getattr(evidence(**fields), name)[0])


def milder(fields: dict, name: str, value: float) -> list[float]:
    """What speaks less against a rule than a value that spoils it, and more than what is told."""
    levels = LEVELS[name]
    return list(levels[levels.index(told(fields, name)) : levels.index(value)])


SURE = [
    ("Title and people, at the same place; a volume that is off does not speak against all pages.", {"slip": 1, "people": 1, "year": 2, "journal": 1, "pages": 2},
     {"numerals": -1, "notice": -1, "generic": 1, "recurring": 1, "volume": -1, "doi": -1}),
    ("Title and people, at the same place; a volume that is off does not speak against all pages.", {"slip": 1, "people": 1, "year": 2, "volume": 1, "pages": 2, "article": 1},
     {"numerals": -1, "notice": -1, "generic": 1, "doi": -1}),
    ("A year off by one (online, then in print) does not either; but a new version of an article keeps its number.", {"slip": 1, "people": 1, "year": 1, "volume": 1, "pages": 2},
     {"numerals": -1, "notice": -1, "generic": 1, "recurring": 1, "article": 1, "doi": -1}),
    ("A year that is missing is not missed where the volume and all pages agree.", {"slip": 1, "people": 1, "volume": 1, "pages": 3},
     {"notice": -1, "generic": 1, "recurring": 1, "year": -1, "journal": -1, "doi": -1}),
    ("The same place says enough, whoever is named as the author: a group, or one of its members.", {"slip": 1, "words": 6, "people": -1, "year": 2, "volume": 1, "pages": 3},
     {"notice": -1, "journal": -1}),
    ("So do the same people on the same pages, whatever the proceedings are called.", {"slip": 1, "people": 2, "year": 2, "pages": 3},
     {"numerals": -1, "notice": -1, "generic": 1, "recurring": 1, "volume": -1, "doi": -1}),
    ("A title with another wording or ending, at exactly the same place.", {"title": 0.85, "people": 1, "year": 1, "volume": 1, "pages": 3},
     {"notice": -1, "generic": 1, "recurring": 1, "number": -1, "doi": -1}),
    ("A title with another wording or ending, at exactly the same place.", {"part": 1, "people": 1, "year": 1, "volume": 1, "pages": 3},
     {"notice": -1, "generic": 1, "recurring": 1, "number": -1, "doi": -1, "abstract": -1}),
    ("The same where the journal says what the volume does not.", {"title": 0.85, "people": 2, "year": 2, "journal": 1, "pages": 3},
     {"numerals": -1, "notice": -1, "generic": 1, "recurring": 1, "volume": -1, "number": -1, "doi": -1}),
    ("The same where the journal says what the volume does not.", {"part": 1, "people": 2, "year": 2, "journal": 1, "pages": 3},
     {"numerals": -1, "notice": -1, "generic": 1, "recurring": 1, "volume": -1, "number": -1, "doi": -1, "abstract": -1}),
    ("A title without its subtitle, on a page of the issue.", {"part": 1, "people": 2, "year": 2, "journal": 1, "volume": 1, "number": 1, "pages": 1},
     {"another": 1, "numerals": -1, "notice": -1, "generic": 1, "recurring": 1, "doi": -1, "isbn": -1, "abstract": -1}),
    ("A title in another wording, and nobody named.", {"title": 0.75, "year": 2, "journal": 1, "volume": 1, "pages": 3},
     {"notice": -1, "people": -1, "number": -1, "doi": -1, "abstract": -1}),
    ("A title in another language: two works of the same people do not share a range of pages.", {"people": 2, "year": 2, "journal": 1, "volume": 1, "pages": 3},
     {"notice": -1, "number": -1, "doi": -1, "abstract": -1}),
    ("In one issue, the same people do not give a long title twice, whatever page is named.", {"slip": 1, "words": 8, "people": 2, "year": 2, "journal": 1, "volume": 1, "number": 1, "pages": -1},
     {"supplement": 1, "numerals": 1, "notice": -1, "generic": 1, "recurring": 1, "doi": -1, "isbn": -1}),
    ("One DOI and one title by the same people.", {"slip": 1, "people": 1, "doi": 1},
     {"numerals": -1, "notice": -1, "generic": 1, "year": -1}),
    ("One DOI and one title, nobody named, and no other place: an issue or a book has one DOI for many texts.", {"slip": 1, "doi": 1},
     {"numerals": -1, "notice": -1, "generic": 1, "people": -1, "year": -1, "journal": -1, "volume": -1, "number": -1, "pages": -1}),
    ("One DOI, and a title in another wording by the same people on the same pages; a supplement has one DOI for many texts.", {"title": 0.85, "people": 1, "pages": 1, "doi": 1},
     {"another": 1, "numerals": -1, "notice": -1, "supplement": 2}),
    ("One DOI, and a title in another wording by the same people on the same pages; a supplement has one DOI for many texts.", {"part": 1, "people": 1, "pages": 1, "doi": 1},
     {"another": 1, "numerals": -1, "notice": -1, "abstract": -1}),
    ("One DOI, and a title in another wording by the same people on the same pages; a supplement has one DOI for many texts.", {"slip": 1, "people": 1, "year": -1, "pages": 1, "doi": 1},
     {"numerals": -1, "notice": -1, "supplement": 2}),
    ("One DOI, and a title that lacks words, though one has no pages; the chapters of a book may have its DOI.", {"part": 1, "people": 2, "journal": 1, "doi": 1},
     {"another": 1, "numerals": -1, "notice": -1, "generic": 1, "volume": -1, "pages": -1, "abstract": -1}),
    ("One DOI, and a title in another language.", {"people": 2, "pages": 3, "doi": 1},
     {"numerals": -1, "notice": -1, "abstract": -1}),
    ("One DOI, and a title in another language.", {"untitled": 1, "people": 2, "pages": 3, "doi": 1},
     {"numerals": -1, "notice": -1, "abstract": -1}),
    ("Without pages: title, people and journal.", {"slip": 1, "words": 4, "people": 2, "year": 2, "journal": 1},
     {"numerals": 1, "notice": -1, "generic": 1, "recurring": 1, "volume": -1, "number": -1, "pages": -1, "supplement": 1, "doi": -1, "isbn": -1}),
    ("Without all pages: title, people and volume, and a page that fits.", {"slip": 1, "words": 4, "people": 1, "year": 2, "volume": 1, "pages": 1},
     {"numerals": 1, "notice": -1, "generic": 1, "recurring": 1, "journal": -1, "number": -1, "doi": -1, "isbn": -1}),
    ("Without pages: title, people and abstract.", {"slip": 1, "words": 4, "people": 1, "year": 2, "abstract": 1},
     {"numerals": 1, "notice": -1, "generic": 1, "recurring": 1, "journal": -1, "volume": -1, "number": -1, "pages": -1, "supplement": 1, "doi": -1, "isbn": -1}),
    ("Without pages, and the journal's name in two languages: volume and issue stand for it.", {"slip": 1, "words": 6, "people": 2, "year": 2, "volume": 1, "number": 1},
     {"supplement": 1, "numerals": 1, "notice": -1, "generic": 1, "recurring": 1, "pages": -1, "doi": -1, "isbn": -1}),
    ("Without pages and journal: a long title, people and volume.", {"slip": 1, "words": 8, "people": 2, "year": 2, "volume": 1},
     {"numerals": 1, "notice": -1, "generic": 1, "recurring": 1, "journal": -1, "number": -1, "pages": -1, "doi": -1, "isbn": -1}),
    ("Nobody named: the title at the same place.", {"slip": 1, "year": 2, "volume": 1, "pages": 2},
     {"numerals": -1, "notice": -1, "generic": 1, "people": -1, "journal": -1, "doi": -1}),
    ("Neither people nor year named: the title and all of the place.", {"slip": 1, "words": 4, "journal": 1, "volume": 1, "pages": 3},
     {"notice": -1, "generic": 1, "recurring": 1, "people": -1, "year": -1, "number": -1, "doi": -1}),
    ("The same where the volume is not named.", {"slip": 1, "words": 6, "year": 2, "journal": 1, "pages": 3},
     {"numerals": -1, "notice": -1, "generic": 1, "recurring": 1, "people": -1, "volume": -1, "number": -1, "doi": -1}),
    ("Nobody named: a long title is not given twice in one volume, nor a shorter one in one issue.", {"slip": 1, "words": 8, "year": 2, "journal": 1, "volume": 1},
     {"numerals": 1, "notice": -1, "generic": 1, "recurring": 1, "people": -1, "number": -1, "pages": -1, "doi": -1, "isbn": -1}),
    ("Nobody named: a long title is not given twice in one volume, nor a shorter one in one issue.", {"slip": 1, "words": 8, "year": 2, "journal": 1, "meeting": 1},
     {"numerals": 1, "notice": -1, "generic": 1, "recurring": 1, "people": -1, "volume": -1, "number": -1, "pages": -1, "supplement": 1, "doi": -1, "isbn": -1}),
    ("Nobody named: a long title is not given twice in one volume, nor a shorter one in one issue.", {"slip": 1, "words": 5, "year": 2, "journal": 1, "volume": 1, "number": 1},
     {"supplement": 1, "numerals": 1, "notice": -1, "generic": 1, "recurring": 1, "people": -1, "pages": -1, "doi": -1, "isbn": -1}),
    ("Nobody named, and a title that is cut: on one page of a volume.", {"part": 1, "words": 8, "year": 2, "journal": 1, "volume": 1, "pages": 2},
     {"numerals": 0, "notice": -1, "generic": 1, "people": -1, "number": -1, "doi": -1, "abstract": -1}),
    ("No journal: title, people, year and a first page.", {"slip": 1, "words": 4, "people": 2, "year": 2, "pages": 2},
     {"numerals": 1, "notice": -1, "generic": 1, "recurring": 1, "journal": -1, "volume": -1, "number": -1, "doi": -1}),
    ("A title that is cut or lacks words, by the same people on one page.", {"part": 1, "words": 6, "people": 2, "year": 2, "journal": 1, "pages": 2},
     {"numerals": 0, "notice": -1, "generic": 1, "recurring": 1, "volume": -1, "number": -1, "doi": -1, "abstract": -1}),
    ("The same without pages, where it lacks the subtitle: words such as “in women” tell of another work.", {"part": 2, "words": 6, "people": 2, "year": 2, "journal": 1, "number": 1},
     {"another": 1, "numerals": 0, "notice": -1, "generic": 1, "recurring": 1, "volume": -1, "pages": -1, "supplement": 1, "doi": -1, "isbn": -1, "abstract": -1}),
    ("The same without pages, where it lacks the subtitle: words such as “in women” tell of another work.", {"part": 2, "words": 6, "people": 2, "year": 2, "journal": 1, "volume": 1},
     {"another": 1, "numerals": 0, "notice": -1, "generic": 1, "recurring": 1, "number": -1, "pages": -1, "doi": -1, "isbn": -1, "abstract": -1}),
    ("The same without pages, where it lacks the subtitle: words such as “in women” tell of another work.", {"part": 2, "words": 6, "people": 2, "year": 2, "journal": 1, "meeting": 1},
     {"another": 1, "numerals": 0, "notice": -1, "generic": 1, "recurring": 1, "volume": -1, "number": -1, "pages": -1, "supplement": 1, "doi": -1, "isbn": -1, "abstract": -1}),
    ("The same where the journal is not named: volume and page stand for it.", {"part": 1, "people": 2, "year": 2, "volume": 1, "pages": 2},
     {"numerals": -1, "notice": -1, "generic": 1, "journal": -1, "number": -1, "doi": -1, "abstract": -1}),
    ("No title, and all the rest: people, journal, volume, page and year.", {"untitled": 1, "people": 2, "year": 2, "journal": 1, "volume": 1, "pages": 2},
     {"numerals": -1, "notice": -1, "generic": 1, "number": -1, "doi": -1, "abstract": -1}),
    ("No title, and all pages: the same people do not share a range of them, of one journal or volume in one year.", {"untitled": 1, "people": 2, "year": 2, "volume": 1, "pages": 3},
     {"notice": -1, "journal": -1, "number": -1, "doi": -1, "abstract": -1}),
    ("No title, and all pages: the same people do not share a range of them, of one journal or volume in one year.", {"untitled": 1, "people": 2, "year": 2, "journal": 1, "pages": 3},
     {"numerals": -1, "notice": -1, "generic": 1, "recurring": 1, "volume": -1, "number": -1, "doi": -1, "abstract": -1}),
    ("No title, and a year off by one: people, journal, volume and all pages.", {"untitled": 1, "people": 2, "year": 1, "journal": 1, "volume": 1, "pages": 3},
     {"notice": -1, "generic": 1, "recurring": 1, "number": -1, "doi": -1, "abstract": -1}),
    ("No title, and one DOI by the same people.", {"untitled": 1, "people": 2, "year": 1, "doi": 1},
     {"another": 1, "numerals": -1, "notice": -1, "generic": 1, "journal": -1, "volume": -1, "number": -1, "pages": -1, "abstract": -1}),
    ("No title and nobody named: all pages of one issue, or of one DOI.", {"untitled": 1, "year": 2, "journal": 1, "volume": 1, "number": 1, "pages": 3},
     {"notice": -1, "people": -1, "doi": -1, "abstract": -1}),
    ("No title and nobody named: all pages of one issue, or of one DOI.", {"untitled": 1, "year": 2, "journal": 1, "volume": 1, "pages": 3, "doi": 1},
     {"notice": -1, "people": -1, "number": -1, "abstract": -1}),
    ("A year off by one: title, people, journal and volume.", {"slip": 1, "words": 4, "people": 2, "year": 1, "journal": 1, "volume": 1},
     {"numerals": 1, "notice": -1, "generic": 1, "serial": 1, "recurring": 1, "number": -1, "pages": -1, "article": 1, "doi": -1, "isbn": -1}),
    ("A year off by one: title, people, journal and page.", {"slip": 1, "words": 4, "people": 2, "year": 1, "journal": 1, "pages": 2},
     {"numerals": 1, "notice": -1, "generic": 1, "serial": 1, "recurring": 1, "volume": -1, "number": -1, "article": 1, "doi": -1}),
    ("A year that is mistaken: title, people, journal, volume and all pages.", {"slip": 1, "people": 2, "year": -1, "journal": 1, "volume": 1, "pages": 3},
     {"notice": -1, "generic": 1, "recurring": 1, "number": -1, "doi": -1}),
    ("A paper is given once; its conference is dated by the meeting, or by the proceedings a year later.", {"slip": 1, "words": 6, "people": 2, "year": 1, "journal": 1, "meeting": 1},
     {"numerals": 1, "notice": -1, "generic": 1, "serial": 1, "recurring": 1, "volume": -1, "number": -1, "pages": -1, "supplement": 1, "doi": -1, "isbn": -1}),
]  # fmt: skip

DOUBTFUL = [
    ("The title and the people, in a year or at a place that may be the same.", {"title": 0.95, "people": 1},
     {"numerals": -1, "notice": -1, "generic": 1, "year": -1}),
    ("The title and the people, in a year or at a place that may be the same.", {"slip": 1, "people": 1},
     {"numerals": -1, "notice": -1, "generic": 1, "year": -1}),
    ("The title, and nobody named.", {"title": 0.95, "journal": 1},
     {"numerals": -1, "notice": -1, "generic": 1, "people": -1}),
    ("The title, and nobody named.", {"title": 0.95, "year": 1},
     {"numerals": -1, "notice": -1, "generic": 1, "people": -1}),
    ("The title, and nobody named.", {"slip": 1, "pages": 2},
     {"generic": 1, "people": -1}),
    ("A title in another wording by the same people, at a place that may be the same.", {"title": 0.85, "people": 1, "year": 1, "journal": 1},
     {"numerals": -1, "notice": -1, "generic": 1, "pages": -1}),
    ("A title in another wording by the same people, at a place that may be the same.", {"title": 0.85, "people": 1, "year": 1, "volume": 1},
     {"numerals": -1, "notice": -1, "generic": 1, "pages": -1}),
    ("A title in another wording by the same people, at a place that may be the same.", {"title": 0.85, "people": 1, "year": 1, "pages": 1},
     {"notice": -1, "generic": 1}),
    ("A long title in another wording by the same people: the abstract and the article.", {"title": 0.85, "words": 6, "people": 2, "year": 1},
     {"numerals": 1, "notice": -1, "generic": 1}),
    ("A long title in another wording by the same people: the abstract and the article.", {"part": 1, "words": 6, "people": 2, "year": 1},
     {"numerals": 1, "notice": -1, "generic": 1}),
    ("One DOI, and one thing more.", {"pages": 2, "doi": 1},
     {}),
    ("One DOI, and one thing more.", {"title": 0.5, "doi": 1},
     {}),
    ("One DOI, and one thing more.", {"people": 1, "doi": 1},
     {}),
    ("The same page of the volume, by the same people or of the same title.", {"title": 0.85, "year": 1, "volume": 1, "pages": 2},
     {}),
    ("The same page of the volume, by the same people or of the same title.", {"people": 1, "year": 1, "volume": 1, "pages": 2},
     {"journal": -1}),
    ("The same page of the volume, by the same people or of the same title.", {"part": 1, "year": 1, "volume": 1, "pages": 2},
     {}),
    ("All pages of the same volume.", {"journal": 1, "volume": 1, "pages": 3},
     {"people": -1}),
    ("All pages of the same volume.", {"untitled": 1, "journal": 1, "volume": 1, "pages": 3},
     {"people": -1}),
    ("All pages of the same volume.", {"part": 1, "journal": 1, "volume": 1, "pages": 3},
     {"people": -1}),
    ("The abstract, by the same people.", {"title": 0.6, "people": 1, "abstract": 1},
     {"numerals": -1, "notice": -1}),
    ("The abstract, by the same people.", {"slip": 1, "people": 1, "year": -1, "abstract": 1},
     {"numerals": -1, "notice": -1}),
    ("A title that many works have, where nothing tells the two apart.", {"title": 0.95, "generic": 1, "people": 1, "year": 2, "volume": 1},
     {"numerals": -1, "notice": -1, "number": -1, "pages": -1, "doi": -1}),
    ("No title, and the same people in one volume or issue, at one conference, or on one page.", {"untitled": 1, "people": 2, "year": 1, "journal": 1, "volume": 1},
     {"numerals": -1, "notice": -1, "number": -1, "pages": -1, "doi": -1}),
    ("No title, and the same people in one volume or issue, at one conference, or on one page.", {"untitled": 1, "people": 2, "year": 1, "journal": 1, "pages": 1},
     {"notice": -1, "volume": -1, "number": -1, "doi": -1}),
    ("No title, and the same people in one volume or issue, at one conference, or on one page.", {"untitled": 1, "people": 2, "year": 1, "journal": 1, "number": 1},
     {"numerals": -1, "notice": -1, "volume": -1, "pages": -1, "doi": -1}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "least", "spoils"), SURE)
def test_the_least_that_is_sure_and_what_spoils_it(why, least, spoils):
    """Each threshold of each rule: nothing less will do, and nothing against it that the rule does not name."""
    assert [rule.why for rule in rules._SURE if rule.holds(evidence(**least))[0]] == [why]
    check(least, spoils, lambda **fields: judged(**fields) == rules.SURE)


@pytest.mark.parametrize(("why", "least", "spoils"), DOUBTFUL)
def test_the_least_that_is_doubtful_and_what_spoils_it(why, least, spoils):
    assert [rule.why for rule in rules._DOUBTFUL if rule.holds(evidence(**least))[0]] == [why]
    check(least, spoils, lambda **fields: judged(**fields) >= rules.DOUBTFUL)


def check(least, spoils, holds):
    assert holds(**least)
    for name, value in least.items():
        # That no name yet is another matter than that others are.
        step = -1 if (name, value) == ("people", 1) else less(name, value)
        if (
            step is not None
            and name not in ("slip", "untitled")
            and (name, value) != ("part", 1)
            and value > 0
        ):
            assert not holds(**{**least, name: step}), f"{name} {step} is enough"
    for name in LEVELS:
        if name in least or name in ("title", "part", "words", "slip", "untitled"):
            continue
        if name in spoils:
            assert not holds(**{**least, name: spoils[name]}), f"{name} {spoils[name]} does not spoil it"
        for value in (
            milder(least, name, spoils[name])
            if name in spoils
            else LEVELS[name][LEVELS[name].index(told(least, name)) :]
        ):
            assert holds(**{**least, name: value}), f"{name} {value} spoils it"


PAPER = {"slip": 1, "words": 8, "people": 2, "year": 2, "journal": 1, "volume": 1, "number": 1, "pages": 3}


@pytest.mark.parametrize(
    ("against", "least"),
    [
        # A title that many works have: a page of one issue, or all pages of the volume, or the DOI and the people.
        ({"generic": 1}, {"slip": 1, "people": 1, "year": 2, "volume": 1, "number": 1, "pages": 2}),
        ({"generic": 1}, {"slip": 1, "people": 1, "year": 2, "volume": 1, "pages": 3}),
        ({"generic": 1}, {"slip": 1, "people": 1, "doi": 1, "pages": 1}),
        ({"generic": 1}, {"slip": 1, "people": 1, "doi": 1, "volume": 1, "number": 1}),
        # One that came back: the DOI, or a page of the same year's volume.
        ({"recurring": 1}, {"slip": 1, "people": 1, "doi": 1}),
        ({"recurring": 1}, {"slip": 1, "people": 1, "year": 2, "volume": 1, "pages": 2}),
        # One of each year: a page that fits of the volume, or the DOI.
        ({"serial": 1}, {"slip": 1, "words": 4, "people": 2, "year": 1, "journal": 1, "volume": 1, "pages": 1}),
        ({"serial": 1}, {"slip": 1, "people": 1, "doi": 1}),
        # A meeting's abstract: a page that fits, the volume, or the DOI.
        ({"supplement": 1}, {"slip": 1, "words": 4, "people": 1, "year": 2, "volume": 1, "pages": 1}),
        ({"supplement": 1}, {"slip": 1, "words": 8, "people": 2, "year": 2, "volume": 1}),
        ({"supplement": 1}, {"slip": 1, "people": 1, "doi": 1}),
        # Other numbers: all of the place, or the missing end of a title on one page of the issue.
        ({"numerals": -1}, {"slip": 1, "people": 1, "volume": 1, "pages": 3}),
        ({"numerals": -1}, {"part": 1, "people": 2, "year": 2, "volume": 1, "number": 1, "pages": 2}),
        # Other DOIs: the title and all of the place.
        ({"doi": -1}, {"slip": 1, "people": 1, "year": 2, "volume": 1, "pages": 3}),
        # Other ISBNs: a page, or the DOI.
        ({"isbn": -1}, {"slip": 1, "people": 1, "year": 2, "journal": 1, "pages": 2}),
        ({"isbn": -1}, {"slip": 1, "people": 1, "doi": 1}),
        # A longer title that names another text: the page.
        ({"another": 1}, {"part": 1, "words": 6, "people": 2, "year": 2, "journal": 1, "pages": 2}),
    ],
)  # fmt: skip
def test_what_speaks_against_is_outweighed_by_so_much_and_no_less(against, least):
    assert judged(**least, **against) == rules.SURE
    for name in set(least) - {"slip", "part", "words"}:
        step = -1 if (name, least[name]) == ("people", 1) else less(name, least[name])
        assert judged(**{**least, name: step}, **against) != rules.SURE, name


@pytest.mark.parametrize(
    "against",
    [
        {"notice": -1}, {"numerals": -1, "number": -1}, {"doi": -1, "year": 1}, {"doi": -1, "pages": 2},
        {"doi": -1, "slip": 0, "title": 0.95}, {"abstract": -1, "slip": 0, "title": 0.5},
    ],
)  # fmt: skip
def test_nothing_outweighs_this(against):
    assert judged(**PAPER) == rules.SURE
    assert judged(**{**PAPER, **against}) != rules.SURE


@pytest.mark.parametrize(
    "fields",
    [
        # A kind of text, on all pages of the volume but of another issue.
        {"generic": 1, "slip": 1, "people": 1, "year": 2, "volume": 1, "pages": 3, "number": -1},
        # Another volume, and not all pages.
        {"slip": 1, "people": 1, "year": 2, "journal": 1, "volume": -1, "pages": 2},
        # Another wording: no name yet, or the title is too far off.
        {"title": 0.85, "people": 0, "year": 1, "volume": 1, "pages": 3},
        {"title": 0.74, "people": 0, "year": 2, "journal": 1, "volume": 1, "pages": 3},
        # One DOI: nobody named and other pages; another title, and no pages.
        {"slip": 1, "people": 0, "doi": 1, "pages": -1},
        {"title": 0.5, "people": 2, "journal": 1, "doi": 1},
        # Nobody named: a page that may be the same; the abstract.
        {"slip": 1, "words": 4, "people": 0, "year": 2, "volume": 1, "pages": 1},
        {"slip": 1, "words": 4, "people": 0, "year": 2, "abstract": 1},
        # Another wording under one DOI, and nobody named.
        {"title": 0.85, "people": 0, "pages": 1, "doi": 1},
        # The chapters of a book, under its DOI and ISBN.
        {"part": 1, "people": 2, "journal": 1, "doi": 1, "isbn": 1},
        # The abstract in a supplement of the volume, the article in an issue of it.
        {
            "slip": 1,
            "words": 8,
            "people": 2,
            "year": 2,
            "journal": 1,
            "volume": 1,
            "number": 1,
            "supplement": 1,
        },
        {
            "slip": 1,
            "words": 8,
            "people": 2,
            "year": 2,
            "journal": 1,
            "volume": 1,
            "number": -1,
            "pages": -1,
            "supplement": 1,
        },
        # Another title on a page that may be the same.
        {"title": 0.5, "people": 2, "year": 2, "journal": 1, "volume": 1, "number": 1, "pages": 1},
    ],
)
def test_what_is_not_enough(fields):
    assert judged(**fields) != rules.SURE


def test_a_volume_that_is_off_does_not_speak_against_all_pages():
    assert judged(slip=1, people=1, year=2, journal=1, volume=-1, pages=3) == rules.SURE


@pytest.mark.parametrize(("abstract", "title", "verdict"), [(-1, 0.85, rules.SURE), (-1, 0.84, rules.DOUBTFUL), (0, 0.84, rules.SURE)])  # fmt: skip
def test_another_abstract_speaks_against_another_title(abstract, title, verdict):
    assert judged(**{**PAPER, "slip": 0, "title": title, "abstract": abstract}) == verdict


@pytest.mark.parametrize(
    ("one", "outweighed"),
    [
        ({"doi": -1, "pages": -1, "title": 0.94, "words": 6, "people": 2, "year": 1}, [{"doi": 0}, {"pages": 0}, {"title": 0.95}]),
        ({"numerals": -1, "slip": 1, "people": 1}, [{"pages": 1}, {"doi": 1}, {"numerals": 0}]),
        ({"notice": -1, "slip": 1, "people": 1}, [{"pages": 2}, {"doi": 1}, {"notice": 2}]),
    ],
)  # fmt: skip
def test_what_is_not_even_asked_about(one, outweighed):
    assert judged(**one) == rules.DIFFERENT
    for more in outweighed:
        assert judged(**{**one, **more}) == rules.DOUBTFUL, more


@pytest.mark.parametrize(("gap", "verdict"), [(2, rules.DOUBTFUL), (3, rules.DIFFERENT)])
def test_the_same_within_two_years_is_asked_about(gap, verdict):
    assert judged(title=0.95, people=1, year=-1, gap=gap) == verdict


@pytest.mark.parametrize("more", [{"journal": 1}, {"pages": 2}])
def test_the_same_in_any_year_is_asked_about_where_the_place_agrees(more):
    assert judged(title=0.95, people=1, year=-1, gap=9) == rules.DIFFERENT
    assert judged(title=0.95, people=1, year=-1, gap=9, **more) == rules.DOUBTFUL


@pytest.mark.parametrize(("words", "volume", "verdict"), [(3, -1, rules.DIFFERENT), (4, -1, rules.DOUBTFUL), (3, 0, rules.DOUBTFUL)])  # fmt: skip
def test_a_short_title_that_comes_back_in_another_volume_is_not_asked_about(words, volume, verdict):
    assert judged(title=0.95, people=1, recurring=1, words=words, volume=volume) == verdict


@pytest.mark.parametrize(
    ("one", "outweighed"),
    [
        ({"notice": -1}, [{"notice": 2}]),
        ({"numerals": -1, "pages": -1}, [{"numerals": 0}, {"pages": 0}]),
        ({"doi": -1, "pages": 1}, [{"doi": 0}, {"pages": 2}]),
        ({"pages": -1, "volume": -1, "year": 1}, [{"pages": 0}, {"volume": 0}]),
        ({"pages": -1, "year": -1}, [{"pages": 0}, {"year": 0}]),
        ({"pages": -1, "journal": -1}, [{"pages": 0}, {"journal": 0}]),
        ({"volume": -1, "year": 0}, [{"volume": 0}, {"year": 1}]),
        ({"volume": -1, "year": 1, "number": -1}, [{"volume": 0}, {"number": 0}]),
        ({"people": -1, "pages": 0}, [{"people": 0}, {"pages": 1}]),
    ],
)  # fmt: skip
def test_what_two_records_of_a_group_must_not_do(one, outweighed):
    assert rules.contradicts(evidence(**one))[0]
    for more in outweighed:
        assert not rules.contradicts(evidence(**{**one, **more}))[0], more


@pytest.mark.parametrize(
    ("fields", "score"),
    [
        ({}, 0.35), ({"title": 1.0}, 0.65), ({"part": 1, "title": 0.3}, 0.62), ({"part": 2, "title": 0.95}, 0.635),
        ({"people": 2}, 0.45), ({"people": 1}, 0.35), ({"people": -1}, 0.25), ({"year": 2}, 0.4), ({"year": -1}, 0.3),
        ({"journal": 1}, 0.4), ({"volume": 1}, 0.39), ({"pages": 3}, 0.43), ({"pages": 1}, 0.3233), ({"doi": 1}, 0.38), ({"doi": -1}, 0.32),
    ],
)  # fmt: skip
def test_the_score_is_the_share_of_the_evidence(fields, score):
    assert rules.score(evidence(**fields))[0] == pytest.approx(score)


@pytest.mark.parametrize(("table", "rows"), [(rules._SURE, SURE), (rules._DOUBTFUL, DOUBTFUL)])
def test_each_rule_stands_in_the_tables_here(table, rows):
    assert [rule.why for rule in table] == list(dict.fromkeys(row[0] for row in rows))
