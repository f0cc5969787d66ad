"""Every number that can be computed from a review, by name; and the claims of its report beside them."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from litmatrix import coding, screening
from litmatrix.model import Claim
from litmatrix.protocol import theme_history
from litmatrix.review import Review, derived
from litmatrix.screening import criteria, flow
from litmatrix.vocabulary import QUOTATION

if TYPE_CHECKING:
    import pandas as pd

HOLDS = "yes"
DIFFERS = "no"
NOT_COMPUTED = "not computed"


@derived
def count_all(review: Review) -> dict[str, int]:
    """Return every computed number by its name, as `count` in a claim of review.toml may use it.

    `records`, `cited_only`, `included`, `studies`, `questions`, `criteria`, `searches`, `reviewers`,
    `themes`, `themes.with_evidence`, `quotations`, `excerpts`, `year.first`, `year.last`; for each theme
    `quotations.THEME`, `sources.THEME`, `subthemes.THEME` and `subthemes.THEME.with_evidence`; for each
    value of a descriptor `included.DESCRIPTOR.VALUE`; for each search `searches.SEARCH.terms`, `.hits`,
    `.removed` and `.records`; for each criterion with a range `criteria.CRITERION.from` and `.to`; for each box of the
    flow `flow.BOX`.
    """
    return {
        **_overall(review),
        **_by_theme(review),
        **_by_descriptor(review),
        **_by_protocol(review),
        **_by_box(review),
    }


def _overall(review: Review) -> dict[str, int]:
    sources = coding.sources(review)
    evidence = coding.evidence(review)
    found = {
        "records": len(review.found),
        "cited_only": len(review.records) - len(review.found),
        "included": len(sources),
        "questions": len(review.protocol.questions),
        "criteria": len(review.protocol.criteria),
        "searches": len(review.protocol.searches),
        "reviewers": len(review.protocol.reviewers),
        "themes": len(review.protocol.current_themes),
        "themes.with_evidence": int(evidence["theme"].nunique()),
        "quotations": int((evidence["kind"] == QUOTATION).sum()),
        "excerpts": len(evidence),
    }
    years = sources["year"].dropna()
    if len(years):
        found |= {"year.first": int(years.min()), "year.last": int(years.max())}
    return found


def _by_theme(review: Review) -> dict[str, int]:
    evidence = coding.evidence(review)
    found = {}
    for theme in review.protocol.current_themes:
        part = evidence[evidence["theme"] == theme.id]
        found[f"quotations.{theme.id}"] = int((part["kind"] == QUOTATION).sum())
        found[f"sources.{theme.id}"] = int(part["key"].nunique())
        found[f"subthemes.{theme.id}"] = len(theme.subthemes)
        found[f"subthemes.{theme.id}.with_evidence"] = len(set(theme.subthemes) & set(part["subtheme"]))
    return found


def _by_descriptor(review: Review) -> dict[str, int]:
    table = criteria.described(review, screening.included(review).index)
    found = {}
    for descriptor in review.protocol.descriptors:
        given = [{part.strip() for part in value.split(";")} for value in table[descriptor.id]]
        for value in descriptor.values:
            found[f"included.{descriptor.id}.{value}"] = sum(value in parts for parts in given)
    return found


def _by_protocol(review: Review) -> dict[str, int]:
    found: dict[str, int | None] = {}
    found_by = screening.records_of(review)
    for search in review.protocol.searches:
        found[f"searches.{search.id}.terms"] = len(set(re.findall(r'["“]([^"“”]+)["”]', search.query)))
        found[f"searches.{search.id}.records"] = found_by[search.id]
        found[f"searches.{search.id}.hits"] = search.hits
        found[f"searches.{search.id}.removed"] = search.removed
    for criterion in review.protocol.criteria:
        if criterion.check:
            found[f"criteria.{criterion.id}.from"] = criterion.check.first
            found[f"criteria.{criterion.id}.to"] = criterion.check.last
    return {name: number for name, number in found.items() if number is not None}


def _by_box(review: Review) -> dict[str, int]:
    """Return the numbers of the boxes; those that are drawn only where they are not zero are zero else."""
    drawn = {box.id: box.n for box in flow.boxes(review)}
    zero = {
        f"{arm}_{name}": 0
        for arm in ("database", "other")
        if f"{arm}_sought" in drawn
        for name in flow.OPTIONAL
    }
    if "previous_included" in drawn:
        zero["previous_removed"] = 0
    total = {"included_total": drawn["included_new"], **drawn}["included_total"]
    found = {**zero, **drawn, "included_total": total}
    return {**{f"flow.{id}": n for id, n in found.items() if n is not None}, "studies": total or 0}


def claims(review: Review) -> pd.DataFrame:
    """Return what the report states against what is counted: index `claim` (its id), in the order of review.toml.

    Columns, all text: text, stated, count (the name), counted (empty where nothing computes it), holds (yes,
    no, not computed) and note. A count named after a former theme is that of the theme that it became.
    """
    import pandas as pd

    numbers = count_all(review) if any(claim.count for claim in review.protocol.claims) else {}
    rows = []
    for claim in review.protocol.claims:
        counted = numbers.get(_named_today(review, claim.count))
        shown = "" if counted is None else str(counted)
        rows.append((claim.text, claim.value, claim.count, shown, _holds(claim, counted), claim.note))
    index = pd.Index([claim.id for claim in review.protocol.claims], name="claim", dtype="str")
    columns = ["text", "stated", "count", "counted", "holds", "note"]
    return pd.DataFrame(rows, columns=columns, index=index, dtype="str")


def _named_today(review: Review, count: str) -> str:
    """Return the name of a count under the id that its theme has today."""
    what, _, rest = count.partition(".")
    if what not in ("quotations", "sources", "subthemes"):
        return count
    for id in theme_history.former_ids(review.protocol):
        tail = rest.removeprefix(id)
        if rest.startswith(id) and tail in ("", ".with_evidence"):
            ids = theme_history.now(review.protocol, id)
            return f"{what}.{ids[0]}{tail}" if len(ids) == 1 else count
    return count


def nearest(review: Review, name: str) -> str:
    """Return the name of a computed number that is nearest to one that does not exist, or nothing."""
    near = difflib.get_close_matches(name, count_all(review), 1)
    return near[0] if near else ""


def _holds(claim: Claim, counted: int | None) -> str:
    if counted is None:
        return NOT_COMPUTED
    return HOLDS if criteria.number(claim.value) == counted else DIFFERS
