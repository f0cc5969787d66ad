"""The matrix as it was exported, kept in a workbook: the base that a round trip is compared with."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from litmatrix.vocabulary import KEY

_MARK = "litmatrix state 1"
#: Under a spreadsheet's limit of 32,767 characters a cell, with room for what a program may add.
_CHUNK = 30_000
# A file of a few kilobytes can unpack to any size: no matrix of a review comes near this one.
_MOST = 1 << 28


@dataclass(frozen=True)
class State:
    """What was exported: the columns but the key, the texts of the cells by key, and from what, when, by what."""

    columns: tuple[str, ...]
    rows: dict[str, tuple[str, ...]]
    title: str = ""
    exported: str = ""
    version: str = ""


def pack(state: State) -> list[str]:
    """Return the texts of cells that hold a state: a mark, a checksum, and chunks of at most 30,000 characters.

    It is compressed and in plain letters, so that no program corrects, cuts or reads anything in it.
    """
    told = {"title": state.title, "exported": state.exported, "version": state.version, "columns": list(state.columns),
            "rows": [[key, *cells] for key, cells in state.rows.items()]}  # fmt: skip
    data = json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    packed = base64.b64encode(zlib.compress(data)).decode("ascii")
    chunks = [packed[start : start + _CHUNK] for start in range(0, len(packed), _CHUNK)]
    return [_MARK, hashlib.sha256(packed.encode("ascii")).hexdigest(), *(f":{chunk}" for chunk in chunks)]


def unpack(texts: Sequence[str]) -> State:
    """Return the state in such texts; raises `ValueError` where they are not whole."""
    if len(texts) < 3 or texts[0] != _MARK:
        raise ValueError("it is not in a format that litmatrix reads")
    packed = "".join(text.strip().removeprefix(":") for text in texts[2:])
    try:
        if hashlib.sha256(packed.encode("ascii")).hexdigest() != texts[1].strip():
            raise ValueError("its checksum differs")
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(base64.b64decode(packed, validate=True), _MOST)
        if unpacking.unconsumed_tail:
            raise ValueError("it is too large")
        told = json.loads(data)
        columns = tuple(map(_text, told["columns"]))
        rows = {_text(key): tuple(map(_text, cells)) for key, *cells in told["rows"]}
        title, exported, version = (_text(told[name]) for name in ("title", "exported", "version"))
    except (binascii.Error, zlib.error, UnicodeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"it is not whole ({error})") from None
    if (
        KEY in columns
        or len(set(columns)) < len(columns)
        or any(len(cells) != len(columns) for cells in rows.values())
    ):
        raise ValueError("its rows and columns do not fit together")
    return State(columns, rows, title, exported, version)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value
