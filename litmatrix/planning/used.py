"""What in the review names an entry of the protocol, or a person: neither goes while something does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litmatrix.errors import Misuse
from litmatrix.planning import messages, values
from litmatrix.planning.people import check_listed, check_names
from litmatrix.review import Review
from litmatrix.vocabulary import AUTOMATION, CONSENSUS, ORIGIN, counted


def require_unused(review: Review, asked: Mapping[str, Any]) -> None:
    """Raise `Misuse` where what is asked would take away what decisions, records, criteria or the matrix name."""
    asked = messages.read(asked)
    table, id = asked.get("table", ""), asked.get("id", "")
    if asked["op"] == "remove" and (told := _named(review, table, str(id))):
        raise Misuse(f"not deleted: {told}.")
    if asked["op"] == "rename":
        check_names(asked.get("old", ""), asked.get("new", "").strip(), everybody(review))
    given = asked.get("given", {}).get("reviewers")
    if asked["op"] == "set" and table == "" and given:
        names = values.cleaned(values.kinds("")["reviewers"], given) or ()
        check_listed(names, review.protocol.reviewers)
        for name, number in people(review).items():
            if name not in names:
                raise Misuse(
                    f"{name} made {counted(number, 'decision')} here and cannot be deleted; you can rename {name}."
                )


def people(review: Review) -> dict[str, int]:
    """Return how many decisions each person took, by name."""
    found = review.decisions["reviewer"].value_counts()
    return {
        str(name): int(found[name]) for name in sorted(found.index) if name not in (CONSENSUS, AUTOMATION)
    }


def everybody(review: Review) -> dict[str, int]:
    """Return how many decisions each person took, by name, those who are listed and took none among them."""
    return {**dict.fromkeys(review.protocol.reviewers, 0), **people(review)}


def _named(review: Review, table: str, id: str) -> str:
    """Say what names an entry; nothing, if nothing does."""
    events = review.decisions
    if table == "criteria":
        number = int((events["reason"] == id).sum())
        return (
            f"{counted(number, 'exclusion')} {'names' if number == 1 else 'name'} {id} as the reason"
            if number
            else ""
        )
    if table == "rounds":
        number = int((events["round"] == id).sum())
        return (
            f"{counted(number, 'decision')} {'was' if number == 1 else 'were'} made in the round {id}"
            if number
            else ""
        )
    if table == "searches":
        number = sum(id in (part.strip() for part in text.split(",")) for text in review.records[ORIGIN])
        if number:
            return f"{counted(number, 'record')} {'was' if number == 1 else 'were'} found by the search {id}"
        later = [one.id for one in review.protocol.searches if one.updates == id]
        return f"the search {later[0]} repeats it" if later else ""
    if table == "descriptors":
        asking = [one.id for one in review.protocol.criteria if one.check and one.check.field == id]
        return f"the check of the criterion {asking[0]} uses {id}" if asking else ""
    return ""
