"""What pandoc's citation processor is given: records so that a style prints them as its handbook does.

They stand in the metadata of a document, as pandoc's own tree has them: so no text of a record is read as anything but text
(in CSL-JSON ``<b>`` in a title is bold). What handbooks want and CSL styles leave to whoever makes the items (a publisher
that is the author, the word for a thesis) is done here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from litmatrix.bibliography import references
from litmatrix.bibliography.latex import year_number
from litmatrix.importing.readers.dates import month_and_day
from litmatrix.tables.grids import clean
from litmatrix.writing.csl import item
from litmatrix.writing.csl_text import ORDER
from litmatrix.writing.records import iso, record_rows
from litmatrix.writing.styles import Style

if TYPE_CHECKING:
    import pandas as pd

#: Options by which pandoc prints the citations and references of a tree that has what `cited_with` gives it; the style's text
#: is the file that they name.
OPTIONS = ("--citeproc", "--csl=style.csl")

# What is said for those who work on the review, or to other programs.
_LEFT_OUT = ("abstract", "keyword", "note", "custom")
# Where a style says whose handbook it follows.
_APA, _NLM = b"apastyle.apa.org", re.compile(rb"citingmedicine|uniform_requirements")
# What a thesis is called by those who write no `type`, as APA (10.6) and NLM (chapter 5) have it; others as it is.
_THESES = {
    "apa": {"PhD thesis": "Doctoral dissertation"},
    "nlm": {"PhD thesis": "dissertation", "Master's thesis": "master's thesis"},
}
# Keys of biblatex's fields `type` and `pubstate` in words.
_KINDS = {
    "techreport": "Technical report", "resreport": "Research report", "candthesis": "Candidate thesis",
    "bathesis": "Bachelor's thesis", "datacd": "Data CD", "audiocd": "Audio CD", "software": "Computer software",
}  # fmt: skip
_STATES = {
    "inpress": "in press", "forthcoming": "forthcoming", "submitted": "submitted", "inpreparation": "in preparation",
    "prepublished": "advance online publication", "advanceonlinepublication": "advance online publication",
    "aheadofprint": "advance online publication", "epubaheadofprint": "Epub ahead of print", "onlinefirst": "advance online publication",
    "accepted": "in press", "acceptedforpublication": "in press", "manuscriptinpreparation": "in preparation",
}  # fmt: skip
_UNDATED = frozenset(["nd", "nodate", "undated", "oj", "sa", "ohnejahr"])
_CIRCA = re.compile(r"(?:c\.|ca\.?|circa)\s*\d", re.IGNORECASE)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_EDITION = re.compile(r"(?P<which>.+?)[\s,]+(?:ed\.?|edn\.?|edition)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|ftp)://\S+|www\.\S+", re.IGNORECASE)
_SCHEME = re.compile(r"(?!(?:https?|ftp):)[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_ACCESSED = re.compile(
    r"\b(?:accessed|retrieved|visited|viewed|cited)\b:?\s*(?:on\s+)?(?P<when>[^;\])]+)", re.IGNORECASE
)
_LANGUAGES = {
    "english": "en", "american": "en-US", "usenglish": "en-US", "british": "en-GB", "ukenglish": "en-GB", "german": "de",
    "ngerman": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es", "español": "es", "italian": "it",
    "portuguese": "pt", "brazilian": "pt-BR", "dutch": "nl", "norwegian": "nb", "swedish": "sv", "danish": "da", "finnish": "fi",
    "polish": "pl", "czech": "cs", "hungarian": "hu", "russian": "ru", "greek": "el", "turkish": "tr", "arabic": "ar",
    "hebrew": "he", "chinese": "zh", "japanese": "ja", "korean": "ko", "catalan": "ca",
}  # fmt: skip
# The year by which works without one are sorted.
_NONE = 9999
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2})?")


def cited_with(made: dict[str, Any], records: pd.DataFrame, style: Style) -> dict[str, Any]:
    """Return a document, as a tree, with the records that it cites (columns of `review.records`) and the style's language.

    Letters of works of the same people in one year follow `references.ranks`, as those of `references.short` do.
    """
    ranks = references.ranks(records)
    items = [_meta(printed_item(row, style, ranks[row["key"]])) for row in record_rows(records)]
    language = {"t": "MetaString", "c": style.language}
    return {**made, "meta": {"lang": language, **made["meta"], "references": {"t": "MetaList", "c": items}}}


def printed_item(row: dict[str, str], style: Style, rank: int = 0) -> dict[str, Any]:
    """Return a record (see `record_rows`) as the item of CSL-JSON that a style prints."""
    made = {name: value for name, value in item(row).items() if name not in _LEFT_OUT}
    said = {
        name: clean(row.get(name, "")).strip()
        for name in ("howpublished", "note", "titleaddon", "eid", "series", "origdate", "year")
    }
    _name(made, row["key"], said)
    _place(made, said)
    _date(made, said, style)
    _number(made, said, style)
    _adapt(made, style)
    made[ORDER] = f"{_year(made):04}{rank:06}"
    return {name: value for name, value in made.items() if value}


# --- one matter each ---


def _name(made: dict[str, Any], key: str, said: Mapping[str, str]) -> None:
    """Titles, people and kinds."""
    if added := said["titleaddon"]:
        bracketed = added if added.startswith("[") else f"[{added}]"
        made["title"] = f"{made.get('title', '')} {bracketed}".strip()
    for role in ("author", "editor", "translator"):
        if made.get(role) == [{"literal": "others"}]:
            del made[role]
    if not any(made.get(name) for name in ("title", "author", "editor")):
        made["title"] = key
    made["genre"] = _KINDS.get(made.get("genre", ""), made.get("genre", ""))
    language = made.pop("language", "").split(",")[0].strip()
    code = language if _CODE.fullmatch(language) else _LANGUAGES.get(language.casefold(), "")
    made["language"] = code.replace("_", "-")


def _place(made: dict[str, Any], said: Mapping[str, str]) -> None:
    """Where it is to be had: an address that stands in `howpublished`, and the site or the archive that does."""
    how = said["howpublished"]
    address = _ADDRESS.search(how)
    if address:
        made["URL"] = made.get("URL") or address[0].rstrip(".,;")
        how = how.replace(address[0], "").strip(" .,;:")
    if made.get("publisher") == said["howpublished"]:
        made["publisher"] = how
    elif made["type"] == "thesis":
        made["archive"] = how
    if _SCHEME.match(made.get("URL", "")):
        del made["URL"]
    if (
        made["type"] == "document"
        and made.get("URL")
        and not made.keys() & {"container-title", "number", "page", "volume"}
    ):
        made["type"] = "webpage"


def _date(made: dict[str, Any], said: Mapping[str, str], style: Style) -> None:
    """When it appeared, or what stands for it; when it was read."""
    if "accessed" not in made and (found := _ACCESSED.search(said["note"])):
        made["accessed"] = {"literal": found["when"].strip(" .")}
    read = made.get("accessed", {})
    if "literal" in read:
        made["accessed"] = {"date-parts": [_day(read["literal"])]} if _day(read["literal"]) else read
    words = [made.pop("status", ""), said["note"], said["year"]]
    state = next(filter(None, (_STATES.get(_bare(one), "") for one in words)), "")
    if "literal" in made.get("issued", {}):
        if _bare(made["issued"]["literal"]) in _UNDATED or (state and style.states):
            del made["issued"]
    elif "issued" in made and _CIRCA.match(said["year"]):
        made["issued"]["circa"] = True
    if state and "issued" not in made and not style.states:
        made["issued"] = {"literal": state}
    made["status"] = state
    made["original-date"] = {"date-parts": iso(said["origdate"])} if iso(said["origdate"]) else {}
    given = made.keys() & {"container-title", "page", "volume", "editor", "publisher"}
    event = made.get("event-date", {}).get("date-parts")
    if made["type"] == "paper-conference" and event and not given and _year(made) in (_NONE, event[0][0]):
        # What was only given there is dated by the days of the event (APA 7, 10.5).
        made["issued"] = made.pop("event-date")
        made["type"] = "speech"


def _number(made: dict[str, Any], said: Mapping[str, str], style: Style) -> None:
    """Numbers of editions, articles, series and reports."""
    edition = made.get("edition", "")
    found = _EDITION.fullmatch(edition)
    which = found["which"] if found else edition
    if which.casefold() in _ORDINALS:
        which = str(_ORDINALS.index(which.casefold()) + 1)
    made["edition"] = which if found is None or which[:1].isdigit() else edition
    if said["eid"] and style.numbers_articles and made.get("page") == said["eid"]:
        made["number"] = made.pop("page")
    if said["series"] and made["type"] in ("book", "chapter", "paper-conference") and made.get("number"):
        made["collection-number"] = made.pop("number")
    elif made["type"] in ("report", "thesis") and re.search(r"\d\s*[-–,&]\s*\d", made.get("number", "")):
        # To citeproc these are several numbers: “Nos. 18-2424”.
        made["number"] = f"No. {made['number']}"


def _adapt(made: dict[str, Any], style: Style) -> None:
    """What one handbook wants, and its style cannot see to; and what an older style calls otherwise."""
    if "event-title" in made and b"event-title" not in style.csl:
        made["event"] = made["event-title"]
    if (
        made["type"] == "document"
        and made.get("publisher")
        and not style.documents
        and "container-title" not in made
    ):
        made["type"] = "report"  # else its title is that of an article
    whose = "apa" if _APA in style.csl else "nlm" if _NLM.search(style.csl) else ""
    made["genre"] = _THESES.get(whose, {}).get(made.get("genre", ""), made.get("genre", ""))
    translated = re.fullmatch(r"(.+) \[([^\[\]]+)\]", made.get("title", ""))
    if whose == "apa" and translated and not made["genre"] and "container-title" not in made:
        made["title"], made["genre"] = translated.groups()  # in brackets, but not in italics: 9.38
    people = made.get("author") or made.get("editor") or []
    if whose == "apa" and [one.get("literal") for one in people] == [made.get("publisher")]:
        made["publisher"] = ""  # APA 7, section 9.29: a publisher that is the author is left out


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _day(text: str) -> list[int]:
    """Return year, month and day in words such as “17 October 2018” or “5-May-2020”, as far as they are there."""
    if found := iso(text.replace("/", "-")):
        return found[0]
    year = year_number(text)
    rest = (
        re.sub(r"[-,/.]|\b(\d\d?)(?:st|nd|rd|th)\b", r" \1", text.replace(str(year), "", 1)) if year else ""
    )
    month, day = month_and_day(" ".join(rest.split()))
    return [part for part in (year, month, day) if part]


def _year(made: Mapping[str, Any]) -> int:
    """Return the year by which a work is sorted; without one it comes last, as citation processors have it."""
    dates = made.get("issued", {}).get("date-parts")
    return dates[0][0] if dates else _NONE


# --- text ---


_APOSTROPHE = re.compile(r"(?<=\w)'|'(?=\d\ds\b)")
_QUOTED = re.compile(
    r"(?<![^\s(\[{–—/])(?:[\"“](?=[^\s\"])([^\"“”]*)(?<!\s)[\"”]|'(?=\S)([^'‘’\"“”]*)(?<!\s)')(?![\w\"])"
)


def _meta(value: Any, name: str = "") -> dict[str, Any]:
    """Return a value as pandoc's metadata."""
    if isinstance(value, dict):
        return {"t": "MetaMap", "c": {part: _meta(one, part) for part, one in value.items()}}
    if isinstance(value, list):
        return {"t": "MetaList", "c": [_meta(one) for one in value]}
    if isinstance(value, bool) or name in ("id", "type"):
        return {"t": "MetaBool" if isinstance(value, bool) else "MetaString", "c": value}
    return {"t": "MetaInlines", "c": as_inlines(str(value))}


def as_inlines(text: str) -> list[dict[str, Any]]:
    """Return text as pandoc's inlines, on one line.

    Words between quotation marks are a quotation, which a style prints in its own marks, within others' the inner ones.
    """
    return list(_inlines(re.sub(r"[ \t\n]+", " ", clean(text)).strip()))


def _inlines(text: str) -> Iterator[dict[str, Any]]:
    last = 0
    for found in _QUOTED.finditer(text):
        yield from _words(text[last : found.start()])
        single = found[1] is None
        kind = {"t": "SingleQuote" if single else "DoubleQuote"}
        yield {"t": "Quoted", "c": [kind, list(_inlines(found[2] if single else found[1]))]}
        last = found.end()
    yield from _words(text[last:])


def _words(text: str) -> Iterator[dict[str, Any]]:
    for part in re.split("( )", _APOSTROPHE.sub("’", text)):
        if part:
            yield {"t": "Space"} if part == " " else {"t": "Str", "c": part}
