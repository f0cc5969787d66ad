"""Tables of the themes: what they are, what the sources say on them, and what that comes to."""

from __future__ import annotations

from typing import NamedTuple

from litmatrix import coding, screening
from litmatrix.bibliography import references
from litmatrix.coding.themes.names import find_themes
from litmatrix.matrix import excerpts
from litmatrix.matrix.citations import Citation
from litmatrix.matrix.excerpts import Sides
from litmatrix.model import Theme
from litmatrix.review import Review
from litmatrix.tables.frames import NO_SOURCE_YET, NO_THEME_YET, captioned, frame, theme_names
from litmatrix.tables.table import Table
from litmatrix.vocabulary import DUE, MENTIONED, NOT_MENTIONED, QUOTATION, STANCES, STATES, UNREAD, slug

NO_SUBTHEME = "(no subtheme)"
NO_THEME = "(no theme yet)"

_SYNTHESIS_COLUMNS = (
    "Question", "What the review says", "Speak for", "Speak against", "Speak both ways", "Neutral", "Not mentioned",
    "Not yet looked at",
)  # fmt: skip


class Finding(NamedTuple):
    """One quotation or summary: its words, its citation in brackets, and the reader's note."""

    subtheme: str
    kind: str
    stance: str
    text: str
    citation: str
    source: str
    note: str
    locator: str = ""
    key: str = ""
    origin: str = ""

    @property
    def cite(self) -> Citation:
        """Where it stands, as a value."""
        return Citation(self.key, self.locator, self.origin)

    @property
    def words(self) -> str:
        """The text, in quotation marks if it is a quotation."""
        return f"“{self.text}”" if self.kind == QUOTATION else self.text


def themes(review: Review) -> Table:
    """Return the themes in use, in order: index `Theme` (its name).

    Columns: Definition, Subthemes (one a line), Sources (n that mention it, of N looked at), Excerpts, then how
    many sources stand in each state: Mentioned, Not mentioned, Due, Unread; and Where it comes from.
    """
    coverage = coding.coverage(review)
    excerpt_counts = coding.evidence(review)["theme"].value_counts().to_dict()
    rows = []
    for theme in review.protocol.current_themes:
        counted = coverage.loc[theme.id]
        share = f"{counted[MENTIONED]} of {counted['looked_at']}"
        numbers = (excerpt_counts.get(theme.id, 0), *(counted[state] for state in STATES))
        rows.append((theme.definition, "\n".join(theme.subthemes), share, *numbers, theme.note))
    counted_columns = ("Excerpts", *(state.capitalize() for state in STATES))
    columns = ("Definition", "Subthemes", "Sources", *counted_columns, "Where it comes from")
    note = captioned(
        review,
        "Sources: how many mention the theme, of those looked at for it. Due: not yet looked at for this theme. Unread: "
        "not yet looked at for any.",
    )
    names = list(theme_names(review).values())
    made = frame(("Theme", names), columns, rows, numbers=counted_columns)
    return Table("themes", "Themes", made, note, NO_THEME_YET)


def findings(review: Review, theme: str | None = None) -> Table:
    """Return what the included sources say on a theme (the first), by subtheme as declared: index `Subtheme`.

    Columns: Finding (as the worked report prints it: “…” (Author Year: page), or “…” (X in Author Year: page)
    where the source quotes X), Kind (quotation or summary), Stance, Source, Note. A former id gives the theme, or
    the themes, that it became, with a `FormerName` warning. Raises `Misuse` for a theme that does not exist.
    """
    current = review.protocol.current_themes
    parts = current[:1] if theme is None else find_themes(review.protocol, theme)
    found = [one for part in parts for one in _quoted(review, part)]
    rows = [(f"{one.words} {one.citation}", one.kind, one.stance, one.source, one.note) for one in found]
    index = ("Subtheme", [one.subtheme or NO_SUBTHEME for one in found])
    made = frame(index, ("Finding", "Kind", "Stance", "Source", "Note"), rows)
    names = theme_names(review)
    title = ": ".join(["Findings", *filter(None, [", ".join(names[part.id] for part in parts)])])
    nothing = (
        "No included source has an excerpt on this theme yet: add them at the coding desk, in 02-code-themes."
        if parts
        else NO_THEME_YET
    )
    return Table(
        slug("-".join(["findings", *(part.id for part in parts)]), ()),
        title,
        made,
        captioned(review),
        nothing,
    )


