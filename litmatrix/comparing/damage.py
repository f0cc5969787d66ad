"""What a spreadsheet, or the way to it, does to a cell's text without being asked.

What is recognised was seen in, or is documented of, Excel, LibreOffice Calc and Google Sheets: values guessed from
text (dates, numbers, truth values, formulas), AutoCorrect and AutoFormat while typing (quotation marks, dashes, three
points, capitals), the limit of 32,767 characters a cell, and CSV read or saved in another encoding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from litmatrix.importing.readers.dates import MADE_DATE, MONTH_WORDS
from litmatrix.matrix import excerpts
from litmatrix.matrix.three_way import items

#: The most characters that a spreadsheet's cell holds, in UTF-16 units, as Excel counts them.
CELL_LIMIT = 32_767


class Damage(NamedTuple):
    """One thing that looks like a program's doing: a kind (``date``, ``quotes`` …) and what it is, in words."""

    kind: str
    words: str

    def __str__(self) -> str:
        return self.words


#: What a spreadsheet may take for a date or a time: `1-2`, `3/4`, `1.2.`, `Mar 1`, `SEPT2`, `12:34`.
_LIKE_A_DATE = re.compile(
    rf"\d{{1,4}}\s?[-/.–]\s?\d{{1,4}}(?:\s?[-/.–]\s?\d{{0,4}})?"
    rf"|{MONTH_WORDS}[\s-]?\d{{1,4}}|\d{{1,4}}[\s-]?{MONTH_WORDS}(?:[\s-]?\d{{2,4}})?"
    rf"|\d{{1,3}}:\d{{2}}(?::\d{{2}})?(?:\s?[ap]m)?",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"[1-7]\d{4}(?:\.\d+)?|0[.,]\d{3,}")
