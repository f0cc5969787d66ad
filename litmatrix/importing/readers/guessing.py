"""The encoding that bytes outside UTF-8 are most likely in, by the letters that each would make of them."""

from __future__ import annotations

import re

#: Encodings in which a letter takes two bytes.
WIDE = ("gb18030", "big5", "cp932", "euc_jp", "cp949")

# The letters that texts in an encoding are made of; of several that read bytes as well, the first is taken.
_WEST = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœšžßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŠŽ"
_MIDDLE = "áâăäąćčçďéęëěíîłľňńóôőöŕřśšşťţúůűüýźżžßÁÂĂÄĄĆČÇĎÉĘËĚÍÎŁĽŇŃÓÔŐÖŔŘŚŠŞŤŢÚŮŰÜÝŹŻŽđĐ"
_TURKISH = "çğıöşüâîûÇĞİÖŞÜéè"
_CYRILLIC = "".join(map(chr, range(0x410, 0x450))) + "ёЁіІїЇєЄґҐўЎ"
_GREEK = "".join(map(chr, range(0x391, 0x3CA))) + "άέήίόύώϊϋΐΰΆΈΉΊΌΎΏ"
_HEBREW = "".join(map(chr, range(0x5D0, 0x5EB)))
_ARABIC = "".join(map(chr, range(0x621, 0x64B)))
_FREQUENT = frozenset("оеаинтсрвлкОЕАИНТСРВЛКαοιετνσηρςάίόέήΑΟΙΕΤΝΣΗΡיוהלמתרשאבاليمنتربوعدةس")
_NARROW = {
    "cp1252": _WEST, "cp1254": _TURKISH, "cp1250": _MIDDLE, "iso8859_2": _MIDDLE, "cp1251": _CYRILLIC, "koi8_r": _CYRILLIC,
    "iso8859_5": _CYRILLIC, "cp1253": _GREEK, "iso8859_7": _GREEK, "cp1255": _HEBREW, "cp1256": _ARABIC, "mac_roman": _WEST,
}  # fmt: skip
# Pairs of bytes in which the common characters stand: of each encoding the first of two levels, kana, Hangul.
_COMMON = {
    "cp932": re.compile(rb"\x82[\x9f-\xf1]|\x83[\x40-\x96]"),
    "euc_jp": re.compile(rb"[\xa4\xa5][\xa1-\xf6]"),
    "cp949": re.compile(rb"[\xb0-\xc8][\xa1-\xfe]"),
    "gb18030": re.compile(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1-\xa3][\xa1-\xfe]"),
    "big5": re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]|\xa1[\x40-\x7e\xa1-\xfe]"),
}
# How much of a text the common ones make up at least.
_SHARE = {"cp932": 0.2, "euc_jp": 0.2, "cp949": 0.95, "gb18030": 0.7, "big5": 0.85}
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
HIGH = re.compile(rb"[\x80-\xff]+")
LOST = "\ufffd"
# How much better another encoding than Windows-1252 must be.
_DOUBT = 0.2


def guessed(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the encoding that bytes are most likely in, and others that are as likely."""
    if wide := _wide(data):
        return wide, ()
    scores = {encoding: _score(data, encoding, letters) for encoding, letters in _NARROW.items()}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores["cp1252"] >= scores[best] - _DOUBT:
        # Where nothing speaks for another clearly, it is the one that most files are in.
        best = "cp1252"
    near = [each for each, score in scores.items() if each != best and score > max(0, scores[best] - _DOUBT)]
    return best, tuple(near)


def _wide(data: bytes) -> str:
    """Return the encoding of two bytes a letter that bytes are in, or nothing: nearly all come in pairs, and those are common."""
    high = sum(map(len, HIGH.findall(data)))
    for encoding in ("cp932", "euc_jp", "cp949", "gb18030", "big5"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(data) - 4:
                continue
            text = data[: error.start].decode(encoding)
        letters = [letter for letter in text if letter > "\x7f"]
        if not letters or len(letters) > 0.75 * high:
            continue
        pairs = _PAIR.findall(data)
        common = sum(bool(_COMMON[encoding].fullmatch(pair)) for pair in pairs)
        if common >= max(2, _SHARE[encoding] * len(pairs)) and not any(
            "\uff61" <= each <= "\uff9f" for each in letters
        ):
            return encoding
    return ""


def _score(data: bytes, encoding: str, letters: str) -> float:
    """Return how like words the text is that an encoding makes of bytes, from -2 (nothing is) to 1 (all is)."""
    text = f" {data.decode(encoding, 'replace')} "
    points = [
        _points(before, sign, after, letters)
        for before, sign, after in zip(text, text[1:], text[2:], strict=False)
        if sign > "\x7f"
    ]
    return sum(points) / len(points) if points else 0.0


def _points(before: str, sign: str, after: str, letters: str) -> float:
    within = before.isalpha() and after.isalpha()
    if sign in letters:
        if sign > "\u036f":
            mixed = any(each.isalpha() and each < "\u0250" for each in (before, after))
            return -1 if mixed or (sign.isupper() and before.islower()) else 1 if sign in _FREQUENT else 0.5
        # Accented letters seldom stand three in a row, and a capital does not follow a small letter.
        crowded = before > "\x7f" and after > "\x7f" and within
        return -1 if crowded or (sign.isupper() and before.islower()) else 1
    if sign == LOST or "\x80" <= sign <= "\x9f":
        return -2
    if sign in "“‘«„¿¡":
        return -1 if before.isalpha() or after.isspace() else 1
    if sign in "”»…":
        return -1 if after.isalpha() else 1
    if sign in "ªº":
        return -1 if after.isalpha() or not before.isalnum() else 1
    if sign in "’–—°±µ©®™§·•\xa0×":
        return 1 if sign in "’–—·" or not within else -1
    return -2 if within else -0.5
