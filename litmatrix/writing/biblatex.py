"""The bibliography that a LaTeX document reads: biblatex without what LaTeX would stumble over, and without notes to oneself."""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from litmatrix.review import Review
from litmatrix.writing import bibliographies
from litmatrix.writing.pandoc import run

#: What an entry says for those who work on the review, and a list of references should not print.
_OWN = ("note", "abstract", "keyword", "custom")
_ENTRY = re.compile(r"^@(?P<type>\w+)\{.*?^\}", re.DOTALL | re.MULTILINE)
_UNREAD = re.compile(r"[\s'\"#%~{}(),=\\&$^@`]|[^\x00-\x7f]")
#: In these biblatex has an institution where CSL has a publisher.
_OF_AN_INSTITUTION = ("report", "thesis")


def biblatex(review: Review, keys: Collection[str]) -> str:
    """Return records as biblatex, made of their fields as text: each sign that means something to LaTeX is escaped.

    So an entry that LaTeX cannot set as it stands in bibliography.bib (a bare ``&`` or ``_``) is set all the same. Raises
    `NoPandoc`.
    """
    items = bibliographies.csl_items(bibliographies.chosen(review, keys))
    plain = [
        {**{name: value for name, value in item.items() if name not in _OWN}, "id": plain_key(item["id"])}
        for item in items
    ]
    text = run(json.dumps(plain, ensure_ascii=False), "csljson", "biblatex", "--wrap=none").decode("utf-8")
    return _ENTRY.sub(_mended, text)


def plain_key(key: str) -> str:
    """Return a key that LaTeX and biber read: other signs are told by their numbers.

    >>> plain_key("smith_2020"), plain_key("O'Neil2010"), plain_key("müller")
    ('smith_2020', 'O-27-Neil2010', 'm-fc-ller')
    """
    return _UNREAD.sub(lambda found: f"-{ord(found[0]):x}-", key)


def _mended(found: re.Match[str]) -> str:
    entry = found[0].replace(" and {others}", " and others").replace("= {{others}}", "= {others}")
    if found["type"] in _OF_AN_INSTITUTION:
        entry = re.sub(r"^  publisher = ", "  institution = ", entry, flags=re.MULTILINE)
    return entry
