"""Tables for those who compute: all excerpts, one a row, and the sources against the themes, as 0 and 1 and as counts."""

from __future__ import annotations

from collections import Counter

from litmatrix import coding, screening
from litmatrix.bibliography.latex import year_number
from litmatrix.matrix.citations import named
from litmatrix.review import Review
from litmatrix.tables.frames import (
    KEY,
    NO_SOURCE_YET,
    NO_THEME_YET,
    NUMBER,
    captioned,
    frame,
    free,
    theme_names,
)
from litmatrix.tables.table import Table
from litmatrix.vocabulary import MENTIONED, NOT_MENTIONED, STANCES

_COLUMNS = (
    "Reference", "Year", "Theme", "Subtheme", "Stance", "Kind", "Text", "Locator", "Origin", "Note",
)  # fmt: skip


def excerpts(review: Review) -> Table:
    """Return all excerpts of the included sources, one a row, in the order of the matrix: index `Key`, of its source.

    Columns: Reference (short), Year (a whole number, missing where there is none), Theme (its name), Subtheme, Stance
    (in words), Kind (quotation or summary), Text, Locator and Origin (as in matrix.csv), Note. What counts as evidence is
    here; memos are the reader's own, and `none` is no excerpt: `presence` has it as 0.
    """
    import pandas as pd

    found, names, titles = coding.evidence(review), screening.included_names(review), theme_names(review)
    sources = screening.included(review)
    order = {key: place for place, key in enumerate(sources.index)}
    # By source; within one the themes are in their order, and the excerpts of a cell in theirs.
    rows = sorted(found.itertuples(index=False), key=lambda one: order[one.key])
    years = {key: year_number(year) for key, year in sources["year"].items()}
    values = [
        (
            names[one.key], "", titles[one.theme], one.subtheme, STANCES[one.stance], one.kind, one.text, one.locator, one.origin,
            one.note,
        )
        for one in rows
    ]  # fmt: skip
    made = frame(("Key", [one.key for one in rows]), _COLUMNS, values)
    made["Year"] = pd.array([years[one.key] for one in rows], dtype="Int64")
    return Table(
        "excerpts", "Excerpts", made, captioned(review, "Quotations and summaries, one a row."), _nothing(review),
        {"Key": KEY, "Year": NUMBER}, {"Reference": [named(one.key) for one in rows]},
    )  # fmt: skip


def presence(review: Review) -> Table:
    """Return which source mentions which theme: index `key`, in the order of the bibliography.

    Columns: `reference` (short), then a theme each, by its id: 1 where the source mentions it, 0 where somebody looked
    and it does not, missing (no cell at all) where nobody looked yet.
    """
    return _counted(review, "presence", "Sources and themes: 1 mentioned, 0 not mentioned", most=1)


def counts(review: Review) -> Table:
    """Return how many excerpts each source has on each theme, in the same rows and columns as `presence`.

    0 where somebody looked and found nothing, missing where nobody looked yet.
    """
    return _counted(review, "counts", "Sources and themes: number of excerpts")


def _counted(review: Review, name: str, title: str, most: int | None = None) -> Table:
    import pandas as pd

    states, names = coding.states(review), screening.included_names(review)
    found = coding.evidence(review)
    numbers = Counter(zip(found["key"], found["theme"], strict=True))
    made = frame(("key", states.index), ("reference",), [(names[key],) for key in states.index])
    said = []
    for theme, theme_name in theme_names(review).items():
        column = [
            {MENTIONED: numbers[key, theme] if most is None else most, NOT_MENTIONED: 0}.get(state)
            for key, state in states[theme].items()
        ]
        own = free(theme, (made.index.name, *made.columns))
        made[own] = pd.array(column, dtype="Int64")
        said.append(f"{own}: {theme_name}")
    note = captioned(review, "; ".join(["An empty cell was not looked at yet", *said]) + ".")
    kinds = {"key": KEY, **dict.fromkeys(made.columns[1:], NUMBER)}
    cited = {"reference": [named(key) for key in states.index]}
    return Table(name, title, made, note, _nothing(review), kinds, cited)


def _nothing(review: Review) -> str:
    return NO_SOURCE_YET if review.protocol.current_themes else NO_THEME_YET
