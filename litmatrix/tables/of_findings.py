"""GRADE-CERQual's summary of findings: what the review concludes, on which sources, and with how much confidence."""

from __future__ import annotations

from litmatrix import screening
from litmatrix.coding.contributions import Contribution, contribution
from litmatrix.matrix.citations import Citation, Cited
from litmatrix.model import ReviewFinding
from litmatrix.review import Review
from litmatrix.tables.frames import NOT_STATED, captioned, frame, theme_names
from litmatrix.tables.table import Table
from litmatrix.vocabulary import CERQUAL, counted

_COLUMNS = ("Theme", "Contributing sources", "Concerns", "Confidence", "Explanation")


def findings_summary(review: Review) -> Table:
    """Return the summary of findings after GRADE-CERQual: index `Finding` (its statement), in the order of review.toml.

    Columns: Theme (the name of today), Contributing sources (how many of those looked at have evidence on it, then by stance
    with their references: computed, never typed), Concerns (of each of the four components, with why), Confidence (high,
    moderate, low or very low) and Explanation. What nobody wrote down says “not stated”.

    Lewin et al., Implementation Science 2018;13(Suppl 1):2 and 10.
    """
    names, titles = screening.included_names(review), theme_names(review)
    rows = []
    cited: list[Cited] = []
    for one in review.protocol.findings:
        found = contribution(review, one)
        parts: list[str | Citation] = [_share(found)]
        for stance, keys in found.sources.items():
            parts.append(f"\n{stance} {len(keys)}: ")
            for place, key in enumerate(keys):
                parts += ["; "] * bool(place) + [Citation(key, narrative=True)]
        cited.append(tuple(parts))
        sources = "".join(part if isinstance(part, str) else names[part.key] for part in parts)
        unknown = f"{one.theme} (no theme in use)" if one.theme else NOT_STATED
        theme = " and ".join(titles[id] for id in found.themes) or unknown
        rows.append((theme, sources, _concerns(one), one.confidence or NOT_STATED, one.why or NOT_STATED))
    note = captioned(
        review,
        "Contributing sources: those with an excerpt on the theme, by how they speak to it, of those looked at for it. Concerns: "
        "those that may reduce confidence in the finding (GRADE-CERQual). Confidence: that the finding is a reasonable "
        "representation of what it is about.",
    )
    nothing = "No finding yet: add what the review concludes in 00-plan-review, under Findings (CERQual)."
    made = frame(("Finding", [one.statement for one in review.protocol.findings]), _COLUMNS, rows)
    cells = {"Contributing sources": cited}
    return Table("findings_summary", "Summary of findings (GRADE-CERQual)", made, note, nothing, cited=cells)


def _share(found: Contribution) -> str:
    if not found.themes:
        return "not known without a theme"
    if not found.looked_at:
        return "no source looked at yet"
    return f"{len(found.keys):,} of {counted(found.looked_at, 'source')} looked at"


def _concerns(one: ReviewFinding) -> str:
    lines = []
    for name in CERQUAL:
        level, why = getattr(one, name), getattr(one, f"{name}_why")
        said = f"{level} concerns" if level else NOT_STATED
        if level.startswith("none"):
            said = level.replace("none", "no", 1) + " concerns"
        lines.append(f"{name.replace('_', ' ').capitalize()}: {said}{f' – {why}' if why else ''}")
    return "\n".join(lines)
