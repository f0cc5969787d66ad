"""What the tables of a review cite, as a citation style prints it, or as litmatrix does: pandoc's citeproc is run once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from litmatrix import screening
from litmatrix.bibliography import references
from litmatrix.errors import NotSaved
from litmatrix.matrix.citations import Citation, as_text
from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.writing import citeproc, formatted
from litmatrix.writing.citations import as_pandoc
from litmatrix.writing.cited import cited_in, keys_of
from litmatrix.writing.manuscript import tree
from litmatrix.writing.pandoc import NoPandoc, run
from litmatrix.writing.processed import Processed, as_html, lines, linked
from litmatrix.writing.styles import USUAL, NoStyles, Style, find_style

if TYPE_CHECKING:
    import pandas as pd

#: So many works, and citations of them, are put into a style that nobody asked for: twice as many works take citeproc four
#: times as long, some seconds at these numbers.
MOST_WORKS, MOST_CITATIONS = 250, 1_500

_TOO_MANY = "some tables cite too many works to be put into a citation style unasked (at most {:,} works, {:,} citations)"
# Each citation stands in a paragraph of its own, behind a word: else one might begin a list, or a heading.
_BEFORE = "x "


def styled(review: Review, tables: Iterable[Table], style: str = "") -> Processed:
    """Return what tables cite as a style prints it (see `find_style`), processed all at once.

    Without a style that is the usual one; where that cannot be had, and in tables that cite too many works, citations
    stay as in the tables' frames, and the references are plain. Raises as `find_style` and `process` do for a style
    that is named.
    """
    every = [cited for cited in map(cited_in, tables) if cited]
    chosen = every if style else list(_few(every))
    plain = _plain(review, keys_of(one for cited in every for one in cited))
    asked = dict.fromkeys(one for cited in chosen for one in cited)
    if not asked:
        return Processed({}, plain, _TOO_MANY.format(MOST_WORKS, MOST_CITATIONS) if every else "")
    try:
        found = find_style(style or USUAL, review.folder)
        made = process(asked, review.records, found, screening.names(review))
    except (NoPandoc, NoStyles, NotSaved) as error:
        if style:
            raise
        return Processed({}, plain, "" if isinstance(error, NoPandoc | NoStyles) else str(error))
    # Some styles of footnotes have no list, and what was not processed stands in none.
    others = {key: reference for key, reference in plain.items() if key not in made.references}
    note = _TOO_MANY.format(MOST_WORKS, MOST_CITATIONS) if len(chosen) < len(every) else ""
    return Processed(made.citations, {**made.references, **others}, note)


def process(
    cited: Iterable[Citation], records: pd.DataFrame, style: Style, names: Mapping[str, str]
) -> Processed:
    """Return citations, and references to what they cite, as a style prints them; `records` are as `review.records`.

    What cites a key that no record has is printed as text, with the short references in `names`; so are the citations of
    a style that puts them into footnotes, which a table has none of. Raises `NoPandoc`, `NotSaved` with what pandoc said.
    """
    every = tuple(dict.fromkeys(cited))
    there = set(records.index)
    asked = [one for one in every if there >= {*one.origins, one.key}]
    printed = {one: lines(as_text(one, names)) for one in every}
    if not asked:
        return Processed(printed, {})
    text = tree.parsed("\n\n".join(f"{_BEFORE}{as_pandoc(one, style, names)}" for one in asked))
    document = tree.dumped(citeproc.cited_with(text, records.loc[list(keys_of(asked))], style))
    made = run(document, "json", "json", *citeproc.OPTIONS, files={"style.csl": style.csl})
    blocks = json.loads(made)["blocks"]
    if not style.notes:
        # Behind the word; a style that sets numbers above the line takes the space before them away.
        said = (as_html(block["c"][1:]) for block in blocks[: len(asked)])
        printed |= {one: text for one, text in zip(asked, said, strict=True) if text}
    found = formatted.listed(blocks[len(asked) :])
    listed = {one.key: " ".join(filter(None, (lines(one.mark), as_html(one.inlines)))) for one in found}
    return Processed(printed, listed)


def _few(every: Iterable[Sequence[Citation]]) -> Iterator[Sequence[Citation]]:
    """Yield what tables cite, as long as that is not too much; a table that would be too much is passed over."""
    cited: set[Citation] = set()
    for one in every:
        more = cited.union(one)
        if len(more) <= MOST_CITATIONS and len(keys_of(more)) <= MOST_WORKS:
            cited = more
            yield one


def _plain(review: Review, keys: Iterable[str]) -> dict[str, str]:
    """Return the references as litmatrix prints them in full, in the order of the short ones."""
    names = screening.names(review)
    there = sorted((key for key in keys if key in names), key=lambda key: names[key].casefold())
    full = references.full(review.records.loc[there])
    return {key: linked(full[key]) for key in there}
