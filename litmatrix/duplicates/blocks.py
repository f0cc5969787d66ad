"""Which pairs of records are worth comparing: those that share a block, such as the DOI or the first page and volume."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from litmatrix.duplicates.plain import Plain

if TYPE_CHECKING:
    import numpy as np

#: In a block of at most so many records each is compared with each; in a larger one, with so many neighbours.
WHOLE, NEIGHBOURS = 25, 8


def find_pairs(plain: Plain) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of the records of each candidate pair, the earlier first, each pair once and in order.

    A block of any size adds at most `WHOLE` pairs a record: in a large one, records are compared with those that
    stand next to them by title, first author, year and page.
    """
    import numpy as np

    size = len(plain.keys)
    rank = np.empty(size, dtype=np.int64)
    order = np.lexsort((plain.start, plain.year, _codes(plain.first, True), _codes(plain.title, True)))
    rank[order] = np.arange(size)
    found = [
        pairs for texts in _blocks(plain) for pairs in _of_block(_codes(texts), rank, size) if len(pairs)
    ]
    both = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    return both // max(size, 1), both % max(size, 1)


def _blocks(plain: Plain) -> Iterator[list[str]]:
    """Yield the blocks: for each record a text that the records of one block share; an empty one is in none."""
    year = [str(one) if one > 0 else "" for one in plain.year.tolist()]
    start = [str(one) if one > 0 else "" for one in plain.start.tolist()]
    end = [str(one) if one > 0 else "" for one in plain.end.tolist()]
    yield plain.doi
    yield plain.title
    yield plain.whole
    yield [title[:24] if len(title) > 24 else "" for title in plain.title]
    yield [title[-24:] if len(title) > 24 else "" for title in plain.title]
    # A second title is to meet the first titles of others.
    yield [second or title for second, title in zip(plain.second, plain.title, strict=True)]
    yield [main or title for main, title in zip(plain.main, plain.title, strict=True)]
    yield plain.rare
    yield [abstract[:60] if len(abstract) > 59 else "" for abstract in plain.abstract]
    yield _joined(plain.volume, start, year)
    yield _joined(plain.volume, start, end)
    yield _joined(plain.first, year, start)
    yield _joined(plain.first, start, end)
    yield _joined(plain.first, year, plain.volume)
    yield _joined(plain.first, year, [title[:6] for title in plain.title])
    yield _joined(plain.journal, plain.volume, start)
    # A record without title.
    yield _joined(plain.first, year, plain.journal)


def _joined(*parts: list[str]) -> list[str]:
    return ["\t".join(texts) if all(texts) else "" for texts in zip(*parts, strict=True)]


def _codes(texts: list[str], ordered: bool = False) -> np.ndarray:
    """Return a number for each text, the same for the same text; -1 for an empty one."""
    import numpy as np

    known: dict[str, int] = {}
    if ordered:
        known = {text: place for place, text in enumerate(sorted(set(texts)))}
    known[""] = -1
    return np.fromiter(
        (known.setdefault(text, len(known)) for text in texts), dtype=np.int64, count=len(texts)
    )


def _of_block(codes: np.ndarray, rank: np.ndarray, size: int) -> Iterator[np.ndarray]:
    """Yield the pairs of the blocks that the codes tell, as numbers: place of the one times size, plus the other's."""
    import numpy as np

    order = np.lexsort((rank, codes))
    order = order[codes[order] >= 0]
    if not len(order):
        return
    sorted_codes = codes[order]
    _, inverse, counts = np.unique(sorted_codes, return_inverse=True, return_counts=True)
    whole = counts[inverse] <= WHOLE
    for step in range(1, WHOLE):
        same = sorted_codes[:-step] == sorted_codes[step:]
        if step > NEIGHBOURS:
            same &= whole[:-step]
        if not same.any():
            return
        one, other = order[:-step][same], order[step:][same]
        yield np.minimum(one, other) * size + np.maximum(one, other)
