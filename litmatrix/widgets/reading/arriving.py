"""Files that come from the page in slices, for no message may be longer than a server of Jupyter takes (10 MB)."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from litmatrix.errors import Misuse
from litmatrix.files import store


class Arrived(NamedTuple):
    """A file that is there whole: its name on the person's machine, and where it is kept meanwhile."""

    name: str
    path: Path


class Arrivals:
    """Files on their way, in a folder of their own that goes with this value."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._files: dict[str, Arrived] = {}
        self._number = 0

    def take(self, token: str, name: str, at: int, size: int, data: bytes) -> Arrived | None:
        """Take the slice of a file that begins at a byte; return the file when it is whole, else None.

        Raises `Misuse` for a slice that does not follow the one before, or a file that is too large.
        """
        if size > store.MOST_BYTES:
            raise Misuse(
                f"{name}: it is too large ({size // 1_000_000:,} MB; at most {store.MOST_BYTES // 1_000_000:,})."
            )
        if at == 0:
            self._number += 1
            ending = PurePosixPath(name).suffix[:10]
            self._files[token] = Arrived(name, self._place() / f"{self._number}{ending}")
        one = self.file(token)
        try:
            with one.path.open("wb" if at == 0 else "ab") as stream:
                if stream.tell() != at:
                    raise Misuse(f"{name}: it did not arrive completely. Drop it again.")
                stream.write(data)
        except OSError as error:
            raise store.not_saved(one.path, error) from error
        return one if at + len(data) >= size else None

    def file(self, token: str) -> Arrived:
        """Return a file by its token; raises `Misuse` for one that is not here (the cell was run again)."""
        if token not in self._files:
            raise Misuse("the file is no longer here. Drop it again.")
        return self._files[token]

    def drop(self, token: str) -> None:
        """Forget a file."""
        one = self._files.pop(token, None)
        if one is not None:
            one.path.unlink(missing_ok=True)

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="litmatrix-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder
