"""What was written: files with what is in them, and what one should know; a notebook shows it by itself."""

from __future__ import annotations

import html
import os
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from litmatrix.vocabulary import PROTOCOL

#: Files that a browser or JupyterLab cannot show: a click saves them.
_SAVED = (".xlsx", ".docx", ".tiff", ".tif")


class File(NamedTuple):
    """A file that was written, and how much is in it, in words (“32 rows”)."""

    path: Path
    holds: str = ""

    @property
    def name(self) -> str:
        """Its path within its review, so that it is the same on every machine; the whole path outside of one."""
        return name_of(self.path)

    @property
    def href(self) -> str:
        """The way to it from the notebook's folder, as a page links it."""
        try:
            return quote(Path(os.path.relpath(self.path)).as_posix())
        except ValueError:  # on another drive of Windows
            return quote(self.path.as_posix())


@dataclass(frozen=True, repr=False)
class Written:
    """What one call wrote: `files`, and `notes`, what one should know of them. Two are added: `one + other`."""

    files: tuple[File, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: Written) -> Written:
        return Written(self.files + other.files, self.notes + other.notes)

    def __repr__(self) -> str:
        told = [f"{one.name}{f': {one.holds}' if one.holds else ''}" for one in self.files]
        head = [f"Wrote {told[0]}"] if len(told) == 1 else [f"Wrote {len(told):,} files", *told]
        head = head if told else ["Nothing was written"]
        return "\n".join([*head, *(f"note: {one}" for one in self.notes)])

    def _repr_html_(self) -> str:
        """Show each file, as a link, with what is in it, and the notes below."""
        notes = "".join(f"<li>{html.escape(one)}</li>" for one in self.notes)
        files = "".join(f"<li>{_linked(one)}</li>" for one in self.files)
        head = f"<b>Wrote</b><ul>{files}</ul>" if files else "<b>Nothing was written</b><br>"
        return f"<div>{head}{f'Notes<ul>{notes}</ul>' if notes else ''}</div>"


def _linked(file: File) -> str:
    saved = " download" if file.path.suffix.lower() in _SAVED else ""
    holds = f": {html.escape(file.holds)}" if file.holds else ""
    return f'<a href="{html.escape(file.href)}"{saved}>{html.escape(file.name)}</a>{holds}'


def name_of(path: Path) -> str:
    """Return the path of a file within its review; the whole path outside of one."""
    whole = Path(os.path.abspath(path))
    review = next((folder for folder in whole.parents if os.path.lexists(folder / PROTOCOL)), None)
    return (whole.relative_to(review) if review else whole).as_posix()
