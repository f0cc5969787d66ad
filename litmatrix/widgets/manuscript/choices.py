"""What a block can be made of, for somebody who chooses from lists: kinds, names, options and their values."""

from __future__ import annotations

from typing import Any

from litmatrix import screening, tables
from litmatrix.checking import counts
from litmatrix.manuscript import Block
from litmatrix.manuscript.kinds import KINDS, LEVELS, PARTS, TABLES, WORDS
from litmatrix.review import Review
from litmatrix.writing.manuscript.renewing import as_printed
from litmatrix.writing.report.pictures import planned

#: What each kind is called in a list.
TITLES = {
    "findings": "Findings of a theme", "synthesis": "Synthesis: which sources speak for and against",
    "statement": "What the review says on a theme", "methods": "What was done (methods)", "table": "A table", "figure": "A figure",
    "flow": "The PRISMA 2020 flow diagram",
}  # fmt: skip
#: What is no block, and is chosen with them: a placeholder.
NUMBER = "number"
#: What each kind is called where it stands.
_SHORT = {
    "findings": "Findings", "synthesis": "Synthesis", "statement": "Statement", "methods": "Methods", "table": "Table",
    "figure": "Figure", "flow": "Flow diagram",
}  # fmt: skip
_OPTIONS = {
    "most": "at most {}", "as": "as {}", "subtheme": "subtheme {}", "stance": "stance {}", "order": "by {}", "words": "with “{}”",
}  # fmt: skip
_LONGEST = 80


def choices(review: Review) -> dict[str, Any]:
    """Return what can be chosen, as the page lists it; a kind that is only a table's name is left to the list of tables."""
    themes = review.protocol.current_themes
    names = screening.names(review)
    return {
        "kinds": [
            {
                "id": word,
                "title": TITLES.get(word, word),
                "names": kind.names.removesuffix("?"),
                "needs": bool(kind.names) and not kind.names.endswith("?"),
                "options": list(kind.options),
            }
            for word, kind in KINDS.items()
            if word in TITLES or word not in TABLES
        ]
        + [
            {
                "id": NUMBER,
                "title": "A number, within a sentence",
                "names": NUMBER,
                "needs": True,
                "options": [],
            }
        ],
        "names": {
            "theme": [[theme.id, theme.name or theme.id] for theme in themes],
            "table": [[name, title] for name, title in tables.titles(review).items()],
            "figure": [[plan.name, _figure(review, plan.name, plan.of)] for plan in planned(review)],
            "part": [[part, part] for part in PARTS],
            NUMBER: [
                [name, f"{name}: {as_printed(number)}"] for name, number in counts.count_all(review).items()
            ],
        },
        "subthemes": {theme.id: list(theme.subthemes) for theme in themes},
        "sources": [[key, names.get(key, key)] for key in screening.included(review).index],
        "words": {option: list(values) for option, values in {**WORDS, "level": LEVELS}.items()},
    }


def _figure(review: Review, name: str, of: str) -> str:
    """Return a figure's name in words: that of the theme or descriptor that it is of behind it."""
    named = {theme.id: theme.name for theme in review.protocol.themes}
    named |= {one.id: one.name for one in review.protocol.descriptors}
    head = name.removesuffix(tables.slug(of, ())).rstrip("-") if of else name
    words = head.replace("-", " ").capitalize()
    return f"{words}: {named.get(of) or of}" if of else words


def worded(review: Review, block: Block) -> str:
    """Return in words what a block asks for: “Findings: Challenges and barriers, at most 6”."""
    kind, name = (
        ("table", block.kind)
        if block.kind in TABLES and block.kind not in _SHORT
        else (block.kind, block.name)
    )
    if kind not in _SHORT:
        return block.said
    named = {theme.id: theme.name for theme in review.protocol.themes}
    known = {"table": tables.titles(review)}.get(kind, named)
    title = known.get(name) or name.replace("-", " ")
    options = [
        _OPTIONS.get(option, f"{option}: {{}}").format(value) for option, value in block.options.items()
    ]
    told = ", ".join([f"{_SHORT[kind]}: {title}" if name else _SHORT[kind], *options])
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"


def columns(review: Review, kind: str, name: str) -> list[str]:
    """Return the columns of a table that a block can be narrowed to; none for what is no table."""
    wanted = name if kind == "table" else kind
    if wanted in tables.ALL:
        frame = tables.ALL[wanted](review).frame
    else:
        ids = [theme.id for theme in review.protocol.current_themes]
        of = next((id for id in ids if kind == "table" and tables.slug(f"findings-{id}", ()) == name), None)
        if of is None:
            return []
        frame = tables.findings(review, of).frame
    return [str(column) for column in frame.columns]
