"""What an import would do, computed before anything is written: which records are new, and which were found again."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from litmatrix.bibliography.fields import with_field
from litmatrix.bibliography.frame import titled
from litmatrix.errors import Misuse
from litmatrix.importing import entries, searches
from litmatrix.importing.keys import Keys, habit_of, made_of
from litmatrix.importing.matching import Known, fingerprint, loses_nothing, says_the_same, traits_of
from litmatrix.importing.readers import Export, ImportedRecord
from litmatrix.importing.style import Style, style_of
from litmatrix.matrix import importlog
from litmatrix.model import Problem, Protocol
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, ERROR, FATAL, FORMER_KEYS, HISTORY, ORIGIN, PROTOCOL

if TYPE_CHECKING:
    import pandas as pd

Tell = Callable[[int, int], None]

# How many records are worked on between two words on how far it is.
_STEP = 500

#: The format of files whose keys are kept.
BIBTEX = "bibtex"
_A_KEY = re.compile(r"[^\s,={}()\"#%\\]+")


class New(NamedTuple):
    """A record that is new: its key, its entry's text, its title, where it stands in its file, and a sum over it there."""

    key: str
    raw: str
    title: str
    where: str
    mark: str


class Again(NamedTuple):
    """A record that is in the review, or in this import, already: under which key, how that is known, and where it stands.

    `before` and `after` are the origin of the entry; the same where the search stands there already.
    """

    key: str
    why: str
    title: str
    where: str
    mark: str
    before: str
    after: str


class Account(NamedTuple):
    """One file accounted for: declared = new + again + reported."""

    name: str
    format: str
    encoding: str
    declared: int
    new: int
    again: int
    reported: int

    @property
    def closed(self) -> bool:
        """Whether every record that the file declares is new, found again or reported."""
        return self.declared == self.new + self.again + self.reported


