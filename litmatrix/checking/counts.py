"""Every number that can be computed from a review, by name; and the claims of its report beside them."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from litmatrix import coding, screening
from litmatrix.model import Claim
from litmatrix.protocol import theme_history
from litmatrix.review import Review, derived
from litmatrix.screening import agreement, criteria, flow
from litmatrix.vocabulary import AGREED_ON, QUOTATION

if TYPE_CHECKING:
    import pandas as pd

HOLDS = "yes"
DIFFERS = "no"
NOT_COMPUTED = "not computed"


@derived
def count_all(review: Review) -> dict[str, int | float]:
    """Return every computed number by its name, as `count` in a claim of review.toml may use it.

    `records`, `cited_only`, `included`, `studies`, `questions`, `criteria`, `searches`, `reviewers`,
    `themes`, `themes.with_evidence`, `quotations`, `excerpts`, `year.first`, `year.last`; for each theme
    `quotations.THEME`, `sources.THEME`, `looked_at.THEME`, `subthemes.THEME` and `subthemes.THEME.with_evidence`; for each
    value of a descriptor `included.DESCRIPTOR.VALUE`; for each search `searches.SEARCH.terms`, `.hits`,
    `.removed` and `.records`; for each criterion with a range `criteria.CRITERION.from` and `.to`; for each box of the
    flow `flow.BOX`; for each stage at which two or more people decided on a record `both.STAGE` (how many such records),
    `agreed.STAGE` (how many of them they decided alike), `kappa.STAGE` with `.low` and `.high`, and `ac1.STAGE`: these
    alone are no whole numbers (see `screening.agreement`).
    """
    return {
        **_overall(review),
        **_by_theme(review),
        **_by_descriptor(review),
        **_by_protocol(review),
        **_by_box(review),
        **_by_stage(review),
    }


def shown(number: int | float) -> str:
    """Return a computed number as text: a coefficient with two decimals.

    >>> shown(1200), shown(0.8), shown(-0.001)
    ('1200', '0.80', '0.00')
    """
    return str(number) if isinstance(number, int) else f"{number:z.2f}"


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
    evidence, looked_at = coding.evidence(review), coding.coverage(review)["looked_at"]
    found = {}
    for theme in review.protocol.current_themes:
        part = evidence[evidence["theme"] == theme.id]
        found[f"quotations.{theme.id}"] = int((part["kind"] == QUOTATION).sum())
        found[f"sources.{theme.id}"] = int(part["key"].nunique())
        found[f"looked_at.{theme.id}"] = int(looked_at[theme.id])
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


def _by_stage(review: Review) -> dict[str, int | float]:
    """Return how far people agree, stage by stage: of two people Cohen's kappa, of more Fleiss'."""
    found: dict[str, int | float] = {}
    for stage in AGREED_ON:
        table = agreement.ratings(review, stage).replace("maybe", "include")
        rows = [
            {value for value in row if value} for row in table.to_numpy().tolist() if sum(map(bool, row)) > 1
        ]
        if not rows:
            continue
        found |= {f"both.{stage}": len(rows), f"agreed.{stage}": sum(len(row) == 1 for row in rows)}
        first, second, *more = table.columns
        of = agreement.among(review, stage) if more else agreement.between(review, first, second, stage)
        estimates = {f"kappa.{stage}": of.kappa.value, f"kappa.{stage}.low": of.kappa.low, f"kappa.{stage}.high": of.kappa.high,
                     f"ac1.{stage}": of.ac1.value}  # fmt: skip
        found |= {name: round(value, 4) for name, value in estimates.items() if value is not None}
    return found


def claims(review: Review) -> pd.DataFrame:
    """Return what the report states against what is counted: index `claim` (its id), in the order of review.toml.

    Columns, all text: text, stated, count (the name), counted (empty where nothing computes it), holds (yes,
    no, not computed) and note. A count named after a former theme is that of the theme that it became.
    """
    import pandas as pd

    numbers = count_all(review) if any(claim.count for claim in review.protocol.claims) else {}
    rows = []
    for claim in review.protocol.claims:
        counted = numbers.get(named_today(review, claim.count))
        told = "" if counted is None else shown(counted)
        rows.append((claim.text, claim.value, claim.count, told, _holds(claim, told), claim.note))
    index = pd.Index([claim.id for claim in review.protocol.claims], name="claim", dtype="str")
    columns = ["text", "stated", "count", "counted", "holds", "note"]
    return pd.DataFrame(rows, columns=columns, index=index, dtype="str")


def named_today(review: Review, count: str) -> str:
    """Return the name of a count under the id that its theme has today."""
    what, _, rest = count.partition(".")
    if what not in ("quotations", "sources", "looked_at", "subthemes"):
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


def _holds(claim: Claim, counted: str) -> str:
    if not counted:
        return NOT_COMPUTED
    return HOLDS if criteria.number(claim.value) == criteria.number(counted) else DIFFERS
