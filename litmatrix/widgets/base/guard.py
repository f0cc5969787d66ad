"""The one guard of callbacks: an exception in a callback of ipywidgets would reach nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litmatrix.errors import LitmatrixError, NotSaved


def guarded(act: Callable[[Any], str | None], show: Callable[[str], None]) -> Callable[[Any], None]:
    """Return a callback that shows what `act` says it did (nothing: an empty text), or why it did nothing.

    A fault of litmatrix is shown, and raised for the log of the notebook.
    """

    def callback(change: Any) -> None:
        try:
            show(act(change) or "")
        except NotSaved as error:
            show(f"NOT SAVED: {error}")
        except LitmatrixError as error:
            show(f"Not done: {error}")
        except Exception as error:
            show(f"Not done, because of an error in litmatrix: {type(error).__name__}: {error}")
            raise

    return callback
