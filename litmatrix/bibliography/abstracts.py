"""A structured abstract, part by part: Background, Methods, Results … as journals and databases write them."""

from __future__ import annotations

import re

#: Headings of structured abstracts, in small letters; those of PubMed, PsycInfo, Emerald and SciELO among them.
HEADINGS = (
    "abstract", "aim", "aims", "aims and objectives", "aim and objectives", "analysis", "approach", "background", "background and aims",
    "background and objectives", "background and objective", "background and purpose", "clinical implications", "conclusion", "conclusions",
    "conclusion and implications", "conclusions and implications", "conclusions and implications for practice", "conclusions and relevance",
    "context", "data collection", "data collection and analysis", "data extraction", "data sources", "data synthesis", "design",
    "design and methods", "design/methodology/approach", "design, setting, and participants", "discussion", "eligibility criteria",
    "ethics and dissemination", "evidence acquisition", "evidence synthesis", "exposures", "findings", "funding", "hypothesis",
    "implications", "implications for practice", "implications for policy", "importance", "intervention", "interventions", "introduction",
    "introduction and aims", "issue", "key findings", "key points", "limitations", "main outcome measures", "main outcomes and measures",
    "main results", "materials and methods", "material and methods", "measurements", "measures", "method", "methodology", "methods",
    "methods and analysis", "methods and findings", "objective", "objectives", "observations", "originality", "originality/value",
    "outcomes", "participants", "patients", "patients and methods", "population", "practical implications", "practice implications",
    "primary and secondary outcome measures", "procedure", "prospero registration", "prospero registration number", "purpose",
    "purpose/objective", "question", "rationale", "recommendations", "registration", "relevance", "research design",
    "research limitations/implications", "results", "review methods", "sample", "scope", "search methods", "search strategy",
    "selection criteria", "setting", "setting and participants", "settings", "significance", "social implications", "study design",
    "study eligibility criteria", "study selection", "subjects", "summary", "systematic review registration", "trial registration",
    "trial registration number", "value",
    "antecedentes", "introducción", "objetivo", "objetivos", "métodos", "método", "metodología", "material y métodos", "resultados",
    "discusión", "conclusión", "conclusiones", "introdução", "metodologia", "materiais e métodos", "discussão", "conclusão", "conclusões",
    "contexte", "objectif", "objectifs", "méthode", "méthodes", "résultats", "conclusie", "doel", "methode", "resultaten",
    "hintergrund", "einleitung", "ziel", "ziele", "zielsetzung", "fragestellung", "methoden", "methodik", "ergebnisse",
    "schlussfolgerung", "schlussfolgerungen", "fazit", "bakgrund", "syfte", "metod", "resultat", "slutsats",
)  # fmt: skip

_KNOWN = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in sorted(HEADINGS, key=len, reverse=True))
#: Where a part can begin: at the start, on a new line, or after a sentence.
_START = r"(?:^|\n\s*|(?<=[.!?:;)\]”\"’'»])\s+)"
#: A heading that says so: with a colon or a dash after it, alone on its line, or in capitals with a colon.
_SURE = re.compile(
    rf"{_START}(?:(?P<known>(?i:{_KNOWN}))\s*(?::|\s[–—-]\s|[–—]|\.?[ \t]*\n)|(?P<capitals>[A-Z][A-Z&/,() -]{{2,58}}[A-Z)])\s*:)\s*"
)
#: One that only stands there: “… was unclear. Methods We searched”, or glued to what follows it: “BackgroundPeers are”.
_BARE = re.compile(
    rf"{_START}(?P<known>(?=[A-Z])(?i:{_KNOWN}))(?:\s+(?=[A-Z(“\"\d])|(?<=[a-z])(?=[A-Z][a-z]))"
)

Part = tuple[str, str]


def parts(abstract: str) -> tuple[Part, ...]:
    """Return the parts of an abstract: the heading (empty for what stands before the first, or where there is none), and its text.

    Nothing but the headings' own signs is left out; an abstract that is not structured is one part, and so is one with a
    single heading inside it, which may be no heading at all.

    >>> parts("BACKGROUND: Peers help. METHODS: We asked 12.")
    (('BACKGROUND', 'Peers help.'), ('METHODS', 'We asked 12.'))
    >>> parts("Peers help. Note: not all.")
    (('', 'Peers help. Note: not all.'),)
    """
    marks = list(_SURE.finditer(abstract))
    if not _several(marks, 2):
        marks = list(_BARE.finditer(abstract))
        if not _several(marks, 3):
            return (("", abstract),)
    found: list[Part] = []
    if before := abstract[: marks[0].start()].strip():
        found.append(("", before))
    ends = [*(mark.start() for mark in marks[1:]), len(abstract)]
    for mark, end in zip(marks, ends, strict=True):
        heading = mark["known"] or mark["capitals"]
        found.append((" ".join(heading.split()), abstract[mark.end() : end].strip()))
    return tuple(found)


def _several(marks: list[re.Match[str]], least: int) -> bool:
    """Whether so many different headings were found."""
    return (
        len({mark["known"].casefold() if mark["known"] else mark.group().strip() for mark in marks}) >= least
    )
