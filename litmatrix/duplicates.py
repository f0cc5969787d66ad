"""Records that may be the same work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["twins"]


def twins(records: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return, for each key, the other keys with the same DOI, or the same title (letters and digits only).

    It only points records out to a person; keys without such a record are left out.
    """
    groups: dict[str, list[str]] = {}
    keys = records.index.to_numpy(dtype=object).tolist()
    titles = records["title"].to_numpy(dtype=object).tolist()
    dois = records["doi"].to_numpy(dtype=object).tolist()
    for key, title, doi in zip(keys, titles, dois, strict=True):
        plain = re.sub(r"[\W_]+", "", title).casefold()
        if len(plain) > 9:
            groups.setdefault(f"title {plain}", []).append(key)
        if doi:
            groups.setdefault(f"doi {doi.casefold().removeprefix('https://doi.org/')}", []).append(key)
    found: dict[str, dict[str, None]] = {}
    for group in groups.values():
        if len(group) > 1:
            for key in group:
                found.setdefault(key, {}).update(dict.fromkeys(other for other in group if other != key))
    return {key: tuple(others) for key, others in found.items()}
