"""Bytes as text: which encoding they are in, told by what they hold."""

from __future__ import annotations

import codecs
import contextlib
import re
from typing import NamedTuple

from litmatrix.errors import Misuse, Unreadable
from litmatrix.importing.readers.guessing import HIGH, LOST, WIDE, guessed
from litmatrix.importing.readers.values import warning
from litmatrix.model import Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
_ESCAPED = re.compile("[\udc80-\udcff]+")
_VALID = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]"
)
# What may stand before the first sign: marks of byte order, whole, halved or garbled, and control characters.
_MARK = re.compile("\\A(?:\ufeff|ï»¿|[\0-\x08\x0e-\x1f])+")
# What parts lines, and the values of a file that is one line; no encoding has these bytes within a letter.
_PIECES = re.compile(rb"([\r\n<\"]+)")
_HALF_A_MARK = b"\xbb\xbf"
# Where a file itself says in which encoding it is: XML, and the BibTeX of JabRef.
_SAYS = re.compile(
    rb"""\A\s*(?:<\?xml[^>]{0,80}?\bencoding\s*=\s*["']|%+[ \t]*Encoding:[ \t]*)([\w.-]+)""", re.IGNORECASE
)
# What every text has in it somewhere.
_PLAIN = re.compile(r"[ -~]{3}")

# How much of a long file is looked at to tell its encoding.
_SAMPLE = 1 << 20


class Decoded(NamedTuple):
    """A text, the encoding that it came in, and what was met on decoding it."""

    text: str
    encoding: str
    problems: tuple[Problem, ...]


def decode(data: bytes, name: str, encoding: str = "") -> Decoded:
    """Return bytes as text without byte order mark; raises `Unreadable` if they are no text.

    UTF-8 and marked UTF-16 are certain. Where some lines are UTF-8 and others are not, each is read for itself. Anything
    else is guessed, and the guess is a problem. An `encoding` that is given is taken; `Misuse` if there is none of that
    name. Control characters become spaces.
    """
    problems: list[Problem] = []
    data = data.removeprefix(_HALF_A_MARK)
    text, encoding = _as_told(data, name, encoding, problems) if encoding else _decoded(data, name, problems)
    text = _MARK.sub("", text)
    controls = _CONTROL.findall(text)
    if controls.count("\0") > max(8, len(text) // 50) or len(controls) > max(64, len(text) // 12):
        raise Unreadable(
            f"{name}: this is a binary file, not text. Export the records as RIS, CSV or BibTeX."
        )
    if controls:
        line = text.count("\n", 0, text.index(controls[0])) + 1
        message = f"{len(controls)} control characters were read as spaces; the first is here."
        problems.append(warning("control-character", f"{name}:{line}", message))
        text = _CONTROL.sub(" ", text)
    return Decoded(text, encoding, tuple(problems))


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, whichever line ends it has; only a line end parts them."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def _as_told(data: bytes, name: str, encoding: str, problems: list[Problem]) -> tuple[str, str]:
    try:
        codec = codecs.lookup(encoding).name
        return data.decode(encoding), codec
    except UnicodeDecodeError as error:
        where = f"{name}:{data.count(10, 0, error.start) + 1}"
    except (LookupError, ValueError) as error:
        example = "utf-8, utf-16, windows-1250, iso-8859-2, gb18030, big5, shift_jis, euc-jp, euc-kr, koi8-r, mac-roman"
        raise Misuse(f"there is no text encoding {encoding!r}; examples are {example}.") from error
    text = data.decode(encoding, "replace")
    message = f"{text.count(LOST)} characters are not {codec}, the encoding that you gave; they are shown as {LOST}."
    problems.append(warning("mixed-encoding", where, message, "Look whether it is another encoding."))
    return text, codec


def _decoded(data: bytes, name: str, problems: list[Problem]) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data, mark, encoding, name, problems)
    if unmarked := _unmarked_utf16(data):
        return data.decode(unmarked, "replace"), unmarked
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    where = f"{name}:{line}"
    if said := _SAYS.match(data):
        with contextlib.suppress(LookupError, ValueError):
            return data.decode(said[1].decode()), codecs.lookup(said[1].decode()).name
    sound, other = _by_line(data[:_SAMPLE] if HIGH.search(data[:_SAMPLE]) else data)
    legacy, near = guessed(other)
    if sound and not (legacy in WIDE and len(HIGH.findall(sound)) < len(HIGH.findall(other)) / 4):
        problems.append(_mixed(where, legacy))
        return _repaired(data, legacy), "utf-8"
    try:
        text = data.decode(legacy)
    except UnicodeDecodeError:
        legacy = "cp1252" if legacy in WIDE else legacy
        text = _windows(data, legacy)
    also = f" ({', '.join(near)} is as likely)" if near else ""
    message = f"the file is not UTF-8; it was read as {legacy}{also}."
    fix = "If accents or other letters look wrong, say which it is (--encoding NAME), or export it again as UTF-8."
    problems.append(warning("encoding-guessed", where, message, fix))
    return text, legacy


