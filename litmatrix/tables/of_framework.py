"""The framework matrix (Ritchie and Spencer 1994) as a value: sources in groups, and what each says on each theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from litmatrix import coding, screening
from litmatrix.coding.groups import grouped
from litmatrix.matrix.excerpts import Sides
from litmatrix.review import Review
from litmatrix.tables.frames import NO_SOURCE_YET, NO_THEME_YET, captioned, theme_names
from litmatrix.tables.of_themes import Finding, quoted
from litmatrix.vocabulary import MENTIONED, NONE, NOT_MENTIONED, QUOTATION, STANCES, SUMMARY, counted

#: The descriptor by which the sources are grouped unless another is named.
BY = "source_type"
#: Another descriptor is offered for grouping if it makes no more groups than these.
MOST_GROUPS = 40


class Passage(NamedTuple):
    """A quotation or summary as its cell shows it: `place` says where it stands, and whose words it quotes.

    The source is that of the row, so it is not named again. `stance` is ``+``, ``-``, ``~`` or empty.
    """

    kind: str
    text: str
    subtheme: str
    stance: str
    place: str
    note: str


class Cell(NamedTuple):
    """What a source says on a theme: the state, its passages by subtheme, and who looked when, where nothing was found."""

    state: str
    passages: tuple[Passage, ...] = ()
    looked: str = ""

    @property
    def summaries(self) -> tuple[Passage, ...]:
        """What the reader wrote of it."""
        return tuple(one for one in self.passages if one.kind == SUMMARY)

    @property
    def quotations(self) -> tuple[Passage, ...]:
        """What the source says itself."""
        return tuple(one for one in self.passages if one.kind == QUOTATION)

    @property
    def sides(self) -> Sides:
        """Which sides the passages take."""
        return Sides.of(one.stance for one in self.passages)


class Source(NamedTuple):
    """A row: the source, the other values of its descriptor where it has several, and its cells in the order of the themes."""

    key: str
    reference: str
    year: str
    title: str
    also: tuple[str, ...]
    cells: tuple[Cell, ...]


class Share(NamedTuple):
    """How many sources mention a theme, of how many that were looked at for it."""

    mentioned: int
    looked_at: int

    def __str__(self) -> str:
        return f"{self.mentioned:,} of {self.looked_at:,}"


class Group(NamedTuple):
    """Sources that share a value of the descriptor."""

    label: str
    sources: tuple[Source, ...]

    @property
    def shares(self) -> tuple[Share, ...]:
        """How many of the group mention each theme."""
        return shares(self.sources)


class Theme(NamedTuple):
    """A column: the theme, and what the review says on it."""

    id: str
    name: str
    definition: str
    statement: str


class Grouping(NamedTuple):
    """The sources by one descriptor: its name, each value with its keys, and by key the other values of those that have several."""

    by: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    also: Mapping[str, tuple[str, ...]]


class Framework(NamedTuple):
    """The framework matrix: the descriptor's name, the themes, and the groups in the order of the descriptor's values.

    Each source stands in one group. `note` says what it rests on, `nothing` what is missing where it is empty. `others` are
    the groups that other descriptors would make.
    """

    title: str
    by: str
    themes: tuple[Theme, ...]
    groups: tuple[Group, ...]
    note: str
    nothing: str
    others: tuple[Grouping, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """All rows, in order."""
        return tuple(source for group in self.groups for source in group.sources)

    @property
    def shares(self) -> tuple[Share, ...]:
        """How many of all sources mention each theme."""
        return shares(self.sources) or (Share(0, 0),) * len(self.themes)

    @property
    def size(self) -> str:
        """How many sources and themes it has."""
        return f"{counted(len(self.sources), 'source')} and {counted(len(self.themes), 'theme')}"


def framework(review: Review, by: str = BY) -> Framework:
    """Return the included sources, grouped by a descriptor, against the themes in use.

    Values come in the order in which they are declared, what is unknown or not stated last; within a group the sources are
    in the order of their references. A source with several values stands once, under its first; the others are in
    `Source.also`. Memos are left out: they are the reader's own. Raises `Misuse` for a descriptor that the review does
    not have (`source_type` falls back on the type of the entry).
    """
    records, names = screening.included(review), screening.included_names(review)
    cells = _cells(review, names)
    own = _grouping(review, by, names)
    groups = tuple(
        Group(
            label,
            tuple(
                Source(key, names[key], records.at[key, "year"], records.at[key, "title"], own.also.get(key, ()), cells[key])
                for key in keys
            ),
        )
        for label, keys in own.groups
    )  # fmt: skip
    found = (_grouping(review, one.id, names) for one in review.protocol.descriptors if one.id != by)
    others = tuple(one for one in found if 1 < len(one.groups) <= MOST_GROUPS)
    titles = theme_names(review)
    themes = tuple(
        Theme(one.id, titles[one.id], one.definition, one.statement) for one in review.protocol.current_themes
    )
    nothing = NO_THEME_YET if not themes else "" if groups else NO_SOURCE_YET
    return Framework(
        review.protocol.title, own.by, themes, groups, captioned(review), nothing, others if groups else ()
    )


def shares(sources: Iterable[Source]) -> tuple[Share, ...]:
    """Return how many sources mention each theme, of those looked at for it."""
    states = zip(*([cell.state for cell in source.cells] for source in sources), strict=True)
    return tuple(
        Share(said.count(MENTIONED), said.count(MENTIONED) + said.count(NOT_MENTIONED)) for said in states
    )


def _grouping(review: Review, by: str, names: Mapping[str, str]) -> Grouping:
    """Return the sources by a descriptor, each in one group; those of a group in the order of their references."""
    found = grouped(review, by)
    values: dict[str, list[str]] = {}
    for group in found.groups:
        for key in group.keys:
            values.setdefault(key, []).append(group.label)
    first = (
        _first_values(review, by, values) if found.several else {key: one[0] for key, one in values.items()}
    )
    held: dict[str, list[str]] = {group.label: [] for group in found.groups}
    for key in sorted(first, key=lambda key: (names[key].casefold(), key)):
        held[first[key]].append(key)
    also = {key: tuple(one for one in said if one != first[key]) for key, said in values.items()}
    return Grouping(
        found.name,
        tuple((label, tuple(keys)) for label, keys in held.items() if keys),
        {key: more for key, more in also.items() if more},
    )


def _first_values(review: Review, by: str, values: Mapping[str, list[str]]) -> dict[str, str]:
    """Return the value that a source with several has first in the matrix: what comes first there is likely its main one."""
    given = coding.sources(review)[by]
    found = {}
    for key, labels in values.items():
        first = given[key].split(";")[0].strip()
        found[key] = next((label for label in labels if first and label.startswith(first)), labels[0])
    return found


def _cells(review: Review, names: Mapping[str, str]) -> dict[str, tuple[Cell, ...]]:
    """Return the cells of each included source, in the order of the themes."""
    said: dict[tuple[str, str], list[Passage]] = {}
    for theme in review.protocol.current_themes:
        for one in quoted(review, theme.id):
            said.setdefault((one.key, theme.id), []).append(_passage(one, names))
    looked = {
        (row.key, row.theme): ", ".join(filter(None, (row.locator, row.note)))
        for row in review.excerpt_rows
        if row.kind == NONE
    }
    states = coding.states(review)
    columns = list(states.columns)
    return {
        key: tuple(_cell(state, said.get((key, theme), ()), looked.get((key, theme), "")) for theme, state in zip(columns, row, strict=True))
        for key, *row in states.itertuples(name=None)
    }  # fmt: skip


def _cell(state: str, passages: Iterable[Passage], looked: str) -> Cell:
    return Cell(state, tuple(passages), looked if state == NOT_MENTIONED else "")


def _passage(one: Finding, names: Mapping[str, str]) -> Passage:
    origin = "; ".join(names.get(key, key) for key in one.cite.origins) or one.cite.origin
    place = ", ".join(filter(None, (one.cite.locator, origin and f"quoting {origin}")))
    stance = next(mark for mark, word in STANCES.items() if word == one.stance)
    return Passage(one.kind, one.text, one.subtheme, stance, place, one.note)
