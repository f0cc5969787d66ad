"""Records that share a DOI or a title: pointed out to a person while screening, and never settled by this alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from litmatrix.bibliography import latex
from litmatrix.bibliography.identifiers import doi_key

if TYPE_CHECKING:
    import pandas as pd

#: A title or DOI that more records than this share (“Letter to the editor”, a placeholder) says nothing.
SHARED = 20

_NO_LETTERS = re.compile(r"[\W_]+")
# The same for the many titles that are ASCII, ten times faster.
_ASCII = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}


def twins(records: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return, for each key, the other keys with the same DOI, or the same title (letters and digits only).

    Accents and capitals do not count; nor does a title of few letters, or one that more than twenty records
    share. It only points records out to a person; keys without such a record are left out.
    """
    groups: dict[str, list[str]] = {}
    keys, titles, dois = (
        values.to_numpy(dtype=object).tolist() for values in (records.index, records["title"], records["doi"])
    )
    for key, title, doi in zip(keys, titles, dois, strict=True):
        plain = title.translate(_ASCII) if title.isascii() else _NO_LETTERS.sub("", latex.folded(title))
        # Bytes: a Chinese title says in five signs what takes Latin letters a line.
        if len(plain.encode()) > 9:
            groups.setdefault(f"title {plain}", []).append(key)
        if doi:
            groups.setdefault(f"doi {doi_key(doi) or doi.casefold()}", []).append(key)
    found: dict[str, dict[str, None]] = {}
    for group in groups.values():
        if 1 < len(group) <= SHARED:
            for key in group:
                found.setdefault(key, {}).update(dict.fromkeys(other for other in group if other != key))
    return {key: tuple(others) for key, others in found.items()}
