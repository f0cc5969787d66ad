"""CSL-JSON, as Zotero, Mendeley and Crossref give it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litmatrix.importing import names
from litmatrix.importing.composing import Draft, compose, joined
from litmatrix.importing.dates import MONTHS
from litmatrix.importing.ris import NOTED, genre
from litmatrix.importing.values import ImportedRecord, Read, not_read
from litmatrix.model import Problem

__all__ = ["OWN", "TYPES", "items_of", "read_csl_json"]

VARIABLES = {
    "title": "title", "container-title": "journal", "container-title-short": "shortjournal", "journalAbbreviation": "shortjournal",
    "collection-title": "series", "volume": "volume", "issue": "number", "page": "pages", "DOI": "doi", "URL": "url", "ISSN": "issn",
    "ISBN": "isbn", "abstract": "abstract", "publisher": "publisher", "publisher-place": "address", "language": "language", "edition": "edition",
    "keyword": "keywords", "note": "note", "PMID": "pmid", "PMCID": "pmcid", "number-of-volumes": "volumes", "title-short": "shorttitle",
    "event-title": "eventtitle", "event": "eventtitle", "event-place": "venue", "chapter-number": "chapter", "number-of-pages": "pagetotal",
    "article-number": "eid", "number": "number", "status": "pubstate", "version": "version",
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
        return [value]
    return []


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
            problems.append(not_read(where, "this item holds nothing that describes a work.", "Delete it."))
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
    given = str(item.get("type") or "")
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
    if type == "phdthesis":
        type = genre(draft)
    key = item.get("citation-key") or item.get("id") or ""
    record = compose(draft, type, key if isinstance(key, str) else "")
    return replace(record, type=_text(own.get("type")) or type)


def _put(draft: Draft, variable: str, value: Any) -> None:
    if variable in ("author", "editor", "translator") and isinstance(value, list):
        for each in value:
            _put_name(draft, variable, each)
    elif isinstance(value, dict) and ("date-parts" in value or "raw" in value or "literal" in value):
        if variable == "issued" and re.fullmatch(r"\D+", _text(value.get("literal"))):
            draft.put("year", _text(value["literal"]), variable)  # “in press”
            return
        slot = {"issued": "date", "accessed": "urldate", "event-date": "eventdate"}.get(variable, "")
        draft.put(slot, _date(value, variable != "issued"), variable)
        season = _text(value.get("season"))
        draft.put(
            "season" if variable == "issued" and not season.isdecimal() else "", season, f"{variable}_season"
        )
    elif isinstance(value, list) and not any(isinstance(each, (dict, list)) for each in value):
        for each in value:
            draft.put(VARIABLES.get(variable, ""), _text(each), variable)
    else:
        draft.put(VARIABLES.get(variable, ""), _text(value), variable)


def _put_name(draft: Draft, slot: str, name: Any) -> None:
    if not isinstance(name, dict):
        draft.put(slot, _text(name), slot)
        return
    literal = name.get("literal") or name.get("name")
    family = joined((_text(name.get("non-dropping-particle")), _text(name.get("family"))))
    given = joined((_text(name.get("given")), _text(name.get("dropping-particle"))))
    if literal and not family:
        whole = _text(literal)
        draft.put(slot, whole if names.person(whole) == "others" else names.organisation(whole), slot)
    else:
        draft.put(
            slot,
            joined((family, _text(name.get("suffix")), given), ", ") if given or not family else f"{family},",
            slot,
        )


def _date(value: Mapping[str, Any], iso: bool) -> str:
    parts = value.get("date-parts")
    if not (isinstance(parts, list) and parts and isinstance(parts[0], list) and any(parts[0])):
        return _text(value.get("raw") or value.get("literal"))
    shown = []
    for each in parts:
        numbers = [_text(number) for number in each] if isinstance(each, list) else [_text(each)]
        if len(parts) == 1 and len(numbers) == 3:
            return "-".join(number.zfill(2) for number in numbers)
        if not iso and len(numbers) > 1 and numbers[1].isdecimal() and 0 < int(numbers[1]) < 13:
            numbers[1] = MONTHS[int(numbers[1]) - 1]
        shown.append("-".join(number.zfill(2) for number in numbers) if iso else " ".join(numbers))
    return "/".join(shown)


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
