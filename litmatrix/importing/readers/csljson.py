"""CSL-JSON, as Zotero, Mendeley and Crossref give it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litmatrix.bibliography.values import MONTHS
from litmatrix.importing.readers import names, people
from litmatrix.importing.readers.composing import Draft, compose, joined, slug
from litmatrix.importing.readers.ris import NOTED, genre
from litmatrix.importing.readers.values import PEOPLE, ImportedRecord, Read, not_read
from litmatrix.model import Problem

VARIABLES = {
    "title": "title", "container-title": "journal", "container-title-short": "shortjournal", "journalAbbreviation": "shortjournal",
    "collection-title": "series", "volume": "volume", "issue": "number", "page": "pages", "DOI": "doi", "URL": "url", "ISSN": "issn",
    "ISBN": "isbn", "abstract": "abstract", "publisher": "publisher", "publisher-place": "address", "language": "language", "edition": "edition",
    "keyword": "keywords", "note": "note", "PMID": "pmid", "PMCID": "pmcid", "number-of-volumes": "volumes", "title-short": "shorttitle",
    "event-title": "eventtitle", "event": "eventtitle", "event-place": "venue", "chapter-number": "chapter", "number-of-pages": "pagetotal",
    "article-number": "eid", "number": "number", "status": "pubstate", "version": "version", "year": "year", "date": "date",
}  # fmt: skip

TYPES = {
    "article-journal": "article", "journal-article": "article", "article-magazine": "article", "article-newspaper": "article", "article": "article",
    "review": "article", "book": "book", "monograph": "book", "edited-book": "book", "chapter": "incollection", "book-chapter": "incollection",
    "entry-encyclopedia": "inreference", "entry-dictionary": "incollection", "paper-conference": "inproceedings",
    "proceedings-article": "inproceedings", "thesis": "phdthesis", "dissertation": "phdthesis", "report": "techreport",
    "webpage": "online", "post-weblog": "online", "post": "online", "manuscript": "unpublished", "posted-content": "misc",
    "document": "misc", "dataset": "dataset", "software": "software", "patent": "patent", "motion_picture": "video", "song": "audio",
    "pamphlet": "booklet", "periodical": "periodical", "graphic": "artwork", "standard": "standard", "legislation": "legislation",
    "legal_case": "jurisdiction", "personal_communication": "letter",
}  # fmt: skip
# Types that say more than the entry type that they become: they are kept in a field of their own.
_FINER = frozenset(
    {"article-magazine", "article-newspaper", "article", "review", "monograph", "edited-book", "entry-dictionary", "proceedings-article",
     "dissertation", "post-weblog", "post", "posted-content"}
)  # fmt: skip

#: Fields for which CSL has no variable: they stand among what it calls custom.
OWN = ("eid", *(name for name, slot in NOTED.items() if name == slot and name not in VARIABLES))

# When it appeared, by preference, where Crossref does not say so under `issued`.
_PUBLISHED = ("published-print", "published", "published-online")
_IN_WORDS = ("raw", "literal", "date-time", "date")
_DATES = frozenset(
    {"issued", "accessed", "submitted", "original-date", "event-date", "available-date", *_PUBLISHED}
)

_ITEM = re.compile(r"\{")
_TYPE = re.compile(r'"type"\s*:')
_MEMBERS = frozenset({"type", "title", "id", "DOI", "container-title"})


def items_of(value: Any) -> list[Any]:
    """Return the items of a CSL-JSON value: a list, one item, or a list under ``items`` (also in a ``message``)."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        for member in ("items", "references", "message"):
            if isinstance(value.get(member), (list, dict)):
                return items_of(value[member])
        if value and all(isinstance(each, dict) and _MEMBERS & each.keys() for each in value.values()):
            # The items by their ids.
            return list(value.values())
        return [value]
    return []


