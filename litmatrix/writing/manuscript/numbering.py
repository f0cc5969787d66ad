"""Tables and figures of a document, numbered in order, and the references to them in its text (“see @tbl-themes”)."""

from __future__ import annotations

from typing import Any, NamedTuple

from litmatrix.writing.manuscript import tree

#: What an identifier begins with, by what it labels: as in Quarto.
LABELS = {"tbl-": "Table", "fig-": "Figure"}


class Numbered(NamedTuple):
    """A table or figure: what it is called (“Table”), its number, and its identifier."""

    word: str
    number: int
    id: str

    @property
    def name(self) -> str:
        """“Table 3”."""
        return f"{self.word} {self.number}"

    @property
    def mark(self) -> str:
        """A name that a bookmark of Word can have."""
        return "_" + "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in self.id)[:38]


def numbered(document: dict[str, Any]) -> dict[str, Numbered]:
    """Return the tables and figures that have a caption, by identifier, in the order of the text.

    One without an identifier is counted, and is called ``tbl:1`` here; the second of two with one identifier too.
    """
    found: dict[str, Numbered] = {}
    counts = {"Table": 0, "Figure": 0}
    for element in tree.elements(document["blocks"], "Table", "Figure"):
        (id, *_), caption = element["c"][0], element["c"][1]
        if not tree.words(caption).strip():
            continue
        word = element["t"]
        counts[word] += 1
        name = id if id and id not in found else f"{word.lower()}:{counts[word]}"
        found[name] = Numbered(word, counts[word], name)
    return found


def referred(document: dict[str, Any], known: dict[str, Numbered], say: tree.Change) -> dict[str, Any]:
    """Return a document in which each reference to a table or figure, ``@tbl-x``, is what `say` makes of it."""

    def change(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        if element["t"] != "Cite":
            return None
        ids = [one["citationId"] for one in element["c"][0]]
        if not any(id in known for id in ids):
            return None
        pieces: list[dict[str, Any]] = []
        for id in ids:
            pieces += tree.text("; ") if pieces else []
            pieces += (say({"t": "Cite", "id": id}) or []) if id in known else tree.text(f"@{id}")
        return pieces

    return {**document, "blocks": tree.changed(document["blocks"], change)}
