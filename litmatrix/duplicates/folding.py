"""Texts without what makes no difference: capitals, accents, and signs that are no letters."""

from __future__ import annotations

import re
import unicodedata

#: The words of a text, numbers included.
WORDS = re.compile(r"[^\W_]+")

_LETTERS = {
    **dict(zip("абвгдеёзийклмнопрстуфыэіїєґў", "abvgdeezijklmnoprstufyeiiegu", strict=True)),
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "π": "pi", "σ": "sigma", "τ": "tau", "ω": "omega",
    "ς": "sigma", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": "",
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i",
    "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-",
}  # fmt: skip
_FOLDED = str.maketrans(_LETTERS)


def folded(text: str) -> str:
    """Return a text in small letters without accents; Cyrillic letters and Greek signs in Latin ones."""
    text = text.lower()
    if text.isascii():
        return text
    text = text.translate(_FOLDED)
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_FOLDED)
