"""A manuscript to begin with: the headings of PRISMA 2020 or PRISMA-ScR, with the blocks that a review can fill."""

from __future__ import annotations

import json

from litmatrix.review import Review

#: The reporting guidelines whose headings a manuscript can have.
GUIDELINES = ("prisma", "scr")

_MADE = "<!-- litmatrix: {} -->\n<!-- litmatrix: end -->"
_HERE = "*Yours to write: {}*"


def start(review: Review, guideline: str = "prisma") -> str:
    """Return the text of a new manuscript: front matter, headings, blocks, and what is hers to write, in italics.

    The headings are those of PRISMA 2020 (Page and others, BMJ 2021;372:n71) or of PRISMA-ScR (Tricco and others, Annals of
    Internal Medicine 2018;169:467-73), in words of our own.
    """
    plan = review.protocol
    scoping = guideline == "scr"
    sections: list[tuple[str, tuple[str, ...]]] = [
        ("# Introduction", ()),
        ("## Why this review", (_HERE.format("what is known, and why it is reviewed."),)),
        ("## Objectives", (_HERE.format("the aims, and the questions below in your words."), _questions(review))),
        ("# Methods", ()),
        ("## Protocol and registration", (_made("methods registration"),)),
        ("## Eligibility criteria", (_made("methods eligibility"), _made("criteria"))),
        ("## Information sources and search", (_made("methods sources"), _made("searches columns=\"Source, Platform, Date, Hits, Records\""))),
        ("## Selection of sources", (_made("methods selection"),)),
        ("## Charting of the data" if scoping else "## Data collection and items", (_made("methods data"),)),
        *(() if scoping else (("## Appraisal", (_HERE.format("how the sources were appraised, or why not."),)),)),
        ("## Synthesis", (_made("methods synthesis"),)),
        ("# Results", ()),
        ("## Selection of sources", ("We identified {{records}} records and included {{included}} sources (@fig-flow).", _made("flow"))),
        ("## Characteristics of the sources", (_made("characteristics"),)),
        ("## Synthesis of results", (_made("figure heatmap"), *_themes(review))),
        ("# Discussion", ()),
        ("## Summary of evidence", (_HERE.format("what the findings mean."), _made("synthesis"))),
        ("## Limitations", (plan.about.limitations or _HERE.format("of the evidence, and of how it was reviewed."),)),
        ("## Conclusions", (_HERE.format("what follows for practice, policy and research."),)),
        ("# Other information", (_made("statement"),)),
        ("# References", ("::: {#refs}\n:::",)),
    ]  # fmt: skip
    authors = "".join(f"\n  - {json.dumps(name, ensure_ascii=False)}" for name in plan.about.authors)
    head = [
        "---",
        f"title: {json.dumps(plan.title or 'A review', ensure_ascii=False)}",
        *([f"author:{authors}"] if authors else []),
        "csl: apa",
        "toc: false",
        "abstract: |",
        "  Yours to write. {{included}} sources were included.",
        "---",
    ]
    body = ["\n\n".join([heading, *parts]) for heading, parts in sections]
    return "\n".join(head) + "\n\n" + "\n\n".join(body) + "\n"


def _made(what: str) -> str:
    return _MADE.format(what)


def _themes(review: Review) -> list[str]:
    """Return a heading and a block a theme; one block for all themes to come, where there is none yet."""
    themes = review.protocol.current_themes
    found = [
        f"### {' '.join(one.name.split()) or one.id}\n\n{_made(f'findings {one.id} most=6')}"
        for one in themes
    ]
    return found or [_made("findings most=6")]


def _questions(review: Review) -> str:
    return "\n".join(
        f"{number}. {' '.join(one.split())}" for number, one in enumerate(review.protocol.questions, 1)
    )
