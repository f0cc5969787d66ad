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

__all__ = ["NAMES", "check_quotations", "looked_at"]

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
    for one in (
        looked[looked["outcome"] == quotations.UNREADABLE].drop_duplicates("key").itertuples(index=False)
    ):
        message = f"the quotations from {one.key} were not looked for: {one.note}"
        fix = "Put a sound file in its place, or take it away."
        yield Problem(UNREADABLE, WARNING, str(one.place), message, key=one.key, fix=fix)
    for one in looked.itertuples(index=False):
        if one.outcome not in _TOLD:
            continue
        check, message, fix = _TOLD[one.outcome](one)
        where = f"{row_place(review, one.key)}, column {one.theme}"
        yield Problem(check, WARNING, where, message, key=one.key, fix=fix)


def looked_at(looked: pd.DataFrame | None) -> frozenset[str]:
    """Return the keys of the sources whose full text was searched."""
    if looked is None:
        return frozenset()
    unsearched = (quotations.NO_FULL_TEXT, quotations.NO_TEXT, quotations.UNREADABLE)
    return frozenset(looked.loc[~looked["outcome"].isin(unsearched), "key"])


def _not_found(one) -> tuple[str, str, str]:
    return (
        NOT_FOUND,
        f"“{shortened(one.text)}” is not found in {one.place}." + (f" {one.note}" if one.note else ""),
        "Compare it with the source: is it word for word, with (...) where words are left out, and from this source?",
    )


def _other_page(one) -> tuple[str, str, str]:
    stands = one.page or f"page {one.file_page} of the file"
    return (
        OTHER_PAGE,
        f"“{shortened(one.text)}” stands on {stands}, not on {one.locator} ({_in_file(one)}).",
        f"Write ({one.page}) if that is right." if one.page else "Correct the locator.",
    )


def _nearly(one) -> tuple[str, str, str]:
    passage = one.passage if len(one.passage) <= _LONGEST else one.passage[: _LONGEST - 1] + "…"
    on = f" on {one.page}" if one.page else ""
    return (
        NEARLY,
        f"“{shortened(one.text)}” reads a little differently{on} ({_in_file(one)}).",
        f"The source has: “{passage}”",
    )


def _in_file(one) -> str:
    return f"{one.place}, page {one.file_page} of the file" if one.file_page else one.place


_TOLD = {quotations.NOT_FOUND: _not_found, quotations.OTHER_PAGE: _other_page, quotations.NEARLY: _nearly}
