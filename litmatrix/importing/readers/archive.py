"""Zip files: what they hold, within bounds, without writing any of it to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from litmatrix.errors import Unreadable

#: The bounds: members, bytes in all, and how many times a member may be larger than it is packed.
MOST_MEMBERS = 500
MOST_BYTES = 1 << 30
_RATIO = 300
_SMALL = 10 << 20


def opened(data: bytes, name: str) -> zipfile.ZipFile:
    """Return a zip file opened; raises `Unreadable` if it is damaged or unpacks to more than the bounds allow."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise Unreadable(f"{name}: this zip file is damaged ({error}). Download it again.") from error
    infos = archive.infolist()
    size = sum(info.file_size for info in infos)
    if len(infos) > MOST_MEMBERS and not is_workbook(archive):
        raise Unreadable(f"{name}: this zip file has {len(infos)} files; at most {MOST_MEMBERS} are opened.")
    if size > MOST_BYTES or (size > _SMALL and size > _RATIO * max(len(data), 1)):
        raise Unreadable(
            f"{name}: this zip file unpacks to {size:,} bytes, far more than an export has; it is not opened."
        )
    return archive


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Say whether a zip file is an .xlsx spreadsheet."""
    return any(name.startswith("xl/workbook") for name in archive.namelist())


def members(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes | str]]:
    """Yield each file in a zip file: its name, with no path that leads out, and its bytes (or why they cannot be had)."""
    for info in archive.infolist():
        parts = [part for part in info.filename.replace("\\", "/").split("/") if part not in ("", ".", "..")]
        if info.is_dir() or not parts or parts[0] == "__MACOSX" or parts[-1].startswith("."):
            continue
        shown = f"{name}/{'/'.join(parts)}"
        if info.flag_bits & 1:
            yield shown, "it is locked with a password. Unpack it first."
            continue
        try:
            with archive.open(info) as file:
                content = file.read(info.file_size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            RuntimeError,
            NotImplementedError,
            ValueError,
        ) as error:
            yield shown, f"it is damaged ({error}). Download the zip file again."
            continue
        yield shown, content if len(content) <= info.file_size else "it is larger than it claims to be."
