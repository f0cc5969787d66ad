"""What the checks of the criteria find in each record. They only suggest: a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from litmatrix import decisions
from litmatrix.bibliography.latex import folded, year_number
from litmatrix.decisions import Event
from litmatrix.errors import Misuse
from litmatrix.model import Criterion, FieldCheck
from litmatrix.review import Review
from litmatrix.screening import deciding
from litmatrix.vocabulary import AUTOMATION, UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

MEETS = "meets"
FAILS = "fails"
VERDICTS = (MEETS, FAILS, UNKNOWN)

#: Fields that hold a year, perhaps with more (``c. 2012``, ``2012-05``).
_YEARS = ("year", "date")

_NUMBER = re.compile(r"(?P<grouped>[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?)|[+-]?\d+(?:[.,]\d+)?")
# Scripts that put no space between words: in them a word may begin anywhere.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff]"
)


class Finding(NamedTuple):
    """What a criterion's check finds in one record: meets, fails or unknown, and why in words."""

    verdict: str
    why: str


def finding(criterion: Criterion, values: Mapping[str, str]) -> Finding | None:
    """Return what the criterion's check finds in a record's fields and descriptors; None if it has no check.

    A field that is empty, or says `unknown`, decides nothing. It only suggests: a person decides.
    """
    check = criterion.check
    if check is None:
        return None
    value = str(values.get(check.field, "") or "").strip()
    if not value or value.casefold() == UNKNOWN:
        return Finding(UNKNOWN, f"{check.field} is not known")
    shown = value if len(value) < 60 else value[:57] + "…"
    if check.first is not None or check.last is not None:
        amount = year_number(value) if check.field in _YEARS else number(value)
        if amount is None:
            return Finding(
                UNKNOWN, f"{check.field} “{shown}” is not a {'year' if check.field in _YEARS else 'number'}"
            )
        if outside := _outside(check, amount, str(amount) if check.field in _YEARS else value):
            return Finding(FAILS, outside)
    if check.contains and not _holds_one(value, check.contains):
        return Finding(
            FAILS, f"{check.field} contains none of {', '.join(f'“{word}”' for word in check.contains)}"
        )
    if check.values:
        given = {part.strip().casefold() for part in value.split(";")}
        if given.isdisjoint(allowed.casefold() for allowed in check.values):
            return Finding(FAILS, f"{check.field} is {shown}, not {' or '.join(check.values)}")
    return Finding(MEETS, f"{check.field} is {shown}")


def suggestions(review: Review, keys: Iterable[str] | None = None) -> pd.DataFrame:
    """Return what the criteria's checks find: one row a record (all that a search found, or `keys`) and check.

    Columns: key, criterion, verdict (meets, fails, unknown), why. Criteria without a check have no row. A field
    that is also a descriptor is taken from the matrix, and from the entry where the matrix says nothing.
    Raises `Misuse` for a key that the bibliography does not have.
    """
    import pandas as pd

    criteria = [criterion for criterion in review.protocol.criteria if criterion.check]
    chosen = review.found.index if keys is None else pd.Index(list(keys), name="key", dtype="str")
    if len(missing := chosen.difference(review.records.index)):
        raise Misuse(f"the bibliography has no record {missing[0]}.")
    names = dict.fromkeys(criterion.check.field for criterion in criteria if criterion.check)
    columns = {name: _stated(review, chosen, name) for name in names}
    rows = []
    for place, key in enumerate(chosen):
        values = {name: column[place] for name, column in columns.items()}
        for criterion in criteria:
            if found := finding(criterion, values):
                rows.append((key, criterion.id, found.verdict, found.why))
    return pd.DataFrame(rows, columns=["key", "criterion", "verdict", "why"], dtype="str")


def tried(review: Review, check: FieldCheck) -> dict[str, Finding]:
    """Return what a check finds in each record that a search found, by key: also one that no criterion has yet."""
    keys = review.found.index
    asked = Criterion("", "", check=check)
    values = zip(keys, _stated(review, keys, check.field), strict=True)
    found = ((str(key), finding(asked, {check.field: value})) for key, value in values)
    return {key: one for key, one in found if one is not None}


def _stated(review: Review, keys: pd.Index, name: str) -> list[str]:
    """Return what is said of a field of these records: by the matrix, else by the entry."""
    given, records = described(review, keys), review.records.loc[keys]
    stated = given[name].tolist() if name in given else [""] * len(keys)
    entered = records[name].tolist() if name in records else [""] * len(keys)
    return [first or str(second) for first, second in zip(stated, entered, strict=True)]


def exclude_failing(
    review: Review, criterion: str, keys: Iterable[str], by: str, stage: str = "screening"
) -> tuple[Event, ...]:
    """Record that a person told the rule of a criterion to exclude these records: one batch, by `automation`.

    Each record is taken once. Raises `Misuse` for a record that the criterion's check does not speak against,
    and for what nobody could decide; `NotSaved` where a file was not read whole. Nothing is then recorded.
    """
    review = review.reread()
    review.require_whole()
    deciding.check_reviewer(review, by)
    keys = list(dict.fromkeys(keys))
    for key in keys:
        deciding.check_decision(review, key, "exclude", by, stage, criterion)
    found = suggestions(review, keys)
    failing = set(found[(found["criterion"] == criterion) & (found["verdict"] == FAILS)]["key"])
    if wrong := [key for key in keys if key not in failing]:
        raise Misuse(
            f"{', '.join(wrong[:5])}: not found to fail the check of {criterion}; nothing was recorded."
        )
    note = f"run by {by}"
    events = [Event(AUTOMATION, key, stage, "exclude", reason=criterion, note=note) for key in keys]
    return deciding.record(review, by, events, batch=decisions.new_id())


def described(review: Review, keys: pd.Index) -> pd.DataFrame:
    """Return the descriptors of records as the matrix gives them: index `keys`, one text column each.

    A descriptor is empty where the matrix says nothing, or has no row or no column for it.
    """
    names = [descriptor.id for descriptor in review.protocol.descriptors]
    return review.matrix.reindex(index=keys, columns=names, fill_value="").astype("str")


def number(text: str) -> float | None:
    """Return the number that a text is (``12``, ``1.5``, ``1,5``, ``1,200``), or None.

    A comma before three digits parts thousands, any other comma is a decimal one.
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return None
    return float(text.strip().replace(",", "" if found["grouped"] else "."))


def _outside(check: FieldCheck, amount: float, shown: str) -> str:
    """Say how a number lies outside the bounds of a check; nothing if it does not."""
    below, above = ("before", "after") if check.field in _YEARS else ("below", "above")
    if check.first is not None and amount < check.first:
        return f"{check.field} {shown} is {below} {check.first}"
    if check.last is not None and amount > check.last:
        return f"{check.field} {shown} is {above} {check.last}"
    return ""


def _holds_one(value: str, words: Iterable[str]) -> bool:
    """Say whether one of the words stands in a value, at the beginning of a word of it (“peer” in “peers”)."""
    text = folded(value)
    for word in map(folded, words):
        start = "" if _UNSPACED.match(word) else r"(?<!\w)"
        if re.search(start + re.escape(word), text):
            return True
    return False
