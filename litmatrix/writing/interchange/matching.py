"""Labels as decisions of a reviewer: each matched to a record, and compared with what was decided here."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from litmatrix import screening
from litmatrix.bibliography.identifiers import as_seen, doi_key
from litmatrix.bibliography.latex import folded, year_number
from litmatrix.decisions.log import Event
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.screening import deciding
from litmatrix.vocabulary import STAGES
from litmatrix.writing.interchange.asreview import SIGNS
from litmatrix.writing.interchange.labels import NOBODY, Label

#: Stages at which these programs have a word for each decision.
_STAGES = ("screening", "eligibility")


class Unmatched(NamedTuple):
    """A label that becomes no decision: where it was read, what names its record, and why."""

    where: str
    what: str
    why: str


@dataclass(frozen=True)
class Match:
    """What the labels of a file come to for one reviewer at a stage.

    `new`: the decisions to record; `known`: keys whose standing decision says so already; `differing`: those
    whose standing decision says something else (they stay, unless replaced); `unmatched`; `unlabelled`: how
    many records bear no label of this person.
    """

    reviewer: str
    stage: str
    new: tuple[Event, ...] = ()
    known: tuple[str, ...] = ()
    differing: tuple[Unmatched, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
    unlabelled: int = 0
    recorded: tuple[Event, ...] = ()


def match_labels(
    review: Review,
    labels: Sequence[Label],
    reviewer: str,
    stage: str = "screening",
    *,
    named: str = "",
    replace: bool = False,
) -> Match:
    """Return what labels come to for a reviewer: matched by key, then by DOI, then by a title that no
    other record has (nor another record of the file), with all that did not match.

    `named` is whose labels to take, where several people have some (`reviewer`, unless given). A label that
    says what the reviewer's standing decision says is known; one that says something else is `differing`, and
    is only taken with `replace`. Raises `Misuse` for a reviewer, stage or name that does not exist.
    """
    deciding.check_reviewer(review, reviewer)
    check_stage(stage)
    who = _named(labels, named, reviewer)
    places, held = _places(review, labels), _held(review, reviewer, stage)
    of_key: dict[str, list[tuple[Label, Event]]] = {}
    unmatched = []
    for label in labels:
        if label.fault or who in label.votes:
            key, why = places.find(label)
            if label.fault or not key:
                unmatched.append(Unmatched(label.where, label.named, label.fault or why))
            else:
                of_key.setdefault(key, []).append((label, _event(review, label, key, who, reviewer, stage)))
    new, known, differing = [], [], []
    for key, group in of_key.items():
        label, event = group[0]
        if any(other.decision != event.decision for _, other in group):
            why = f"the file has two different decisions on {key}"
            unmatched += [Unmatched(one.where, one.named, why) for one, _ in group]
            continue
        try:
            deciding.check_decision(review, key, event.decision, reviewer, stage, event.reason)
        except Misuse as error:
            unmatched.append(Unmatched(label.where, label.named, str(error).rstrip(".")))
            continue
        decision, reason = held.get(key, ("", ""))
        if decision and _same(label, event, decision, reason):
            known.append(key)
        elif decision and not replace:
            here, there = _worded(decision, reason), _worded(event.decision, event.reason)
            why = f"{reviewer} decided {here}; the file says {there}"
            differing.append(Unmatched(label.where, key, why))
        else:
            new.append(event)
    unlabelled = sum(not label.fault and who not in label.votes for label in labels)
    return Match(reviewer, stage, tuple(new), tuple(known), tuple(differing), tuple(unmatched), unlabelled)


def check_stage(stage: str) -> None:
    """Raise `Misuse` for a stage at which these programs have no labels."""
    if stage not in _STAGES:
        raise Misuse(f"decisions cannot be imported at {stage}; they can at {' and '.join(_STAGES)}.")


def _named(labels: Sequence[Label], named: str, reviewer: str) -> str:
    """Return whose labels are taken: the one named, the reviewer, or the only one that there is."""
    names = dict.fromkeys(name for label in labels for name in label.votes)
    if NOBODY in names or not names:
        if named:
            raise Misuse(f"the file has one decision per record and no names, so there is no {named} in it.")
        return NOBODY
    for name in names:
        if name.casefold() == (named or reviewer).casefold():
            return name
    if len(names) == 1 and not named:
        return next(iter(names))
    raise Misuse(
        f"whose decisions? The file has those of {', '.join(names)}, but none of {named or reviewer}. Choose with --named."
    )


class _Places(NamedTuple):
    """Where a record is found: its keys of today and before, its DOI and its title (several keys: more than one has it).

    `own` are the DOI and the year of each record, `given` how many records of the file have a title.
    """

    keys: Mapping[str, str]
    dois: dict[str, list[str]]
    titles: dict[str, list[str]]
    own: dict[str, tuple[str, int | None]]
    given: Mapping[str, int]

    def find(self, label: Label) -> tuple[str, str]:
        """Return the key of the record that a label is about; or nothing, and why."""
        if key := self.keys.get(label.key, ""):
            doi, _ = self.own[key]
            if label.doi and doi and doi != label.doi:
                return "", f"its key is that of {key}, which has another DOI ({doi})"
            return key, ""
        title = _title(label.title)
        for kind, there in (("DOI", self.dois.get(label.doi, ())), ("title", self.titles.get(title, ()))):
            if len(there) > 1:
                return "", f"several records have this {kind}: {', '.join(there)}"
            if there and kind == "DOI":
                return there[0], ""
        if not there:
            named = [name for name, has in (("key", label.key), ("DOI", label.doi), ("title", title)) if has]
            no_record = f"no record has this {' or this '.join(named)}"
            return "", no_record if named else "it has no key of this review, no DOI and no title"
        key = there[0]
        if self.given[title] > 1:
            return "", f"several records of the file have this title, which is that of {key}"
        doi, year = self.own[key]
        given = year_number(label.year)
        if label.doi and doi:
            return "", f"its title is that of {key}, which has another DOI ({doi})"
        if year and given and year != given:
            return "", f"its title is that of {key}, which has another year ({year}, not {given})"
        return key, ""


def _places(review: Review, labels: Sequence[Label]) -> _Places:
    records = review.records
    keys = {str(key): str(key) for key in records.index} | screening.former_keys(review)
    removed, _ = screening.duplicates(review)
    given = Counter(_title(label.title) for label in labels)
    places = _Places(keys, {}, {}, {}, given)
    columns = (records[name] for name in ("doi", "title", "year"))
    for key, doi, title, year in zip(records.index, *columns, strict=True):
        places.own[key] = doi, _ = doi_key(doi) if doi.strip() else "", year_number(year)
        if key not in removed:
            for where, name in ((places.dois, doi), (places.titles, _title(title))):
                if name:
                    where.setdefault(name, []).append(key)
    return places


def _title(text: str) -> str:
    """Return a title without what programs write differently: capitals, the form of accents, spaces, punctuation."""
    return "".join(sign for sign in as_seen(text) if unicodedata.category(sign)[0] not in "PZC")


def _held(review: Review, reviewer: str, stage: str) -> dict[str, tuple[str, str]]:
    now = screening.standing(review)
    now = now[(now["reviewer"] == reviewer) & (now["stage"] == stage)]
    return dict(zip(now["key"], zip(now["decision"], now["reason"], strict=True), strict=True))


def _event(review: Review, label: Label, key: str, who: str, reviewer: str, stage: str) -> Event:
    decision = label.votes[who]
    if decision == "maybe":
        decision = next(one for one in ("maybe", "awaiting") if one in STAGES[stage])
    reason, rest = _reason(review, label) if decision == "exclude" else ("", ())
    told = [label.notes.get(who, ""), f"reasons given: {', '.join(rest)}" if rest else ""]
    return Event(reviewer, key, stage, decision, reason=reason, note="; ".join(filter(None, told)))


def _reason(review: Review, label: Label) -> tuple[str, tuple[str, ...]]:
    """Return the criterion that a label's reasons name (the first in the protocol's order), and those that name none.

    Rayyan does not say whose a reason is: where several people excluded for several reasons, none is taken.
    """
    if sum(vote == "exclude" for vote in label.votes.values()) > 1 and len(label.reasons) > 1:
        return "", label.reasons
    given = {folded(reason): reason for reason in label.reasons}
    named = {
        one.id: {folded(text) for text in (one.id, one.exclude, one.include) if text} & given.keys()
        for one in review.protocol.criteria
    }
    chosen = next((id for id, texts in named.items() if texts), "")
    meant = set().union(*named.values())
    return chosen, tuple(reason for text, reason in given.items() if text not in meant)


def _same(label: Label, event: Event, decision: str, reason: str) -> bool:
    """Say whether a standing decision says what a label does, as far as the label's program can say it."""
    if label.binary:
        return SIGNS.get(decision) == SIGNS.get(event.decision)
    return decision == event.decision and (not event.reason or event.reason == reason)


def _worded(decision: str, reason: str) -> str:
    return f"{decision} ({reason})" if reason else decision
