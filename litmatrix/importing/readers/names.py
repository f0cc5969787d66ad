"""Names of people and organisations, as exports write them and as BibTeX does."""

from __future__ import annotations

import functools
import re

_CAPITAL = "".join(sign for sign in map(chr, range(0x530)) if sign.isupper())
INITIALS = re.compile(
    rf"(?!St\.)(?:[{_CAPITAL}](?:[-‐ ]?[{_CAPITAL}]){{0,2}}|(?:[{_CAPITAL}][a-z]?\.[ -]?)+[{_CAPITAL}]?)\.?"
)
ORGANISATION = re.compile(
    r"\b(?:organi[sz]a[tç]|organisme|universi|group\b|grupo\b|committee|comit|minist|institut|associa|assn\b|department"
    r"|departamento|consortium|collaborat|society|soci[eé]t|council|agency|agencia|ag[eê]nce|cent(?:er|re)s?\b|centro\b"
    r"|foundation|fundaci|fundaç|network|team\b|study\b|trial\b|investigators|initiative|commission|federation|college"
    r"|bureau|office\b|service|union\b|bank\b|programme?\b|project\b|hospital|school\b|academy|alliance|board\b"
    r"|task force|unicef|unesco|oecd|inc\b|ltd\b|gmbh|nations\b|government|authority|administration|corporation|company|press\b"
    r"|laborator|library|who\b)",
    re.IGNORECASE,
)
_PARTICLES = frozenset({
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "ten", "ter", "zu", "zur", "al", "el", "bin", "ibn", "af", "av",
})  # fmt: skip
# What stands behind a name: known as such anywhere; where only a comma or its place tells (JR, VI and MD are initials too).
SUFFIX = re.compile(
    r"(?:jn?r|sn?r|junior|senior|esq)\.?|ii|iii|iv|vi{0,3}|2nd|3rd|[4-9]th|m\.?d\.?|ph\.? ?d\.?|r\.?n\.?|mph|mba|msc|[oc]be", re.IGNORECASE
)  # fmt: skip
BARE_SUFFIX = re.compile(r"[JS]n?r\.?|III?|IV|VI{2,3}|2nd|3rd|[4-9]th")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
AND = re.compile(r",?\s+(?:and|&|und|et)\s+")
#: What says that a list goes on: Publish or Perish puts three points, against a name, before it, or between two.
CUT = re.compile(
    r"[\s,;&]*(?:…|\.{3,}|\[(?:…|\.{3})\]|\b(?:and|et|&)[ ,]*\Z|(?:\b(?:and|&)|\+)\s*\d+\s+(?:others?|more)\b(?:\s+authors?)?"
    r"|(?<!\w)(?:et\.? ?al(?!\w)\.?|(?:and|&) others|others\Z|et coll\.|u\. ?a\.|[ey] cols?\.|e outros|y otros))[\s,;]*",
    re.IGNORECASE,
)
WHOLE = re.compile(r"\{[^{}]+\}")


@functools.lru_cache(maxsize=1 << 16)
def person(text: str) -> str:
    """Return one name as BibTeX writes it: “Family, Given”, or an organisation in braces.

    >>> person("Liu R."), person("Jane van der Berg"), person("World Health Organization")
    ('Liu, R.', 'van der Berg, Jane', '{World Health Organization}')
    """
    given = text.strip(" ;")
    if WHOLE.fullmatch(given):
        return organisation(text)
    text = " ".join(text.replace("{", " ").replace("}", " ").split()).strip(" ;,")
    if not text:
        return ""
    if given.endswith(",") and " " in text and not INITIALS.fullmatch(text.split(" ")[-1]):
        return organisation(text)
    if text == "others" or CUT.fullmatch(text):
        return "others"
    if "," in text:
        if AND.search(text) or (text.count(",") > 2 and ORGANISATION.search(text)):
            return organisation(text)
        family, given, suffix = parted(text)
        if suffix and not given and " " in family and family.split(" ")[0] not in _PARTICLES:
            return person(f"{family} {suffix}")  # “Alder M.L., Jr.”, “Martin Lee Alder, Jr.”
        return ", ".join(part for part in (family, suffix, given) if part)
    words = text.split(" ")
    if len(words) > 2 and BARE_SUFFIX.fullmatch(words[-1]) and not ORGANISATION.search(text):
        family, comma, given = person(" ".join(words[:-1])).partition(",")
        return f"{family}, {words[-1]}{comma}{given}"
    if len(words) == 1:
        return text
    if initials_last(text):
        return with_initials(words, text)
    if CJK.search(text):
        return f"{words[0]}, {' '.join(words[1:])}" if len(words) == 2 else organisation(text)
    if ORGANISATION.search(text) or AND.search(text) or len(words) > 5 or any(map(str.isdigit, text)):
        return organisation(text)
    return _turned(words)


