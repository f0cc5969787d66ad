"""A made-up review of any size: the same for the same number of records."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

from litmatrix import decisions
from litmatrix.decisions.log import Event
from litmatrix.matrix import excerpts, rows
from litmatrix.matrix.excerpts import Excerpt

THEMES = 12
SUBTHEMES = ("Pay", "Voice", "Boundaries")
TYPES = ("academic", "grey", "experiential", "unknown")
WORDS = (
    "peer", "support", "mental", "health", "service", "review", "évaluation", "trial", "recovery", "{NHS}",
    "outcome", "50\\%", "lived", "experience", "of", "the", "worker", "role", "value", "boundary", "training",
    "supervision", "practice", "staff", "inpatient", "community", "identity", "crisis", "stigma", "wage",
)  # fmt: skip


def write_review(folder: Path, records: int) -> Path:
    """Write a review in which every record is included and has a row of twelve filled cells; return the folder."""
    chance = random.Random(records)

    def words(number: int) -> str:
        return " ".join(chance.choices(WORDS, k=number))

    keys = [f"author{number}_{1990 + number % 35}" for number in range(records)]
    (folder / "decisions").mkdir(parents=True, exist_ok=True)
    (folder / "review.toml").write_text(_protocol(), encoding="utf-8")
    (folder / "bibliography.bib").write_text("\n".join(_entry(key, words) for key in keys), encoding="utf-8")
    header = ["key", "source_type", *(f"theme{number}" for number in range(THEMES))]
    table = [
        header,
        *([key, chance.choice(TYPES), *(_cell(chance, words) for _ in range(THEMES))] for key in keys),
    ]
    text = "".join(rows.render(row, False, "\n") for row in table)
    (folder / "matrix.csv").write_text(text, encoding="utf-8", newline="")
    path = decisions.reviewer_file(folder / "decisions", "ann", "desk")
    included = [Event("ann", key, stage, "include") for key in keys for stage in ("screening", "eligibility")]
    path.write_bytes(b"".join(_line(event, number) for number, event in enumerate(included)))
    return folder


def _line(event: Event, number: int) -> bytes:
    time = f"2026-11-{1 + number // 86400:02}T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}.000Z"
    members = {name: value for name, value in event.__dict__.items() if value}
    return decisions.format_event(Event(**{**members, "id": f"{number:026x}", "time": time}))


def _protocol() -> str:
    themes = "".join(
        f'[[themes]]\nid = "theme{number}"\nname = "Theme {number}"\nsubthemes = {json.dumps(SUBTHEMES)}\n\n'
        for number in range(THEMES)
    )
    return (
        'format = 1\ntitle = "A synthetic review"\n\n[[searches]]\nid = "db"\nkind = "database"\n\n'
        '[[criteria]]\nid = "years"\ninclude = "from 1990"\ncheck = {field = "year", from = 1990}\n\n'
        f'[[descriptors]]\nid = "source_type"\nname = "Source type"\nvalues = {json.dumps(TYPES)}\n\n{themes}'
    )


def _entry(key: str, words: Callable[[int], str]) -> str:
    name, year = key.split("_")
    return (
        f'@article{{{key},\n  author = {{{name.title()}, A. and M{{\\"u}}ller, B.}},\n  title = {{{words(12)}}},\n'
        f"  journal = {{Journal of {words(2)}}},\n  year = {{{year}}},\n  pages = {{1--400}},\n"
        f"  doi = {{10.1000/{key}}},\n  abstract = {{{words(240)}}},\n  origin = {{db}}\n}}\n"
    )


def _cell(chance: random.Random, words: Callable[[int], str]) -> str:
    """Return a cell of some 200 characters: a quotation, mostly with a summary, or `none`."""
    if chance.random() < 0.3:
        return "none 2026-11-03 ann"
    found = [Excerpt("quotation", words(25), chance.choice(SUBTHEMES), "", f"p. {chance.randint(1, 400)}")]
    if chance.random() < 0.6:
        found.append(Excerpt("summary", words(20), chance.choice(SUBTHEMES), chance.choice(("", "+", "-"))))
    return excerpts.format(found)
