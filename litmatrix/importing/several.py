"""Several imports planned one after the other: each for the review as those before it leave it; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litmatrix import bibliography
from litmatrix.files import journal
from litmatrix.importing import doing, planning, searches
from litmatrix.importing.planning import Intake, Tell
from litmatrix.importing.readers import Export
from litmatrix.matrix import importlog
from litmatrix.matrix.importlog import Import
from litmatrix.model import Protocol
from litmatrix.protocol import parse_protocol
from litmatrix.review import Review
from litmatrix.vocabulary import HISTORY, PROTOCOL

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Stand:
    """What an import finds: a review, or what the imports before it would make of one."""

    folder: Path
    records: pd.DataFrame
    no_records: tuple[str, ...]
    protocol: Protocol
    imports: tuple[Import, ...]
    _files: doing.Files | None = None

    @classmethod
    def of(cls, review: Review) -> Stand:
        """Return what an import finds in a review."""
        imports, _ = importlog.read_imports(review.folder / HISTORY)
        return cls(review.folder, review.records, review.no_records, review.protocol, imports)

    @cached_property
    def files(self) -> doing.Files:
        """The two files that an import changes: of a review as they are now. Raises `NotSaved` if one is read-only."""
        return self._files or doing.read(self.folder)

    def plan(
        self, exports: Iterable[Export], search: str, about: Mapping[str, Any], tell: Tell | None = None
    ) -> Intake:
        """Return what taking in the records of these files would do here; see `planning.plan`, and raises as that does."""
        return planning.planned(
            self.records, self.protocol, self.imports, exports, search, about, tell, self.no_records
        )

    def retold(self, intake: Intake, about: Mapping[str, Any]) -> Intake:
        """Return an import that was planned here, with something else told of its search; raises `Misuse` for what cannot be.

        The records are gone through again only where the search is now one of another database.
        """
        if self.parts_ways(intake, about):
            return self.plan(intake.exports, intake.search, about)
        return planning.retold(intake, self.protocol, about)

    def parts_ways(self, intake: Intake, about: Mapping[str, Any]) -> bool:
        """Whether what is told makes it a search of another database, so that other records would be found again."""
        before, after = (
            searches.related(self.protocol, intake.search, told) for told in (intake.about, about)
        )
        return before != after

    def after(self, intake: Intake) -> Stand:
        """Return what the next import finds once this one is done; raises as `doing.apply` does."""
        if intake.nothing:
            return self
        now = self.files
        outcome = doing.outcome_of(now, intake, intake.edits)
        entry = doing.record_of(intake, now, outcome, journal.next_time(self.imports), "")
        works, text = outcome.works, outcome.text
        return Stand(
            self.folder,
            bibliography.records(works),
            bibliography.no_records(works),
            parse_protocol(text, PROTOCOL)[0],
            (*self.imports, entry),
            doing.Files(works, text, now.bom),
        )
