"""The page's half of a widget: what all of them share, and then its own file."""

from __future__ import annotations

from pathlib import Path

__all__ = ["script", "style"]

_WIDGETS = Path(__file__).parents[1]


def script(name: str) -> str:
    """Return the script of a desk: base/shared.js, then NAME/desk.js."""
    return _joined("base/shared.js", f"{name}/desk.js")


def style(name: str) -> str:
    """Return the style sheet of a desk: base/shared.css, then NAME/desk.css."""
    return _joined("base/shared.css", f"{name}/desk.css")


def _joined(*names: str) -> str:
    return "\n".join((_WIDGETS / name).read_text(encoding="utf-8") for name in names)
