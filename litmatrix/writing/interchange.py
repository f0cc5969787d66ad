"""Records and decisions for ASReview and Rayyan, and the labels of their exports as decisions of a reviewer.

What these programs read and write: ASReview, https://asreview.readthedocs.io, “Data format” and “Labeled data”
(columns `included` and, since version 2, `asreview_label`: 1, 0 or empty; in RIS a note `ASReview_relevant`,
`ASReview_irrelevant` or `ASReview_not_seen`); Rayyan, https://help.rayyan.ai, “Understanding Your Rayyan Export
Files” (in `notes`, parted by bars: `RAYYAN-INCLUSION: {"Ann"=>"Included"}`, `RAYYAN-EXCLUSION-REASONS`,
`RAYYAN-LABELS`, `USER-NOTES`; what stood in the notes before is kept), and its reader of CSV (rayyan-formats).
Rayyan gives records keys of its own, so ours stands in the notes as well.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from litmatrix import screening
from litmatrix.bibliography.identifiers import doi_key
from litmatrix.bibliography.latex import year_number
from litmatrix.decisions.log import Event
from litmatrix.errors import Misuse, Unreadable
from litmatrix.files import results, store
from litmatrix.review import Review
from litmatrix.screening import deciding, queues
from litmatrix.screening.criteria import folded
from litmatrix.vocabulary import STAGES
from litmatrix.writing.bibliographies import record_rows, ris_record
from litmatrix.writing.cells import clean, unguarded
from litmatrix.writing.markup import csv_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FORMS",
    "PROGRAMS",
    "Label",
    "Match",
    "Unmatched",
    "export_records",
    "match_labels",
    "read_labels",
    "records_text",
    "take_labels",
]

PROGRAMS = ("asreview", "rayyan")
FORMS = ("csv", "ris")

#: Stages at which these programs have a word for each decision.
_STAGES = ("screening", "eligibility")

# The columns of each program's CSV, and the column of the records that fills it (empty: made here).
_COLUMNS = {
    "asreview": {
        "key": "key", "title": "title", "abstract": "abstract", "authors": "author", "year": "year", "journal": "journal", "doi": "doi",
        "keywords": "keywords", "url": "url", "included": "",
    },
    "rayyan": {
        "key": "key", "title": "title", "authors": "author", "journal": "journal", "issn": "issn", "volume": "volume", "issue": "number",
        "pages": "pages", "year": "year", "publisher": "publisher", "url": "url", "abstract": "abstract", "notes": "", "doi": "doi", "keywords": "keywords",
    },
}  # fmt: skip

_INCLUDED = {"include": "1", "maybe": "1", "exclude": "0"}
_NOTED = {"1": "ASReview_relevant", "0": "ASReview_irrelevant", "": "ASReview_not_seen"}
_RAYYAN = {"include": "Included", "exclude": "Excluded", "maybe": "Maybe", "awaiting": "Maybe"}

#: Columns that hold a label of ASReview; its own from version 2 on goes first.
_LABELS = (
    "asreview_label", "final_included", "label", "label_included", "included_label", "included_final", "included", "included_flag", "include",
)  # fmt: skip
_YEARS = ("year", "publication_year", "pub_year", "date", "publication_date")
_OWN_KEY = re.compile(r"litmatrix-key:\s*(\S+)")
_PART = re.compile(r"(RAYYAN-INCLUSION|RAYYAN-EXCLUSION-REASONS|RAYYAN-LABELS|USER-NOTES)\s*:\s*")
_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_MARKED = re.compile(r"RAYYAN-INCLUSION|\bASReview_\w|litmatrix-key:")
_VOTE = re.compile(_QUOTED + r"\s*=>\s*" + _QUOTED)
_REMARKS = re.compile(_QUOTED + r"\s*=>\s*\[((?:\s*,?\s*" + _QUOTED + r")*)\s*\]")

#: The one who decided, in a program that has one label a record and no names.
NOBODY = ""


class Label(NamedTuple):
    """What an export says of one record: where it was read, what names the record, who decided what.

    `votes` maps names (`NOBODY` for ASReview) to include, exclude or maybe; `binary`: there was no maybe.
    """

    where: str
    key: str
    doi: str
    title: str
    votes: dict[str, str]
    reasons: tuple[str, ...] = ()
    notes: Mapping[str, str] = {}
    binary: bool = False
    fault: str = ""
    year: str = ""


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
    recorded: tuple[Event, ...] = field(default=())


# --- going out -------------------------------------------------------------------------------------------------------


def export_records(
    review: Review,
    path: Path,
    program: str,
    stage: str = "screening",
    reviewer: str = "",
    force: bool = False,
) -> int:
    """Write the records of a stage, with their decisions, to a .csv or .ris that a program reads; return how many.

    Without `reviewer`, ASReview gets what the records came to and Rayyan everyone's decisions; with it, this
    person's only. Raises `Misuse` for another program, stage or ending, or where it may not be written, and `NotSaved`
    (see `results.write`).
    """
    form = path.suffix.lower().lstrip(".")
    if form not in FORMS:
        raise Misuse(
            f"{path.name}: its name must end in {' or '.join(f'.{one}' for one in FORMS)}, which says the format."
        )
    text, number = records_text(review, program, form, stage, reviewer)
    results.write(review.folder, path, text.encode("utf-8"), force)
    return number


def records_text(
    review: Review, program: str, form: str = "csv", stage: str = "screening", reviewer: str = ""
) -> tuple[str, int]:
    """Return what `export_records` writes, and how many records there are in it."""
    if program not in PROGRAMS:
        raise Misuse(
            f"{program or 'nothing'} is no program that records can be exported for; known: {', '.join(PROGRAMS)}."
        )
    _check_stage(stage)
    standing = screening.standing(review)
    if reviewer and reviewer not in set(standing["reviewer"]):
        raise Misuse(
            f"{reviewer} decided nothing; who did: {', '.join(sorted(set(standing['reviewer']))) or 'nobody'}."
        )
    keys = queues.find_queue(review, "all", reviewer, stage)
    # A label that stands in a record's own note (from an earlier export) is nobody's decision here.
    rows = [
        {**row, "note": "" if _MARKED.search(row["note"]) else row["note"]}
        for row in record_rows(review.records.loc[list(keys)])
    ]
    if program == "asreview":
        labels = _outcomes(review, stage, reviewer)
        filled = [
            ({**row, "included": labels.get(row["key"], "")}, [_NOTED[labels.get(row["key"], "")]])
            for row in rows
        ]
    else:
        told = _told(standing, stage, reviewer)
        notes = [" | ".join([f"litmatrix-key: {row['key']}", *told.get(row["key"], ())]) for row in rows]
        filled = [({**row, "notes": note}, [note]) for row, note in zip(rows, notes, strict=True)]
    if form == "ris":
        own = ["" if program == "rayyan" else f"litmatrix-key: {row['key']}" for row, _ in filled]
        return "".join(
            ris_record(row, [*notes, key]) for (row, notes), key in zip(filled, own, strict=True)
        ), len(rows)
    return _csv((row for row, _ in filled), _COLUMNS[program]), len(rows)


def _csv(rows: Iterable[Mapping[str, str]], columns: Mapping[str, str]) -> str:
    """Return a CSV as both programs' readers want it: plain header, one line a record, no byte order mark."""
    cells = (
        [" ".join(clean(row.get(source or name, "")).split()) for name, source in columns.items()]
        for row in rows
    )
    return csv_text([list(columns), *cells], lineterminator="\n")


