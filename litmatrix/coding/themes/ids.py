"""A theme's id made from its name: the one word by which the matrix, review.toml and history/ know it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from litmatrix.matrix.file import Matrix
from litmatrix.model import Protocol
from litmatrix.protocol.members import is_id
from litmatrix.protocol.theme_history import of_themes
from litmatrix.vocabulary import KEY

#: Latin letters that no accent makes of another.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})  # fmt: skip

#: An accent that no composed letter holds.
_ACCENT = re.compile(r"(?<=[a-z0-9])[\u0300-\u036f]+")

#: An id longer than this makes a column that nobody can read; it ends at a word.
_LENGTH = 40


def new_id(name: str, taken: Collection[str]) -> str:
    """Return an id for a theme of this name that is none of those `taken`, in whatever capitals.

    Latin letters lose their accents and capitals; those of any other script stay what they are. A name without a letter
    or digit gives “theme”, no name nothing.

    >>> new_id("Rôle & identité", ()), new_id("Trust", ["trust"]), new_id("Ο ρόλος", ()), new_id("角色", ())
    ('role_identite', 'trust_2', 'ο_ρόλος', '角色')
    """
    word = _word(name) or ("theme" if name.strip() else "")
    known = {one.casefold() for one in taken}
    found, number = word, 1
    while word and found.casefold() in known:
        number += 1
        found = f"{word}_{number}"
    return found


def taken_ids(
    protocol: Protocol, matrix: Matrix | None = None, columns: Iterable[str] = ()
) -> frozenset[str]:
    """Return what no new theme should be called: the ids of themes and descriptors, of former themes too, and the columns."""
    former = (id for one in of_themes(protocol) for id in (*one.before, *one.after))
    themes = (one.id for one in protocol.themes)
    descriptors = (one.id for one in protocol.descriptors)
    return frozenset((KEY, *themes, *descriptors, *former, *(matrix.header if matrix else ()), *columns))


def _word(name: str) -> str:
    """Return the letters and digits of a name as one word."""
    kept = "".join(map(_plain, unicodedata.normalize("NFC", name).lower().translate(_LETTERS)))
    word = unicodedata.normalize("NFC", re.sub(r"[\s_]+", "_", _ACCENT.sub("", kept)).strip("_"))
    if len(word) > _LENGTH:
        cut = word[: _LENGTH + 1].rpartition("_")[0]
        word = cut if len(cut) > _LENGTH // 2 else word[:_LENGTH]
    return word if is_id(word) and any(sign.isalnum() for sign in word) else ""


def _plain(sign: str) -> str:
    """Return a sign as it stands in an id: a Latin letter without its accent, a gap for what is no letter."""
    if sign in "’'`´":
        return ""
    letters = unicodedata.normalize("NFKD", sign)
    if letters[0].isascii() and letters[0].isalnum():
        return "".join(one for one in letters if one.isalnum())
    if sign.isalnum() or unicodedata.category(sign).startswith("M"):
        return sign
    return "" if unicodedata.category(sign) == "Cf" else "_"
