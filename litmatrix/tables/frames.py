"""What the tables share: frames of plain text, how records and themes are named in them, and what rests on the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from litmatrix import vocabulary
from litmatrix.review import Review

if TYPE_CHECKING:
    import pandas as pd

NOT_STATED = "not stated"

#: The kinds of columns that are set as they are typed: keys of the bibliography, and search strings as they were run.
KEY, QUERY = "key", "query"
#: The kinds of a form's columns: one is left blank, to be filled in by hand, the other parts its rows. A document leaves room for
#: the one, and makes headings of the other.
FILL, GROUP = "fill", "group"
#: The kind of columns whose numbers are computed with: a workbook has them as numbers, what is missing as no cell, and words
#: in place of a number as words.
NUMBER = "number"

#: What is said in place of a table that waits for something, and what it waits for.
NO_SOURCE_YET = "No source is included yet: include records with the screening card, in 01-filter-sources."
NO_THEME_YET = "No theme yet: add one at the theme desk, in 02-code-themes."

#: The stages as the tables print them; a criterion without one applies to each.
STAGE_NAMES = {"": "every stage", **vocabulary.STAGE_NAMES}


def frame(
    index: tuple[str, Sequence[str]],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    numbers: Sequence[str] = (),
) -> pd.DataFrame:
    """Return a frame of text with a named index (its name and values); the `numbers` are whole numbers."""
    import pandas as pd

    name, values = index
    table = pd.DataFrame(
        list(rows), columns=list(columns), index=pd.Index(list(values), name=name, dtype="str")
    )
    return table.astype({column: "int64" if column in numbers else "str" for column in columns})


class Filled(NamedTuple):
    """A frame without the columns that say nothing, and which these were: empty, or nothing stated."""

    frame: pd.DataFrame
    blank: tuple[str, ...]
    unstated: tuple[str, ...]


def filled(frame: pd.DataFrame) -> Filled:
    """Return a frame without the columns in which every row is empty or “not stated”; one without rows keeps all."""
    kept: list[int] = []
    blank: list[str] = []
    unstated: list[str] = []
    for place, name in enumerate(frame.columns):
        said = {*frame.iloc[:, place].dropna().astype(str)} - {""}
        if said - {NOT_STATED} or not len(frame):
            kept.append(place)
        else:
            (unstated if said else blank).append(str(name))
    return Filled(frame.iloc[:, kept], tuple(blank), tuple(unstated))


def captioned(review: Review, note: str = "") -> str:
    """Return a note on what rests on the matrix: the protocol's caption before it."""
    caption = review.protocol.caption.rstrip(".")
    return " ".join(part for part in (caption and f"{caption[:1].upper()}{caption[1:]}.", note) if part)


def theme_names(review: Review) -> dict[str, str]:
    """Return the names of the themes in use by id, in order."""
    return labels(
        [(theme.id, theme.name or theme.id) for theme in review.protocol.current_themes], ("Source",)
    )


def labels(named: Sequence[tuple[str, str]], taken: Sequence[str]) -> dict[str, str]:
    """Return a column name for each id; one that two share, or that is taken, gets the id in brackets."""
    given = [*taken, *(name for _, name in named)]
    return {id: f"{name} ({id})" if given.count(name) > 1 else name for id, name in named}


def free(name: str, taken: Iterable[object]) -> str:
    """Return a column name that is not taken: this one, or with as many ``_`` behind it as that takes."""
    used = set(map(str, taken))
    while name in used:
        name += "_"
    return name