_NUMBER = re.compile(r"[+-]?(?:\d[\d,.' \u00a0\u202f]*|[.,]\d+)(?:e[+-]?\d+)?\s?[%€$£]?", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?e[+-]?\d+", re.IGNORECASE)
_ERROR = re.compile(
    r"#(?:NAME\?|VALUE!|REF!|DIV/0!|N/A|NUM!|NULL!|SPILL!|CALC!|FIELD!|GETTING_DATA|ERROR!|WERT!|BEZUG!|NOM\s?\?|VALEUR\s?!)"
    r"|Err:\d{3}",
    re.IGNORECASE,
)
_TRUTH = frozenset({"true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso", "vero"})

# UTF-8 read as Windows-1252: what is seen of the commonest letters, and of punctuation. Other leading bytes are
# letters that stand before a closing mark in sound text as well (“groß”, « liberté »): of these whole lines are tried.
_CONTINUING = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MOJIBAKE = re.compile(rf"Ã[{_CONTINUING}]|â€[{_CONTINUING}]|Â[\u00a0-\u00bf]")
_WIDE_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u2009"), " ")
_LEVEL = str.maketrans({
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "–": "-", "—": "-", "−": "-",
    "…": "...", **{chr(sign): " " for sign in _WIDE_SPACES},
})  # fmt: skip

#: What a spreadsheet turned the cell into, where it is no text, in words.
_TAKEN_FOR = {"date": "a date", "number": "a number", "boolean": "TRUE or FALSE", "error": "an error", "formula": "a formula"}  # fmt: skip


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units, which is how spreadsheets count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def find_damage(before: str, after: str, theme: bool = True, taken_for: str = "") -> tuple[Damage, ...]:
    """Return what in the change from one text of a cell to another looks like a program's doing, not a person's.

    Nothing if the two are the same. `theme` says that the cell holds excerpts, so that a change of how they
    read is told too. `taken_for` is what the spreadsheet holds in place of text: date, number, boolean,
    error or formula. The same text in a new cell (`before` empty) can be damaged as well.
    """
    if before == after and not taken_for:
        return ()
    return tuple(dict.fromkeys((*_of_whole(before, after, taken_for), *_of_signs(before, after, theme))))


# --- the whole cell -------------------------------------------------------------------------------------


def _of_whole(before: str, after: str, taken_for: str) -> Iterator[Damage]:
    old, new = before.strip(), after.strip()
    if _ERROR.fullmatch(new):
        yield Damage("error", f"{new} is a spreadsheet's error, because it read a text as a formula.")
        return
    if taken_for == "formula":
        yield Damage("formula", "the cell has a formula, which is not imported.")
        return
    if _is_date(old, new) or taken_for == "date":
        yield Damage("date", f"a spreadsheet turned {_shown(old) or 'what was typed'} into a date or time.")
        return
    if taken_for == "boolean" or (
        new.isupper() and new.casefold() in _TRUTH and new != old and old.casefold() in _TRUTH
    ):
        yield Damage("boolean", f"a spreadsheet turned {_shown(old or new)} into TRUE or FALSE.")
        return
    if number := _number_damage(old, new):
        yield number
        return
    if taken_for == "number" and before:
        yield Damage("number", "the spreadsheet has a number where there was text.")
    if old and new and before != after and before.lstrip("'") == after.lstrip("'"):
        yield Damage(
            "apostrophe",
            "an apostrophe at the beginning was added or removed: spreadsheets mark text with one.",
        )
    yield from _cut(before, after)


def _is_date(old: str, new: str) -> bool:
    if not _LIKE_A_DATE.fullmatch(old) or old == new:
        return False
    return bool(MADE_DATE.fullmatch(new) or _SERIAL.fullmatch(new))


def _number_damage(old: str, new: str) -> Damage | None:
    """Return the damage of a number that is written in another way, or lost digits; None for another number."""
    if old == new or not (_NUMBER.fullmatch(old) and _NUMBER.fullmatch(new)):
        return None
    first, second = _value(old), _value(new)
    if first is None or second is None:
        return None
    if first == second:
        if re.match(r"[+-]?0\d", old) and not re.match(r"[+-]?0\d", new):
            return Damage("leading-zeros", f"the zeros at the beginning of {_shown(old)} are lost.")
        if _SCIENTIFIC.fullmatch(old) or _SCIENTIFIC.fullmatch(new):
            return Damage("scientific", f"{_shown(old)} was read as a number in scientific form.")
        return Damage("number", f"{_shown(old)} was read as a number and is written in another way.")
    digits = sum(sign.isdigit() for sign in old)
    if (digits > 15 or _SCIENTIFIC.fullmatch(new)) and abs(first - second) <= abs(first) * Decimal("0.0001"):
        return Damage(
            "digits", f"digits of {_shown(old)} are lost: a spreadsheet keeps fifteen, and shows fewer."
        )
    return None


def _value(text: str) -> Decimal | None:
    """Return the value of a number as a spreadsheet would read it, with a comma or a point; None if it is none."""
    share = text.endswith("%")
    plain = re.sub(r"[\s' \u00a0\u202f%€$£]", "", text)
    if "," in plain and "." in plain:
        thousands = "," if plain.rindex(",") < plain.rindex(".") else "."
        plain = plain.replace(thousands, "")
    try:
        value = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value.adjusted()) > 400:
        return None
    return value / 100 if share else value


def _cut(before: str, after: str) -> Iterator[Damage]:
    if not after or len(after) >= len(before) or not before.startswith(after.rstrip()):
        return
    lost = len(before) - len(after)
    if units(after) >= CELL_LIMIT - 8:
        words = (
            f"the cell is cut at a spreadsheet's limit of {CELL_LIMIT:,} characters: {lost:,} are missing."
        )
    elif not before[len(after.rstrip()) :].strip():
        return
    elif before[len(after)] != "\n":
        words = f"the cell breaks off in the middle of a line: {lost:,} characters are missing."
    elif "\n" not in after:
        words = f"only the first line is left: {lost:,} characters are missing."
    else:
        return
    yield Damage("cut", words)


# --- signs within the text ------------------------------------------------------------------------------


