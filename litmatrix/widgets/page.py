"""The page's half of a widget: what all of them share, and then its own file."""

from __future__ import annotations

from pathlib import Path

__all__ = ["script", "style"]

_HERE = Path(__file__).parent


def script(name: str) -> str:
    """Return the script of a widget: shared.js, then NAME.js."""
    return _joined("shared.js", f"{name}.js")


def style(name: str) -> str:
    """Return the style sheet of a widget: shared.css, then NAME.css."""
    return _joined("shared.css", f"{name}.css")


def _joined(*names: str) -> str:
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)
