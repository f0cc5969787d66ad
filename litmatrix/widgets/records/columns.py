"""What is known of each record, a column each: one text a record, computed when it is first wanted.

A column is shown, sorted by and filtered by what its texts say. Others' decisions and labels are columns too, which
are offered only once they are compared.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from litmatrix import screening
from litmatrix.bibliography.latex import folded, year_number
from litmatrix.files import fulltexts
from litmatrix.matrix import importlog
from litmatrix.review import Review
from litmatrix.screening import criteria, labels, queues
from litmatrix.vocabulary import (
    AUTOMATION,
    CONSENSUS,
    DECISION_NAMES,
    HISTORY,
    REMOVED,
    STAGE_NAMES,
    STAGES,
    STUDY,
)

if TYPE_CHECKING:
    import numpy as np

YES, NO = "yes", "no"
NOTHING = ""

#: Where records are decided on here, in a reader's words.
STAGE_WORDS = {stage: STAGE_NAMES[stage] for stage in ("screening", "eligibility")}
ALL_STAGES = {**STAGE_WORDS, **{stage: STAGE_NAMES[stage] for stage in ("identification", "retrieval")}}
#: What a record waits for, by where it waits.
_WAITING = {
    "screening": "to screen", "retrieval": "full text to get", "eligibility": "full text to read",
}  # fmt: skip
DECISION_WORDS = {
    one: DECISION_NAMES.get(one, one)
    for one in (*STAGES["screening"], *STAGES["eligibility"], *STAGES["retrieval"], REMOVED)
}

#: What several values in one text are parted by.
PARTED = "; "

#: A key that stands otherwise in the name of its full text (see `files.fulltexts`).
_ODD_KEY = re.compile(r'[\\/:*?"<>|%\x00-\x1f]|^\.|[. ]\Z|^(?:con|prn|aux|nul|com|lpt)', re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """A column: `texts` gives one text a record, in the order of `Facts.keys`.

    `words` says how a value is shown (a value without words: as it stands). `several`: a text holds values, parted by
    `PARTED`. `choices`: one filters it by ticking values. `lasting`: no decision changes it. `others`: it tells what
    others decided. `room` is the least width in pixels, `share` of what is left over.
    """

    id: str
    name: str
    texts: Callable[[Facts], list[str]]
    room: int = 110
    share: int = 0
    group: str = "record"
    words: Mapping[str, str] = field(default_factory=dict)
    several: bool = False
    choices: bool = False
    lasting: bool = False
    others: bool = False
    number: bool = False
    empty: str = "none"
    shown: bool = True

    def values(self, text: str) -> tuple[str, ...]:
        """Return the values that a text holds; one that is empty where it holds nothing."""
        if not self.several or PARTED not in text:
            return (text,)
        return tuple(filter(None, text.split(PARTED)))

    def said(self, value: str) -> str:
        """Return a value in words."""
        return self.words.get(value, value) or self.empty

    def told(self, text: str) -> str:
        """Return a text as it is shown; nothing where it holds nothing."""
        if not self.words or not text:
            return text
        return PARTED.join(self.words.get(value, value) for value in self.values(text))


class Facts:
    """What is known of the records that a search found, to a person who decides at a stage.

    `keys` are the records, in the bibliography's order. Columns are computed once; `renewed` keeps those that still hold.
    `compared` says whether the person asked to see what others decided: until then nothing tells it of what the person is asked.
    """

    def __init__(self, review: Review, person: str, stage: str, compared: bool = False) -> None:
        self.review, self.person, self.stage, self.compared = review, person, stage, compared
        self.found = review.found
        self.keys: list[str] = self.found.index.tolist()
        self.columns = {one.id: one for one in _columns(review)}
        self.names: tuple[object, Mapping[str, str]] | None = None
        self._texts: dict[str, list[str]] = {}
        self._ranks: dict[str, np.ndarray] = {}

    def renewed(self, review: Review, person: str, stage: str, compared: bool = False) -> Facts:
        """Return what is known by now, with the columns that nothing has changed."""
        made = Facts(review, person, stage, compared)
        old, new = self.review, review
        if old.records is new.records and old.matrix is new.matrix and old.protocol is new.protocol:
            lasting = {id for id, one in self.columns.items() if one.lasting}
            made._texts = {id: texts for id, texts in self._texts.items() if id in lasting}
            made.names = self.names
            made._ranks = {id: ranks for id, ranks in self._ranks.items() if id in lasting}
        return made

    def texts(self, id: str) -> list[str]:
        """Return a column, one text a record."""
        if id not in self._texts:
            self._texts[id] = self.columns[id].texts(self)
        return self._texts[id]

    def ranks(self, id: str) -> np.ndarray:
        """Return each record's rank in a column: equal where the texts are shown alike, -1 where there is none."""
        import numpy as np

        if id not in self._ranks:
            column, texts = self.columns[id], self.texts(id)
            keys = {text: _sorted_as(column, text) for text in set(texts) if text}
            places = {key: place for place, key in enumerate(sorted(set(keys.values())))}
            rank = {text: places[key] for text, key in keys.items()}
            self._ranks[id] = np.fromiter((rank.get(text, -1) for text in texts), np.int64, len(texts))
        return self._ranks[id]

    def count(self, id: str, places: list[int]) -> Counter[str]:
        """Return how many of these records have each value of a column."""
        column, texts = self.columns[id], self.texts(id)
        found: Counter[str] = Counter()
        for text, number in Counter(texts[place] for place in places).items():
            for value in column.values(text):
                found[value] += number
        return found

    @cached_property
    def outcomes(self) -> dict[str, list[str]]:
        """Where each record is in the review: lists by the name of a column of `screening.outcomes`.

        What others decided on a record that the person is still asked for shows here no more than in its queue.
        """
        table = screening.outcomes(self.review)
        found = {name: table[name].tolist() for name in ("status", "stage", "reason")}
        blind = queues.blind_to(self.review, self.person) if self.person and not self.compared else {}
        for at, key in enumerate(table.index.tolist() if blind else ()):
            if key in blind:
                found["status"][at], found["stage"][at], found["reason"][at] = (
                    screening.PENDING,
                    blind[key],
                    "",
                )
        return found

    @cached_property
    def standing(self) -> dict[str, dict[str, tuple[str, str, str, str]]]:
        """What stands at the stage: by reviewer and key, the decision, its reason, its note and its time."""
        table = screening.standing(self.review)
        table = table[table["stage"] == self.stage]
        names = ("reviewer", "key", "decision", "reason", "note", "time")
        found: dict[str, dict[str, tuple[str, str, str, str]]] = {}
        for reviewer, key, *rest in zip(*(table[name].tolist() for name in names), strict=True):
            found.setdefault(reviewer, {})[key] = tuple(rest)
        return found

    @property
    def mine(self) -> dict[str, tuple[str, str, str, str]]:
        """What the person decided at the stage, by key."""
        return self.standing.get(self.person, {}) if self.person else {}

    @cached_property
    def verdicts(self) -> dict[str, dict[str, str]]:
        """What the criteria's checks find: by criterion and key."""
        table = criteria.suggestions(self.review)
        found: dict[str, dict[str, str]] = {}
        for key, criterion, verdict in table[["key", "criterion", "verdict"]].to_numpy(dtype=object).tolist():
            found.setdefault(criterion, {})[key] = verdict
        return found


