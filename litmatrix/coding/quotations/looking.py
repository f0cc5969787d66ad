"""Whether a quotation stands where it is said to stand: one in a document, or all of a review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from litmatrix.coding import fulltext
from litmatrix.coding.fulltext import Document
from litmatrix.coding.quotations import paging, searching
from litmatrix.coding.quotations.levelling import Levelled, levelled
from litmatrix.errors import Misuse, Unreadable
from litmatrix.review import Review
from litmatrix.vocabulary import QUOTATION

if TYPE_CHECKING:
    import pandas as pd

FOUND = "found"
OTHER_PAGE = "other page"
NEARLY = "nearly"
NOT_FOUND = "not found"
NO_FULL_TEXT = "no full text"
NO_TEXT = "no text"
UNREADABLE = "unreadable"
#: What can come of looking for a quotation. The last three: it could not be looked for.
OUTCOMES = (FOUND, OTHER_PAGE, NEARLY, NOT_FOUND, NO_FULL_TEXT, NO_TEXT, UNREADABLE)

#: The columns of `look_for`.
COLUMNS = (
    "key", "theme", "number", "text", "locator", "outcome", "page", "file_page", "passage", "place", "note",
)  # fmt: skip


class Found(NamedTuple):
    """What came of looking for a quotation.

    `outcome`: found (on the page that its locator names, or the locator names no page, or the file has none),
    other page, nearly (in a few letters the source differs), not found, no text (the PDF is scanned).
    `page` is where it stands, as it is cited (“p. 399”, “pp. 399-400”; empty if the page has no name), `number` the
    page in the file where it begins (0 without pages), `passage` the words of the source, on one line, and `note`
    what else is to be known of the search.
    """

    outcome: str
    page: str = ""
    number: int = 0
    passage: str = ""
    note: str = ""


def find_quotation(
    document: Document, text: str, locator: str = "", record: Mapping[str, Any] | None = None
) -> Found:
    """Look for a quotation in a full text; `record` is the source's row of `review.records`, for its `pages`.

    Forgiven are spaces, line ends and hyphenation, ligatures, quotation marks, apostrophes and dashes, whether the
    first letter is large, and a full stop or comma at the end. An omission (…, ..., (...), [...]) parts the
    quotation into pieces that must follow each other within some two pages, and words in square brackets stand for
    any few words. It may run over a page's end, with notes, foot and head between. What is not found so is looked
    for once more with a tenth of its letters different (rapidfuzz).
    """
    if not document.has_text:
        return Found(NO_TEXT, note="the PDF is scanned: it has pictures of pages and no text to search.")
    source = levelled(document)
    pages = paging.pages_of(record)
    names = paging.names(document, pages)
    left = document.left_out
    note = f"{left} page{'s' if left != 1 else ''} of the file could not be read." if left else ""
    if places := searching.exact(source, text):
        told = [(_on_page(source, one, locator, names, pages), one) for one in places]
        on_page, place = next((one for one in told if one[0]), told[0])
        return _told(source, place, names, OTHER_PAGE if on_page is False else FOUND, note)
    if places := searching.nearly(source, text):
        return _told(source, places[0], names, NEARLY, note)
    return Found(NOT_FOUND, note=note)


def look_for(review: Review, keys: Iterable[str] | None = None) -> pd.DataFrame:
    """Look for the quotations of the matrix (of the sources `keys`, or all) in the full texts of the review folder.

    A second-hand quotation (`quoting KEY`) is looked for in the source that cites it. Returns one row a quotation, in the
    order of `review.excerpts`: columns `key`, `theme`, `number` (in its cell, from 1), `text`, `locator`, `outcome`
    (see `Found`; besides them no full text, and unreadable, with the reason as `note`), `page`, `file_page` (0: none),
    `passage`, `place` (of the full text in the folder; empty: none), `note`. Raises `Misuse` where there are PDFs and
    pypdfium2 is not installed.
    """
    import pandas as pd

    wanted = None if keys is None else set(keys)
    by_key: dict[str, list[int]] = {}
    rows = [
        one for one in review.excerpt_rows if one.kind == QUOTATION and (wanted is None or one.key in wanted)
    ]
    for number, one in enumerate(rows):
        by_key.setdefault(one.key, []).append(number)
    found: list[tuple] = [()] * len(rows)
    for key, numbers in by_key.items():
        place, document, outcome = _read(review.folder, key)
        record = review.records.loc[key] if key in review.records.index else None
        for number in numbers:
            one = rows[number]
            result = outcome or find_quotation(document, one.text, one.locator, record)  # type: ignore[arg-type]
            found[number] = (
                one.key, one.theme, one.number, one.text, one.locator,
                result.outcome, result.page, result.number, result.passage, place, result.note,
            )  # fmt: skip
    table = pd.DataFrame(found, columns=list(COLUMNS))
    return table.astype({name: "int64" if name in ("number", "file_page") else "str" for name in COLUMNS})


@dataclass(frozen=True)
class Told:
    """How many quotations were looked for, in how many full texts, and the sources where that could not be done."""

    quotations: int
    full_texts: int
    without: tuple[str, ...] = ()
    scanned: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()


def count(looked: pd.DataFrame) -> Told:
    """Return what `look_for` was able to look for: sources by key; of unreadable files the reason too."""
    searched = looked[~looked["outcome"].isin((NO_FULL_TEXT, NO_TEXT, UNREADABLE))]

    def keys(outcome: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(looked.loc[looked["outcome"] == outcome, "key"]))

    reasons = dict(zip(looked["key"], looked["note"], strict=True))
    return Told(
        len(searched),
        searched["key"].nunique(),
        keys(NO_FULL_TEXT),
        keys(NO_TEXT),
        tuple((key, reasons[key]) for key in keys(UNREADABLE)),
    )


def _read(folder: Path, key: str) -> tuple[str, Document | None, Found | None]:
    """Return the place of a source's full text, and the text itself, or what comes of it for all its quotations."""
    place = fulltext.find(folder, key)
    if not place:
        return "", None, Found(NO_FULL_TEXT)
    try:
        return place, fulltext.read_document(folder / place, place), None
    except Unreadable as error:
        return place, None, Found(UNREADABLE, note=str(error))
    except Misuse as error:
        if PurePosixPath(place).suffix.lower() == ".pdf":  # what is missing is not the file's fault
            raise
        return place, None, Found(UNREADABLE, note=str(error))


