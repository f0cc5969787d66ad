"""A citation in one value: “Things. 2014;3(3):152-160”, as portals give it in place of a journal and its numbers."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from litmatrix.importing.readers.dates import read_date

_LONGEST = 500
_CENTURY = r"(?:1[5-9]|20)\d\d(?!\w)"
_PAGE = r"(?:[A-Za-z]{0,3}\d[\w.]*(?:-\d+)*|[ivxlc]+)"
#: What may stand in each part.
_PARTS = {
    "JOURNAL": r"(?P<journal>(?:\d{1,4}(?:st|nd|rd|th)? ?)?[^\d\W][^;]{0,240}?)",
    "VOLUME": r"(?P<volume>\d{1,4}[A-Za-z]?|\d{1,3} ?[-/] ?\d{1,3}|(?-i:[IVXLC]{2,7}))",
    "BRACKETS": r"\((?P<issue>[^()\[\];:]{0,40}(?:\([^()]{0,20}\))?)\)",
    "NUMBER": r"(?P<number>\d{1,4}(?: ?[-/] ?\d{1,3})?[A-Za-z]?|(?:suppl|spec)[\w. ]{0,12}|S\d+)",
    "SUPPLEMENT": r"(?P<part>suppl[\w. ]{0,12}?)",
    "PAGES": rf"(?:pp?\.? ?)?(?P<pages>{_PAGE}(?: ?-{{1,2}} ?(?:{_PAGE}|\w+))?(?: ?[,+] ?(?!{_CENTURY})(?:{_PAGE})(?: ?- ?\w+)?){{0,2}}|-)",
    "YEAR": rf"(?P<date>{_CENTURY}(?:[ /.-]{{1,2}}(?:[^\W\d_]{{3,9}}\.?|\d{{1,2}})(?!\w)){{0,5}})",
    "DATE": r"\(?(?P<date>(?:[^\W\d_]{3,9}\.?(?: ?[-/] ?[^\W\d_]{3,9}\.?)? )?(?:\d{1,2},? )?(?:[^\W\d_]{3,9}\.? )?"
    r"(?:1[5-9]|20)\d\d(?!\w)(?: [^\W\d_]{3,9}\.?)?(?: \d{1,2}(?!\w))?)\)?",
}
_SHAPES = (
    # Embase: Endoscopic Things (2014) 3:3 (152-160)
    r"JOURNAL[,.]? \(YEAR\),? ?(?:VOLUME)?(?: ?: ?NUMBER| SUPPLEMENT)?,? ?(?:\(PAGES\)|(?:article number|art\. ?no\.?):? ?(?P<eid>[\w.-]+))",
    # Vancouver: Endoscopic Things. 2014 Mar;3(3):152-160
    r"JOURNAL[.,;]? YEAR ?[.;,] ?(?:VOLUME)?(?: SUPPLEMENT)? ?(?:BRACKETS)? ?[:,;] ?PAGES",
    r"JOURNAL[.,;]? YEAR ?; ?VOLUME ?(?:BRACKETS)?(?! ?[:,] ?[\w-])",
    r"JOURNAL[.,;]? YEAR ?: ?PAGES",
    # IEEE: Things, vol. 3, no. 3, pp. 152-160, March 2014; ABNT: Things, v. 3, n. 3, p. 152-160, 2014
    r"JOURNAL[.,;]? v(?:ol(?:ume)?)?\.? ?VOLUME[,;]? ?(?:(?:n[ro°º]?|núm|num|issue|iss)\.? ?NUMBER[,;]? ?)?(?:BRACKETS)?,? ?pp?\.? ?PAGES(?:[,;.]? DATE)?",
    r"JOURNAL[.,;]? v(?:ol(?:ume)?)?\.? ?VOLUME[,;]? ?(?:(?:n[ro°º]?|núm|num|issue|iss)\.? ?NUMBER[,;]? ?)?DATE[,;]? ?(?:pp?\.? ?PAGES)?",
    # LILACS: Things;30(2): 183-191, 2021; SciELO: Things; 8(1); 132-145
    r"JOURNAL ?; ?VOLUME ?(?:BRACKETS)? ?[:;,] ?(?:PAGES)?(?:[,;] ?DATE)?(?!\w)",
    # Ovid: Endoscopic Things. 3(3):152-160, 2014 Mar; Springer: Things 3, 152-160 (2014)
    r"JOURNAL[.,]? (?:vol(?:ume)?\.? ?)?VOLUME ?(?:BRACKETS)? \(PAGES\),? DATE",
    r"JOURNAL[.,]? (?:vol(?:ume)?\.? ?)?VOLUME ?(?:BRACKETS)? ?[:,] ?PAGES[,.;]? DATE",
    r"JOURNAL[.,]? (?:vol(?:ume)?\.? ?)?VOLUME ?BRACKETS ?[:,] ?(?:DATE[,;:] ?)?PAGES(?![\w(])",
    # Cochrane: Things, 2014, 3(3), 152-160
    r"JOURNAL[,.;]? \(?YEAR\)?[,.] VOLUME ?(?:BRACKETS)? ?[,:] ?PAGES",
    r"JOURNAL[,.;]? \(?YEAR\)?[,.] v(?:ol(?:ume)?)?\.? ?VOLUME[,;]? ?(?:(?:no?|issue|iss)\.? ?NUMBER[,;]? ?)?PAGES",
)  # fmt: skip
# What may follow and says nothing that a field of its own does not, or that means little.
_REST = re.compile(
    r"[\s.,;]*(?:(?:date of publication|publication date):? [\w ]{4,24}|(?:tab|graf|ilus|illus|maps?|fig|refs?)\b[.,; ]*)*[\s.]*",
    re.IGNORECASE,
)


class Citation(NamedTuple):
    """What a citation says of where and when a work appeared; `whole` tells that it says no more."""

    journal: str
    year: str
    month: str
    volume: str
    number: str
    pages: str
    eid: str
    whole: bool


@functools.lru_cache(maxsize=4096)
def read_citation(text: str) -> Citation | None:
    """Return what a citation in one value says, or None for anything else, such as the name of a journal.

    >>> read_citation("Endoscopic Things. 2014 Mar;3(3):152-160")
    Citation(journal='Endoscopic Things', year='2014', month='mar', volume='3', number='3', pages='152-160', eid='', whole=True)
    >>> read_citation("Journal of Things (London, 1990)") is None
    True
    """
    text = " ".join(re.sub("[‐-―]", "-", text).split())
    if len(text) > _LONGEST or not re.search(r"\d", text):
        return None
    for shape in _patterns():
        found = shape.match(text)
        if found is None:
            continue
        said = {name: (value or "").strip(" .,;") for name, value in found.groupdict().items()}
        issue, date, pages = said.get("issue", ""), said.get("date", ""), said.get("pages", "").strip("-")
        if not date and re.fullmatch(_CENTURY, issue):
            issue, date = "", issue
        if not date and issue and re.fullmatch(_CENTURY, said.get("volume") or ""):
            date = said["volume"]  # Cochrane counts its volumes by the year: 2018(5):CD001
        when = read_date(date)
        if not (said.get("volume") or pages) or not (when.year or pages or "()" in text or issue):
            continue
        number = said.get("number") or issue or said.get("part", "")
        rest = text[found.end() :]
        return Citation(
            said["journal"], when.year, when.month, said.get("volume", ""), number, pages, said.get("eid", ""),
            bool(_REST.fullmatch(rest)),
        )  # fmt: skip
    return None


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    patterns = []
    for shape in _SHAPES:
        for part, pattern in _PARTS.items():
            shape = shape.replace(part, pattern)
        patterns.append(re.compile(shape, re.IGNORECASE))
    return tuple(patterns)
