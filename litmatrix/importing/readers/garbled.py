"""Letters that another program garbled before the file was written: UTF-8 that was read as something else."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from litmatrix.importing.readers.values import ImportedRecord, warning
from litmatrix.model import Problem

#: As what UTF-8 is read by mistake.
_READ_AS = ("cp1252", "latin-1", "mac_roman", "cp1250", "cp1251", "cp850", "cp437")
#: Signs that may stand behind a letter of sound text: “MANHÃ», 5 × 3.
_PUNCTUATION = frozenset("“”‘’‚„–—…•·»«›‹\xa0°ºª®©™´¸¨")
# Signs of mathematics that stand behind a root.
_MATHEMATICS = frozenset("πΩ∑∏∫∆∂µ∞≤≥±√")
# A sign that is lost, or that no text has: a control character of the upper half.
_LOST = re.compile("[\x80-\x84\x86-\x9f\ufffd]")
# Letters that titles and names have, and those that are half of one that was garbled twice.
_COMMON = re.compile(
    "[\x80-\u017fȘșȚțƒˆ˜\u0391-\u03ce\u0401-\u0491\u05d0-\u05ea\u0621-\u06d2\u1e00-\u1eff\u2010-\u22ff\u3000-\u9fff\uac00-\ud7a3"
    "\ufb00-\ufb06\uff00-\uffef\ufeff\U00010000-\U0010ffff]+"
)


def find_garbled(records: Sequence[ImportedRecord], name: str) -> list[Problem]:
    """Return a problem if letters of records look garbled; it names the first one's line, and quotes it."""
    found = [
        (record.line, field, bad)
        for record in records
        for field, value in record.fields.items()
        if (bad := garbled(value))
    ]
    if not found:
        return []
    line, field, bad = found[0]
    others = sorted({line for line, _, _ in found})[1:]
    listed = ", ".join(map(str, others[:8])) + (", …" if len(others) > 8 else "")
    more = f" (and those of {len(others)} more records: lines {listed})" if others else ""
    message = f"letters of this record look garbled by another program: {field} has “{bad}”{more}."
    fix = "Export it again as UTF-8 from the program where the letters are right; otherwise keys are made from these names."
    return [warning("garbled", f"{name}:{line}", message, fix)]


def garbled(text: str) -> str:
    """Return the first word in a text whose letters are UTF-8 read as something else, or nothing.

    >>> garbled("von MÃ¼ller, 1999"), garbled("MAÇÃ, maçã, «CAFÉ» – Ñandú")
    ('MÃ¼ller', '')
    """
    if text.isascii():
        return ""
    found = [at for each in _READ_AS if (at := _first(text, each)) >= 0]
    if lost := _LOST.search(text):
        found.append(lost.start())
    if not found:
        return ""
    start = text.rfind(" ", 0, min(found)) + 1
    return text[start:].split(" ")[0][:40].strip(",.;:")


@functools.cache
def _sequences(encoding: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """Return what matches the signs that an encoding makes of the bytes of a letter in UTF-8, and the byte of each."""
    bytes_of = {_sign(byte, encoding): byte for byte in range(0x80, 0x100)}

    def signs(first: int, last: int) -> str:
        return re.escape("".join(sign for sign, byte in bytes_of.items() if first <= byte <= last))

    follow = f"[{signs(0x80, 0xBF)}]"
    two, three, four = signs(0xC2, 0xDF), signs(0xE0, 0xEF), signs(0xF0, 0xF4)
    letters = re.compile(f"(?:[{two}]{follow}|[{three}]{follow}{{2}}|[{four}]{follow}{{3}})+")
    return letters, bytes_of


def _sign(byte: int, encoding: str) -> str:
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


def _first(text: str, encoding: str) -> int:
    """Return where the first garbled letters are, or -1."""
    letters, signs = _sequences(encoding)
    for found in letters.finditer(text):
        try:
            meant = bytes(signs[sign] for sign in found[0]).decode("utf-8")
        except UnicodeDecodeError:
            continue
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        if _plausible(meant, found[0], before, after, encoding):
            return found.start()
    return -1


def _plausible(meant: str, seen: str, before: str, after: str, encoding: str) -> bool:
    """Say whether signs that are seen are letters that were meant, and no sound text."""
    if not _COMMON.fullmatch(meant):
        return False
    if any("\x80" <= sign <= "\x9f" for sign in seen):
        return True
    if len(meant) > 1 or encoding == "cp1251":
        # Letters of sound text do not come as the bytes of several others by chance, but for capitals of Cyrillic.
        return len(meant) > 1 and not (encoding == "cp1251" and seen.isupper())
    if encoding in ("cp850", "cp437"):
        return (before.isalpha() or after.isalpha()) and (seen[0] in "├┬┼─" or seen[:2] in ("ÔÇ", "ΓÇ"))
    if encoding == "mac_roman":
        both, either = before.isalpha() and after.isalpha(), before.isalpha() or after.isalpha()
        return (both if seen[-1] in _MATHEMATICS else either) and seen[0] in "√¬‚≈ƒ"
    if len(seen) > 2:
        # “â€™” stands for a sign of punctuation; three letters of a Chinese one may be French: é »
        return bool(re.match("[\u2010-\u22ff\ufeff\ufb00-\ufb06\U00010000-\U0010ffff]", meant))
    if meant > "\u024f":
        return False
    small = before.islower() or after.islower()
    if encoding == "cp1250" and seen[0] not in "ĂĹÄ":
        return False
    if seen[-1] in _PUNCTUATION and seen[0] not in "Â":
        if seen[0] == "Ã" and seen[-1] in "“”‘„‚–" and before.isalpha() and after.isalpha():
            return True  # FUNCIÃ“N: no quotation mark stands within a word
        return small and not (seen[-1] in "»”’…–— \xa0" and before.isupper())
    if seen[0] == "Â":
        return not before.isupper() or seen[-1] not in "»”’…–— "
    return True
