"""Who decided on each record of a stage, and which records wait for nobody."""

from __future__ import annotations

from litmatrix import screening
from litmatrix.review import Review, derived
from litmatrix.vocabulary import AUTOMATION, CONSENSUS, KEY


def people(review: Review, stage: str) -> dict[str, tuple[str, ...]]:
    """Return who decided on each record at a stage, as it stands, by time; `consensus` and `automation` are no persons."""
    return _people(review).get(stage, {})


@derived
def _people(review: Review) -> dict[str, dict[str, tuple[str, ...]]]:
    now = screening.standing(review).sort_values(["time", "id"], kind="stable")
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    columns = (now[name].to_numpy(dtype=object).tolist() for name in ("stage", KEY, "reviewer"))
    for stage, key, reviewer in zip(*columns, strict=True):
        if reviewer not in (AUTOMATION, CONSENSUS):
            here = found.setdefault(stage, {})
            here[key] = (*here.get(key, ()), reviewer)
    return found


def done(review: Review, stage: str) -> set[str]:
    """Return the records of a stage that wait for nobody: decided by `consensus`, by a rule, or by as many people as must agree."""
    here = screening.at_stage(review, stage)
    ruled = set(here.index[here["automation"] == "yes"])
    needed = review.protocol.agree.get(stage, 1)
    if needed == 1:
        return ruled | set(here.index[~here[stage].isin(["", screening.PENDING])])
    now = screening.standing(review)
    agreed = now.loc[(now["stage"] == stage) & (now["reviewer"] == CONSENSUS), KEY]
    return ruled | set(agreed) | {key for key, names in people(review, stage).items() if len(names) >= needed}
