"""What the tables share: frames of plain text, and how records and themes are named in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from litmatrix.review import Review

if TYPE_CHECKING:
    import pandas as pd

NOT_STATED = "not stated"

#: The stages as the tables print them.
STAGE_NAMES = {
    "": "every stage", "identification": "before screening", "screening": "title and abstract", "retrieval": "retrieval", "eligibility": "full text",
}  # fmt: skip


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


def theme_names(review: Review) -> dict[str, str]:
    """Return the names of the themes in use by id, in order."""
    return labels(
        [(theme.id, theme.name or theme.id) for theme in review.protocol.current_themes], ("Source",)
    )


def labels(named: Sequence[tuple[str, str]], taken: Sequence[str]) -> dict[str, str]:
    """Return a column name for each id; one that two share, or that is taken, gets the id in brackets."""
    given = [*taken, *(name for _, name in named)]
    return {id: f"{name} ({id})" if given.count(name) > 1 else name for id, name in named}
