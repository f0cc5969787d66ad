"""A Word document as the archive that it is: put together, and its parts changed one by one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

#: A date as an archive has it: year, month, day, hour, minute, second.
Date = tuple[int, int, int, int, int, int]

DOCUMENT = "word/document.xml"

#: A field of Word in runs of one look: what it computes, and what it shows until it does.
FIELD = (
    '<w:r>{look}<w:fldChar w:fldCharType="begin"/></w:r><w:r>{look}<w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    '<w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{look}<w:t>{shown}</w:t></w:r><w:r>{look}<w:fldChar w:fldCharType="end"/></w:r>'
)  # fmt: skip
SEQUENCE = "SEQ {} \\* ARABIC"

# A row of a table: with properties of its own or without.
_ROW = re.compile(r"<w:tr(?P<more>\b[^>]*)>(?P<own>\s*<w:trPr>)?")


def repacked(
    docx: bytes,
    change: Callable[[str, bytes], bytes],
    date: Date | None = None,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return a document whose parts are what `change` makes of their name and content, with `more` parts behind them.

    All parts are of one date, that of the text unless another is given: what comes from elsewhere has one of its own.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as old:
        day = date or old.getinfo(DOCUMENT).date_time
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
    return packed({**parts, **(more or {})}, day)


def packed(parts: Mapping[str, bytes], date: Date) -> bytes:
    """Return parts as a document, all of one date."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(zipfile.ZipInfo(name, date), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def whole_rows(text: str) -> str:
    """Return document.xml in which each row of a table stays on its page."""
    return _ROW.sub(
        lambda row: f"<w:tr{row['more']}><w:trPr><w:cantSplit/>{'' if row['own'] else '</w:trPr>'}", text
    )
