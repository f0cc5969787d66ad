"""What the tests of citations share: whether pandoc and the styles are here, and citations of every kind."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from litmatrix.matrix import excerpts
from litmatrix.matrix.citations import Citation
from litmatrix.writing.pandoc import NoPandoc, find_pandoc
from litmatrix.writing.styles import NoStyles, find_style


def _has(find) -> bool:
    try:
        return bool(find())
    except (NoPandoc, NoStyles):
        return False


needs_pandoc = pytest.mark.skipif(not _has(find_pandoc), reason="no pandoc here: pip install litmatrix[word]")
needs_styles = pytest.mark.skipif(
    not (_has(find_pandoc) and _has(find_style)), reason="no pandoc or no styles: pip install litmatrix[word]"
)

#: Any locator that a cell can have, and one of each kind.
LOCATORS = st.from_regex(rf"{excerpts._LOCATOR}(?:,\s*{excerpts._LOCATOR})*", fullmatch=True)
OF_EACH_KIND = (
    "p. 3", "pp. 11-12", "pp. 3, 7", "p. xii", "p. S12", "pp. 73-6", "para. 4", "paras. 4-5", "sec. 4", "sec. Roles and more",
    "sec. 2: Roles", "ch. 2", "fig. 3", "slide 5", "slides 5-6", "line 12", "lines 12, 14", "12:34", "12:34-13:00", "n.p.", "pt. 2",
    "pp. 3, 7, sec. Roles", "p. 3, 12:34",
)  # fmt: skip
KEYS = st.from_regex(r"[^\s;,(){}]{1,12}", fullmatch=True)
ORIGINS = st.one_of(
    st.just(""),
    st.lists(KEYS, min_size=1, max_size=3).map("; ".join),
    st.text(min_size=1, max_size=30).map(str.strip),
)
CITATIONS = st.builds(Citation, KEYS, st.one_of(st.just(""), LOCATORS), ORIGINS, st.booleans())
