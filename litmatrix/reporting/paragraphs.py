"""The methods of a review as paragraphs, and its statement of data and code: in one place, for every document alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from litmatrix.errors import Misuse
from litmatrix.reporting import of_coding, of_files, of_plan, of_screening, of_searches
from litmatrix.reporting.sentences import Paragraph
from litmatrix.review import Review, derived
from litmatrix.tables import Table
from litmatrix.tables.frames import frame

if TYPE_CHECKING:
    import pandas as pd

#: What the methods are made of, in the order in which PRISMA 2020 asks for it.
METHODS: dict[str, Callable[[Review], Paragraph]] = {
    "registration": of_plan.registration, "eligibility": of_plan.eligibility, "sources": of_searches.sources,
    "strategies": of_searches.strategies, "duplicates": of_searches.duplicates, "selection": of_screening.selection,
    "collection": of_coding.collection, "items": of_coding.items, "appraisal": of_coding.appraisal,
    "synthesis": of_coding.synthesis,
}  # fmt: skip
#: The methods by the parts under which a manuscript asks for them.
PARTS = {
    "registration": ("registration",), "eligibility": ("eligibility",), "sources": ("sources", "strategies"),
    "selection": ("duplicates", "selection"), "data": ("collection", "items", "appraisal"), "synthesis": ("synthesis",),
}  # fmt: skip
#: What the statement is made of.
STATEMENT: dict[str, Callable[[Review], Paragraph]] = {
    "availability": of_files.availability, "support": of_files.support, "interests": of_files.interests,
}  # fmt: skip
#: What a checklist asks for besides.
_FURTHER: dict[str, Callable[[Review], Paragraph]] = {
    "objectives": of_plan.objectives, "protocol": of_plan.protocol_file, "amendments": of_plan.amendments,
}  # fmt: skip


def methods(review: Review, part: str = "", looked: pd.DataFrame | None = None) -> tuple[Paragraph, ...]:
    """Return the methods, or one of their `PARTS`, as paragraphs under PRISMA 2020's headings; what does not apply is left out.

    `looked` is what `quotations.look_for` found; without it the full texts are not read for this. Raises `Misuse` for a
    part that there is not.
    """
    if part and part not in PARTS:
        raise Misuse(f"the methods have no part {part!r}; known: {', '.join(PARTS)}.")
    made = dict(_every(review))
    if looked is not None:
        made["collection"] = _on_one_line(of_coding.collection(review, looked))
    return tuple(made[name] for name in PARTS.get(part, METHODS) if made[name].sentences)


def statement(review: Review) -> tuple[Paragraph, ...]:
    """Return what a paper says of data and code, of funding and of competing interests."""
    made = dict(_every(review))
    return tuple(made[name] for name in STATEMENT)


def methods_table(review: Review) -> Table:
    """Return the methods and the statement as a table, as a notebook shows them: index `Paragraph` (its heading), column Text."""
    found = (*methods(review), *statement(review))
    made = frame(("Paragraph", [one.heading for one in found]), ("Text",), [(one.text,) for one in found])
    note = "Computed from the files; [missing: …] is what nobody recorded: say it in 00-plan-review."
    return Table("methods", "Methods in sentences", made, note)


def paragraph(review: Review, id: str) -> Paragraph:
    """Return one paragraph by its name; raises `Misuse` for a name that there is not."""
    made = dict(_every(review))
    if id not in made:
        raise Misuse(f"there is no paragraph {id!r}; known: {', '.join(made)}.")
    return made[id]


@derived
def _every(review: Review) -> tuple[tuple[str, Paragraph], ...]:
    """Return all paragraphs with their names; a report and its checklists ask for them again and again."""
    return tuple(
        (name, _on_one_line(make(review))) for name, make in {**METHODS, **STATEMENT, **_FURTHER}.items()
    )


def _on_one_line(found: Paragraph) -> Paragraph:
    """Return a paragraph whose sentences have one space between words, whatever the files have."""
    return found._replace(
        sentences=tuple(one._replace(text=" ".join(one.text.split())) for one in found.sentences)
    )