def _outcomes(review: Review, stage: str, reviewer: str) -> dict[str, str]:
    """Return ASReview's label of each record that has one: what it came to, or what one person decided."""
    if reviewer:
        now = screening.standing(review)
        now = now[(now["stage"] == stage) & (now["reviewer"] == reviewer)]
        found = zip(now["key"], now["decision"], strict=True)
    else:
        table = screening.outcomes(review)
        found = zip(table.index, table[stage], strict=True)
    return {key: _INCLUDED[decision] for key, decision in found if decision in _INCLUDED}


def _told(standing: pd.DataFrame, stage: str, reviewer: str) -> dict[str, list[str]]:
    """Return the parts of each record's notes that Rayyan would write: decisions, reasons, notes."""
    now = standing[standing["stage"] == stage]
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for key, name, decision, reason, note in zip(
        now["key"], now["reviewer"], now["decision"], now["reason"], now["note"], strict=True
    ):
        if reviewer in ("", name):
            found.setdefault(key, []).append((name, decision, reason, note))
    told = {}
    for key, votes in found.items():
        parts = [
            "RAYYAN-INCLUSION: {"
            + ", ".join(f"{_quote(name)}=>{_quote(_RAYYAN[decision])}" for name, decision, _, _ in votes)
            + "}"
        ]
        reasons = dict.fromkeys(
            reason for _, decision, reason, _ in votes if reason and decision == "exclude"
        )
        if reasons:
            parts.append(f"RAYYAN-EXCLUSION-REASONS: {','.join(reasons)}")
        if remarks := [f"{_quote(name)}=>[{_quote(note)}]" for name, _, _, note in votes if note.strip()]:
            parts.append("USER-NOTES: {" + ", ".join(remarks) + "}")
        told[key] = parts
    return told


