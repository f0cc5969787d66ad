"""How long the screening desk makes one wait: python benchmarks/screening.py [RECORDS [DECISIONS [FOLDER]]] [--browser].

Makes a synthetic review (kept in FOLDER if one is given), opens it, and prints each figure beside its target. With
--browser the card is worked in JupyterLab and Chromium, from the press of a key to the next frame on the screen. On a
machine that is busy with other work the figures say little; the last line gives opening in seconds of this process.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import litmatrix
from litmatrix import decisions
from litmatrix.decisions.log import Event
from litmatrix.screening import queues
from litmatrix.widgets.screening.desk import ScreeningCard
from litmatrix.widgets.screening.logic import Sitting

#: Seconds; the issue of the screening card states them for 100,000 records.
OPENING, STEP = 3.0, 0.015
#: Seconds from a key to what it brings on the screen: the median, and the 95th percentile.
KEY, SLOW_KEY = 0.1, 0.2

WORDS = [
    *("peer", "support", "worker", "recovery", "mental", "health", "service", "role", "boundary", "training"),
    *("value", "evidence", "trial", "review", "staff", "practice", "model", "community", "crisis", "stigma"),
]

PROTOCOL = """format = 1
title = "A synthetic review"

[[searches]]
id = "db"
kind = "database"
source = "Database"

[[searches]]
id = "register"
kind = "register"
source = "Register"

[[criteria]]
id = "years"
include = "published from 2010 to 2020"
exclude = "published before 2010 or after 2020"
check = {field = "year", from = 2010, to = 2020}

[[criteria]]
id = "peer"
include = "about peer support"
exclude = "not about peer support"
check = {field = "title", contains = ["peer support"]}

[[criteria]]
id = "language"
include = "in English"
exclude = "in another language"
"""


def write_review(folder: Path, records: int, decided: int) -> Path:
    """Write a review of many records, about 1 kB each, the first of which are decided."""
    draw = random.Random(1)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "review.toml").write_text(PROTOCOL)
    (folder / "matrix.csv").write_text("key\n")
    with (folder / "bibliography.bib").open("w") as stream:
        for number in range(records):
            title, abstract = " ".join(draw.choices(WORDS, k=9)), " ".join(draw.choices(WORDS, k=80))
            stream.write(
                f"@article{{k{number},\n  title = {{{title} {number // 2}}},\n"
                f"  author = {{Family{number % 5000}, Given and Other, Name}},\n  year = {{{draw.randint(1990, 2024)}}},\n"
                f"  journal = {{Journal of {draw.choice(WORDS)}}},\n  doi = {{10.1000/{number}}},\n"
                f"  abstract = {{{abstract}}},\n  origin = {{{draw.choice(('db', 'register'))}}},\n}}\n\n"
            )
    path = decisions.reviewer_file(folder / "decisions", "ann")
    events = [
        Event(
            "ann",
            f"k{number}",
            "screening",
            "exclude" if number % 3 else "include",
            "years" if number % 3 else "",
        )
        for number in range(decided)
    ]
    decisions.append_events(path, events)
    return folder


def timed(act: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> tuple[float, Any]:
    """Return how many seconds an act takes, and what it gives."""
    start = clock()
    value = act()
    return clock() - start, value


def tell(what: str, seconds: float, target: float | None = None) -> None:
    shown = f"{seconds * 1000:8.1f} ms" if seconds < 0.5 else f"{seconds:8.2f} s "
    kept = (
        ""
        if target is None
        else f"   target {target * 1000:g} ms: {'kept' if seconds <= target else 'MISSED'}"
    )
    print(f"{what:<52}{shown}{kept}")


def measure(folder: Path, records: int, decided: int) -> None:
    took, review = timed(lambda: litmatrix.open(folder))
    tell(f"opening {records:,} records, {decided:,} decisions", took)
    queue, _ = timed(lambda: queues.find_queue(review, "pending", "ann"))
    tell("  the queue of pending records, the first time", queue)
    sat, _ = timed(lambda: Sitting(review, "ann"))
    tell("  a sitting", sat)
    made, card = timed(lambda: ScreeningCard(review, "ann"))
    tell("  the card, with a sitting of its own", made)
    tell("opening the card, all in all", queue + sat + made, OPENING)
    sitting = card.sitting
    decides, states, undos = [], [], []
    for number in range(200):
        decides.append(timed(lambda: sitting.decide(sitting.key, "include"))[0])
        states.append(timed(card._state)[0])
        if number % 20 == 19:
            undos.append(timed(sitting.undo)[0])
    for what, values, target in (
        ("deciding", decides, STEP),
        ("what the card shows next", states, STEP),
        ("undoing", undos, None),
    ):
        tell(f"{what}, median", statistics.median(values), target)
        tell(f"{what}, 95th percentile", statistics.quantiles(values, n=20)[18])
    tell(
        "turning to another queue",
        timed(lambda: card._answer(None, {"act": "narrow", "name": "queue", "value": "mine"}, []))[0],
    )
    tell(
        "sorting by author",
        timed(lambda: card._answer(None, {"act": "narrow", "name": "sort", "value": "author"}, []))[0],
    )
    tell(
        "looking for words",
        timed(lambda: card._answer(None, {"act": "narrow", "name": "words", "value": "peer crisis"}, []))[0],
    )
    fresh = litmatrix.open(folder)
    cpu, _ = timed(
        lambda: (queues.find_queue(fresh, "pending", "ann"), ScreeningCard(fresh, "ann")), time.process_time
    )
    tell("opening the card, processor time", cpu, OPENING)


def work(folder: Path) -> None:
    """Work the card in JupyterLab and Chromium."""
    import painted

    with painted.shown(folder, "widgets.screening_card(review, 'ann')", "lm-card") as desk:
        next_one = "desk.dataset.card !== before.card"
        for what, key, done in (
            ("a decision → the next record", "i", next_one),
            ("u → the record again", "u", next_one),
        ):
            painted.several(what, lambda key=key, done=done: desk.press(key, done), KEY, SLOW_KEY, tell)


def main(records: int, decided: int, folder: str, browser: bool) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(folder or temporary)
        if not (place / "review.toml").exists():
            write_review(place, records, decided)
        if browser:
            work(place)
        else:
            measure(place, records, decided)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=int, nargs="?", default=100_000)
    parser.add_argument("decided", type=int, nargs="?", default=20_000)
    parser.add_argument("folder", nargs="?", default="")
    parser.add_argument("--browser", action="store_true", help="work the card in JupyterLab and Chromium")
    main(**vars(parser.parse_args()))
