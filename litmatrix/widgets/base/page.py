"""The page's half of a desk: its scripts, and its style sheets, joined.

anywidget takes one script and one style sheet a widget, and there is no build step: the files stand in one scope, those
of `base/` before the desk's own, and in each folder `desk` after what it is made of.
"""

from __future__ import annotations

from pathlib import Path

_WIDGETS = Path(__file__).parents[1]


def script(name: str) -> str:
    """Return the script of a desk: the scripts of base/, then those of NAME/."""
    return _joined(name, "js")


def style(name: str) -> str:
    """Return the style sheet of a desk: that of base/, then that of NAME/."""
    return _joined(name, "css")


def _joined(name: str, ending: str) -> str:
    files = [
        path
        for folder in ("base", name)
        for path in sorted(
            (_WIDGETS / folder).glob(f"*.{ending}"), key=lambda path: (path.stem == "desk", path)
        )
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)
