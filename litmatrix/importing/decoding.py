"""Bytes as text: which encoding they are in, told by what they hold."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from litmatrix.errors import Unreadable
from litmatrix.importing.values import warning
from litmatrix.model import Problem

__all__ = ["Decoded", "decode", "lines_of"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
_ESCAPED = re.compile("[\udc80-\udcff]+")
_VALID = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]"
)
# The two rows of GB 2312 that hold the ordinary characters, and its punctuation.
_CHINESE = re.compile(rb"(?:[\xb0-\xf7][\xa1-\xfe]|[\xa1-\xa3][\xa1-\xfe])")
_COMMON_CHINESE = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1-\xa3][\xa1-\xfe]")

# How much of a long file is looked at to tell its encoding.
_SAMPLE = 1 << 20


class Decoded(NamedTuple):
    """A text, the encoding that it came in, and what was met on decoding it."""

    text: str
    encoding: str
    problems: tuple[Problem, ...]


def decode(data: bytes, name: str) -> Decoded:
    """Return bytes as text without byte order mark; raises `Unreadable` if they are no text.

    UTF-8 and marked UTF-16 are certain; anything else is guessed (GB 18030 where the bytes come in pairs as
    Chinese does, else Windows-1252), and the guess is a problem. Control characters become spaces.
    """
    problems: list[Problem] = []
    text, encoding = _decoded(data, name, problems)
    controls = _CONTROL.findall(text)
    if controls.count("\0") > max(8, len(text) // 50) or len(controls) > max(64, len(text) // 12):
        raise Unreadable(
            f"{name}: this is no text but a binary file. Export the records as RIS, CSV or BibTeX."
        )
    if controls:
        line = text.count("\n", 0, _first(_CONTROL, text)) + 1
        message = f"{len(controls)} control characters were taken as spaces; the first stands here."
        problems.append(warning("control-character", f"{name}:{line}", message))
        text = _CONTROL.sub(" ", text)
    return Decoded(text, encoding, tuple(problems))


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, whichever line ends it has; only a line end parts them."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def _first(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return found.start() if found else 0


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
    sample = data[:_SAMPLE] if _HIGH.search(data[:_SAMPLE]) else data
    if _mostly_utf8(sample):
        problems.append(_mixed(where))
        return _repaired(data), "utf-8"
    encoding = _legacy(sample)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252" if encoding != "cp1252" else "latin-1"
        text = data.decode(encoding) if encoding == "latin-1" else _windows(data)
    message = f"the file is not UTF-8; it was taken for {encoding}."
    fix = "If accents or other letters look wrong, export it again as UTF-8."
    problems.append(warning("encoding-guessed", where, message, fix))
    return text, encoding


def _marked(data: bytes, mark: bytes, encoding: str, name: str, problems: list[Problem]) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        where = f"{name}:{data.count(10, 0, error.start) + 1}"
    problems.append(_mixed(where) if encoding == "utf-8-sig" else _torn(where, encoding))
    if encoding == "utf-8-sig":
        return _repaired(data[len(mark) :]), encoding
    return data.decode(encoding, "replace"), encoding


def _mixed(where: str) -> Problem:
    message = "some bytes are no UTF-8, as the rest of the file is; they were taken for Windows-1252."
    return warning("mixed-encoding", where, message, "Look at the accents from this line on.")


def _torn(where: str, encoding: str) -> Problem:
    return warning("mixed-encoding", where, f"some bytes are no {encoding}; they are shown as �.")


def _unmarked_utf16(data: bytes) -> str:
    """Return the kind of UTF-16 that bytes without a mark are in, or nothing: every other byte is then often 0."""
    head = data[:4096]
    if len(head) < 4 or b"\0" not in head:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.3 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.3 and odd < half * 0.05 else ""


def _mostly_utf8(data: bytes) -> bool:
    lengths = [len(found) for found in _VALID.findall(data)]
    valid = sum(length > 1 for length in lengths)
    return valid > 0 and valid >= 3 * (len(lengths) - valid)


def _repaired(data: bytes) -> str:
    """Return what is nearly UTF-8 as text; the bytes that are not are read as Windows-1252."""
    text = data.decode("utf-8", "surrogateescape")
    return _ESCAPED.sub(lambda found: _windows(found[0].encode("utf-8", "surrogateescape")), text)


def _windows(data: bytes) -> str:
    """Return Windows-1252 as text; the five bytes that it leaves open are read as Latin-1."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(
            bytes([byte]).decode("latin-1" if byte in b"\x81\x8d\x8f\x90\x9d" else "cp1252") for byte in data
        )


def _legacy(data: bytes) -> str:
    """Return the encoding that bytes outside UTF-8 are most likely in: by how their high bytes come."""
    runs = _HIGH.findall(data)
    high = sum(map(len, runs))
    paired = sum(len(run) for run in runs if len(run) > 1)
    if paired >= 0.8 * high:
        chinese = b"".join(_CHINESE.findall(data))
        common = sum(map(len, _COMMON_CHINESE.findall(chinese)))
        if len(chinese) >= 0.8 * high and common >= 0.7 * len(chinese):
            return "gb18030"
        letters = sum(byte >= 0xC0 for run in runs for byte in run)
        if high / len(runs) > 3 and letters >= 0.9 * high:
            return "cp1251"
    return "cp1252"
