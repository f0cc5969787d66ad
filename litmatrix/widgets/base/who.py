"""Who works here: said once, remembered on this machine, and followed by all that is open of the review in this kernel.

Nobody decides under two names by accident: what is open of one folder has one name, and takes another together.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from pathlib import Path
from typing import ClassVar, Protocol

from litmatrix.errors import LitmatrixError, Misuse
from litmatrix.review import Review
from litmatrix.screening import deciding


class Follower(Protocol):
    """A desk or form: it has a name to work under (empty: none yet), and takes another; `ASKS` says whether it needs one."""

    NAME: ClassVar[str]
    review: Review
    ASKS: ClassVar[bool]

    @property
    def person(self) -> str:
        """Who works here; nothing while nobody is named."""

    def follow(self, name: str, told: str = "") -> None:
        """Work under another name from now on; `told` says so to the person."""

    def news(self, names: Collection[str]) -> None:
        """Know that these files of the review were written, here or elsewhere."""

    def close(self) -> None:
        """Be shown no more."""


#: What is open in this kernel, one of a kind for a folder, the first to be opened first.
OPEN: dict[str, Follower] = {}


def opened(kind: str, follower: Follower) -> Follower | None:
    """Note that this is open; return what was of the same kind and folder, which it takes the place of."""
    place = f"{kind} {follower.review.folder}"
    earlier = OPEN.get(place)
    OPEN[place] = follower  # in the same place: a cell that is run again asks if it did before
    return earlier


def others(follower: Follower) -> tuple[Follower, ...]:
    """Return what else is open of the same folder, in order."""
    return tuple(one for one in of_folder(follower.review.folder) if one is not follower)


def of(review: Review) -> str:
    """Return who works at what is open of a review, else whom this machine remembers and the review knows, or nothing."""
    named = next((one.person for one in of_folder(review.folder) if one.person), "")
    known = review.protocol.reviewers
    return named if named and (not known or named in known) else deciding.remembered_for(review)


def asks(follower: Follower) -> bool:
    """Whether this is the one that asks: it needs a name and has none, and nothing that was opened earlier asks."""
    unnamed = (one for one in (*of_folder(follower.review.folder), follower) if one.ASKS and not one.person)
    return next(unnamed, None) is follower


def say(name: str, here: Follower) -> str:
    """Let all that is open of the folder work under a name, and remember it; return what could not be done, in words.

    `here`, where it was said, has the name already.
    """
    told = []
    for one in others(here):
        try:
            one.follow(name)
        except LitmatrixError as error:
            told.append(f"The {one.NAME} still works under the name {one.person}: {error}")
    try:
        deciding.remember_reviewer(name, here.review.folder)
    except Misuse as error:
        told.append(str(error))
    return " ".join(told)


def follow(folder: Path, name: str) -> None:
    """Let all that is open of a folder work under a name that was said in another notebook; who may not decide there does not."""
    for one in of_folder(folder):
        known = one.review.protocol.reviewers
        if name and one.person and name != one.person and (not known or name in known):
            # Whatever goes wrong at one of them, the others must not work on under another name.
            with contextlib.suppress(Exception):
                one.follow(
                    name,
                    f"You now work as {name}: the name was changed elsewhere (before: {one.person}).",
                )


def of_folder(folder: Path) -> tuple[Follower, ...]:
    """Return what is open of a folder, in order."""
    return tuple(one for one in OPEN.values() if one.review.folder == folder)
