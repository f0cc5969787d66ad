"""Word documents, by way of pandoc, which is an extra."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from litmatrix.errors import LitmatrixError, NotSaved

__all__ = ["NoPandoc", "docx", "find_pandoc"]

# The date that stands in the file: fixed (1 January 1980), so that two runs give the same bytes.
_EPOCH = "315532800"
_SECONDS = 300


class NoPandoc(LitmatrixError):
    """A Word document was asked for, and pandoc is not installed."""


def find_pandoc() -> str:
    """Return the path of pandoc: the one that the extra brings, else the system's; raises `NoPandoc`."""
    try:
        path = importlib.import_module("pypandoc").get_pandoc_path()
    except (ImportError, OSError):
        path = shutil.which("pandoc") or ""
    if not path:
        raise NoPandoc('Word documents need pandoc. Install it with: pip install "litmatrix[word]"')
    return path


def docx(page: str) -> bytes:
    """Return an HTML page as a Word document. pandoc runs in its sandbox: it reads no file and loads nothing."""
    command = [find_pandoc(), "--from=html", "--to=docx", "--sandbox", "--output=page.docx", "page.html"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": _EPOCH}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "page.html").write_text(page, encoding="utf-8")
        try:
            subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            raise NotSaved(f"the Word document was not made: pandoc took more than {_SECONDS} seconds.") from None
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode("utf-8", "replace").strip()
            raise NotSaved(f"the Word document was not made: pandoc says: {said[:500]}") from None
        return (Path(folder) / "page.docx").read_bytes()
