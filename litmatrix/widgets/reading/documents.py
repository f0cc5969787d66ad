"""The full texts of a review as they are read at a desk: each read once, and anew when its file changes."""

from __future__ import annotations

from pathlib import Path

from litmatrix.coding import fulltext
from litmatrix.errors import LitmatrixError, Misuse
from litmatrix.files.watch import stamp

#: So many are kept: a book is megabytes.
KEPT = 3


class Documents:
    """The full texts read last; a desk shows one at a time, and a person may go to and fro between two files of one record."""

    def __init__(self) -> None:
        self._known: dict[tuple, fulltext.Document | str] = {}

    def of(self, folder: Path, key: str, place: str = "") -> fulltext.Document | str:
        """Return the full text of a record (or another of its files), or in words why there is none to be read; empty without a file.

        Raises `Misuse` for a file that is none of the record's.
        """
        files = fulltext.found(folder, key)
        if not files:
            return ""
        place = place or files[0]
        if place not in files:
            raise Misuse(f"{place} is no longer a file of {key}.")
        sign = (folder, place, stamp(folder / place))
        if sign not in self._known:
            try:
                read: fulltext.Document | str = fulltext.read_document(folder / place, place)
            except LitmatrixError as error:
                read = str(error)
            self._known = {**dict([*self._known.items()][1 - KEPT :]), sign: read}
        return self._known[sign]
