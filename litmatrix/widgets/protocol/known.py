"""What the desk does not write, for `litmatrix check` would find it wrong at once: names of nothing, and names told apart by nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litmatrix import checking
from litmatrix.bibliography.identifiers import difference, twin
from litmatrix.checking import counts, of_quotations
from litmatrix.checking.of_cells import RESERVED
from litmatrix.checking.of_claims import fields_of
from litmatrix.checking.places import meant
from litmatrix.errors import Misuse
from litmatrix.planning import CALLED, values
from litmatrix.protocol import theme_history
from litmatrix.review import Review
from litmatrix.vocabulary import KEY

_COLUMNS = ("descriptors", "themes")


def taken(now: Mapping[str, Any], table: str) -> list[str]:
    """Return the ids that a new entry of a table cannot have, of all that forms show."""
    tables = _COLUMNS if table in _COLUMNS else (table,)
    ids = [str(one["id"]) for name in tables for one in now.get(name, ()) if one.get("id")]
    return [*ids, KEY, *RESERVED] if table in _COLUMNS else ids


def require_known(review: Review, asked: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Raise `Misuse` where what is given names what is not there, or is an id that looks like another."""
    table, kinds = (
        asked.get("table", ""),
        values.kinds(asked["table"]) if asked.get("table") in CALLED else {},
    )
    given = {name: values.cleaned(one, asked.get("given", {}).get(name)) for name, one in kinds.items()}
    if asked["op"] == "add" and given.get("id"):
        _require_apart(given["id"], taken(now, table))
    if (
        table == "criteria"
        and (field := (given["check"] or {}).get("field"))
        and field not in fields_of(review)
    ):
        told = meant(field, sorted(fields_of(review)), "Choose a field of the records, or a descriptor.")
        raise Misuse(f"the check uses {field}, which is neither a field of a record nor a descriptor. {told}")
    if table == "claims" and given["count"] and given["count"] not in counts.count_all(review):
        near = counts.nearest(review, given["count"])
        raise Misuse(
            f"there is no computed number {given['count']}.{f' Did you mean {near}?' if near else ''}"
        )
    if table == "findings" and given["theme"] and not theme_history.now(review.protocol, given["theme"]):
        named = [theme.id for theme in review.protocol.themes]
        raise Misuse(
            f"there is no theme {given['theme']}. {meant(given['theme'], named, 'Add it at the theme desk.')}"
        )
    if table == "accepted" and asked["op"] == "add":
        _require_found(review, given["check"] or "", given["key"] or [""])


def _require_apart(id: str, others: list[str]) -> None:
    if id in RESERVED:
        raise Misuse(f"the name {id} is used by litmatrix itself: choose another one.")
    if id not in others and (other := twin(id, others)):
        raise Misuse(f"{id} and {other} differ {difference(id, other)}: choose another word.")


def _require_found(review: Review, check: str, keys: list[str]) -> None:
    """Raise `Misuse` for a problem that is not found; of quotations nobody knows until they are looked for."""
    found = {(one.check, one.key) for one in checking.check(review).problems}
    for key in keys:
        if check not in of_quotations.NAMES and (check, key) not in found:
            told = f"{check} of {key}" if key else check
            raise Misuse(f"there is no problem {told} at present: nothing to accept.")
