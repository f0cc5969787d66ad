"""What the page of the manuscript desk shows: the outline, and what is chosen in it, as values of plain text."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

from litmatrix.manuscript.outline import Section, abstract_of
from litmatrix.manuscript.text import front_matter
from litmatrix.model import Problem
from litmatrix.vocabulary import MANUSCRIPT
from litmatrix.widgets.manuscript.choices import worded
from litmatrix.widgets.manuscript.differing import differences
from litmatrix.widgets.manuscript.logic import BLOCK, SECTION, Reading, line_of
from litmatrix.widgets.manuscript.preview import elements
from litmatrix.writing.manuscript import said
from litmatrix.writing.manuscript.offering import Offer
from litmatrix.writing.manuscript.renewing import EDITED, EMPTY, OUTDATED, STATES, STUCK, Standing

#: So many problems and typed numbers are listed at once.
MOST = 100


def outlined(reading: Reading) -> list[dict[str, Any]]:
    """Return the sections in order: level, title, words of prose with those of its own sections, what is in each, and the blocks in it with their states."""
    blocks = [(reading.section_at(one.block.first), one) for one in reading.blocks]
    placeholders = Counter(reading.section_at(one.start) for one in reading.manuscript.placeholders)
    problems = Counter(reading.section_of(line_of(one)) for one in reading.problems)
    numbers = Counter(reading.section_at(one.start) for one in reading.offers)
    return [
        {
            "id": f"{SECTION}{n}",
            "title": _title(reading, section),
            "level": section.level,
            "line": section.line,
            "words": _total(reading, n),
            "left": section.left,
            "placeholders": placeholders[n],
            "problems": problems[n],
            "offers": numbers[n],
            "blocks": [
                {
                    "id": f"{BLOCK}{one.number}",
                    "told": worded(reading.review, one.block),
                    "state": one.state,
                }
                for where, one in blocks
                if where == n
            ],
        }
        for n, section in enumerate(reading.sections)
    ]


def title_of(reading: Reading) -> str:
    """Return the title that the front matter says."""
    return said(reading.manuscript.text, "title")


def _total(reading: Reading, number: int) -> int:
    """Return how many words stand below a heading, those below its own headings among them."""
    first, *later = reading.sections[number:]
    below = itertools.takewhile(lambda one: one.level > first.level > 0, later)
    return first.words + sum(one.words for one in below)


def _title(reading: Reading, section: Section) -> str:
    """Return what a section is called: its heading, or what stands before the first one."""
    if section.level:
        return section.title or "(a heading without words)"
    return "Title and abstract" if front_matter(reading.manuscript.text) else "Before the first heading"


def counted(reading: Reading) -> dict[str, Any]:
    """Return how much there is of everything."""
    states = Counter(one.state for one in reading.blocks)
    return {
        "words": sum(one.words for one in reading.sections),
        "left": sum(one.left for one in reading.sections),
        "blocks": len(reading.blocks),
        "states": {state: states[state] for state in STATES},
        "waiting": states[OUTDATED] + states[EMPTY],
        "problems": len(reading.problems),
        "offers": len(reading.offers),
    }


def shown(reading: Reading, chosen: str) -> dict[str, Any]:
    """Return what is chosen: the whole, a section or a block."""
    if chosen.startswith(SECTION):
        return _section(reading, int(chosen[1:]))
    if chosen.startswith(BLOCK):
        return _block(reading, reading.blocks[int(chosen[1:])])
    return {"is": "whole", **_found(reading, reading.problems, reading.offers)}


def _section(reading: Reading, number: int) -> dict[str, Any]:
    section, text = reading.sections[number], reading.manuscript.text
    pieces = [] if section.level else _prose(reading, abstract_of(text))
    place = section.start
    for one in reading.blocks:
        if section.first <= one.block.first < section.end:
            pieces += _prose(reading, text[place : one.block.first])
            pieces.append(
                {
                    "block": f"{BLOCK}{one.number}",
                    "told": worded(reading.review, one.block),
                    "state": one.state,
                    "elements": elements(one.there, reading.known),
                }
            )
            place = one.block.last
    pieces += _prose(reading, text[place : section.end])
    problems = [one for one in reading.problems if reading.section_of(line_of(one)) == number]
    numbers = [one for one in reading.offers if section.first <= one.start < section.end]
    return {
        "is": "section",
        "number": number,
        "title": _title(reading, section),
        "line": section.line,
        "pieces": pieces,
        **_found(reading, problems, numbers),
    }


def _prose(reading: Reading, text: str) -> list[dict[str, Any]]:
    return [{"elements": elements(text, reading.known)}] if text.strip() else []


def _block(reading: Reading, one: Standing) -> dict[str, Any]:
    differs = one.state in (OUTDATED, EDITED)
    rows, more = differences(one.there, one.content, reading.known) if differs else ([], 0)
    problems = [*one.problems, *(found for found in reading.problems if line_of(found) == one.block.line)]
    numbers = _found(reading, tuple(dict.fromkeys(problems)), ())
    return {
        "is": "block",
        "number": one.number,
        "told": worded(reading.review, one.block),
        "said": one.block.said,
        "line": one.block.line,
        "state": one.state,
        "section": reading.section_at(one.block.first),
        "there": elements(one.there, reading.known),
        "new": elements(one.content, reading.known) if differs or one.state == EMPTY else [],
        "differs": rows,
        "more": more,
        "stuck": one.state == STUCK,
        **numbers,
    }


def _found(reading: Reading, problems: Any, numbers: Any) -> dict[str, Any]:
    return {
        "problems": [_problem(reading, one) for one in problems[:MOST]],
        "problems_more": max(0, len(problems) - MOST),
        "offers": [_offer(reading, one) for one in numbers[:MOST]],
        "offers_more": max(0, len(numbers) - MOST),
    }


def _problem(reading: Reading, one: Problem) -> dict[str, Any]:
    line = line_of(one)
    return {
        "severity": one.severity,
        "line": line,
        "message": one.message,
        "fix": one.fix,
        "section": f"{SECTION}{reading.section_of(line)}" if reading.sections else "",
        "where": "" if one.where.startswith(MANUSCRIPT) else one.where,
    }


def _offer(reading: Reading, one: Offer) -> dict[str, Any]:
    return {
        "start": one.start,
        "line": one.line,
        "number": one.number,
        "around": one.around,
        "names": [[name, reading.known.numbers[name]] for name in one.names],
    }
