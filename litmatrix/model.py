"""The values that the protocol and the problems are made of. Those of the protocol are the schema of review.toml.

Each field of `Protocol`, and of the tables in it, is a member in the file: its type says what is to stand there, its
default whether it may be missing, its metadata the rest (`ID`, `said`). `members` reads them; nothing says it twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as member
from datetime import date, datetime
from typing import Any

from litmatrix.vocabulary import (
    AGREED_ON,
    CARD_KEYS,
    CONCERNS,
    CONFIDENCE,
    CRITERION_EFFECTS,
    DATABASE_KINDS,
    DESCRIPTOR_TYPES,
    FORMAT,
    HIGHLIGHTS,
    PREVIOUS,
    SEARCH_KINDS,
    STAGES,
    THEME_CHANGES,
    YIELDING,
)


@dataclass(frozen=True)
class Problem:
    """A fault of the data: what, where, and what is allowed or what to do.

    `check` is the name of the check that found it, `key` the record, claim or theme that it is about
    (empty where it is about none), `where` is ``file:line``, ``file, row, column`` or, in TOML, table
    and id.
    """

    check: str
    severity: str
    where: str
    message: str
    key: str = ""
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" + (f" {self.fix}" if self.fix else "")


def said(
    kind: str = "", *, name: str = "", words: Collection[str] = (), holds: Collection[str] = ()
) -> Mapping[str, Any]:
    """Return what the type of a field does not say of its member: what is to stand there (a kind of `members.KINDS`), its
    name in the file, the words that it may be, or the members of the table that it is."""
    return {"kind": kind, "name": name, "words": tuple(words), "holds": tuple(holds)}


#: One word, by which the rest of the review names its table.
ID = said("id")


@dataclass(frozen=True)
class Search:
    """One search, as run; None or empty means that it was not recorded.

    `removed` are the hits that were taken out before its file was made (duplicates by a reference manager, say).
    """

    id: str = member(metadata=ID)
    kind: str = member(metadata=said(words=SEARCH_KINDS))
    source: str = ""
    platform: str = ""
    strand: str = ""
    query: str = ""
    limits: str = ""
    filters: str = ""
    date: date | str | None = None
    hits: int | None = None
    examined: int | None = None
    file: str = ""
    removed: int | None = None
    removed_why: str = ""
    updates: str = ""
    peer_review: str = ""
    note: str = ""

    @property
    def arm(self) -> str:
        """The arm of the PRISMA 2020 flow that it feeds: database, other or previous."""
        if self.kind in DATABASE_KINDS:
            return "database"
        return "previous" if self.kind == PREVIOUS else "other"

    def unaccounted(self, records: int) -> int:
        """Return how many hits are neither its records nor removed before (below 0: too many are); 0 if none are stated.

        Of a website somebody takes what is of use: how many were examined says enough.
        """
        left = (self.hits or 0) - records - (self.removed or 0)
        looked = self.arm == "other" and self.examined is not None
        return 0 if self.hits is None or (looked and left > 0) else left


@dataclass(frozen=True)
class FieldCheck:
    """What a criterion asks of one field of the entry, or of one descriptor.

    `first` and `last` are inclusive bounds of a number (``from`` and ``to`` in the file), `contains`
    words of which one must stand in the text, `values` values of which one must be given (``is``).
    """

    field: str
    first: int | None = member(default=None, metadata=said(name="from"))
    last: int | None = member(default=None, metadata=said(name="to"))
    contains: tuple[str, ...] = ()
    values: tuple[str, ...] = member(default=(), metadata=said(name="is"))


@dataclass(frozen=True)
class CriterionChange:
    """A later change of a criterion: what it said before, and whether it now lets in more or fewer.

    What was decided before `date`, a day or a moment, is due again; a day alone spares what was decided on it.
    """

    date: datetime | date | str
    effect: str = member(metadata=said(words=CRITERION_EFFECTS))
    include: str = ""
    exclude: str = ""


@dataclass(frozen=True)
class Criterion:
    """What lets a record in, and what keeps it out, at a stage (empty: at every stage)."""

    id: str = member(metadata=ID)
    include: str
    exclude: str = ""
    stage: str = member(default="", metadata=said(words=AGREED_ON))
    check: FieldCheck | None = None
    history: tuple[CriterionChange, ...] = ()

    @property
    def reason(self) -> str:
        """Return why a record that does not meet it is excluded, in words."""
        return self.exclude or f"does not meet: {self.include}"

    @property
    def exclusion(self) -> str:
        """Return the same as it begins a line, or stands on a button."""
        return self.exclude or f"Does not meet: {self.include}"


@dataclass(frozen=True)
class Descriptor:
    """A column of the matrix that describes a source; `values` maps each allowed value to its definition."""

    id: str = member(metadata=ID)
    name: str = ""
    type: str = member(default="text", metadata=said(words=DESCRIPTOR_TYPES))
    values: dict[str, str] = member(default_factory=dict, metadata=said("values"))
    group: str = ""


@dataclass(frozen=True)
class Theme:
    """A theme, one column of the matrix. `note` says where it comes from; `statement` what the review says on it."""

    id: str = member(metadata=ID)
    name: str
    definition: str = ""
    subthemes: tuple[str, ...] = ()
    added: date | str | None = None
    retired: date | str | None = None
    statement: str = ""
    question: str = ""
    note: str = ""


@dataclass(frozen=True)
class ThemeChange:
    """An entry of the theme history; `before` and `after` are theme ids (``from`` and ``to`` in the file).

    Where it names a `theme`, they are subthemes of that theme.
    """

    time: datetime | date | str
    change: str = member(metadata=said(words=THEME_CHANGES))
    theme: str = member(default="", kw_only=True)
    before: tuple[str, ...] = member(default=(), metadata=said(name="from"))
    after: tuple[str, ...] = member(default=(), metadata=said(name="to"))
    why: str = ""
    by: str = ""


@dataclass(frozen=True)
class Round:
    """A pilot or check round: a random sample of `size` records, the same for everyone with its `seed`."""

    id: str = member(metadata=ID)
    purpose: str
    stage: str = member(metadata=said(words=STAGES))
    seed: int = 0
    size: int = 0
    date: date | str | None = None


@dataclass(frozen=True)
class Claim:
    """A number that the report states, and the name of the computed number that it should equal."""

    text: str
    value: str = member(metadata=said("text or number"))
    count: str = ""
    note: str = ""
    id: str = ""


@dataclass(frozen=True)
class ReviewFinding:
    """What the review concludes on a theme, and how far it can be relied on, after GRADE-CERQual.

    Each of the four components has the concerns that it raises, and why; `why` explains the confidence. The sources that
    contribute are computed from the excerpts on the theme.
    """

    id: str = member(metadata=ID)
    statement: str
    theme: str = ""
    methodological_limitations: str = member(default="", metadata=said(words=CONCERNS))
    methodological_limitations_why: str = ""
    coherence: str = member(default="", metadata=said(words=CONCERNS))
    coherence_why: str = ""
    adequacy: str = member(default="", metadata=said(words=CONCERNS))
    adequacy_why: str = ""
    relevance: str = member(default="", metadata=said(words=CONCERNS))
    relevance_why: str = ""
    confidence: str = member(default="", metadata=said(words=CONFIDENCE))
    why: str = ""


@dataclass(frozen=True)
class Acceptance:
    """A problem that is known and stays: the check, the keys that it may name (none: about no key), and why."""

    check: str
    keys: tuple[str, ...] = member(default=(), kw_only=True, metadata=said("text or texts", name="key"))
    why: str


@dataclass(frozen=True)
class About:
    """What a paper on the review needs, and no other file of it tells."""

    authors: tuple[str, ...] = ()
    aims: str = ""
    position: str = ""
    limitations: str = ""
    registration: str = ""
    funding: str = ""
    competing_interests: str = ""
    availability: str = ""


@dataclass(frozen=True)
class Protocol:
    """What review.toml says.

    `keys` are the keyboard's for the screening card, `highlight` its words: include and exclude. `agree` says how many
    people each record needs at a stage, `divide` among whom its records are divided (nobody: they are not).
    """

    format: int = FORMAT
    title: str = ""
    caption: str = ""
    questions: tuple[str, ...] = ()
    about: About = About()
    reviewers: tuple[str, ...] = ()
    agree: dict[str, int] = member(default_factory=dict, metadata=said(holds=AGREED_ON))
    divide: dict[str, tuple[str, ...]] = member(default_factory=dict, metadata=said(holds=AGREED_ON))
    keys: dict[str, str] = member(default_factory=dict, metadata=said(holds=CARD_KEYS))
    highlight: dict[str, tuple[str, ...]] = member(default_factory=dict, metadata=said(holds=HIGHLIGHTS))
    searches: tuple[Search, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    descriptors: tuple[Descriptor, ...] = ()
    themes: tuple[Theme, ...] = ()
    theme_history: tuple[ThemeChange, ...] = ()
    rounds: tuple[Round, ...] = ()
    claims: tuple[Claim, ...] = ()
    findings: tuple[ReviewFinding, ...] = ()
    accepted: tuple[Acceptance, ...] = ()

    @property
    def card_keys(self) -> dict[str, str]:
        """The key of each act at the screening card; empty for one that yielded its key to another."""
        keys = {**CARD_KEYS, **self.keys}
        taken = {key for act, key in keys.items() if act not in YIELDING or act in self.keys}
        return {
            act: "" if act in YIELDING and act not in self.keys and key in taken else key
            for act, key in keys.items()
        }

    def reason_in_words(self, reason: str) -> str:
        """Return what a criterion gives as the reason of an exclusion; a reason that is not a criterion's id as it is."""
        return next((one.reason for one in self.criteria if one.id == reason), reason)

    @property
    def exclusions(self) -> dict[str, str]:
        """The reasons for excluding, each as it begins a line, by the id of its criterion."""
        return {one.id: one.exclusion for one in self.criteria}

    @property
    def current_themes(self) -> tuple[Theme, ...]:
        """The themes that are not retired, in order."""
        return tuple(theme for theme in self.themes if not theme.retired)
