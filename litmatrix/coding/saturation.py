"""When themes and subthemes first appeared, source by source, in the order in which the sources were read.

The order is that of the log's `read` events. A code is counted where it first has evidence *today*: an excerpt
that was added on a later reading counts at the source's first one, since the matrix does not say when an
excerpt came. So a curve tells how the codes of today are spread over the reading; that it lies flat does not
prove that nothing is left to find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from litmatrix import coding, decisions, screening
from litmatrix.errors import Misuse
from litmatrix.review import Review

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "reference", "time", "readers", "new_themes", "new_subthemes", "themes", "subthemes", "new_codes", "first",
)  # fmt: skip
_NUMBERS = ("new_themes", "new_subthemes", "themes", "subthemes", "new_codes")


def curve(review: Review) -> pd.DataFrame:
    """Return the included sources that somebody logged as read, in the order of their first reading: index `key`.

    Columns: `reference` (short), `time` (UTC, of the first `read` event that was not withdrawn), `readers` (all
    who read it, in that order), `new_themes` and `new_subthemes` (that have their first evidence here, of the
    themes in use), `themes` and `subthemes` (the same, summed so far), `new_codes` (of the finest level only: new
    subthemes, and new themes that have no subthemes), `first` (which they are, in words).
    Empty where nobody logged a reading; `unlogged` has the sources that are missing.
    """
    import pandas as pd

    readings: dict[str, list[tuple[str, str]]] = {}
    for key, time, reviewer in reads(review):
        readings.setdefault(key, []).append((time, reviewer))
    included = set(screening.included(review).index)
    short = screening.included_names(review)
    codes = _codes(review)
    names = {theme.id: theme.name for theme in review.protocol.current_themes}
    parted = {theme.id for theme in review.protocol.current_themes if theme.subthemes}
    parted |= {theme for found in codes.values() for theme, subtheme in found if subtheme}
    themes: set[str] = set()
    subthemes: set[tuple[str, str]] = set()
    rows, keys = [], []
    for key, own in readings.items():
        if key not in included:
            continue
        found = codes.get(key, ())
        new_themes = [theme for theme in dict.fromkeys(theme for theme, _ in found) if theme not in themes]
        new_subthemes = [code for code in dict.fromkeys(found) if code[1] and code not in subthemes]
        themes.update(new_themes)
        subthemes.update(new_subthemes)
        first = [names[theme] for theme in new_themes]
        first += [f"{names[theme]}: {subtheme}" for theme, subtheme in new_subthemes]
        readers = ", ".join(dict.fromkeys(reviewer for _, reviewer in own))
        new_codes = len(new_subthemes) + sum(theme not in parted for theme in new_themes)
        numbers = (len(new_themes), len(new_subthemes), len(themes), len(subthemes), new_codes)
        keys.append(key)
        rows.append((short[key], own[0][0], readers, *numbers, "; ".join(first)))
    table = pd.DataFrame(rows, columns=list(COLUMNS), index=pd.Index(keys, name="key", dtype="str"))
    return table.astype({name: "int64" if name in _NUMBERS else "str" for name in COLUMNS})


def unlogged(review: Review) -> pd.DataFrame:
    """Return the included sources without a `read` event: index `key`, in the order of the bibliography.

    Columns: `reference`, `evidence` (whether it has excerpts: what they say is missing from the curve).
    """
    import pandas as pd

    read = {key for key, _, _ in reads(review)}
    codes = _codes(review)
    keys = [key for key in screening.included(review).index if key not in read]
    short = screening.included_names(review)
    rows = [(short[key], key in codes) for key in keys]
    table = pd.DataFrame(
        rows, columns=["reference", "evidence"], index=pd.Index(keys, name="key", dtype="str")
    )
    return table.astype({"reference": "str", "evidence": "bool"})


def new_information(table: pd.DataFrame, base: int = 4, run: int = 2) -> pd.Series:
    """Return the share of new codes (`new_codes` of `curve`) in each run of sources, by the run's last source.

    The measure of Guest, Namey and Chen (2020), “A simple method to assess and report thematic saturation in
    qualitative research”, PLoS ONE 15(5): e0232076: the codes that are new in a run of `run` sources, divided by
    those in the first `base` sources; runs overlap. They made it for interviews, and read a share of at most
    5 % (or 0) as a sign of saturation; whether that carries over to sources is for the reviewer to say.

    `table` is that of `curve`. Empty where there are fewer than `base + run` sources, or the base has no code.
    Raises `Misuse` for a base or a run below 1.
    """
    if base < 1 or run < 1:
        raise Misuse(f"a base of {base} and a run of {run} sources: both must be at least 1.")
    new = table["new_codes"]
    in_base = int(new.iloc[:base].sum())
    if not in_base:
        return new.iloc[:0].astype("float64").rename("new_information")
    later = new.iloc[base:].rolling(run).sum().dropna() / in_base
    return later.astype("float64").rename("new_information")


def reached(table: pd.DataFrame, threshold: float = 0.05, base: int = 4, run: int = 2) -> int | None:
    """Return after how many sources the share of new codes first was at most the threshold, or None if it never was.

    The sources of the run that shows it come on top, and Guest, Namey and Chen print both: “reached at 6 + 2”.
    """
    shares = new_information(table, base, run)
    places = [place for place, share in enumerate(shares) if share <= threshold]
    return base + places[0] if places else None


def reads(review: Review) -> list[tuple[str, str, str]]:
    """Return key, time and reviewer of the `read` events that stand, by time, under the keys of today."""
    events = decisions.live(review.decisions)
    events = events[events["decision"] == "read"].sort_values(["time", "id"], kind="stable")
    renamed = screening.former_keys(review)
    rows = zip(events["key"].tolist(), events["time"].tolist(), events["reviewer"].tolist(), strict=True)
    return [(renamed.get(key, key), time, reviewer) for key, time, reviewer in rows]


def _codes(review: Review) -> dict[str, list[tuple[str, str]]]:
    """Return the theme and subtheme of each excerpt that is evidence, by source."""
    table = coding.evidence(review)
    found: dict[str, list[tuple[str, str]]] = {}
    for key, theme, subtheme in zip(table["key"], table["theme"], table["subtheme"], strict=True):
        found.setdefault(key, []).append((theme, subtheme))
    return found
