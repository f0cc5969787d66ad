"""The text of a CSL style: what it is, and mended where pandoc's citeproc, or the style, would print what nobody wants."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

_CSL = "{http://purl.org/net/xbiblio/csl}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NLM_TERMS = (
    ("page-range-delimiter", "", {"single": "-", "multiple": "-"}),
    ("number", "short", {"single": "No.", "multiple": "Nos."}),
)
_PARENT = re.compile(r"[^/]+\Z")

#: The variable by which works of the same people are sorted: year, and place among all (see `references.ranks`).
ORDER = "litmatrix-order"


class NoStyle(ValueError):
    """A text is no CSL style; the error says why."""


def parent(data: bytes) -> str:
    """Return the name of the style that this one is a second name of; nothing, if it is one itself. Raises `NoStyle`."""
    for link in _parsed(data).iter(f"{_CSL}link"):
        if link.get("rel") == "independent-parent":
            found = _PARENT.search(link.get("href", "").rstrip("/"))
            return found[0] if found else ""
    return ""


def mended(data: bytes) -> bytes:
    """Return a style in which four things are mended; raises `NoStyle`.

    - A role (“editors”) that stands in <names> without <name> is printed behind the names, not in front of them: pandoc's
      citeproc goes by what comes first, and NLM's and AMA's own styles leave <name> out.
    - “Retrieved” is not printed without the day on which something was retrieved (APA's style does so for works without
      a date; the manual's example 113 in chapter 10 has an address alone).
    - In NLM's own styles a hyphen stands between pages, and “No.” before the number of a report, as Citing Medicine prints them.
    - Works of the same people in the same year are sorted by `ORDER`, before anything else that a style would sort them
      by (months that it does not print, titles): so their letters are those of litmatrix's own tables.
    """
    from xml.etree import ElementTree

    root = _parsed(data)
    if root.find(f"{_CSL}citation") is None:
        raise NoStyle("it has no <citation>")
    for names in list(root.iter(f"{_CSL}names")):
        tags = [part.tag for part in names]
        if f"{_CSL}label" in tags and f"{_CSL}name" not in tags:
            names.insert(tags.index(f"{_CSL}label"), ElementTree.Element(f"{_CSL}name"))
    for part in list(root.iter()):
        _mend_retrieved(part)
    _sort_by_order(root)
    _speak_as_nlm(root)
    for part in root.iter():
        if isinstance(part.tag, str):
            part.tag = part.tag.removeprefix(_CSL)
    root.set("xmlns", _CSL[1:-1])
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _parsed(data: bytes) -> Any:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException, ElementTree

    try:
        root = ElementTree.fromstring(data)
    except ParseError as error:
        line, column = error.position
        raise NoStyle(f"its XML is broken in line {line}, column {column + 1}") from None
    except (DefusedXmlException, ValueError, LookupError) as error:
        raise NoStyle(f"its XML cannot be read ({error})") from None
    if root.tag != f"{_CSL}style":
        raise NoStyle("it is XML of another kind, and has no <style> of CSL")
    return root


def _mend_retrieved(whole: Any) -> None:
    """Put “Retrieved” into the group of the date behind it, which is printed only where there is such a date."""
    for place, (term, dated) in enumerate(pairwise(whole)):
        date = dated.find(f"{_CSL}date")
        if term.get("term") == "retrieved" and dated.tag == f"{_CSL}group" and date is not None:
            within = dated.makeelement(f"{_CSL}group", {"delimiter": " "})
            within.extend([term, dated])
            whole[place : place + 2] = [_chosen(within, date.get("variable", ""))]
            return


def _chosen(part: Any, variable: str) -> Any:
    """Return a part that is there only where a variable is."""
    choose = part.makeelement(f"{_CSL}choose", {})
    condition = part.makeelement(f"{_CSL}if", {"variable": variable})
    condition.append(part)
    choose.append(condition)
    return choose


def _speak_as_nlm(root: Any) -> None:
    """Put NLM's words into the English of its own styles."""
    if not any("citingmedicine" in link.get("href", "") for link in root.iter(f"{_CSL}link")):
        return
    for locale in root.iter(f"{_CSL}locale"):
        terms = locale.find(f"{_CSL}terms")
        if locale.get(_LANGUAGE, "en").startswith("en") and terms is not None:
            for name, form, words in _NLM_TERMS:
                term = terms.makeelement(f"{_CSL}term", {"name": name, **({"form": form} if form else {})})
                for tag, word in words.items():
                    part = terms.makeelement(f"{_CSL}{tag}", {})
                    part.text = word
                    term.append(part)
                terms.append(term)


def _sort_by_order(root: Any) -> None:
    """Put the key `ORDER` before the one by which a list of references is sorted by year; not where the newest come first."""
    sort = root.find(f"{_CSL}bibliography/{_CSL}sort")
    if sort is None:
        return
    macros = {macro.get("name"): macro for macro in root.iter(f"{_CSL}macro")}
    # The first key is whose the works are, which may be a title with a date where nobody is named.
    for place, key in list(enumerate(sort))[1:]:
        if _prints_date(key, macros):
            if key.get("sort") != "descending":
                sort.insert(place, key.makeelement(key.tag, {"variable": ORDER}))
            return


def _prints_date(key: Any, macros: dict[str | None, Any], depth: int = 0) -> bool:
    """Whether a key sorts by the date of publication, itself or by a macro that it calls."""
    if key.get("variable") == "issued":
        return True
    macro = macros.get(key.get("macro"))
    if macro is None or depth > 9:
        return False
    return any(
        (part.tag == f"{_CSL}date" and part.get("variable") == "issued")
        or (part.get("macro") is not None and _prints_date(part, macros, depth + 1))
        for part in macro.iter()
    )
