"""Tables of the themes: what they are, what the sources say on them, and what that comes to."""

from __future__ import annotations

from typing import NamedTuple

from litmatrix import coding, screening
from litmatrix.coding.themes.names import find_themes
from litmatrix.matrix import citations
from litmatrix.matrix.citations import Citation, Cited, as_text, named
from litmatrix.matrix.excerpts import Sides
from litmatrix.model import Theme
from litmatrix.review import Review
from litmatrix.tables.frames import NO_SOURCE_YET, NO_THEME_YET, captioned, frame, theme_names
from litmatrix.tables.table import Table
from litmatrix.vocabulary import DUE, MENTIONED, NOT_MENTIONED, STANCES, STATES, UNREAD, slug, state_in_words

NO_SUBTHEME = "(no subtheme)"
NO_THEME = "(no theme yet)"

_SYNTHESIS_COLUMNS = (
    "Question", "What the review says", "Speak for", "Speak against", "Speak both ways", "Neutral", "Not mentioned",
    "Not yet looked at",
)  # fmt: skip


class Finding(NamedTuple):
    """One quotation or summary: its text, where it stands (`citation` is that as text, in brackets), and the reader's note."""

    subtheme: str
    kind: str
    stance: str
    text: str
    cite: Citation
    citation: str
    source: str
    note: str

    @property
    def key(self) -> str:
        """The source that was read."""
        return self.cite.key

    @property
    def words(self) -> str:
        """The text, in quotation marks if it is a quotation."""
        return citations.words(self.kind, self.text)


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
    where the source quotes X), Kind (quotation or summary), Stance, Source, Note; cited are Finding and Source. A former
    id gives the theme, or the themes, that it became, with a `FormerName` warning. Raises `Misuse` for a theme that does
    not exist.
    """
    current = review.protocol.current_themes
    parts = current[:1] if theme is None else find_themes(review.protocol, theme)
    found = [one for part in parts for one in _quoted(review, part)]
    said: list[Cited] = [(f"{one.words} ", one.cite) for one in found]
    short = screening.included_names(review)
    rows = [
        (citations.text(text, short), one.kind, one.stance, one.source, one.note)
        for text, one in zip(said, found, strict=True)
    ]
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
        cited={"Finding": said, "Source": [named(one.key) for one in found]},
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
        cite = Citation(row.key, row.locator, row.origin)
        said = (STANCES[row.stance], row.text, cite, as_text(cite, names), names[row.key], row.note)
        result.append(Finding(row.subtheme, row.kind, *said))
    return tuple(result)


def synthesis(review: Review) -> Table:
    """Return what the review found: a row a theme, in the order of the questions, index `Theme`.

    Columns: Question, What the review says, Speak for, Speak against, Speak both ways, Neutral (they mention
    it without a stance), Not mentioned, Not yet looked at (due or unread). Each of
    these six gives the number of sources and names them (cited), with how many of their excerpts take the side where it
    is not all; together they make all included sources. A question without a theme has a row too.
    """
    states, sides, names = coding.states(review), coding.sides(review), screening.included_names(review)
    titles = theme_names(review)
    questions = review.protocol.questions
    rows: list[tuple[int, tuple[str, ...], tuple[Cited, ...]]] = []
    for theme in review.protocol.current_themes:
        groups: dict[str, list[Cited]] = {}
        for key, state in states[theme.id].items():
            cell = sides.get((key, theme.id), Sides())
            part = (f" ({cell.told()})",) if cell.taken > 0 and (cell.neutral or cell.stance == "~") else ()
            group = cell.stance or "neutral" if state == MENTIONED else state
            groups.setdefault(group, []).append((*named(key), *part))
        said = [_numbered(groups.get(group, [])) for group in ("+", "-", "~", "neutral", NOT_MENTIONED)]
        waiting = [_numbered(groups[state], f" {state}") for state in (DUE, UNREAD) if state in groups]
        said.append(citations.joined(_parted(waiting, "\n")) or ("0",))
        asked = theme.question in questions
        place = questions.index(theme.question) if asked else len(questions) + (not theme.question)
        rows.append((place, (titles[theme.id], theme.question, theme.statement), tuple(said)))
    answered = {theme.question for theme in review.protocol.current_themes}
    for place, question in enumerate(questions):
        if question not in answered:
            rows.append((place, (NO_THEME, question, ""), ((),) * 6))
    rows.sort(key=lambda row: row[0])
    note = captioned(
        review,
        "Each cell gives the number of sources and names them. “Not yet looked at” is not the same as “not mentioned”.",
    )
    texts = [(*words, *(citations.text(cell, names) for cell in said)) for _, (_, *words), said in rows]
    made = frame(("Theme", [name for _, (name, *_), _ in rows]), _SYNTHESIS_COLUMNS, texts)
    cited = {
        column: [said[place] for _, _, said in rows] for place, column in enumerate(_SYNTHESIS_COLUMNS[2:])
    }
    return Table("synthesis", "Synthesis", made, note, NO_THEME_YET, cited=cited)


def matrix(review: Review) -> Table:
    """Return the matrix of the included sources: index `Source` (short reference), a column a theme by its name.

    The text of each cell is as in matrix.csv: one excerpt a line. A source without a row there has blank cells. What is
    cited has each excerpt with the citation in the place of its locator; `states` says where each cell stands.
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
    cited: dict[str, list[Cited]] = {"Source": [named(key) for key in keys]}
    for theme, title in titles.items():
        cited[title] = [
            citations.of_cell(cell, key) for key, cell in zip(keys, cells[theme].tolist(), strict=True)
        ]
    told = cell_states(review)
    states = {title: told[theme] for theme, title in titles.items()}
    return Table("matrix", "Matrix", made, note, NO_SOURCE_YET, cited=cited, states=states)


def cell_states(review: Review) -> dict[str, list[str]]:
    """Return the state of each cell in words, with the side that its excerpts take (see `vocabulary.state_in_words`): by
    theme in use, in the order of the included sources."""
    states, sides = coding.states(review), coding.sides(review)
    return {
        str(theme): [
            state_in_words(state, sides[key, theme].stance if (key, theme) in sides else "")
            for key, state in states[theme].items()
        ]
        for theme in states.columns
    }


def _numbered(names: list[Cited], what: str = "") -> Cited:
    """Return “3: A 2010; B 2011; C 2012”, or “0”."""
    return citations.joined((f"{len(names)}{what}: ", *_parted(names, "; "))) if names else ("0",)


def _parted(texts: list[Cited], mark: str) -> Cited:
    """Return texts as one, parted by a mark."""
    return tuple(piece for place, text in enumerate(texts) for piece in ((mark, *text) if place else text))
