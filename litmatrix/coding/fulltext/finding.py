"""Words looked for in a full text as a reader types them: capitals, accents, line ends and broken words make no difference."""

from __future__ import annotations

import re
import unicodedata

from litmatrix.coding.fulltext.pages import Document

# The page marks what is counted here (widgets/reading/marks.js): the two level a text alike.
_BROKEN = re.compile("[-\u2010\u2011\u00ad]\\s*\n\\s*|[-\u2010\u2011\u00ad\u200b\u2060\ufeff]")
_SIGMA = str.maketrans("ς", "σ")


def find(document: Document, words: str) -> dict[int, int]:
    """Return how often the words stand on each page, by the page's place in `pages`; pages without them are left out."""
    sought = levelled(words)
    if not sought:
        return {}
    counts = {at: levelled(page.text).count(sought) for at, page in enumerate(document.pages)}
    return {at: count for at, count in counts.items() if count}


def levelled(text: str) -> str:
    """Return a text as it is searched.

    >>> levelled("Müller’s  role-\\nplay, ﬁne"), levelled("role-play")
    ('muller’s roleplay, fine', 'roleplay')
    """
    text = _BROKEN.sub("", text)
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(one for one in parts if not unicodedata.category(one).startswith("M"))
    return " ".join(text.lower().translate(_SIGMA).split())
