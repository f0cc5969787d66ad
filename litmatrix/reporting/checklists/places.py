"""Where the manuscript has what a checklist asks for: under which heading, by the names of the standards' files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from litmatrix.errors import Unreadable
from litmatrix.manuscript import Block, Manuscript, read_manuscript
from litmatrix.manuscript.outline import outline
from litmatrix.manuscript.text import front_matter
from litmatrix.reporting.paragraphs import METHODS, PARTS, STATEMENT
from litmatrix.review import Review
from litmatrix.vocabulary import MANUSCRIPT

# What a heading is on, by the words in it; the first that fits.
_HEADINGS = {
    "rationale": r"rationale|background|why\b|introduction", "objectives": r"objectives?|aims?|questions?", "limitations": r"limitations?",
    "conclusions": r"conclusions?|implications?|next steps", "discussion": r"discussion|summary of evidence",
    "appraised": r"appraisal|quality|risk of bias",
}  # fmt: skip
#: What else a conclusion and a discussion answer.
_ALSO = {"conclusions": ("implications",), "limitations": ("limits-of-evidence",)}
#: What a block prints besides the table of its name.
_BLOCKS = {
    "findings": ("#findings",), "synthesis": ("#synthesis", "table synthesis"), "flow": ("#flow", "figure flow"),
    "characteristics": ("#sources", "characteristics"), "criteria": ("#criteria",), "searches": ("#searches",),
}  # fmt: skip


def places(review: Review) -> dict[str, str]:
    """Return where manuscript.md has what, as “manuscript, under Methods”; nothing where there is none that can be read."""
    path = review.folder / MANUSCRIPT
    if not path.exists():
        return {}
    try:
        return places_in(read_manuscript(path))
    except Unreadable:
        return {}


def places_in(manuscript: Manuscript) -> dict[str, str]:
    """Return where a manuscript has what; of two places the first."""
    found: dict[str, str] = {}
    for name in ("title", "abstract"):
        if re.search(rf"^{name}:", front_matter(manuscript.text), re.MULTILINE):
            found[name] = f"manuscript, {name}"
    for section in outline(manuscript):
        where = f"manuscript, under “{section.title}”" if section.title else "manuscript, at its beginning"
        names = [
            name
            for block in manuscript.blocks
            if section.start <= block.first < section.end
            for name in _of_block(block)
        ]
        for name in (*names, *_of_heading(section.title)):
            found.setdefault(name, where)
    return found


def _of_block(block: Block) -> Iterator[str]:
    if block.kind == "methods":
        yield from PARTS.get(block.name, METHODS)
    elif block.kind == "statement" and not block.name:
        yield from STATEMENT
    elif block.kind == "figure":
        yield from _BLOCKS.get(block.name, (f"figure {block.name}",))
    else:
        name = block.name if block.kind == "table" else block.kind
        yield f"table {name}"
        yield from _BLOCKS.get(name, ())


def _of_heading(title: str) -> Iterator[str]:
    for name, words in _HEADINGS.items():
        if re.search(rf"\b(?:{words})", title, re.IGNORECASE):
            yield name
            yield from _ALSO.get(name, ())
            return
