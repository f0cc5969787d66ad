"""A BibTeX value as plain text: accents put in, braces and commands taken out, names put in order."""

from __future__ import annotations

import functools
import re

__all__ = ["names_text", "plain", "year_number"]

_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_BRACED = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)", re.ASCII)

# The commands that are handed to pylatexenc, each with its argument; the text between them is left alone.
_GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_ACCENT = rf"\\[`'^\"~=.](?:\s*{_GROUP}|\\?[A-Za-z])"
_ARGUMENT = rf"\s*{_GROUP}|\s*(?:\\[ij]\b)|(?<=\\[uvHtcdbrk]) +[A-Za-z]|\s*\{{\}}| ?"
_SNIPPET = re.compile(
    rf"\{{{_ACCENT}\}}|{_ACCENT}|\\[a-zA-Z]+\*?(?:{_ARGUMENT})|\\[^a-zA-Z]|(?<!\\)\$[^$\n]{{1,300}}\$"
)
_ADDRESS = re.compile(r"\\(?:url|nolinkurl|path)\s*\{([^{}]*)\}")
_SIMPLE = re.compile(r"(?<!\\)\\([%&])")
_NAMED = {
    "\\textbraceleft": "{", "\\textbraceright": "}", "\\textasciitilde": "\3", "\\textasciicircum": "^",
}  # fmt: skip
_ESCAPED = {f"\\{mark}": mark for mark in "%&_#${} "} | {"\\/": "", "\\-": ""}


def plain(value: str) -> str:
    """Return a BibTeX value as plain Unicode text: accents put in, braces and commands taken out.

    Only the LaTeX commands in it are decoded (pylatexenc), so plain text costs next to nothing.
    """
    if "\\" in value and ("\\%" in value or "\\&" in value):
        value = _SIMPLE.sub(lambda found: found[1], value)
    if "\\" in value or "$" in value:
        value = _SNIPPET.sub(lambda found: _held(_decoded(found[0])), value)
        value = value.replace("{", "").replace("}", "").replace("\1", "{").replace("\2", "}")
    elif "{" in value or "}" in value:
        value = value.replace("{", "").replace("}", "")
    if "~" in value:
        value = value.replace("~", "\u00a0")
    if "--" in value:
        value = value.replace("---", "—").replace("--", "–")
    if "\3" in value:
        value = value.replace("\3", "~")
    if "\n" in value or "  " in value or "\t" in value:
        value = "\n\n".join(" ".join(part.split()) for part in re.split(r"\r?\n[ \t]*\r?\n", value))
    return value


def names_text(value: str) -> str:
    """Return a BibTeX list of names as “Family, Given; Organisation; Family, Given”, in plain text."""
    if "{" not in value and "\\" not in value:
        names = _AND.split(value)
    else:
        from bibtexparser.middlewares.names import split_multiple_persons_names

        names = split_multiple_persons_names(value)
    return "; ".join(text for name in names if (text := _name_text(" ".join(name.split()))))


def year_number(text: str) -> int | None:
    """Return the year that a text begins with or holds (``c. 2012``, ``2012-05``), or None."""
    found = _YEAR.search(text)
    return int(found[1]) if found else None


@functools.lru_cache(maxsize=1 << 16)
def _name_text(name: str) -> str:
    if name == "others":
        return "others"
    if "," in name or " " not in name or _BRACED.fullmatch(name):
        return plain(name)
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    try:
        parts = parse_single_name_into_parts(name, strict=False)
    except InvalidNameError:
        return plain(name)
    family = " ".join([*parts.von, *parts.last])
    return plain(", ".join(part for part in (family, " ".join(parts.first), " ".join(parts.jr)) if part))


def _held(text: str) -> str:
    """Return decoded text with its braces hidden: they were escaped, and stay when the others go."""
    return text.replace("{", "\1").replace("}", "\2")


@functools.lru_cache(maxsize=1 << 16)
def _decoded(snippet: str) -> str:
    if snippet in _ESCAPED:
        return _ESCAPED[snippet]
    if (named := snippet.rstrip(" {}")) in _NAMED:
        return _NAMED[named]
    if address := _ADDRESS.fullmatch(snippet):
        return address[1].replace("~", "\3")
    from pylatexenc.latex2text import LatexNodes2Text

    try:
        reader = LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=True)
        return reader.latex_to_text(snippet)
    except Exception:  # pylatexenc raises many kinds; the text is then shown as it stands
        return snippet
