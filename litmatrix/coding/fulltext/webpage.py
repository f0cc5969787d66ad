"""The text of a saved web page, as a reader sees it: no scripts, no styles, a line for each block."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from litmatrix.files import store

_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "math", "head", "iframe", "object"})
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
        "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul",
    }
)  # fmt: skip
#: How a line that is a heading is marked meanwhile: by the character of its level.
_LEVELS = "\x01\x02\x03\x04\x05\x06"
_NO_LEVELS = str.maketrans("", "", _LEVELS)
_MOST_HEADINGS = 2_000
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


def decode(data: bytes, name: str) -> str:
    """Return a web page's bytes as text: UTF-8 or UTF-16 where they are, else in the encoding that it declares."""
    read = store.decode(data, name)
    if read.encoding == "cp1252" and (found := _DECLARED.search(data[:4096])):
        try:
            return data.decode(found[1].decode("ascii"))
        except (LookupError, UnicodeError):
            pass  # an encoding that nobody knows, or a false one
    return read.text


def read(page: str) -> tuple[str, list[tuple[int, str, int]]]:
    """Return what is to be read on a web page, and its headings: how deep, the title, and where in the text it stands."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines: list[str] = []
    headings: list[tuple[int, str, int]] = []
    length = 0
    for line in "".join(reader.parts).split("\n"):
        level = ord(line[0]) if line[:1] in _LEVELS and line else 0
        if words := " ".join(line.translate(_NO_LEVELS).split()):
            if level and len(headings) < _MOST_HEADINGS:
                headings.append((level, words, length))
            lines.append(words)
            length += len(words) + 1
    return "\n".join(lines), headings


def text(page: str) -> str:
    """Return what is to be read on a web page."""
    return read(page)[0]


class _Reader(HTMLParser):
    """Collects the text outside of what is not shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag in _BLOCKS:
            # A page that never closes its head shows its body all the same.
            if tag == "body":
                self._unseen.clear()
            self.parts.append("\n")
            if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" and not self._unseen:
                self.parts.append(_LEVELS[int(tag[1]) - 1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            # A line end in the source is a space on the page.
            self.parts.append(data.translate(_NO_LEVELS).replace("\n", " "))
