"""What takes long to make and can always be made again, kept on this machine from one run to the next."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

from litmatrix.errors import LitmatrixError
from litmatrix.files import store


def place(*parts: str) -> Path:
    """Return a file or folder of the cache; nothing is lost with it."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("litmatrix", appauthor=False), *parts)


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """Return what was made under a name before, on this machine; else make it, and keep it if it can be kept.

    A file that is not whole, or that somebody changed, is made anew: its sum stands before it.
    """
    path = place(name)
    with contextlib.suppress(LitmatrixError):
        sum, _, data = store.read_bytes(path).partition(b"\n")
        if sum == _sum(data):
            return data
    data = make()
    with contextlib.suppress(LitmatrixError):
        store.make_folder(path.parent)
        store.write(path, _sum(data) + b"\n" + data)
    return data


def _sum(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode("ascii")