def _on_page(
    source: Levelled, place: searching.Place, locator: str, names: tuple[tuple[str, ...], ...], entry: str
) -> bool | None:
    first, last = source.page(place.start), source.page(place.end - 1)
    pages = zip(source.document.pages[first : last + 1], names[first : last + 1], strict=True)
    # A page before the first that is numbered can be cited by its number in the file alone.
    called = [known or ((str(page.number),) if page.number else ()) for page, known in pages]
    return paging.stands_on(locator, called, entry)


def _told(
    source: Levelled, place: searching.Place, names: tuple[tuple[str, ...], ...], outcome: str, note: str
) -> Found:
    first, last = source.page(place.start), source.page(place.end - 1)
    cited = [names[index][0] if names[index] else "" for index in dict.fromkeys((first, last))]
    passage = _joined([source.passage(pieces) for pieces in place.fragments], place)
    return Found(outcome, paging.named(cited), source.document.pages[first].number, passage, note)


def _joined(passages: list[str], place: searching.Place) -> str:
    """Join the passages of fragments: where the quotation left something out, […] stands for it."""
    text = passages[0]
    for passage, before, behind in zip(passages[1:], place.fragments, place.fragments[1:], strict=False):
        text += (" " if before[-1][1] == behind[0][0] else " […] ") + passage
    return text