def _quote(text: str) -> str:
    """Return a text in quotes as Rayyan writes them, on one line, with nothing in it that Rayyan parts its notes by."""
    plain = (
        " ".join(text.split())
        .replace("|", "¦")
        .replace("RAYYAN-", "RAYYAN ")
        .replace("USER-NOTES", "USER NOTES")
    )
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


# --- coming back -----------------------------------------------------------------------------------------------------


def take_labels(
    review: Review,
    path: Path,
    reviewer: str,
    stage: str = "screening",
    *,
    named: str = "",
    replace: bool = False,
    dry_run: bool = False,
) -> Match:
    """Record the labels of an export of ASReview or Rayyan as decisions of a reviewer: one act, undone as one.

    See `match_labels`, which says what is recorded; with `dry_run`, nothing is. Raises as that does, and
    `NotSaved`.
    """
    found = match_labels(review, read_labels(path), reviewer, stage, named=named, replace=replace)
    if dry_run:
        return found
    return Match(**{**vars(found), "recorded": deciding.decide_many(review, found.new, reviewer)})


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
    _check_stage(stage)
    who = _named(labels, named, reviewer)
    places = _places(review)
    titles = Counter(_title(label.title) for label in labels)
    held = _held(review, reviewer, stage)
    rows: dict[str, list[tuple[Label, Event]]] = {}
    unmatched = []
    unlabelled = 0
    for label in labels:
        if label.fault or who in label.votes:
            key, why = _found(label, places, titles)
            if label.fault or not key:
                unmatched.append(Unmatched(label.where, _shown(label), label.fault or why))
            else:
                rows.setdefault(key, []).append((label, _event(review, label, key, who, reviewer, stage)))
        else:
            unlabelled += 1
    new, known, differing = [], [], []
    for key, group in rows.items():
        label, event = group[0]
        if any(other.decision != event.decision for _, other in group):
            unmatched += [
                Unmatched(one.where, _shown(one), f"the file labels {key} in two ways") for one, _ in group
            ]
            continue
        try:
            deciding.check_decision(review, key, event.decision, reviewer, stage, event.reason)
        except Misuse as error:
            unmatched.append(Unmatched(label.where, _shown(label), str(error).rstrip(".")))
            continue
        decision, reason = held.get(key, ("", ""))
        if decision and _same(label, event, decision, reason):
            known.append(key)
        elif decision and not replace:
            differing.append(
                Unmatched(
                    label.where,
                    key,
                    f"{reviewer} decided {_worded(decision, reason)}; the file says {_worded(event.decision, event.reason)}",
                )
            )
        else:
            new.append(event)
    return Match(reviewer, stage, tuple(new), tuple(known), tuple(differing), tuple(unmatched), unlabelled)


def _check_stage(stage: str) -> None:
    if stage not in _STAGES:
        raise Misuse(f"there are no labels at {stage}; there are at {' and '.join(_STAGES)}.")


def _named(labels: Sequence[Label], named: str, reviewer: str) -> str:
    """Return whose labels are taken: the one named, the reviewer, or the only one that there is."""
    names = dict.fromkeys(name for label in labels for name in label.votes)
    if NOBODY in names or not names:
        if named:
            raise Misuse(f"the file has one label a record and no names, so nobody in it is {named}.")
        return NOBODY
    for name in names:
        if name.casefold() == (named or reviewer).casefold():
            return name
    if len(names) == 1 and not named:
        return next(iter(names))
    raise Misuse(
        f"whose labels? The file holds those of {', '.join(names)}, and nobody in it is {named or reviewer}. Say with --named."
    )


class _Places(NamedTuple):
    """Where a record is found: its keys of today and before, its DOI and its title (several keys: more than one has it).

    `own` are the DOI and the year of each record.
    """

    keys: Mapping[str, str]
    dois: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, tuple[str, ...]]
    own: Mapping[str, tuple[str, int | None]]


