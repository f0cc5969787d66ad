"""The charts that a manuscript shows."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from litmatrix.errors import Misuse
from litmatrix.files import results, store
from litmatrix.review import Review
from litmatrix.vocabulary import OUT
from litmatrix.writing.manuscript.blocks import Drawing

if TYPE_CHECKING:
    from litmatrix.writing.report.pictures import Plan


class Drawings:
    """The charts that a manuscript shows, each made once: their files by place, and what could not be drawn.

    `folder` is the manuscript's. Without `files` charts are named and described, and none is drawn: that takes a moment each.
    """

    def __init__(
        self,
        review: Review,
        folder: Path,
        progress: Callable[[str], None] = lambda what: None,
        files: bool = True,
    ) -> None:
        self.review, self.folder, self.progress, self.files = review, folder, progress, files
        self.made: dict[Path, bytes] = {}
        self.notes: tuple[str, ...] = ()
        self._known: dict[str, Drawing] = {}

    @functools.cached_property
    def _plans(self) -> dict[str, Plan]:
        from litmatrix.writing.report.pictures import planned

        return {one.name: one for one in planned(self.review)}

    def draw(self, name: str) -> Drawing:
        """Return a chart by its name (see `report.pictures.planned`); raises `Misuse` where the review has none of it."""
        from litmatrix.writing.report.pictures import draw

        if name not in self._known:
            plan = self._plans.get(name)
            if plan is None:
                raise Misuse(f"there is nothing yet that a figure {name} could show.")
            self.progress(f"figure {name}")
            picture = draw(plan, ("svg",) if self.files else ())
            place = self.review.folder / OUT / "figures" / f"{name}.png"
            if self.files:
                self.made[place] = picture.png()
            self._known[name] = Drawing(way(place, self.folder), str(picture.caption), picture.words)
        return self._known[name]

    def keep(self, force: bool = False) -> None:
        """Write the charts; one that somebody changed since it was drawn is kept, and documents show it as it is."""
        for place, data in self.made.items():
            written = results.write_beside(self.review.folder, place, data, force)
            if written != place:
                self.made[place] = store.read_bytes(place)
                self.notes += (
                    f"{place}: it was changed since litmatrix drew it, so it was kept, and is shown; the new one is {written}.",
                )


def way(place: Path, folder: Path) -> str:
    """Return the way to a file from a folder, as Markdown and LaTeX write it."""
    return Path(os.path.relpath(place, folder)).as_posix()
