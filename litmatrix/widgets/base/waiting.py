"""What a notebook shows where a desk or a form was, until its cell is run again.

A notebook keeps the number of a widget, and its kernel the widget. Opened without that kernel, JupyterLab shows what it
ranks highest of an output: in a notebook that is trusted the number (“Error displaying widget: model not found”), else
the first that is safe. So the box stands in the output beside the number; and it stands again in a second output,
hidden, whose style sheet shows it where the error is, in place of it. No other page than JupyterLab's has such an error,
and there the second output stays hidden.
"""

from __future__ import annotations

import html
from typing import Any, ClassVar

_CHILD = ".jp-OutputArea-child"
#: An output of JupyterLab's that has no widget to show: only then has it this class itself.
_LOST = f"{_CHILD}:has(> .jp-OutputArea-output.jupyter-widgets)"
_STYLE = f"""<style>
{_LOST} + {_CHILD} .lm-waiting {{ display: block !important; }}
{_LOST}:has(+ {_CHILD} .lm-waiting) {{ display: none; }}
</style>"""
# A page that trusts no notebook keeps no style sheet and no variable: what the box looks like stands in it.
_FRAME = (
    "display: inline-block; box-sizing: border-box; max-width: 100%; padding: 10px 16px; border: 1px solid #888888; "
    "border-left: 4px solid #0072b2; border-radius: 6px; font-size: 14px; line-height: 1.5"
)


class Waiting:
    """A widget with a name, which a notebook that is opened again tells how to bring back."""

    #: What it is called, and what one does with it.
    NAME: ClassVar[str]
    PURPOSE: ClassVar[str]

    def __repr__(self) -> str:
        return f"{self.NAME.capitalize()}: run this cell to continue"

    def _ipython_display_(self) -> None:
        """Show the widget in the output of a cell, and leave there what is to be read when it is gone."""
        from IPython.display import display

        found: Any = super()._repr_mimebundle_()  # type: ignore[misc]
        # anywidget gives metadata too.
        data, about = found if isinstance(found, tuple) else (found, {})
        box = _box(repr(self), self.PURPOSE)
        # Hidden twice: a page that takes away the one may leave the other.
        hidden = f'<div class="lm-waiting" hidden="hidden" style="display: none">{box}</div>{_STYLE}'
        display({**data, "text/html": box}, metadata=about, raw=True)
        display({"text/html": hidden, "text/plain": ""}, raw=True)


def _box(title: str, purpose: str) -> str:
    """Return a small box: which widget this was, what it is for, and how to go on.

    A cell needs those above it: who opens the notebook anew runs them all.
    """
    return (
        f'<div style="{_FRAME}"><b>{html.escape(title)}</b><br>{html.escape(purpose)} Your saved work is in your files.<br>'
        "<b>Run ▸ Run All Cells</b>, in the menu at the top of the window, brings it back.<br>"
        '<span style="opacity: 0.8">If the cells above were run since you opened the notebook: click here, then press '
        "Shift+Enter (or ▶ in the bar above).</span></div>"
    )
