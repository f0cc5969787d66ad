"""Titles as the comparison sees them: without what databases add, in parts, and what kind of text they name."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from litmatrix.duplicates.folding import WORDS, folded

if TYPE_CHECKING:
    import numpy as np

_MARKUP = re.compile(r"</?(?:i|b|em|sub|sup|strong|inf|sc|italic|bold|p|jats:\w+)>|&(?:amp|lt|gt|quot);")

# What a database adds to a title: [Review] [24 refs], [Erratum appears in …], (Provisional abstract), LA: Chi.
_TAIL = re.compile(
    r"(?:[\s.*]*(?:\[[^\[\]]*\]|\((?:provisional abstract|structured abstract|brief record|abstract|review)\)"
    r"|\bla: ?[a-z]{2,3}\b|\ball rights reserved|<original>.*))+[\s.*]*\Z",
    re.DOTALL,
)
# What an export writes for a letter that its encoding has not.
_LOST = re.compile(r"(?<=[^\W\d_])[?\ufffd]+(?=[^\W\d_])")
_RETRACTED = re.compile(r"\A(?:\W*(?:retracted(?: article)?|withdrawn)\W+)")
_APART = re.compile(r"\s*(?:;| = | / |<original>|\]\s*\.|\.\s*\[)\s*")
_PARTS = frozenset("[;=/<")
_NUMERAL = re.compile(r"\d+|\b(?:i{1,3}|iv|vi{0,3}|ix|one|two|three|first|second|third|fourth)\b")
_VALUE = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
    "one": "1", "two": "2", "three": "3", "first": "1", "second": "2", "third": "3", "fourth": "4",
}  # fmt: skip

# A notice about a work is not the work: what kind of notice a title says that it is.
_NOTICES = (
    ("erratum", re.compile(
        r"\A\W*(?:(?:author|publisher)s?'? )?(?:errat(?:um|as?)|corrigend(?:um|a)|corrections?(?= (?:to|for|notice)\b|\W*\Z|\W*[:\[(-])|addendum"
        r"|expression of concern|retraction(?! pocket)|withdrawal notice|notice of (?:retraction|withdrawal|correction)|fe de erratas?|berichtigung|korrektur|rectificati(?:f|on)|correct(?:if|ion)\b(?= (?:a|de)\b)"
        r"|correccion(?:es)?(?=\W*[:(-]| (?:a|de)\b)|correcao|errata corrige|ispravlenie|opechatk\w+)\b|\A\W*(?:更正|勘误|勘誤|訂正|撤稿)"
        r"|\b(?:vol|volume)\.? \d+,? (?:pgs?|pages?|pp?)\.? |\b(?:erratum|corrigendum|correction|retraction)\W*\Z"
    )),
    ("comment", re.compile(
        r"\A\W*(?:invited |editorial )?(?:comment(?:ary|s)?\b\W*(?:on|to|:|-)|discussion (?:of|on)\b|discussion:|re:|letter to|in response to|response to|reply to"
        r"|(?:author'?s?'? )?(?:reply|response)\b\W*(?:to|:|-)|editorial:|rejoinder|book review|kommentar (?:zu|zum|zur)\b|kommentar:|antwort auf"
        r"|commentaire (?:de|sur)\b|reponse (?:a|de)\b|comentarios? (?:a|al|sobre)\b|respuesta (?:a|al)\b|risposta (?:a|al)\b)"
        r"|\b(?:reply|rejoinder|authors?'? (?:reply|response)|invited commentary|a comment|comment|a response)\W*\Z|[:.(\[-]\W*discussion\W*\Z"
    )),
)  # fmt: skip

# What a notice has in any case: looked for first, as most titles have none of it.
_HINT = re.compile(
    "errat|corri|correc|addend|concern|retract|withdraw|vol|comm?ent|discuss|re:|letter|respon|repl|edit|rejoin|review|berich"
    "|korrek|rectif|isprav|opech|更正|勘误|勘誤|訂正|撤稿|kommentar|antwort|repon|respuesta|risposta"
)

#: Titles that name a kind of text and not a work; beside them, only words of these may stand.
_KINDS = """
editorial editorials editors editor note notes comment comments commentary introduction introductory foreword
preface letter letters reply replies response responses authors author erratum errata corrigendum correction
corrections addendum abstract abstracts index contents table announcement announcements news obituary book books
review reviews reviewer reviewers special issue guest remarks untitled title discussion summary conclusion
conclusions acknowledgement acknowledgements acknowledgments correspondence invited perspective viewpoint
opinion message president presidents chair from in this the to of and for a on by s discussant minutes report
annual meeting proceedings poster session sessions posters oral presentation presentations programme program
symposium keynote panel workshop tutorial committee committees members board front matter back cover papers call
about memoriam overview welcome statement supplement section part volume vol no number 1 2 3 4 5 6 7 8 9 case
research short communication briefing thanks editorielle vorwort geleitwort einleitung einfuhrung editorielles
prologo prefacio editoriales inhalt
"""
_GENERIC = frozenset(_KINDS.split())

# A column by its name, whatever else the title says.
_COLUMN = re.compile(
    r"\b(?:editor'?s?'?|editorial|from the editors?|president'?s) (?:comments?|notes?|remarks|letter|message|column)\b"
)


# What comes out again each year, by the same people and under the same name.
_SERIAL = re.compile(
    r"\b(?:annual|yearly|year in review|overview|reports?|statistics|survey|standards|guidelines?|recommendations"
    r"|progress in|advances in|trends in|recent|update[ds]?|awards?|abstracts|proceedings|highlights|shared task"
    r"|jahres\w+|jahrlich\w*|bericht|leitlinien?|annuel\w*|rapport|anual\w*|informe|relatorio|annuale|rapporto|jaar(?:verslag|lijks\w*)"
    r"|arsrapport|arsberetning|godov\w+|ezhegodn\w+|otchet)\b|年度|年报|年報|سنوي"
)

# Chinese and Japanese are written without spaces: two signs say about as much as a word.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")

# Where a title falls into parts.
_PARTED = re.compile(r"[:;?!…=/]|\.(?=\W|\Z)|\s[-(]|\s?\Z")


class Title(NamedTuple):
    title: str
    whole: str
    second: str
    main: str
    numerals: str
    notice: str
    generic: bool
    serial: bool
    words: list[str]
    length: int
    parted: frozenset[int]
    """The numbers of letters after which a sign parts the title: a subtitle begins, a heading ends."""


def read_title(text: str) -> Title:
    plain = folded(text).strip()
    if "<" in plain or "&" in plain:
        plain = _MARKUP.sub(" ", plain).strip()
    if "?" in plain or "\ufffd" in plain:
        plain = _LOST.sub("", plain)
    notice = ""
    if _HINT.search(plain):
        notice = next((name for name, sign in _NOTICES if sign.search(plain)), "")
        plain = _RETRACTED.sub("", plain)
    cut = _without_tail(plain)
    words = WORDS.findall(cut)
    second = ""
    if not _PARTS.isdisjoint(plain):
        parts = ["".join(WORDS.findall(part)) for part in _APART.split(plain)]
        long = [part for part in parts if len(part) > 25]
        second = long[-1] if len(parts) > 1 and long and long[-1] != "".join(words) else ""
    main = ""
    for sign in (": ", "? ", ". ", " - "):
        if sign in cut:
            begin = "".join(WORDS.findall(cut.partition(sign)[0]))
            main = max(main, begin if len(begin) > 15 else "", key=len)
    numerals = " ".join(sorted(_VALUE.get(one, one.lstrip("0")) for one in _NUMERAL.findall(cut)))
    length = len(words) + len(_UNSPACED.findall(cut)) // 2
    generic = bool(words) and (
        (length < 2 and len(cut) < 25) or _GENERIC.issuperset(words) or bool(_COLUMN.search(cut))
    )
    return Title(
        "".join(words),
        "".join(WORDS.findall(plain)),
        second,
        main,
        numerals,
        notice,
        generic,
        bool(_SERIAL.search(cut)),
        words,
        length,
        _parted(cut),
    )


def _parted(text: str) -> frozenset[int]:
    signs = [found.start() for found in _PARTED.finditer(text)]
    if len(signs) < 2:
        return frozenset()
    return frozenset(len("".join(WORDS.findall(text[:sign]))) for sign in signs[:-1])


def _without_tail(plain: str) -> str:
    """Return a title without what databases add; one that stands in brackets as a whole keeps what is in them."""
    if plain[-1:] not in ")]*>." and "<" not in plain and "la:" not in plain:
        return plain
    cut = _TAIL.sub("", plain)
    if len(cut) >= 15 and (len(cut) > 0.4 * len(plain) or cut.count(" ") > 3):
        return cut
    if plain.startswith("["):
        inner, _, rest = plain[1:].partition("]")
        return inner if len(inner) >= 15 else f"{inner} {rest}"
    return plain


def recurring(titles: list[str], years: list[int]) -> np.ndarray:
    """Tell which titles come back in three years or more: a column, or a review that is kept up to date."""
    import numpy as np

    found: dict[str, set[int]] = {}
    for title, year in zip(titles, years, strict=True):
        found.setdefault(title, set()).add(year)
    return np.array([len(found[title] - {-1}) > 2 for title in titles], dtype=bool)


def rarest(titles: list[list[str]]) -> list[str]:
    """Return the two rarest words of each title that others have too."""
    counts = Counter(word for words in titles for word in set(words))
    result = []
    for words in titles:
        shared = sorted({word for word in words if len(word) > 3}, key=lambda word: (counts[word], word))
        shared = [word for word in shared if counts[word] > 1][:2]
        result.append(" ".join(sorted(shared)) if len(shared) == 2 else "")
    return result
