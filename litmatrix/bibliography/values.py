"""The value of a BibTeX field as text: braces and quotation marks off, parts joined, macros put in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from litmatrix.bibliography.fields import marks

_MACRO = re.compile(r"[^\W\d][^\s,={}()\"#%'~]*+")
#: Macros that every style knows: the months, which stay as they are, and the journals of BibTeX's own styles.
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_JOURNALS = {
    "acmcs": "ACM Computing Surveys", "acta": "Acta Informatica", "cacm": "Communications of the ACM",
    "ibmjrd": "IBM Journal of Research and Development", "ibmsj": "IBM Systems Journal",
    "ieeese": "IEEE Transactions on Software Engineering", "ieeetc": "IEEE Transactions on Computers",
    "ieeetcad": "IEEE Transactions on Computer-Aided Design of Integrated Circuits",
    "ipl": "Information Processing Letters", "jacm": "Journal of the ACM",
    "jcss": "Journal of Computer and System Sciences", "scp": "Science of Computer Programming",
    "sicomp": "SIAM Journal on Computing", "tocs": "ACM Transactions on Computer Systems",
    "tods": "ACM Transactions on Database Systems", "tog": "ACM Transactions on Graphics",
    "toms": "ACM Transactions on Mathematical Software", "toois": "ACM Transactions on Office Information Systems",
    "toplas": "ACM Transactions on Programming Languages and Systems", "tcs": "Theoretical Computer Science",
}  # fmt: skip

# Macros that are put into each other can double a value at each step; no value is this long.
_LONGEST = 1 << 24


def unenclosed(value: str, strings: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return a BibTeX value without its outer braces or quotes, with parts joined and macros put in, and those missing."""
    missing: list[str] = []
    if "#" not in value:
        return _unquoted(value, strings, missing).strip(), missing
    parts, last = [], 0
    for mark, at in marks(value, 0, len(value)):
        if mark == "#":
            parts.append(_unquoted(value[last:at].strip(), strings, missing))
            last = at + 1
    parts.append(_unquoted(value[last:].strip(), strings, missing))
    return ("".join(parts).strip() if sum(map(len, parts)) < _LONGEST else value), missing


def _unquoted(part: str, strings: Mapping[str, str], missing: list[str]) -> str:
    if len(part) > 1 and (part[0] + part[-1]) in ("{}", '""'):
        return part[1:-1]
    if part.isdigit():
        return part
    name = part.lower()
    text = strings.get(name, _JOURNALS.get(name))
    if text is None and name not in MONTHS and _MACRO.fullmatch(part):
        missing.append(part)
    return part if text is None else text


def swallowed_in(value: str) -> str:
    """Return the name of a field that a missing comma let a value swallow, or nothing."""
    for mark, at in marks(value, 0, len(value)):
        if mark == "=":
            found = re.search(r"([^\s,={}()\"#]+)\s*\Z", value[max(0, at - 200) : at])
            return found[1] if found else "what"
    return ""