def _sorted_as(column: Column, text: str) -> tuple[float, str]:
    """Return what a text is sorted by: a number where the column holds numbers, else its words without case and accents."""
    number = criteria.number(text) if column.number else None
    return (0, folded(column.told(text))) if number is None else (number, "")


# --- the columns --------------------------------------------------------------------------------------------------------


def _columns(review: Review) -> list[Column]:
    """Return the columns of a review, in the order in which they are offered."""
    protocol = review.protocol
    reasons = protocol.exclusions
    status = {
        **{f"{screening.PENDING} {stage}": words for stage, words in _WAITING.items()},
        screening.CONFLICT: "in conflict",
        screening.REMOVED: "removed before screening",
    }
    yes: dict = {"room": 80, "choices": True}
    found = [
        Column("reference", "Reference", _reference, 140, 2),
        Column("title", "Title", partial(_field, "title"), 200, 6, lasting=True),
        Column("authors", "Authors", partial(_field, "author"), 160, 2, lasting=True),
        Column("year", "Year", _year, 64, lasting=True, number=True),
        Column("journal", "Published in", _journal, 120, 2, choices=True, lasting=True, empty="not known"),
        Column("type", "Type", partial(_field, "type"), 90, choices=True, lasting=True),
        Column("language", "Language", _language, 100, choices=True, lasting=True, empty="not known"),
        Column("search", "Found by", _search, 130, 1, words=_sources(review), several=True, choices=True, lasting=True),
        Column("abstract", "Abstract", partial(_there, "abstract"), **yes, lasting=True),
        Column("dated", "Year known", _dated, **yes, lasting=True, shown=False),
        Column("fulltext", "Full text", _fulltext, **yes),
        Column("doi", "DOI", partial(_field, "doi"), 150, 1, lasting=True),
        Column("study", "Study", partial(_field, STUDY), 110, choices=True, lasting=True),
        Column("key", "Key", lambda facts: list(facts.keys), 120, lasting=True),
        Column("added", "Imported on", _added, 100, lasting=True, choices=True, empty="not known"),
        Column("mine", "My decision", partial(_mine, 0), 100, 0, "mine", DECISION_WORDS, choices=True, empty="not decided by me"),
        Column("todo", "To do by me", _todo, 110, 0, "mine", STAGE_WORDS, choices=True, empty="nothing"),
        Column("my_reason", "My reason", partial(_mine, 1), 150, 1, "mine", reasons, choices=True),
        Column("my_note", "My note", partial(_mine, 2), 150, 1, "mine"),
        Column("labels", "My labels", _my_labels, 110, 1, "mine", several=True, choices=True, empty="no label"),
        Column("decided", "Decided on", _decided, 100, 0, "mine"),
        Column("status", "Status", _status, 130, 0, "review", status, choices=True),
        Column("at", "Stage", partial(_outcome, "stage"), 120, 0, "review", ALL_STAGES, choices=True),
        Column("reason", "Reason", partial(_outcome, "reason"), 150, 1, "review", reasons, choices=True),
    ]  # fmt: skip
    for described in protocol.descriptors:
        values = partial(_described, described.id)
        listed, several = bool(described.values), described.type == "choices"
        found.append(
            Column(f"descriptor:{described.id}", described.name, values, 110, 1, "descriptors", several=several, choices=listed,
                   lasting=True, number=described.type == "number", empty="not said")
        )  # fmt: skip
    found += [
        Column(f"check:{one.id}", f"Check of {one.id}", partial(_verdict, one.id), 110, 0, "checks",
               {criteria.MEETS: "✓ meets", criteria.FAILS: "✗ fails", criteria.UNKNOWN: "? unknown"}, choices=True, lasting=True)
        for one in protocol.criteria
        if one.check
    ]  # fmt: skip
    found += [
        Column("everybody", "Everybody’s decisions", partial(_everybody, reasons), 190, 2, "others", others=True),
        Column("all_labels", "Everybody’s labels", _all_labels, 130, 1, "others", several=True, choices=True, others=True,
               empty="no label"),
    ]  # fmt: skip
    people = dict.fromkeys((*protocol.reviewers, *sorted(set(review.decisions["reviewer"]))))
    found += [
        Column(f"by:{name}", _decision_of(name), partial(_by, name), 110, 0, "others", DECISION_WORDS, choices=True,
               others=True, empty="not decided")
        for name in people
    ]  # fmt: skip
    return found