def _of_signs(before: str, after: str, theme: bool) -> Iterator[Damage]:
    yield from _encoding(before, after)
    fewer, more = Counter(before), Counter(after)
    fewer, more = fewer - more, more - fewer
    if (fewer['"'] and any(more[sign] for sign in "“”„«»")) or (
        fewer["'"] and any(more[sign] for sign in "‘’‚")
    ):
        yield Damage("quotes", "straight quotation marks were replaced by curly ones.")
    if fewer["-"] and any(more[sign] for sign in "–—−"):
        yield Damage("dashes", "hyphens were replaced by dashes.")
    if more["…"] and before.count("...") > after.count("..."):
        yield Damage("ellipsis", "three points were replaced by one character (…).")
    if any(more[new] and before.casefold().count(old) > after.casefold().count(old)
           for old, new in (("(c)", "©"), ("(r)", "®"), ("(tm)", "™"), ("-->", "→"), ("->", "→"), ("1/2", "½"))):  # fmt: skip
        yield Damage("autocorrect", "letters were replaced by a symbol, as AutoCorrect does: (c) by ©.")
    if more[" "] and any(fewer[chr(sign)] for sign in _WIDE_SPACES):
        yield Damage("spaces", "non-breaking spaces were replaced by plain ones.")
    if before != after and before.casefold() == after.casefold():
        yield Damage("capitals", "only capital and small letters differ, as AutoCorrect changes them.")
    yield from _line_ends(before, after)
    if theme and (reading := _reading(before, after)):
        yield reading


def _encoding(before: str, after: str) -> Iterator[Damage]:
    broken = _MOJIBAKE.findall(after)
    if len(broken) <= len(_MOJIBAKE.findall(before)):
        there = set(before.split("\n"))
        broken = [line[:20] for line in after.split("\n") if line not in there and _twice_encoded(line)]
    if broken:
        yield Damage("mojibake", f"accents are garbled ({broken[0]}): the file was read in another encoding.")
    elif after.count("\ufffd") > before.count("\ufffd") or (
        not before.isascii()
        and any(
            before.encode(coding, "replace").decode(coding) == after != before
            for coding in ("cp1252", "latin-1", "ascii")
        )
    ):
        yield Damage(
            "mojibake", "letters were lost (? or �): the file was saved in an encoding without them."
        )


def _twice_encoded(line: str) -> bool:
    """Return whether all that is not ASCII in a line is UTF-8 that was read as Windows-1252."""
    if line.isascii():
        return False
    try:
        data = b"".join(_byte(sign) for sign in line)
        return data.decode("utf-8") != line
    except UnicodeError:
        return False


def _byte(sign: str) -> bytes:
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")


def _line_ends(before: str, after: str) -> Iterator[Damage]:
    if before == after:
        return
    own = "\r\n" in before and before.count("\n") == before.count("\r\n") == before.count("\r")
    if after.count("\r") > before.count("\r") and not (own and after.count("\r\n") == after.count("\r")):
        yield Damage("line-ends", "line ends within the cell were changed to those of Windows or old Macs.")
        return
    flat = " ".join(after.split())
    if before.count("\n") > after.count("\n") and " ".join(before.split()) == flat:
        yield Damage("lines", "the lines of the cell were joined.")
        return
    kept = set(after.split("\n"))
    lost = {line for line in before.split("\n")[1:] if line.startswith("  ") and line not in kept}
    if any(line.strip() in {other.strip() for other in kept} for line in lost if line.strip()):
        yield Damage(
            "continuation",
            "the two spaces before a line are lost, so that it no longer continues the one above.",
        )
    elif before.strip() == after.strip() or [line.strip() for line in before.split("\n")] == [
        line.strip() for line in after.split("\n")
    ]:
        yield Damage("trimmed", "only spaces or empty lines at the ends differ.")


def _levelled(text: str) -> str:
    return " ".join(text.translate(_LEVEL).replace("--", "-").casefold().split())


def _reading(before: str, after: str) -> Damage | None:
    """Return the damage of excerpts that hold the same words but no longer read as the same kind."""
    old, new = _kinds(before), _kinds(after)
    for words, (kind, read) in new.items():
        if words in old and old[words][1] != read:
            was = old[words][0]
            told = (
                f"a {was} now reads as a {kind}"
                if was != kind
                else f"a {kind}'s subtheme, stance, page or place is lost"
            )
            return Damage("reading", f"{told}: {_shown(words)}.")
    return None


def _kinds(text: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for item in items(text):
        for excerpt in excerpts.recognise(item.strip())[:1]:
            marked = ("sub" if excerpt.subtheme else "", excerpt.stance, "loc" if excerpt.locator else "")
            found[_levelled(item)] = (excerpt.kind, (excerpt.kind, *marked))
    return found


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[:39]}…”" if len(line) > 40 else f"“{line}”" if line else ""
