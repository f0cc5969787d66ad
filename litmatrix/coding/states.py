"""The state of each cell of the matrix, and what its excerpts add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litmatrix import matrix, screening
from litmatrix.bibliography.latex import year_number
from litmatrix.coding.themes.names import find_theme
from litmatrix.matrix.excerpts import Sides
from litmatrix.review import Review, derived
from litmatrix.screening import criteria
from litmatrix.vocabulary import DUE, EVIDENCE, MENTIONED, NONE, NOT_MENTIONED, STATES, UNREAD

if TYPE_CHECKING:
    import pandas as pd

#: The columns of `sources` beside the descriptors.
COLUMNS = ("reference", "year", "row")


@derived
def sources(review: Review) -> pd.DataFrame:
    """Return the included sources: index `key`, in the order of the bibliography.

    Columns: `reference` (short), `year` (nullable integer), then one text column a descriptor as the
    matrix gives it (empty where it says nothing), then `row` (whether the matrix has a row for it). A descriptor
    that has the name of one of the other columns is left out.
    """
    import pandas as pd

    records, names = screening.included(review), screening.included_names(review)
    table = pd.DataFrame(index=records.index)
    table["reference"] = pd.Series(names, dtype="str").reindex(records.index)
    table["year"] = pd.array([year_number(year) for year in records["year"]], dtype="Int64")
    given = criteria.described(review, records.index)
    for name in given.columns.difference(COLUMNS, sort=False):
        table[name] = given[name]
    table["row"] = records.index.isin(review.matrix.index)
    return table


@derived
def evidence(review: Review) -> pd.DataFrame:
    """Return the quotations and summaries of included sources (columns of `review.excerpts`, its order)."""
    table = review.excerpts
    keys = set(screening.included(review).index)
    return table[table["kind"].isin(EVIDENCE) & table["key"].isin(keys)].reset_index(drop=True)


@derived
def states(review: Review) -> pd.DataFrame:
    """Return the state of each cell: index the included sources' keys, one column a current theme.

    mentioned: the cell has a quotation or a summary. not mentioned: it has `none`. due: neither, in a row
    where some cell (of a retired theme too) has one. unread: neither, in a row where no cell has (or without a
    row).
    """
    import pandas as pd

    keys = screening.included(review).index
    themes = [theme.id for theme in review.protocol.current_themes]
    places = {key: place for place, key in enumerate(keys)}
    columns = {theme: [""] * len(keys) for theme in themes}
    looked_at: set[int] = set()
    retired = matrix.excerpt_rows(
        review.matrix, [theme.id for theme in review.protocol.themes if theme.retired]
    )
    for one in (*review.excerpt_rows, *retired):
        place = places.get(one.key)
        if place is None or one.kind not in (*EVIDENCE, NONE):
            continue
        looked_at.add(place)
        if one.theme not in columns:
            continue
        if one.kind != NONE:
            columns[one.theme][place] = MENTIONED
        elif not columns[one.theme][place]:
            columns[one.theme][place] = NOT_MENTIONED
    for column in columns.values():
        for place, state in enumerate(column):
            if not state:
                column[place] = DUE if place in looked_at else UNREAD
    return pd.DataFrame(columns, index=keys, columns=themes, dtype="str")


def coverage(review: Review) -> pd.DataFrame:
    """Return how many included sources stand in each state, by theme: index theme id, columns the four states,
    then `looked_at` (mentioned + not mentioned: the N of every share) and `sources` (all)."""
    import pandas as pd

    table = states(review)
    counts = pd.DataFrame({state: (table == state).sum() for state in STATES}, index=table.columns).astype(
        "int64"
    )
    counts["looked_at"] = counts[MENTIONED] + counts[NOT_MENTIONED]
    counts["sources"] = len(table)
    counts.index.name = "theme"
    return counts


@derived
def sides(review: Review) -> dict[tuple[str, str], Sides]:
    """Return which sides the excerpts of each cell with evidence take, by key and theme."""
    table = evidence(review)
    found: dict[tuple[str, str], list[str]] = {}
    for key, theme, stance in zip(table["key"], table["theme"], table["stance"], strict=True):
        found.setdefault((key, theme), []).append(stance)
    return {cell: Sides.of(stances) for cell, stances in found.items()}


def stances(review: Review) -> pd.DataFrame:
    """Return how each source speaks to each theme: index key, columns themes; ``+``, ``-``, ``~`` or empty.

    That of its excerpts that take a side, be they few (`sides` has how many); a source with excerpts both for and
    against is ``~``; empty is neutral, or no evidence.
    """
    import pandas as pd

    keys = screening.included(review).index
    themes = [theme.id for theme in review.protocol.current_themes]
    found = sides(review)
    cells = [[found[key, theme].stance if (key, theme) in found else "" for theme in themes] for key in keys]
    return pd.DataFrame(cells, index=keys, columns=themes, dtype="str")


def subtheme_counts(review: Review, theme: str) -> pd.DataFrame:
    """Return what stands under each subtheme of a theme: index subtheme, as declared, then any undeclared, then “”.

    Columns: `sources`, `excerpts` (of included sources), `declared`. The empty subtheme holds the excerpts
    that name none; it is left out where there are none. A former id gives the theme that it became, with a
    `FormerName` warning. Raises `Misuse` for a theme that does not exist, or that was split.
    """
    import pandas as pd

    found = find_theme(review.protocol, theme)
    declared = tuple(dict.fromkeys(found.subthemes))
    table = evidence(review)
    table = table[table["theme"] == found.id]
    grouped = table.groupby("subtheme")["key"].agg(["nunique", "size"])
    names = [*declared, *(name for name in grouped.index if name and name not in declared)]
    if "" in grouped.index:
        names.append("")
    result = grouped.reindex(names, fill_value=0).rename(columns={"nunique": "sources", "size": "excerpts"})
    result["declared"] = [name in declared for name in names]
    result.index = pd.Index(names, name="subtheme", dtype="str")
    return result.astype({"sources": "int64", "excerpts": "int64", "declared": "bool"})