def _decision_of(name: str) -> str:
    return {AUTOMATION: "Excluded by a check", CONSENSUS: "Consensus"}.get(name, f"Decision of {name}")


def _field(name: str, facts: Facts) -> list[str]:
    return facts.found[name].tolist()


def _there(name: str, facts: Facts) -> list[str]:
    return [YES if text else NO for text in facts.found[name].tolist()]


def _reference(facts: Facts) -> list[str]:
    # What tells alike names apart hangs on what is included and what is a duplicate: to work it out for all takes seconds.
    removed, _ = screening.duplicates(facts.review)
    status = facts.outcomes["status"]
    on = (dict(removed), [at for at, one in enumerate(status) if one == screening.INCLUDED])
    if facts.names is None or facts.names[0] != on:
        facts.names = (on, screening.names(facts.review))
    names = facts.names[1]
    return [names[key] for key in facts.keys]


def _year(facts: Facts) -> list[str]:
    years = (year_number(text) for text in facts.found["year"].tolist())
    return ["" if year is None else str(year) for year in years]


def _dated(facts: Facts) -> list[str]:
    return [YES if year else NO for year in facts.texts("year")]


def _journal(facts: Facts) -> list[str]:
    columns = (facts.found[name].tolist() for name in ("journal", "booktitle", "publisher"))
    return [journal or book or publisher for journal, book, publisher in zip(*columns, strict=True)]