def is_json(text: str) -> bool:
    """Say whether a text is JSON from its first sign to its last."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def read_csl_json(text: str, name: str) -> Read:
    """Return the records of CSL-JSON; where the text is broken, the items that can be read still are."""
    problems: list[Problem] = []
    try:
        found = items_of(json.loads(text))
        lines = _lines(text, len(found))
        items = list(zip(found, lines, strict=True))
    except (ValueError, RecursionError):
        items = _salvaged(text, name, problems)
    records = []
    for item, line in items:
        where = f"{name}:{line}"
        if not isinstance(item, dict) or not any(item.values()):
            problems.append(not_read(where, "this item has nothing that describes a work.", "Delete it."))
            continue
        records.append(_record(item, line))
    return Read(records, problems, [line for _, line in items])


def _lines(text: str, count: int) -> list[int]:
    """Return the line of each item: a plain scan for the braces that open at the level of the first one."""
    token = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|\n', re.DOTALL)
    starts: dict[int, list[int]] = {}
    depth, line = 0, 1
    for found in token.finditer(text):
        mark = found[0][0]
        line += found[0].count("\n") if mark in '"\n' else 0
        if mark in "{[":
            depth += 1
            if mark == "{":
                starts.setdefault(depth, []).append(line)
        elif mark in "}]":
            depth -= 1
    for at in starts.values():
        if len(at) == count:
            return at
    return [1] * count


def _salvaged(text: str, name: str, problems: list[Problem]) -> list[tuple[Any, int]]:
    """Return the items that can be read in a broken text; a problem for each ``"type":`` in the rest."""
    decoder = json.JSONDecoder()
    items: list[tuple[Any, int]] = []
    at, line, lost, tries = 0, 1, 0, 0
    while found := _ITEM.search(text, at):
        start = found.start()
        try:
            item, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end, item = start + 1, None
            tries += 1
        if isinstance(item, dict) and not _MEMBERS & item.keys():
            item = None
        if item is not None:
            _lose(text[lost:start], line, name, problems)
            line += text.count("\n", lost, start)
            items.append((item, line))
            line += text.count("\n", start, end)
            lost = end
        at = end
        if tries > 300:
            # Each try may read on to the end of the text: the time must stay linear.
            break
    _lose(text[lost:], line, name, problems, not items)
    return items


def _lose(text: str, line: int, name: str, problems: list[Problem], anyway: bool = False) -> None:
    message = "an item that begins near here is broken JSON; it is not read."
    places = []
    at = 0
    for found in _TYPE.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        places.append(line)
    if not places and (anyway or re.search(r'[{"]', text)):
        places = [line]
    problems += [not_read(f"{name}:{place}", message, "Export it again.") for place in places]


def _record(item: Mapping[str, Any], line: int) -> ImportedRecord:
    draft = Draft("csl", line)
    given = _text(item.get("type"))
    type = TYPES.get(given, "misc")
    if given and (given in _FINER or given not in TYPES):
        draft.put("", given, "type")
    custom = item.get("custom")
    own = custom if isinstance(custom, dict) else {}
    for variable, value in item.items():
        if variable == "custom" and own:
            for name in sorted(own.keys() & {*OWN}):
                draft.put(name, _text(own[name]))
        elif variable == "genre":
            draft.put("type" if type in ("phdthesis", "techreport") else "", _text(value), variable)
        elif variable not in ("type", "citation-key") and not (
            variable == "publisher" and value == own.get("howpublished")
        ):
            _put(draft, variable, value)
    if not draft.has("date") and not draft.has("year"):
        for variable in _PUBLISHED:
            for value, kept in draft.take(f"csl_{slug(variable)}"):
                draft.put("date", value, kept)
    if type == "phdthesis":
        type = genre(draft)
    key = item.get("citation-key") or item.get("id") or ""
    record = compose(draft, type, key if isinstance(key, str) else "")
    return replace(record, type=_text(own.get("type")) or type)


def _put(draft: Draft, variable: str, value: Any) -> None:
    if variable in PEOPLE:
        for each in value if isinstance(value, list) else [value]:
            _put_name(draft, variable, each)
    elif variable in _DATES or (isinstance(value, dict) and ("date-parts" in value or "raw" in value)):
        said = value if isinstance(value, dict) else {}
        if (
            variable == "issued"
            and not said.get("date-parts")
            and re.fullmatch(r"\D+", _text(said.get("literal")))
        ):
            draft.put("year", _text(said["literal"]), variable)  # “in press”
            return
        iso = variable != "issued"
        slot = {"issued": "date", "accessed": "urldate", "event-date": "eventdate"}.get(variable, "")
        draft.put(slot, _date(value, iso), variable)
        season = _text(said.get("season"))
        named = variable == "issued" and not season.isdecimal()
        draft.put("season" if named else "", season, f"{variable}_season")
        for more in ("circa", *_IN_WORDS) if said else ():
            # What a date says beside its numbers.
            if _text(said.get(more)) != _date(value, iso):
                draft.put("", _text(said.get(more)), f"{variable}_{more}")
    elif (
        isinstance(value, list)
        and value
        and all(isinstance(each, dict) and {"family", "literal"} & each.keys() for each in value)
    ):
        for each in value:
            draft.put("", _name(each), variable)
    elif isinstance(value, list) and not any(isinstance(each, (dict, list)) for each in value):
        for each in value:
            draft.put(VARIABLES.get(variable, ""), _text(each), variable)
    else:
        draft.put(VARIABLES.get(variable, ""), _text(value), variable)


def _put_name(draft: Draft, slot: str, name: Any) -> None:
    """Put a name, whatever its shape: its parts, a text of one or several, or a list of these."""
    if isinstance(name, list):
        for each in name:
            _put_name(draft, slot, each)
    elif not isinstance(name, dict):
        for each in people.named(_text(name)):
            draft.put(slot, each, slot)
    elif _text(name.get("literal") or name.get("name")) and not _family(name):
        whole = _text(name.get("literal") or name.get("name"))
        is_group = "literal" in name and names.person(whole) != "others"
        draft.put(slot, names.organisation(whole) if is_group else whole, slot)
    else:
        draft.put(slot, _name(name), slot)


def _family(name: Mapping[str, Any]) -> str:
    family = name.get("family") or name.get("lastName") or name.get("last")
    return joined((_text(name.get("non-dropping-particle")), _text(family)))


def _name(name: Mapping[str, Any]) -> str:
    family = _family(name)
    given = name.get("given") or name.get("firstName") or name.get("first")
    given = joined((_text(given), _text(name.get("dropping-particle"))))
    if not family and not given:
        return _text(name.get("literal"))
    return joined((family, _text(name.get("suffix")), given), ", ") if given or not family else f"{family},"


def _date(value: Any, iso: bool) -> str:
    """Return a date as text, whatever its shape: its parts in a list of lists or in one, year and month by name, words."""
    if isinstance(value, dict):
        parts = value.get("date-parts") or [value.get(each) for each in ("year", "month", "day")]
        words = (value.get(each) for each in _IN_WORDS)
        return _date(parts, iso) or next(filter(None, map(_text, words)), "")
    if not isinstance(value, list):
        return _text(value)
    if not any(isinstance(each, list) for each in value):
        value = [value]
    dates = []
    for each in value:
        numbers = [_text(number).strip() for number in (each if isinstance(each, list) else [each])]
        numbers = numbers[: numbers.index("")] if "" in numbers else numbers
        if len(value) == 1 and len(numbers) == 3 and all(map(str.isdecimal, numbers)):
            return "-".join(number.zfill(2) for number in numbers)
        if not iso and len(numbers) > 1 and numbers[1].isdecimal() and 0 < int(numbers[1]) < 13:
            numbers[1] = MONTHS[int(numbers[1]) - 1]
        if numbers:
            dates.append("-".join(number.zfill(2) for number in numbers) if iso else " ".join(numbers))
    return "/".join(dates)


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