def quoted(review: Review, theme: str) -> tuple[Finding, ...]:
    """Return the findings of a theme as values: by subtheme as declared, then undeclared ones, then none.

    Those of a former theme that was split are its parts', one part after the other.
    """
    return tuple(one for part in find_themes(review.protocol, theme) for one in _quoted(review, part))


def _quoted(review: Review, theme: Theme) -> tuple[Finding, ...]:
    declared = theme.subthemes
    names = screening.included_names(review)
    table = coding.evidence(review)
    table = table[table["theme"] == theme.id]
    undeclared = sorted(set(table["subtheme"]) - {*declared, ""})
    order = {name: place for place, name in enumerate((*declared, *undeclared, ""))}
    result = []
    for row in sorted(table.itertuples(index=False), key=lambda row: order[row.subtheme]):
        source = names[row.key]
        cited = f"{_origin_in_words(row.origin, names)} in {source}" if row.origin else source
        citation, stance = references.cited(cited, row.locator), STANCES[row.stance]
        result.append(
            Finding(
                row.subtheme,
                row.kind,
                stance,
                row.text,
                citation,
                source,
                row.note,
                row.locator,
                row.key,
                row.origin,
            )
        )
    return tuple(result)


def synthesis(review: Review) -> Table:
    """Return what the review found: a row a theme, in the order of the questions, index `Theme`.

    Columns: Question, What the review says, Speak for, Speak against, Speak both ways, Neutral (they mention
    it without a stance), Not mentioned, Not yet looked at (due or unread). Each of
    these six gives the number of sources and names them, with how many of their excerpts take the side where it is
    not all; together they make all included sources. A question without a theme has a row too.
    """
    states, sides, names = coding.states(review), coding.sides(review), screening.included_names(review)
    titles = theme_names(review)
    questions = review.protocol.questions
    rows: list[tuple] = []
    for theme in review.protocol.current_themes:
        groups: dict[str, list[str]] = {}
        for key, state in states[theme.id].items():
            cell = sides.get((key, theme.id), Sides())
            part = f" ({cell.told()})" if cell.taken > 0 and (cell.neutral or cell.stance == "~") else ""
            groups.setdefault(cell.stance or "neutral" if state == MENTIONED else state, []).append(
                f"{names[key]}{part}"
            )
        said = [_numbered(groups.get(group, [])) for group in ("+", "-", "~", "neutral", NOT_MENTIONED)]
        waiting = [_numbered(groups[state], f" {state}") for state in (DUE, UNREAD) if state in groups]
        asked = theme.question in questions
        place = questions.index(theme.question) if asked else len(questions) + (not theme.question)
        row = (titles[theme.id], theme.question, theme.statement, *said, "\n".join(waiting) or "0")
        rows.append((place, row))
    answered = {theme.question for theme in review.protocol.current_themes}
    for place, question in enumerate(questions):
        if question not in answered:
            rows.append((place, (NO_THEME, question, *[""] * 7)))
    ordered = [row for _, row in sorted(rows, key=lambda row: row[0])]
    note = captioned(
        review,
        "Each cell gives the number of sources and names them. “Not yet looked at” is not the same as “not mentioned”.",
    )
    made = frame(("Theme", [row[0] for row in ordered]), _SYNTHESIS_COLUMNS, [row[1:] for row in ordered])
    return Table("synthesis", "Synthesis", made, note, NO_THEME_YET)


def matrix(review: Review) -> Table:
    """Return the matrix of the included sources: index `Source` (short reference), a column a theme by its name.

    The text of each cell is as in matrix.csv: one excerpt a line. A source without a row there has blank cells.
    """
    keys = screening.included(review).index
    names, titles = screening.included_names(review), theme_names(review)
    cells = review.matrix.reindex(index=keys, columns=list(titles), fill_value="")
    note = captioned(
        review,
        "A blank cell was not looked at yet; “none” means not mentioned. +, - or ~ after a subtheme: for, "
        "against, both ways. Lines that begin with # are memos.",
    )
    made = frame(("Source", [names[key] for key in keys]), list(titles.values()), cells.to_numpy().tolist())
    return Table("matrix", "Matrix", made, note, NO_SOURCE_YET)


def _numbered(names: list[str], what: str = "") -> str:
    """Return “3: A 2010; B 2011; C 2012”, or “0”."""
    return f"{len(names)}{what}: {'; '.join(names)}" if names else "0"


def _origin_in_words(origin: str, names: dict[str, str]) -> str:
    """Return a second-hand origin as it is cited: short references for keys, other words as they stand."""
    return "; ".join(names.get(key, key) for key in excerpts.origin_keys(origin)) or origin
