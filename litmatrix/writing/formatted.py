"""References as a citation style prints them: pandoc's citeproc is run once for a list of works."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from litmatrix.bibliography import references
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.writing import bibliographies, citeproc
from litmatrix.writing.manuscript import tree
from litmatrix.writing.pandoc import run
from litmatrix.writing.styles import Style

if TYPE_CHECKING:
    import pandas as pd

# A document that lists every work, and cites none.
_ALL = {
    "pandoc-api-version": [1, 23, 1],
    "meta": {"nocite": {"t": "MetaInlines", "c": [{"t": "Cite", "c": [[{
        "citationId": "*", "citationPrefix": [], "citationSuffix": [], "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": 0, "citationHash": 0}], [{"t": "Str", "c": "@*"}]]}]}},
    "blocks": [],
}  # fmt: skip


class Reference(NamedTuple):
    """A work as a style prints it in a list: its key, what stands before it (“1.”, if anything), and its inlines in pandoc's JSON."""

    key: str
    mark: str
    inlines: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """The reference in plain text, without what stands before it."""
        return tree.words(self.inlines)


def formatted(review: Review, keys: str | Collection[str], style: Style) -> tuple[Reference, ...]:
    """Return the references of records as a style prints them: those of some keys, or of a word for them (see `chosen`)."""
    return references_of(bibliographies.chosen(review, keys), style)


def references_of(records: pd.DataFrame, style: Style) -> tuple[Reference, ...]:
    """Return the references of records (columns of `review.records`) as a style prints them, in the style's order.

    Where a style has no order of its own (it numbers as a text cites), they are in that of `references.ranks`. Two works of the
    same people and year are “2010a” and “2010b”, as in `references.short` of the same records. Raises `Misuse` for a style that
    prints no list, `NoPandoc`, `NotSaved` with what pandoc said.
    """
    if not style.lists:
        raise Misuse(f"{style.name}: this style prints footnotes and no list of references. Choose another.")
    if records.empty:
        return ()
    ranks = references.ranks(records)
    ordered = records.loc[sorted(records.index, key=ranks.__getitem__)]
    document = tree.dumped(citeproc.cited_with(_ALL, ordered, style))
    made = run(document, "json", "json", *citeproc.OPTIONS, files={"style.csl": style.csl})
    return listed(json.loads(made)["blocks"])


def listed(blocks: Iterable[dict[str, Any]]) -> tuple[Reference, ...]:
    """Return the references in the list that citeproc put into a document, in its order."""
    entries = tree.elements(list(blocks), "Div")
    return tuple(_reference(entry) for entry in entries if "csl-entry" in entry["c"][0][1])


def _reference(entry: dict[str, Any]) -> Reference:
    (id, _, _), blocks = entry["c"]
    inlines = [inline for block in blocks for inline in block["c"]]
    left = [one for one in inlines if _class(one) == "csl-left-margin"]
    right = [one for one in inlines if one not in left]
    plain = [part for one in right for part in (one["c"][1] if _class(one) == "csl-right-inline" else [one])]
    return Reference(id.removeprefix("ref-"), tree.words(left).strip(), plain)


def _class(inline: dict[str, Any]) -> str:
    return next(iter(inline["c"][0][1]), "") if inline["t"] == "Span" else ""
