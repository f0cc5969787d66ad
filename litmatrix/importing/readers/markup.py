"""XML exports: EndNote's, PubMed's. Each record is parsed by itself, so that a broken one takes no other with it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from litmatrix.errors import Unreadable
from litmatrix.importing.readers.composing import Draft, compose, joined
from litmatrix.importing.readers.refer import serial_slot, type_named
from litmatrix.importing.readers.values import ImportedRecord, Read, not_read, warning
from litmatrix.model import Problem

_ILLEGAL = re.compile(r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.IGNORECASE)
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_ENTITIES = re.compile(r"<!ENTITY", re.IGNORECASE)

# Where EndNote's elements go; an element that is not here has a field of its own.
_ELEMENTS = {
    "titles/title": "title", "titles/secondary-title": "journal", "titles/tertiary-title": "series", "titles/short-title": "shorttitle",
    "titles/alt-title": "shortjournal", "periodical/full-title": "journal", "periodical/abbr-1": "shortjournal",
    "alt-periodical/full-title": "shortjournal", "alt-periodical/abbr-1": "shortjournal",
    "contributors/authors/author": "author", "contributors/secondary-authors/author": "editor",
    "contributors/translated-authors/author": "translator", "pages": "pages", "volume": "volume", "number": "number",
    "issue": "number", "edition": "edition", "dates/year": "year", "dates/pub-dates/date": "date", "publisher": "publisher",
    "pub-location": "address", "isbn": "serial", "electronic-resource-num": "doi", "abstract": "abstract",
    "keywords/keyword": "keywords", "notes": "note", "language": "language", "auth-address": "affiliation", "num-vols": "volumes",
    "urls/related-urls/url": "url", "urls/web-urls/url": "url",
}  # fmt: skip

_MEDLINE = {
    "PMID": "pmid", "Article/ArticleTitle": "title", "Article/Journal/Title": "journal", "Article/Journal/ISOAbbreviation": "shortjournal",
    "Article/Journal/ISSN": "issn", "Article/Journal/JournalIssue/Volume": "volume", "Article/Journal/JournalIssue/Issue": "number",
    "Article/Pagination/MedlinePgn": "pages", "Article/Language": "language", "MeshHeadingList/MeshHeading/DescriptorName": "keywords",
    "KeywordList/Keyword": "keywords", "Article/VernacularTitle": "", "CommentsCorrectionsList": "-",
}  # fmt: skip


class Kind(NamedTuple):
    """A kind of XML: its name as a format, the element that a record is, and what makes one of it."""

    format: str
    element: str
    record: Callable[[Any, int], ImportedRecord]


def read(text: str, name: str, kind: Kind) -> Read:
    """Return the records of XML; raises `Unreadable` if the file defines entities (an XML bomb)."""
    if _ENTITIES.search(text):
        raise Unreadable(
            f"{name}: this XML defines entities of its own, which no export does; it is not opened."
        )
    opening = re.compile(rf"<{kind.element}(?=[\s>/])")
    closing = f"</{kind.element}>"
    starts = [found.start() for found in opening.finditer(text)]
    records: list[ImportedRecord] = []
    problems: list[Problem] = []
    declared = []
    line, at = 1, 0
    lost = re.compile(rf"{closing}|<(?:ref-type|contributors|MedlineCitation)\b")
    problems += _lost(text, 0, starts[0] if starts else len(text), lost, name, 1)
    for start, limit in itertools.pairwise([*starts, len(text)]):
        line += text.count("\n", at, start)
        at = start
        declared.append(line)
        end = text.find(closing, start, limit)
        where = f"{name}:{line}"
        if end < 0:
            message = f"the record that begins here has no {closing}; it is not read."
            problems.append(not_read(where, message, "The file may be cut short: export it again."))
            continue
        problems += _lost(text, end + len(closing), limit, lost, name, line + text.count("\n", start, end))
        element = _parsed(text[start : end + len(closing)], where, problems)
        if element is not None:
            try:
                made = kind.record(element, line)
            except RecursionError:
                message = (
                    "the record that begins here has elements within elements without end; it is not read."
                )
                problems.append(not_read(where, message, "Export it again."))
                continue
            if made.fields:
                records.append(made)
            else:
                problems.append(not_read(where, "this record is empty.", "Delete it."))
    if not starts or text.rstrip()[-1:] != ">":
        problems.append(warning("no-end", f"{name}:{line}", "the file breaks off after this line's record."))
    return Read(records, problems, declared)


def _lost(text: str, start: int, end: int, lost: re.Pattern[str], name: str, line: int) -> list[Problem]:
    """Return a problem if what stands between two records is part of one that lost its opening tag; `line` is that of `start`."""
    found = lost.search(text, start, end)
    if found is None:
        return []
    where = f"{name}:{line + text.count(chr(10), start, found.start())}"
    message = "there is part of a record here without its opening tag; it is not read."
    return [not_read(where, message, "Export it again.")]


def _parsed(text: str, where: str, problems: list[Problem]) -> Any:
    """Return the element in a text, mended where control characters or bare ampersands break it, or None."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        return fromstring(text)
    except (ParseError, DefusedXmlException, ValueError):
        mended = _BARE.sub("&amp;", _ILLEGAL.sub(" ", text))
    try:
        element = fromstring(mended)
    except (ParseError, DefusedXmlException, ValueError) as error:
        message = f"the record that begins here is broken XML ({error}); it is not read."
        problems.append(not_read(where, message, "Export it again."))
        return None
    problems.append(warning("mended", where, "control characters or a bare & in this record were corrected."))
    return element