def _language(facts: Facts) -> list[str]:
    columns = [facts.found[name].tolist() for name in ("language", "langid") if name in facts.found.columns]
    return (
        [next(filter(None, values), "") for values in zip(*columns, strict=True)]
        if columns
        else [""] * len(facts.keys)
    )


def _search(facts: Facts) -> list[str]:
    found = screening.origins(facts.review)
    return [PARTED.join(found[key]) for key in facts.keys]


def _sources(review: Review) -> dict[str, str]:
    """Return what each search is called: its source, with its id where two have the same."""
    shared = Counter(one.source for one in review.protocol.searches)
    return {
        one.id: (one.source if shared[one.source] == 1 else f"{one.source} ({one.id})")
        if one.source
        else one.id
        for one in review.protocol.searches
    }


def _fulltext(facts: Facts) -> list[str]:
    folder = facts.review.folder
    try:
        names = os.listdir(folder / fulltexts.FOLDER)
    except OSError:
        names = []
    stems = {PurePosixPath(unicodedata.normalize("NFC", name)).stem for name in names}
    return [
        YES
        if (unicodedata.normalize("NFC", key) in stems or (stems and _ODD_KEY.search(key)))
        and fulltexts.find(folder, key)
        else NO
        for key in facts.keys
    ]


def _added(facts: Facts) -> list[str]:
    imports, _ = importlog.read_imports(facts.review.folder / HISTORY)
    days = {key: f"{one.time:%Y-%m-%d}" for one in imports if one.undone is None for key in one.added}
    return [days.get(key, "") for key in facts.keys]


def _mine(member: int, facts: Facts) -> list[str]:
    mine = facts.mine
    return [mine[key][member] if key in mine else "" for key in facts.keys]


def _todo(facts: Facts) -> list[str]:
    """Return the stage at which a record waits for this person, where records are divided only for whose share it is."""
    stages = ("screening", "eligibility") if facts.person else ()
    waits = {
        key: stage
        for stage in stages
        for key in queues.find_queue(facts.review, "pending", facts.person, stage)
    }
    return [waits.get(key, "") for key in facts.keys]


def _decided(facts: Facts) -> list[str]:
    return [time[:16].replace("T", " ") for time in _mine(3, facts)]


def _my_labels(facts: Facts) -> list[str]:
    given = labels.of(facts.review, facts.person) if facts.person else {}
    return [PARTED.join(given.get(key, ())) for key in facts.keys]


def _all_labels(facts: Facts) -> list[str]:
    given = labels.of(facts.review)
    return [PARTED.join(given.get(key, ())) for key in facts.keys]


def _status(facts: Facts) -> list[str]:
    """Return where each record is, and of one that waits what it waits for."""
    found = facts.outcomes
    return [
        f"{status} {stage}" if status == screening.PENDING else status
        for status, stage in zip(found["status"], found["stage"], strict=True)
    ]


def _outcome(name: str, facts: Facts) -> list[str]:
    return facts.outcomes[name]


def _described(id: str, facts: Facts) -> list[str]:
    given = criteria.described(facts.review, facts.found.index)
    texts = given[id].tolist()
    return [
        PARTED.join(filter(None, map(str.strip, text.split(";")))) if ";" in text else text for text in texts
    ]


def _verdict(id: str, facts: Facts) -> list[str]:
    found = facts.verdicts.get(id, {})
    return [found.get(key, "") for key in facts.keys]


def _by(name: str, facts: Facts) -> list[str]:
    given = facts.standing.get(name, {})
    return [given[key][0] if key in given else "" for key in facts.keys]


def _everybody(reasons: Mapping[str, str], facts: Facts) -> list[str]:
    """Return who decided what, and why."""
    told: dict[str, list[str]] = {}
    for name, given in facts.standing.items():
        for key, (decision, reason, _, _) in given.items():
            why = f" ({reasons.get(reason, reason)})" if reason else ""
            told.setdefault(key, []).append(f"{name}: {DECISION_WORDS.get(decision, decision)}{why}")
    return [PARTED.join(told.get(key, ())) for key in facts.keys]
