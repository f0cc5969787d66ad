"""Checks of the findings (GRADE-CERQual): that each has a theme and sources, and that its confidence is explained."""

from __future__ import annotations

from collections.abc import Iterator

from litmatrix.checking.places import meant
from litmatrix.coding.contributions import contribution
from litmatrix.model import Problem, ReviewFinding
from litmatrix.protocol import theme_history
from litmatrix.review import Review
from litmatrix.vocabulary import CERQUAL, CONCERNS, CONFIDENCE, ERROR, PROTOCOL, WARNING

#: Concerns from here on lower the confidence, or it is said why they do not.
_WEIGHTY = CONCERNS[2:]


def check_findings(review: Review) -> Iterator[Problem]:
    """Findings whose theme is not there any more, that no source contributes to, or whose confidence is not explained."""
    for one in review.protocol.findings:
        where = f"{PROTOCOL}, findings {one.id}"
        theme = _of_theme(review, one)
        if theme is not None:
            severity, message, fix = theme
            yield Problem("finding-theme", severity, where, message, one.id, fix)
        found = contribution(review, one)
        if found.themes and not found.keys:
            message = "no included source has an excerpt on its theme: nothing contributes to it."
            fix = "Code sources for this theme, or delete the finding."
            yield Problem("finding-sources", WARNING, where, message, one.id, fix)
        weighty = [name for name in CERQUAL if getattr(one, name) in _WEIGHTY]
        if one.confidence == CONFIDENCE[0] and weighty and not one.why:
            told = " and ".join(
                f"{getattr(one, name)} concerns about {name.replace('_', ' ')}" for name in weighty
            )
            message = f"confidence is high, with {told}, and nothing says why."
            yield Problem(
                "finding-confidence", WARNING, where, message, one.id, "Explain it in why, or rate it lower."
            )
        elif unsaid := [name for name in weighty if not getattr(one, f"{name}_why")]:
            told = " and ".join(name.replace("_", " ") for name in unsaid)
            message = f"the concerns about {told} are not explained."
            fix = f"Say which they are in {' and '.join(f'{name}_why' for name in unsaid)}."
            yield Problem("finding-confidence", WARNING, where, message, one.id, fix)


def _of_theme(review: Review, one: ReviewFinding) -> tuple[str, str, str] | None:
    """Return what is wrong with the theme of a finding: how bad, what, and what to do; None for nothing.

    A theme that was renamed is the same one.
    """
    protocol = review.protocol
    if not one.theme:
        return WARNING, "it names no theme, so nothing tells which sources contribute.", "Add theme = …"
    declared = {theme.id: theme for theme in protocol.themes}
    ids = theme_history.now(protocol, one.theme)
    if not ids:
        fix = meant(one.theme, declared, f"The themes are {', '.join(declared) or '(none yet)'}.")
        return ERROR, f"there is no theme {one.theme}.", fix
    if retired := [declared[id] for id in ids if declared[id].retired]:
        message = f"its theme {retired[0].id} was retired on {retired[0].retired}, so no source contributes."
        return WARNING, message, "Name another theme, or delete the finding."
    if ids != (theme_history.renamed(protocol, one.theme),):
        message = f"its theme {theme_history.told(protocol, one.theme)}: other sources contribute now than when it was assessed."
        return WARNING, message, f"Assess it again, and name {' or '.join(ids)} as its theme."
    return None
