"""When a document was made, from what, and by which version: one value, which every document carries in the same words."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from litmatrix import __version__
from litmatrix.comparing.commits import head_of
from litmatrix.errors import Misuse
from litmatrix.files import results

#: The variable by which whoever builds twice says what time it is (reproducible-builds.org/specs/source-date-epoch).
EPOCH = "SOURCE_DATE_EPOCH"


class Stamp(NamedTuple):
    """The moment (UTC, to the minute), the state of the review's files, and the commit that they stand on.

    `commit` is empty without git, `changed` says that a file differs from the commit. `str` says it in a sentence.
    """

    moment: datetime
    state: str
    commit: str = ""
    changed: bool = False
    version: str = __version__

    def __str__(self) -> str:
        since = " and changes that are not committed" if self.changed else ""
        of = (
            f"commit {self.commit}{since} (state {self.state} of the review’s files)"
            if self.commit
            else f"state {self.state} of the review’s files"
        )
        return f"Made with litmatrix {self.version} on {self.moment:%Y-%m-%d} at {self.moment:%H:%M} UTC from {of}."


def stamped(folder: Path) -> Stamp:
    """Return the stamp of what is made now of the review in a folder; raises as `now` does."""
    head = head_of(folder)
    return Stamp(
        now().replace(second=0, microsecond=0),
        results.state_of(folder),
        head.name if head else "",
        head.changed if head else False,
    )


def now() -> datetime:
    """Return the time in UTC: what SOURCE_DATE_EPOCH says, so that two builds can be the same, or the clock's.

    Raises `Misuse` where that variable holds no time.
    """
    given = os.environ.get(EPOCH, "").strip()
    if not given:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError):
        raise Misuse(
            f"{EPOCH} is {given!r}: set it to a number of seconds since 1970, or to nothing."
        ) from None
