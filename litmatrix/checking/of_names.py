"""Checks of the people in the bibliography."""

from __future__ import annotations

import re
from collections.abc import Iterator

from litmatrix.bibliography.fields import field_spans
from litmatrix.bibliography.frame import NAMES
from litmatrix.bibliography.latex import names as names_of
from litmatrix.bibliography.latex import plain
from litmatrix.checking.places import entry_place, shortened
from litmatrix.importing.readers.people import looks_like_several
from litmatrix.model import Problem
from litmatrix.review import Review
from litmatrix.vocabulary import WARNING

# The frame parts names by semicolons: one that holds a semicolon itself is seen in the entry only.
_SEMICOLONS = tuple(
    re.compile(rf"{word}\s*=\s*[{{\"][^=@]*?[;|]")
    for name in ("author", "editor")
    for word in (name, name.title(), name.upper())
)


def check_names(review: Review) -> Iterator[Problem]:
    """One name of an entry that looks like several: programs take it for one person, and the key is made of it."""
    shown = [review.records[name].tolist() for name in NAMES if name in review.records]
    for key, raw, *lists in zip(
        review.records.index.tolist(), review.records["raw"].tolist(), *shown, strict=True
    ):
        if not (
            any(looks_like_several(one) for names in lists if names for one in names.split("; "))
            or any(semicolon.search(raw) for semicolon in _SEMICOLONS)
        ):
            continue
        for span in field_spans(raw):
            if span.name.lower() not in NAMES:
                continue
            for one in names_of(raw[span.value_start : span.value_end].strip()[1:-1]):
                text = plain(one)
                if not one.startswith("{") and looks_like_several(text):
                    message = f"one name in {span.name.lower()} looks like several: “{shortened(text)}”."
                    fix = "Separate them with “ and ”, or put the name in braces if it is one name."
                    yield Problem("several-names", WARNING, entry_place(review, key), message, key, fix)
