"""The line that says who works here: one for all desks and forms of a notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from litmatrix.review import Review
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk


def reviewer(review: Review, name: str = "") -> ReviewerLine:
    """Return the line that says who works at a review, and asks where nobody is named (it is remembered on this machine).

    All desks and forms of the review in this notebook follow, and ask no more. Raises `Misuse` for a name that the review
    does not know.
    """
    return ReviewerLine.opened(review, name)


class ReviewerLine(Desk):
    """The line: a name, and a way to change it for all that is open of the review."""

    NAME = "line with your name"
    PURPOSE = "Enter your name once, for all desks of this review."
    _esm = page.script("reviewer")
    _css = page.style("reviewer")

    def __init__(self, review: Review, name: str = "") -> None:
        self.review, self._name = review, name
        super().__init__()

    @property
    def person(self) -> str:
        """Who works here; nothing while nobody is named."""
        return self._name

    def _acts(self, message: Mapping[str, Any], _: list) -> dict[str, Callable[[], Any]]:
        return {"name": lambda: self.take_name(message)}

    def _sit(self, review: Review, name: str) -> None:
        self.review, self._name = review, name

    def _state(self) -> dict[str, Any]:
        ask = None if self._name else list(self.review.protocol.reviewers)
        return {"ask": ask, "message": self._message, "answers": self._answers}
