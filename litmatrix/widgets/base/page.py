"""The page's half of a desk: its scripts, and its style sheets, joined.

anywidget takes one script and one style sheet a widget, and there is no build step: the files stand in one scope, those
of `base/` before the desk's own, and in each folder `desk` after what it is made of. Between them stand the folders of pieces
that several desks share (`reading/`), which a desk names.
"""

from __future__ import annotations

from pathlib import Path

_WIDGETS = Path(__file__).parents[1]


def script(name: str, also: str = "") -> str:
    """Return the script of a desk: the scripts of base/, those of the folder ALSO/ that it shares, then those of NAME/."""
    return _joined(name, also, "js")


def style(name: str, also: str = "") -> str:
    """Return the style sheet of a desk: that of base/, that of the folder ALSO/ that it shares, then that of NAME/."""
    return _joined(name, also, "css")


def _joined(name: str, also: str, ending: str) -> str:
    files = [
        path
        for folder in ("base", also, name)
        if folder
        for path in sorted(
            (_WIDGETS / folder).glob(f"*.{ending}"), key=lambda path: (path.stem == "desk", path)
        )
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)
