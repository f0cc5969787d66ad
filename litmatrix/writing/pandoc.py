"""pandoc, which is an extra: it turns pages into Word documents and others, and citations into what a style prints."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from litmatrix.errors import LitmatrixError, NotSaved

_SECONDS = 300


class NoPandoc(LitmatrixError):
    """Something was asked for that pandoc makes, and pandoc is not installed."""


def find_pandoc() -> str:
    """Return the path of pandoc: the one that the extra brings, else the system's; raises `NoPandoc`."""
    try:
        path = importlib.import_module("pypandoc").get_pandoc_path()
    except (ImportError, OSError):
        path = shutil.which("pandoc") or ""
    if not path:
        raise NoPandoc('Word documents need pandoc. Install it with: pip install "litmatrix[word]"')
    return path


def run(
    text: str | bytes,
    source: str,
    target: str,
    *options: str,
    files: Mapping[str, bytes] | None = None,
    epoch: int | None = None,
    sandbox: bool = True,
) -> bytes:
    """Return a text, in the format `source`, as pandoc writes it in the format `target`.

    pandoc runs in its sandbox, in a folder of its own: it reads nothing but the text and the `files` that `options` name
    (``--csl=style.csl``), and loads nothing. Without the `sandbox` it reads pictures too: only for a tree (``json``) in
    which every picture is one of `files`. `epoch` is the date in the document, in seconds (that of the shell's
    SOURCE_DATE_EPOCH, or none). Raises `NoPandoc`, `NotSaved` with what pandoc said.
    """
    closed = ("--sandbox",) if sandbox else ()
    command = [
        find_pandoc(),
        f"--from={source}",
        f"--to={target}",
        *closed,
        *options,
        "--output=made",
        "given",
    ]
    environment = dict(os.environ) if epoch is None else {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    with tempfile.TemporaryDirectory() as folder:
        for name, data in {
            "given": text.encode("utf-8") if isinstance(text, str) else text,
            **(files or {}),
        }.items():
            (Path(folder) / name).write_bytes(data)
        try:
            subprocess.run(
                command, cwd=folder, env=environment, check=True, capture_output=True, timeout=_SECONDS
            )
        except subprocess.TimeoutExpired:
            raise NotSaved(f"the document was not made: pandoc took more than {_SECONDS} seconds.") from None
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode("utf-8", "replace").strip()
            raise NotSaved(f"the document was not made: pandoc says: {said[:500]}") from None
        return (Path(folder) / "made").read_bytes()
