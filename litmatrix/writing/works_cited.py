"""What the tables of a review cite, as a citation style prints it, or as litmatrix does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from litmatrix import screening
from litmatrix.bibliography import references
from litmatrix.errors import NotSaved
from litmatrix.matrix.citations import Citation
from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.writing.bibliographies import csl_json
from litmatrix.writing.cited import cited_in, keys_of
from litmatrix.writing.pandoc import NoPandoc
from litmatrix.writing.processed import Processed, linked, process
from litmatrix.writing.styles import USUAL, NoStyles, find_style

#: So many works, and citations of them, are put into a style that nobody asked for: twice as many works take citeproc four
#: times as long, some seconds at these numbers.
MOST_WORKS, MOST_CITATIONS = 250, 1_500

_TOO_MANY = "some tables cite too many works to be put into a citation style unasked (at most {:,} works, {:,} citations)"


def styled(review: Review, tables: Iterable[Table], style: str = "") -> Processed:
    """Return what tables cite as a style prints it (see `find_style`), with one run of pandoc for all of them.

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
        found, keys = find_style(style or USUAL, review.folder), set(keys_of(asked))
        items = [item for item in json.loads(csl_json(review, "all")) if item["id"] in keys]
        made = process(asked, items, found, screening.names(review))
    except (NoPandoc, NoStyles, NotSaved) as error:
        if style:
            raise
        return Processed({}, plain, "" if isinstance(error, NoPandoc | NoStyles) else str(error))
    # Some styles of footnotes have no list, and what was not processed stands in none.
    others = {key: reference for key, reference in plain.items() if key not in made.references}
    note = _TOO_MANY.format(MOST_WORKS, MOST_CITATIONS) if len(chosen) < len(every) else ""
    return Processed(made.citations, {**made.references, **others}, note)


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