def _leaves(element: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each leaf's path and text; EndNote's style elements count as text."""
    for child in element:
        if child.tag == "style":
            continue
        here = f"{path}/{child.tag}" if path else str(child.tag)
        inner = [each for each in child if each.tag != "style"]
        if inner:
            yield from _leaves(child, here)
        else:
            yield here, "".join(child.itertext())


def _endnote(element: Any, line: int) -> ImportedRecord:
    draft = Draft("endnote", line)
    kind = element.find("ref-type")
    named = (kind.get("name") or "".join(kind.itertext())) if kind is not None else ""
    described = element.findtext("work-type") or ""
    type, whole = type_named(named, described)
    if named and not whole:
        draft.put("", named, "ref-type")
    # The number of a patent goes before that of its application.
    for path, text in sorted(
        _leaves(element), key=lambda leaf: "patent" in named.lower() and leaf[0] != "isbn"
    ):
        if path in ("ref-type", "source-app", "database"):
            continue
        slot = _ELEMENTS.get(path, "")
        if path == "titles/secondary-title" and type == "book":
            slot = "series"
        if slot == "serial":
            slot = serial_slot(named, text)
        if slot == "url" and not re.match(r"\s*\w+://", text):
            slot = ""
        draft.put(slot, text, path.split("/")[-1] if "/" not in path else path.replace("/", "_"))
    if draft.slots.keys() == {"endnote_rec_number"}:
        draft.take("endnote_rec_number")
    return compose(draft, type)


def _pubmed(element: Any, line: int) -> ImportedRecord:
    draft = Draft("pubmed", line)
    citation = element.find("MedlineCitation")
    for part in citation if citation is not None else ():
        _put_medline(draft, part)
    for identifier in element.iterfind("PubmedData/ArticleIdList/ArticleId"):
        kind = identifier.get("IdType", "")
        slot = {"doi": "doi", "pubmed": "pmid", "pmc": "pmcid"}.get(kind, "")
        draft.put(slot, identifier.text or "", f"id_{kind}")
    return compose(draft, "article")


def _put_medline(draft: Draft, part: Any, path: str = "") -> None:
    here = f"{path}/{part.tag}" if path else str(part.tag)
    if part.tag == "Author":
        given = part.findtext("ForeName") or part.findtext("Initials") or ""
        if family := part.findtext("LastName"):
            draft.put("author", joined((family, given, part.findtext("Suffix") or ""), ", "), "author")
        draft.put("group", part.findtext("CollectiveName") or "", "author")
        for place in part.iter("Affiliation"):
            draft.put("affiliation", "".join(place.itertext()), "affiliation")
    elif part.tag in ("Abstract", "OtherAbstract"):
        texts = [
            joined((each.get("Label", "") + ":" if each.get("Label") else "", "".join(each.itertext())))
            for each in part.iter("AbstractText")
        ]
        draft.put("abstract", joined(texts), "abstract")
        draft.put("", part.findtext("CopyrightInformation") or "", "ci")
    elif part.tag == "PubDate":
        date = joined(part.findtext(each) for each in ("Year", "Month", "Day"))
        draft.put("date", date or "".join(part.itertext()), "pubdate")
    elif part.tag == "ELocationID":
        draft.put("doi" if part.get("EIdType") == "doi" else "", part.text or "", "elocation")
    elif here in _MEDLINE or not len(part) or part.tag in ("ArticleTitle", "Keyword"):
        if _MEDLINE.get(here) != "-":
            draft.put(_MEDLINE.get(here, ""), "".join(part.itertext()), part.tag)
    else:
        for child in part:
            _put_medline(draft, child, here)


_ENDNOTE = Kind("endnote-xml", "record", _endnote)
#: The kinds that are known, by an element that tells each, in the order in which these are looked for.
KINDS = {
    "PubmedArticle": Kind("pubmed-xml", "PubmedArticle", _pubmed),
    "ref-type": _ENDNOTE,
    "record": _ENDNOTE,
}
