"""PDF by typst, which is an extra: no TeX, no network."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from litmatrix.errors import LitmatrixError, NotSaved

# Letters of these scripts are in the fonts that typst brings.
_KNOWN = frozenset({"LATIN", "GREEK", "CYRILLIC", "MODIFIER", "MASCULINE", "FEMININE", "MICRO"})
_SHOWN = 6


class NoTypst(LitmatrixError):
    """A PDF was asked for, and typst is not installed."""


def typeset(source: str | bytes, files: Mapping[str, bytes] | None = None) -> bytes:
    """Return a typst document as PDF; it reads nothing but itself and these `files`. Raises `NoTypst`, `NotSaved`."""
    typst = find_typst()
    with tempfile.TemporaryDirectory() as folder:
        text = source.encode("utf-8") if isinstance(source, str) else source
        for name, data in {"main.typ": text, **(files or {})}.items():
            (Path(folder) / name).write_bytes(data)
        try:
            made = typst.compile(
                str(Path(folder) / "main.typ"), root=folder, package_path=folder, package_cache_path=folder
            )
        except RuntimeError as error:
            raise NotSaved(f"the PDF was not made: typst says: {str(error)[:500]}") from None
    return bytes(made)


def unprintable(text: str) -> dict[str, str]:
    """Return the scripts in a text that no font of this computer has, each with some of its letters.

    typst prints a box for a letter without a glyph, as wide as half the type's size: so a script is missing where all its
    letters are exactly as wide as that of a code point that no font has. Raises `NoTypst`.
    """
    scripts: dict[str, list[str]] = {}
    for letter in dict.fromkeys(text):
        script = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
        if letter.isalpha() and script and script not in _KNOWN:
            scripts.setdefault(script, []).append(letter)
    if not scripts:
        return {}
    letters = [letter for found in scripts.values() for letter in found[:_SHOWN]]
    asked = ", ".join(json.dumps(letter, ensure_ascii=False) for letter in ("\U0010fffd", *letters))
    source = f"#context [#metadata(({asked}).map(one => measure(one).width / 1pt)) <widths>]"
    box, *widths = json.loads(find_typst().query(source.encode("utf-8"), "<widths>"))[0]["value"]
    wide = dict(zip(letters, widths, strict=True))
    return {
        script: "".join(found[:_SHOWN])
        for script, found in scripts.items()
        if all(wide[letter] == box for letter in found[:_SHOWN])
    }


def find_typst() -> Any:
    """Return the package of typst; raises `NoTypst`."""
    try:
        import typst
    except ImportError:
        raise NoTypst('A PDF needs typst. Install it with: pip install "litmatrix[typst]"') from None
    return typst
