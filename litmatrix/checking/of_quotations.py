"""Checks of quotations against the full texts: only where they were looked for (`quotations.look_for`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from litmatrix.checking.places import row_place, shortened
from litmatrix.coding import quotations
from litmatrix.model import Problem
from litmatrix.review import Review
from litmatrix.vocabulary import WARNING

if TYPE_CHECKING:
    import pandas as pd

NOT_FOUND = "quotation-not-found"
OTHER_PAGE = "quotation-other-page"
NEARLY = "quotation-nearly"
UNREADABLE = "full-text-unreadable"
#: The checks that are made only where quotations were looked for.
NAMES = frozenset({NOT_FOUND, OTHER_PAGE, NEARLY, UNREADABLE})

_LONGEST = 600


def check_quotations(review: Review, looked: pd.DataFrame) -> Iterator[Problem]:
    """Quotations that are not in their full text, stand on another page, or read a little differently; full texts that
    cannot be read."""
    unread = looked[looked["outcome"] == quotations.UNREADABLE].drop_duplicates("key")
    for one in unread.itertuples(index=False):
        message = f"the quotations from {one.key} were not looked for: {one.note}"
        fix = "Replace the file with one that can be read, or delete it."
        yield Problem(UNREADABLE, WARNING, str(one.place), message, one.key, fix)
    for one in looked.itertuples(index=False):
        file = f"{one.place}, page {one.file_page} of the file" if one.file_page else one.place
        if one.outcome == quotations.NOT_FOUND:
            check, note = NOT_FOUND, f" {one.note}" if one.note else ""
            message = f"is not found in {one.place}.{note}"
            fix = "Compare it with the source: is it word for word, with (...) where words are left out, and from this source?"
        elif one.outcome == quotations.OTHER_PAGE:
            check, stands = OTHER_PAGE, one.page or f"page {one.file_page} of the file"
            message = f"is on {stands}, not on {one.locator} ({file})."
            fix = f"Write ({one.page}) if that is right." if one.page else "Correct the page."
        elif one.outcome == quotations.NEARLY:
            check, on = NEARLY, f" on {one.page}" if one.page else ""
            message = f"is worded a little differently{on} ({file})."
            passage = one.passage if len(one.passage) <= _LONGEST else one.passage[: _LONGEST - 1] + "…"
            fix = f"The source has: “{passage}”"
        else:
            continue
        where = f"{row_place(review, one.key)}, column {one.theme}"
        yield Problem(check, WARNING, where, f"“{shortened(one.text)}” {message}", one.key, fix)


def looked_at(looked: pd.DataFrame | None) -> frozenset[str]:
    """Return the keys of the sources whose full text was searched."""
    if looked is None:
        return frozenset()
    unsearched = (quotations.NO_FULL_TEXT, quotations.NO_TEXT, quotations.UNREADABLE)
    return frozenset(looked.loc[~looked["outcome"].isin(unsearched), "key"])