def parted(text: str) -> tuple[str, str, str]:
    """Return the family name, the given name and the suffix (“Jr.”) in a name whose family name is parted off by a comma.

    The suffix may stand last (as exports have it), in the middle (as BibTeX has it), or behind either name.

    >>> parted("Alder, Martin Lee, Jr."), parted("de la Cruz III, Juan")
    (('Alder', 'Martin Lee', 'Jr.'), ('de la Cruz', 'Juan', 'III'))
    """
    parts = [part.strip() for part in text.split(",")]
    family, given = parts[0], ", ".join(filter(None, parts[1:]))
    if len(parts) == 3:
        last = SUFFIX.fullmatch(parts[2]) and not SUFFIX.fullmatch(parts[1])
        place = 2 if last and not ORGANISATION.search(text) else 1
        return family, parts[3 - place], parts[place]
    if len(parts) != 2:
        return family, given, ""
    if re.fullmatch(r"[JS]n?r\.?", given):
        return family, "", given
    if BARE_SUFFIX.fullmatch(family) and " " in given:
        # BibTeX takes the last word of a name without commas for the family name.
        suffix, (given, family) = family, given.rsplit(" ", 1)
        return family, given, suffix
    for name in (family, given):
        first, _, suffix = name.rpartition(" ")
        if first and BARE_SUFFIX.fullmatch(suffix):
            return (first, given, suffix) if name is family else (family, first, suffix)
    return family, given, ""


def organisation(text: str) -> str:
    """Return an organisation's name in braces, so that nothing in it is taken for a family name."""
    text = " ".join(text.replace("{", " ").replace("}", " ").split()).strip(" ;")
    return f"{{{text}}}" if text else ""


def initials_last(name: str) -> bool:
    """Say whether a name ends in initials and does not begin with them: “Liu R.”, “XU Y” (but not “A. B.”)."""
    first, last = first_and_last(name)
    return bool(INITIALS.fullmatch(last)) and (
        not INITIALS.fullmatch(first) or (first.isalpha() and len(first) > len(last))
    )


def first_and_last(name: str) -> tuple[str, str]:
    """Return the first and the last word of a name; a “Jr” behind it counts for nothing."""
    words = name.split()
    if len(words) > 1 and BARE_SUFFIX.fullmatch(words[-1]):
        words.pop()
    return (words[0], words[-1]) if len(words) > 1 else (name, "")


def with_initials(words: list[str], text: str) -> str:
    suffix = f"{words.pop()}, " if len(words) > 2 and BARE_SUFFIX.fullmatch(words[-1]) else ""
    at = len(words) - 1
    while at > 1 and INITIALS.fullmatch(words[at - 1]):
        at -= 1
    if len(words) > 5 and ORGANISATION.search(text):
        return organisation(text)
    return f"{' '.join(words[:at])}, {suffix}{' '.join(words[at:])}"


def _turned(words: list[str]) -> str:
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    if words[0] in _PARTICLES:
        return " ".join(words) if len(words) < 3 else f"{' '.join(words[:-1])}, {words[-1]}"
    return f"{' '.join(words[at:])}, {' '.join(words[:at])}"
