"""The page's half of a desk: what all of them share, and then its own files, joined into one module.

anywidget takes one script and one style sheet a widget, and there is no build step: the files of a desk stand in one
scope, `shared` first and the one that says what the desk is last.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def script(name: str) -> str:
    """Return the script of a desk: shared.js, then its own files."""
    return _joined(name, "js")


def style(name: str) -> str:
    """Return the style sheet of a desk: shared.css, then its own."""
    return _joined(name, "css")


def _joined(name: str, ending: str) -> str:
    parts = sorted(_HERE.glob(f"{name}_*.{ending}"))
    files = (_HERE / f"shared.{ending}", *parts, _HERE / f"{name}.{ending}")
    return "\n".join(path.read_text(encoding="utf-8") for path in files)