def _by_line(data: bytes) -> tuple[bytes, bytes]:
    """Return the lines with signs outside ASCII: those that are UTF-8 throughout or for the most part, and the others."""
    sound: list[bytes] = []
    other: list[bytes] = []
    for line in _PIECES.split(data):
        if HIGH.search(line):
            (sound if _mostly_utf8(line) else other).append(line)
    return b"\n".join(sound), b"\n".join(other)


def _marked(data: bytes, mark: bytes, encoding: str, name: str, problems: list[Problem]) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        where = f"{name}:{data.count(10, 0, error.start) + 1}"
    if encoding == "utf-8-sig":
        legacy = guessed(_by_line(data)[1])[0]
        problems.append(_mixed(where, legacy))
        return _repaired(data[len(mark) :], legacy), encoding
    message = f"some bytes are not {encoding}; they are shown as {LOST}."
    problems.append(warning("mixed-encoding", where, message))
    return data.decode(encoding, "replace"), encoding


def _mixed(where: str, legacy: str) -> Problem:
    message = f"some lines are not UTF-8, unlike the rest of the file; they were read as {legacy}."
    return warning("mixed-encoding", where, message, "Look at the accents from this line on.")


def _unmarked_utf16(data: bytes) -> str:
    """Return the kind of UTF-16 that bytes without a mark are in, or nothing: in line ends and tags every other byte is 0."""
    head = data[: 4096 if len(data) > 4096 else len(data) & ~1]
    if len(head) < 4 or b"\0" not in head:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        text = head.decode(encoding, "ignore")
        if (
            zeros > half * 0.06
            and others <= zeros * 0.1
            and _PLAIN.search(text)
            and not _CONTROL.search(text)
        ):
            return encoding
    return ""


def _mostly_utf8(data: bytes) -> bool:
    lengths = [len(found) for found in _VALID.findall(data)]
    valid = sum(length > 1 for length in lengths)
    return valid > 0 and valid >= 3 * (len(lengths) - valid)


def _repaired(data: bytes, legacy: str) -> str:
    """Return what is UTF-8 in part as text: each line that is not is read as `legacy`, or where it is nearly UTF-8 its bad bytes."""
    parts = _PIECES.split(data)
    return "".join(
        _mended(part, legacy) if _mostly_utf8(part) or not HIGH.search(part) else _windows(part, legacy)
        for part in parts
    )


def _mended(line: bytes, legacy: str) -> str:
    text = line.decode("utf-8", "surrogateescape")
    narrow = "cp1252" if legacy in WIDE else legacy
    return _ESCAPED.sub(lambda found: _windows(found[0].encode("utf-8", "surrogateescape"), narrow), text)


def _windows(data: bytes, encoding: str) -> str:
    """Return text of an encoding; bytes that it leaves open are read as Latin-1, or shown as lost."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        if encoding in WIDE:
            return data.decode(encoding, "replace")
    return "".join(text if (text := bytes([byte]).decode(encoding, "ignore")) else chr(byte) for byte in data)
