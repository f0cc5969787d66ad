"""A Word document as the archive that it is: its parts changed one by one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

#: A date as an archive has it: year, month, day, hour, minute, second.
Date = tuple[int, int, int, int, int, int]

DOCUMENT = "word/document.xml"


def repacked(
    docx: bytes,
    change: Callable[[str, bytes], bytes],
    date: Date | None = None,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return a document whose parts are what `change` makes of their name and content, with `more` parts behind them.

    All parts are of one date, that of the text unless another is given: what comes from elsewhere has one of its own.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        day = date or old.getinfo(DOCUMENT).date_time
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
        for name, content in {**parts, **(more or {})}.items():
            new.writestr(zipfile.ZipInfo(name, day), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