def _places(review: Review) -> _Places:
    records = review.records
    keys = {str(key): str(key) for key in records.index} | screening.former_keys(review)
    own: dict[str, tuple[str, int | None]] = {}
    dois: dict[str, tuple[str, ...]] = {}
    titles: dict[str, tuple[str, ...]] = {}
    removed, _ = screening.duplicates(review)
    for key, doi, title, year in zip(
        records.index, records["doi"], records["title"], records["year"], strict=True
    ):
        own[key] = (doi_key(doi) if doi.strip() else "", year_number(year))
        if key in removed:
            continue
        if own[key][0]:
            dois[own[key][0]] = (*dois.get(own[key][0], ()), key)
        titles[_title(title)] = (*titles.get(_title(title), ()), key)
    return _Places(keys, dois, titles, own)


def _title(text: str) -> str:
    """Return a title without what programs write differently: capitals, the form of accents, spaces, punctuation."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] not in "PZC")


def _found(label: Label, places: _Places, titles: Mapping[str, int]) -> tuple[str, str]:
    """Return the key of the record that a label is about; or nothing, and why."""
    key = places.keys.get(label.key, "")
    if key:
        doi, _ = places.own[key]
        if label.doi and doi and doi != label.doi:
            return "", f"its key is that of {key}, whose DOI is another ({doi})"
        return key, ""
    there = places.dois.get(label.doi, ()) if label.doi else ()
    if len(there) == 1:
        return there[0], ""
    if there:
        return "", f"several records have this DOI: {', '.join(there)}"
    title = _title(label.title)
    there = places.titles.get(title, ()) if title else ()
    if len(there) > 1:
        return "", f"several records have this title: {', '.join(there)}"
    if not there:
        named = [name for name, has in (("key", label.key), ("DOI", label.doi), ("title", title)) if has]
        if not named:
            return "", "it has neither a key of ours, nor a DOI or a title"
        return "", f"no record has this {' or this '.join(named)}"
    if titles[title] > 1:
        return "", f"several records of the file have this title, which is that of {there[0]}"
    doi, year = places.own[there[0]]
    given = year_number(label.year)
    if label.doi and doi:
        return "", f"its title is that of {there[0]}, whose DOI is another ({doi})"
    if year and given and year != given:
        return "", f"its title is that of {there[0]}, whose year is another ({year}, not {given})"
    return there[0], ""


def _held(review: Review, reviewer: str, stage: str) -> dict[str, tuple[str, str]]:
    now = screening.standing(review)
    now = now[(now["reviewer"] == reviewer) & (now["stage"] == stage)]
    return {
        key: (decision, reason)
        for key, decision, reason in zip(now["key"], now["decision"], now["reason"], strict=True)
    }


def _event(review: Review, label: Label, key: str, who: str, reviewer: str, stage: str) -> Event:
    decision = label.votes[who]
    if decision == "maybe":
        decision = next(one for one in ("maybe", "awaiting") if one in STAGES[stage])
    reason, rest = _reason(review, label) if decision == "exclude" else ("", ())
    told = [label.notes.get(who, ""), f"reasons given: {', '.join(rest)}" if rest else ""]
    return Event(reviewer, key, stage, decision, reason=reason, note="; ".join(part for part in told if part))


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
        return _INCLUDED.get(decision) == _INCLUDED.get(event.decision)
    return decision == event.decision and (not event.reason or event.reason == reason)


def _worded(decision: str, reason: str) -> str:
    return f"{decision} ({reason})" if reason else decision


def _shown(label: Label) -> str:
    return " ".join((label.title or label.key or label.doi or "a record without a title").split())[:80]


# --- reading ---------------------------------------------------------------------------------------------------------


def read_labels(path: Path) -> tuple[Label, ...]:
    """Return the labels in an export of ASReview or Rayyan (.csv, .tsv, .tab, .ris, .txt), one a record.

    Raises `Unreadable` if the file cannot be had or is none of these, `Misuse` if nothing in it is a label.
    """
    ending = path.suffix.lower()
    if ending in (".zip", ".xlsx", ".xls"):
        what = "unpack it, and give the file articles.csv in it" if ending == ".zip" else "export it as CSV"
        raise Unreadable(f"{path}: a file of this kind is not read here: {what}.")
    text, _, _, problems = store.read_text(path)
    if unfit := [one for one in problems if one.check in ("zero-byte", "web-page")]:
        raise Unreadable(f"{path}: {unfit[0].message} {unfit[0].fix}")
    rows = list(
        _ris_rows(path, text) if re.search(r"^\ufeff?TY  ?-", text, re.MULTILINE) else _csv_rows(path, text)
    )
    labels = tuple(_label(where, row) for where, row in rows)
    if not any(label.votes or label.fault for label in labels):
        raise Misuse(
            f"{path}: none of its {len(labels):,} records bears a label: no column {' or '.join(_LABELS[::6])} that is filled, and no note "
            "ASReview_relevant or RAYYAN-INCLUSION."
        )
    return labels


def _csv_rows(path: Path, text: str) -> Iterator[tuple[str, dict[str, str]]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    limit = csv.field_size_limit(1 << 30)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if "title" not in header and "primary_title" not in header:
            raise Unreadable(f"{path}: this is no export of records: its first line names no column title.")
        line = reader.line_num + 1
        for cells in reader:
            if any(cells):
                row = {name: unguarded(cell) for name, cell in zip(header, cells, strict=False)}
                torn = (
                    ""
                    if len(cells) == len(header)
                    else f"the row has {len(cells)} cells, the header {len(header)}"
                )
                yield f"{path.name}:{line}", {**row, "": torn}
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"{path}:{reader.line_num}: it cannot be read as CSV ({error}).") from None
    finally:
        csv.field_size_limit(limit)


def _ris_rows(path: Path, text: str) -> Iterator[tuple[str, dict[str, str]]]:
    import rispy

    try:
        entries = rispy.loads(text.lstrip("\ufeff"), skip_unknown_tags=True)
    except Exception as error:
        raise Unreadable(f"{path}: it cannot be read as RIS ({error}).") from None
    for number, entry in enumerate(entries, start=1):
        notes = entry.get("notes", [])
        yield f"{path.name}, record {number}", {
            "key": str(entry.get("id", "")), "doi": str(entry.get("doi", "")), "title": str(entry.get("title") or entry.get("primary_title") or ""), "year": str(entry.get("year") or entry.get("publication_year") or ""),
            "notes": " | ".join(map(str, notes)) if isinstance(notes, list) else str(notes),
        }  # fmt: skip


def _label(where: str, row: Mapping[str, str]) -> Label:
    notes = row.get("notes") or row.get("note") or ""
    own = _OWN_KEY.search(notes)
    key = own[1] if own else (row.get("key") or row.get("id") or "").strip()
    title = row.get("title") or row.get("primary_title") or ""
    year = next((row[name] for name in _YEARS if row.get(name)), "")
    label = Label(where, key, doi_key(row.get("doi", "")), title, {}, year=year)
    if row.get(""):
        return label._replace(fault=row[""])
    if "RAYYAN-INCLUSION" in notes:
        return _of_rayyan(label, notes)
    return _of_asreview(label, row, notes)


def _of_rayyan(label: Label, notes: str) -> Label:
    marks = list(_PART.finditer(notes))
    ends = [*(mark.start() for mark in marks[1:]), len(notes)]
    parts = {
        mark[1]: notes[mark.end() : end].strip().rstrip("|").strip()
        for mark, end in zip(marks, ends, strict=True)
    }
    votes = {
        _unquote(name): word.casefold() for name, word in _VOTE.findall(parts.get("RAYYAN-INCLUSION", ""))
    }
    known = {word.casefold(): decision for decision, word in _RAYYAN.items() if decision != "awaiting"}
    if strange := [word for word in votes.values() if word not in known]:
        return label._replace(fault=f"“{strange[0]}” is no decision of Rayyan's")
    reasons = tuple(
        part.strip() for part in parts.get("RAYYAN-EXCLUSION-REASONS", "").split(",") if part.strip()
    )
    remarks = {
        _unquote(name): "; ".join(map(_unquote, re.findall(_QUOTED, said)))
        for name, said, _ in _REMARKS.findall(parts.get("USER-NOTES", ""))
    }
    return label._replace(
        votes={name: known[word] for name, word in votes.items()}, reasons=reasons, notes=remarks
    )


def _of_asreview(label: Label, row: Mapping[str, str], notes: str) -> Label:
    marks = {mark for mark in re.findall(r"\bASReview_\w+\b", notes) if mark in _NOTED.values()}
    value = next((row[name].strip() for name in _LABELS if row.get(name, "").strip()), "")
    if len(marks) > 1:
        return label._replace(fault=f"it bears two labels: {', '.join(sorted(marks))}")
    if marks:
        value = next(sign for sign, mark in _NOTED.items() if mark in marks)
    sign = {"1": "include", "1.0": "include", "0": "exclude", "0.0": "exclude"}.get(value, "")
    if not sign and value not in ("", "-1", "-1.0"):
        return label._replace(fault=f"“{value[:40]}” is no label of ASReview's (1, 0 or empty)")
    remark = row.get("asreview_note", "").strip()
    return label._replace(
        votes={NOBODY: sign} if sign else {}, notes={NOBODY: remark} if remark else {}, binary=True
    )