@dataclass(frozen=True)
class Intake:
    """What an import would do. `made` says whether its search is new, `edits` what review.toml is given.

    `problems` are those of the files, `notes` what one should know before it is done. `base` is a sum over the
    bibliography that it was planned for, `traced` how many records will name the search, and `unsaid` how many of its
    hits nothing will account for (the last of the notes then says so).
    """

    search: str
    made: bool
    new: tuple[New, ...]
    again: tuple[Again, ...]
    accounts: tuple[Account, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    edits: tuple[Any, ...]
    base: str
    about: Mapping[str, Any] = field(default_factory=dict)
    exports: tuple[Export, ...] = field(default=(), repr=False)
    traced: int = 0
    unsaid: int = 0

    @property
    def told(self) -> tuple[str, ...]:
        """What one should know, but for the hits that nothing accounts for."""
        return self.notes[:-1] if self.unsaid else self.notes

    @property
    def origins(self) -> dict[str, tuple[str, str]]:
        """The entries whose `origin` changes: by key, what it is and what it becomes."""
        return {one.key: (one.before, one.after) for one in self.again if one.before != one.after}

    @property
    def nothing(self) -> bool:
        """Whether nothing is to be written: all of it is in the review already."""
        return not (self.new or self.origins or self.edits)

    def does_as(self, other: Intake) -> bool:
        """Whether another plan would do the same, but for the layout of the new entries."""
        mine, theirs = ([one._replace(raw="") for one in plan.new] for plan in (self, other))
        return (mine, self.again, self.accounts, self.edits) == (
            theirs,
            other.again,
            other.accounts,
            other.edits,
        )


def plan(
    review: Review, exports: Iterable[Export], search: str, about: Mapping[str, Any] | None = None, tell: Tell | None = None
) -> Intake:  # fmt: skip
    """Return what taking the records of these files into a review would do; nothing is written.

    `search` is the id of the search that found them: one of review.toml, or a new one, for which `about` holds what is
    known of it (kind, source, platform, query, date, hits, …; a new one is a database unless told otherwise). `tell` is
    called with the records done and all. Raises `Misuse`, also where a file of the review is read-only.
    """
    for problem in review.problems:
        if problem.severity == FATAL and problem.where.startswith((BIBLIOGRAPHY, PROTOCOL)):
            raise Misuse(f"nothing can be imported until this is fixed. {problem}")
    imports, _ = importlog.read_imports(review.folder / HISTORY)
    return planned(
        review.records, review.protocol, imports, exports, search, about or {}, tell, review.no_records
    )


def planned(
    records: pd.DataFrame, protocol: Protocol, imports: Iterable[importlog.Import], exports: Iterable[Export], search: str,
    about: Mapping[str, Any], tell: Tell | None = None, taken: Iterable[str] = (),
) -> Intake:  # fmt: skip
    """Return what `plan` does, from the parts of a review; `taken` are the keys that no record has."""
    exports = tuple(exports)
    searches.check_id(search, [one.id for one in protocol.searches])
    searches.sound_about(protocol, search, about)
    work = _Work(records, imports, search, searches.related(protocol, search, about), taken)
    total = sum(len(export.records) for export in exports)
    for number, export in enumerate(exports):
        for record in export.records:
            work.take(number, export, record)
            if tell and work.done % _STEP == 0:
                tell(work.done, total)
    if tell:
        tell(total, total)
    made = all(one.id != search for one in protocol.searches)
    return _with_search(work.intake(exports, made), protocol, about)


def retold(intake: Intake, protocol: Protocol, about: Mapping[str, Any]) -> Intake:
    """Return an import with something else told of its search; raises `Misuse` for what cannot be.

    Which records are new stays as it was worked out, so the searches of the same database must be the same (see
    `searches.related`); `protocol` is that which it was planned for.
    """
    return _with_search(replace(intake, notes=intake.told), protocol, about)


def _with_search(intake: Intake, protocol: Protocol, about: Mapping[str, Any]) -> Intake:
    """Return an import with what is written of its search, and a note on the hits that nothing accounts for."""
    search = intake.search
    edits = searches.search_edits(protocol, search, about, [export.name for export in intake.exports])
    told = searches.in_effect(protocol, search, about)
    left = max(told.unaccounted(intake.traced), 0)
    intake = replace(intake, edits=edits, about=dict(about), unsaid=left)
    if not left:
        return intake
    twice = sum(one.before == one.after for one in intake.again)
    note = (
        f"it is not recorded what became of {left:,} of the {told.hits:,} hits of {search}"
        f"{f' ({min(twice, left):,} of them may be records that the file has twice)' if twice else ''}: say how many were "
        f'removed before the file was made, and why (--removed {left + (told.removed or 0)} --removed-why "…"; in '
        f"{PROTOCOL}: removed and removed_why)."
    )
    return replace(intake, notes=(*intake.notes, note))


def sum_of(raws: Iterable[str]) -> str:
    """Return a sum over the entries of a bibliography: the same while none is changed."""
    total = hashlib.sha256()
    for raw in raws:
        total.update(raw.encode("utf-8", errors="surrogatepass"))
        total.update(b"\0")
    return total.hexdigest()


class _Work:
    """The state of planning: what is known, what is taken, and what became of each record."""

    def __init__(
        self, records: pd.DataFrame, imports: Iterable[importlog.Import], search: str, related: frozenset[str],
        taken: Iterable[str],
    ) -> None:  # fmt: skip
        self.search = search
        self.related = related
        self.records = records
        self.origins = dict(zip(records.index, records[ORIGIN], strict=True))
        self.known = Known.of(records, imports)
        former = [key.strip() for ids in records[FORMER_KEYS] if ids for key in ids.split(",")]
        self.keys = Keys([*records.index, *former, *taken], habit_of(records.index))
        self.style: Style = style_of(records["raw"].tolist()[-1000:])
        self.new: list[tuple[New, ImportedRecord, int]] = []
        self.texts: dict[str, entries.Written] = {}
        self.again: list[tuple[Again, int]] = []
        self.notes: list[str] = []
        self.renamed: dict[tuple[int, str], str] = {}
        self.done = 0

    def take(self, file: int, export: Export, record: ImportedRecord) -> None:
        """Find out what becomes of one record of the file with this number."""
        self.done += 1
        mark, traits, where = fingerprint(record), traits_of(record.fields), f"{export.name}:{record.line}"
        title = titled(record.fields).get("title", "")
        key, why = self.known.find(
            traits,
            mark,
            record.key,
            lambda key: says_the_same(record.fields, record.key, self.records.loc[key].to_dict()),
            lambda key: self._may(record, key),
        )
        before = self.origins[key] if key else ""
        key = key or self._key(record, where, export.format == BIBTEX)
        self.renamed[file, record.key.casefold()] = key
        self.origins[key] = after = _with_origin(before, self.search)
        if why:
            self.again.append((Again(key, why, title, where, mark, before, after), file))
            return
        self.known.take(key, mark)
        self.texts[key] = entries.written(record, key, self.search, self.style)
        self.new.append((New(key, "", title, where, mark), record, file))

    def traced(self) -> int:
        """Return how many records name the search as one that found them."""
        return sum(self.search in [id.strip() for id in text.split(",")] for text in self.origins.values())

    def _may(self, record: ImportedRecord, key: str) -> bool:
        """Whether a record may be taken for one of the review: the same database found it, or nothing of it is lost."""
        if any(id.strip() in self.related for id in self.origins[key].split(",")):
            return True
        return loses_nothing(record.fields, self.records.loc[key].to_dict())

    def _key(self, record: ImportedRecord, where: str, keeps: bool) -> str:
        fields = record.fields
        author = fields.get("author", "") or fields.get("editor", "")
        year = (fields.get("year", "") or fields.get("date", ""))[:4]
        keeps = keeps or made_of(record.key, author, year)
        given = record.key if keeps and _A_KEY.fullmatch(record.key) else ""
        if given and self.keys.take(given):
            return given
        key = self.keys.give(author, year, fields.get("title", ""))
        if given:
            self.notes.append(f"{where}: another record has the key {given}; this one gets the key {key}.")
        return key

    def intake(self, exports: tuple[Export, ...], made: bool) -> Intake:
        """Return what was found out, with nothing said of the search yet; an entry that does not read back is laid out anew, or reported."""
        self._point_to_parents()
        sound = self._sound()
        new = [(one._replace(raw=sound[one.key]), file) for one, _, file in self.new if one.key in sound]
        unfit = [_unfit(one) for one, _, _ in self.new if one.key not in sound]
        again = [(one, file) for one, file in self.again if one.key in sound or one.key not in self.texts]
        made_of, met_of = (Counter(file for _, file in each) for each in (new, again))
        accounts = tuple(
            Account(
                export.name, export.format, export.encoding, export.declared, made_of[file], met_of[file],
                export.declared - made_of[file] - met_of[file],
            )
            for file, export in enumerate(exports)
        )  # fmt: skip
        return Intake(
            self.search, made, tuple(one for one, _ in new), tuple(one for one, _ in again), accounts,
            (*(problem for export in exports for problem in _problems(export)), *unfit), tuple(self.notes), (),
            sum_of(self.records["raw"]), exports=exports, traced=self.traced(),
        )  # fmt: skip

    def _point_to_parents(self) -> None:
        """Let the entries whose parent has another key here than in its file refer to that key."""
        parents: dict[str, None] = {}
        for one, record, file in self.new:
            given = record.fields.get("crossref", "").strip()
            parent = self.renamed.get((file, given.casefold()), given)
            if given and parent in self.texts:
                parents[parent] = None
            if given and parent != given:
                record = replace(record, fields={**record.fields, "crossref": parent})
                _, text, fields = self.texts[one.key]
                fields = fields and {**fields, "crossref": parent}
                self.texts[one.key] = entries.Written(record, with_field(text, "crossref", parent), fields)
        if parents:
            named = f"{', '.join([*parents][:5])}{', …' if len(parents) > 5 else ''}"
            self.notes.append(
                f"{named}: other records take fields from it (crossref), and it was imported as a record too. If it is there for "
                f"the others only, delete `{ORIGIN}` from its entry: it is then cited only."
            )

    def _sound(self) -> dict[str, str]:
        """Return the text of each new entry that reads back as what it is."""
        sound = entries.sound_texts(self.texts)
        for key, one in self.texts.items():
            if key in sound:
                continue
            if one.fields is None:
                self.notes.append(
                    f"{key}: its entry could not be copied as it is, and was written again from its fields."
                )
            ways = entries.otherwise(one, key, self.search, self.style)
            sound |= next(filter(None, (entries.sound_texts({key: way}) for way in ways)), {})
        return sound


def _unfit(one: New) -> Problem:
    message = f"the record “{one.title[:80]}” cannot be written as BibTeX."
    return Problem("unfit-record", ERROR, one.where, message, fix="Add it by hand.")


def _problems(export: Export) -> tuple[Problem, ...]:
    """Return the problems of a file; that records are missing and nothing says why is one."""
    missing = export.declared - len(export.records)
    if missing and not export.problems:
        message = (
            f"the file says it has {export.declared:,} records, but only {len(export.records):,} were read."
        )
        fix = "Look through the file, or export it again; please report this."
        return (Problem("unread-records", ERROR, f"{export.name}:1", message, fix=fix),)
    return export.problems


def _with_origin(origin: str, search: str) -> str:
    """Return an origin with a search appended, parted as the others are."""
    ids = [id.strip() for id in origin.split(",") if id.strip()]
    if search in ids:
        return origin
    return (
        f"{origin.rstrip().rstrip(',')}{',' if ',' in origin and ', ' not in origin else ', '}{search}"
        if ids
        else search
    )
