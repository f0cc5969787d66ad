"""What the page shows of one record: all of it, with what the checks find and what was decided."""

from __future__ import annotations

from typing import Any

from litmatrix import screening
from litmatrix.bibliography import references
from litmatrix.files import fulltexts
from litmatrix.screening import criteria, labels
from litmatrix.vocabulary import LABEL
from litmatrix.widgets.records.columns import ALL_STAGES, DECISION_WORDS, Facts


def whole(facts: Facts, key: str, compared: bool) -> dict[str, Any]:
    """Return what is known of a record, as the page draws it; others' decisions and labels only where they are compared."""
    review = facts.review
    record = review.records.loc[key]
    place = facts.keys.index(key)

    def said(id: str) -> str:
        return facts.columns[id].told(facts.texts(id)[place])

    reason = said("reason")
    pairs = [
        ("Key", key), ("Type", record["type"]), ("Found by", said("search")), ("Study", said("study")),
        ("Language", said("language")), ("Keywords", record["keywords"]), ("Note in the bibliography", record["note"]),
        ("Full text", fulltexts.find(review.folder, key)),
        *((one.name, said(f"descriptor:{one.id}")) for one in review.protocol.descriptors),
    ]  # fmt: skip
    return {
        "key": key,
        "reference": said("reference"),
        "title": record["title"],
        "authors": record["author"] or record["editor"],
        "where": references.published(record),
        "links": list(references.addresses(record)),
        "abstract": record["abstract"],
        "facts": [[name, text] for name, text in pairs if text],
        "status": said("status") + (f", at {said('at')}" if said("at") else "") + (f": {reason}" if reason else ""),
        "mine": _mine(facts, key),
        "labels": list(labels.of(review, facts.person).get(key, ())) if facts.person else [],
        "checks": _checks(facts, key),
        "everybody": _everybody(facts, key) if compared else None,
    }  # fmt: skip


def _mine(facts: Facts, key: str) -> list[dict[str, str]]:
    """Return what the person decided on a record, stage by stage."""
    return [one for one in _everybody(facts, key) if facts.person and one["who"] == facts.person]


def _everybody(facts: Facts, key: str) -> list[dict[str, str]]:
    """Return what anybody decided on a record, stage by stage, with everybody's labels after it."""
    review = facts.review
    reasons = review.protocol.exclusions
    now = screening.standing(review)
    now = now[(now["key"] == key) & now["stage"].isin([*ALL_STAGES])]
    now = now[now["decision"].isin([*DECISION_WORDS])]
    found = [
        {
            "who": reviewer,
            "stage": ALL_STAGES[stage],
            "decision": DECISION_WORDS[decision],
            "reason": reasons.get(reason, reason),
            "note": note,
        }
        for reviewer, stage, decision, reason, note in now[
            ["reviewer", "stage", "decision", "reason", "note"]
        ].itertuples(index=False, name=None)
    ]
    given: dict[str, list[str]] = {}
    for one, label, by in labels.given(review):
        if one == key:
            given.setdefault(by, []).append(label)
    found += [
        {"who": by, "stage": LABEL, "decision": "; ".join(those), "reason": "", "note": ""}
        for by, those in given.items()
    ]
    return found


def _checks(facts: Facts, key: str) -> list[dict[str, str]]:
    """Return what each criterion asks, and what its check finds in the record."""
    found = criteria.suggestions(facts.review, [key])
    told = {
        criterion: (verdict, why)
        for criterion, verdict, why in found[["criterion", "verdict", "why"]].itertuples(
            index=False, name=None
        )
    }
    return [
        {
            "include": one.include,
            "verdict": told.get(one.id, ("", ""))[0],
            "why": told.get(one.id, ("", ""))[1],
        }
        for one in facts.review.protocol.criteria
    ]
