"""How long the coding desk makes one wait: python benchmarks/coding.py [SOURCES [THEMES]] [--browser].

Makes two synthetic reviews, one fully coded and one half-way, and prints each figure beside its target. With --browser
the desk is worked in JupyterLab and Chromium, from the press of a key to the next frame on the screen; without, only
what the kernel does is measured. On a machine that is busy with other work the figures say little.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from screening import WORDS, tell, timed

import litmatrix
from litmatrix import decisions
from litmatrix.decisions.log import Event
from litmatrix.matrix import excerpts, rows
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.widgets.coding.desk import CodingDesk

#: Seconds, for 2,000 sources × 30 themes; of an act in the browser the median, and the 95th percentile.
OPENING, ACT, SEARCH, SCROLL = 3.0, 0.3, 1.0, 0.1
PAINTED, WORST = 0.12, 0.25

SUBTHEMES = ("Pay", "Voice", "Boundaries")


def write_review(folder: Path, sources: int, themes: int, share: float) -> Path:
    """Write a review of included sources; of this share of them each cell holds some 250 characters, or `none`."""
    draw = random.Random(1)
    folder.mkdir(parents=True, exist_ok=True)
    keys = [f"author{number}_{1990 + number % 35}" for number in range(sources)]
    names = [f"theme{number}" for number in range(themes)]
    tables = "".join(
        f'[[themes]]\nid = "{name}"\nname = "The {name} of the review"\nsubthemes = {json.dumps(SUBTHEMES)}\n\n'
        for name in names
    )
    head = 'format = 1\ntitle = "A synthetic review"\n\n[[searches]]\nid = "db"\nkind = "database"\n\n'
    (folder / "review.toml").write_text(head + tables)
    (folder / "bibliography.bib").write_text(
        "\n".join(
            f"@article{{{key},\n  author = {{{key.title()}, A.}},\n  title = {{{_words(draw, 12)}}},\n  year = {{{key[-4:]}}},\n"
            f"  pages = {{1--400}},\n  abstract = {{{_words(draw, 150)}}},\n  origin = {{db}}\n}}\n"
            for key in keys
        )
    )
    coded = round(sources * share)
    table = [
        [key, *(_cell(draw) if number < coded else "" for _ in names)] for number, key in enumerate(keys)
    ]
    text = "".join(rows.render(row, False, "\n") for row in [["key", *names], *table])
    (folder / "matrix.csv").write_text(text, newline="")
    events = [Event("ann", key, "eligibility", "include") for key in keys]
    decisions.append_events(decisions.reviewer_file(folder / "decisions", "ann"), events)
    return folder


def _words(draw: random.Random, number: int) -> str:
    return " ".join(draw.choices(WORDS, k=number))


def _cell(draw: random.Random) -> str:
    if draw.random() < 0.3:
        return "none 2026-11-03 ann"
    quoted = Excerpt("quotation", _words(draw, 25), draw.choice(SUBTHEMES), "", f"p. {draw.randint(1, 400)}")
    return excerpts.format(
        [quoted, Excerpt("summary", _words(draw, 12))] if draw.random() < 0.5 else [quoted]
    )


# --- what the kernel does ---------------------------------------------------------------------------------------------


def measure(folder: Path) -> None:
    took, review = timed(lambda: litmatrix.open(folder))
    tell("opening the review", took)
    took, desk = timed(lambda: CodingDesk(review, "ann", "source"))
    tell("opening the desk", took, OPENING)
    tell("opening it again, by theme", timed(lambda: CodingDesk(review, "ann", "theme"))[0], OPENING)
    desk = CodingDesk(review, "ann", "all")
    desk._answer(None, {"act": "show", "key": desk.reading.keys[len(desk.reading.keys) * 3 // 4]}, [])

    def act(**message: Any) -> Callable[[], None]:
        return lambda: desk._answer(
            None, {"key": desk.reading.key, "theme": desk.reading.theme, **message}, []
        )

    for what, message in (
        ("adding a summary", {"act": "add", "text": "a summary"}),
        ("adding under a new subtheme", {"act": "add", "text": "a summary", "subtheme": "New"}),
        ("undoing that", {"act": "undo"}),
        ("going to the next source", {"act": "go", "step": 1}),
        ("logging a reading", {"act": "read"}),
        ("turning to a theme down the sources", {"act": "view", "view": "theme"}),
        ("turning to the grid", {"act": "view", "view": "grid"}),
        ("turning to the source", {"act": "view", "view": "source"}),
    ):
        tell(what, timed(act(**message))[0], ACT)
    desk._answer(None, {"act": "queue", "group": "all"}, [])
    adds = [timed(act(act="add", text=f"a summary {number}"))[0] for number in range(20)]
    tell("adding a summary, median of 20", statistics.median(adds), ACT)
    owed = [key for key in desk.reading.keys if "due" in desk.reading.states(key).values()][:1]
    owed += [key for key in desk.reading.keys if "unread" in desk.reading.states(key).values()][:1]
    if owed:
        theme = desk.reading.first_owed(owed[-1])
        desk._answer(None, {"act": "show", "key": owed[-1], "theme": theme}, [])
        tell("“none” in a cell", timed(act(act="none"))[0], ACT)
    sent: list[Any] = []
    desk.send = lambda content, buffers=None: sent.append(content)
    for what, words in (("a word that is everywhere", "peer"), ("three words", "peer crisis wage"), ("no such word", "xylophone")):  # fmt: skip
        tell(
            f"searching for {what}",
            timed(lambda words=words: desk._answer(None, {"act": "search", "words": words}, []))[0],
            SEARCH,
        )
    tell(
        "cells of a state",
        timed(lambda: desk._answer(None, {"act": "search", "words": "", "state": "due"}, []))[0],
        SEARCH,
    )
    keys = list(desk.reading.keys[500:520])
    tell(
        "what twenty rows of the grid hold",
        timed(lambda: desk._answer(None, {"act": "peek", "keys": keys}, []))[0],
        SCROLL,
    )
    for what, message in (
        ("the list of all excerpts, the first time", {}),
        ("a word in all excerpts", {"words": "peer"}),
        ("words together, of one theme", {"words": '"peer crisis"', "theme": desk.reading.theme}),
        ("all excerpts by theme, in the middle", {"order": "theme", "start": 20_000}),
    ):
        tell(
            what,
            timed(lambda message=message: desk._answer(None, {"act": "excerpts", **message}, []))[0],
            SEARCH,
        )
    tell("turning to the table", timed(act(act="view", view="table"))[0], ACT)
    print(f"{'the state of the table':<52}{len(json.dumps(desk.state)) / 1000:8.0f} kB")
    fill = {
        "act": "fill",
        "column": desk.reading.theme,
        "before": desk.reading.text(keys[0], desk.reading.theme),
    }
    tell("filling a cell", timed(act(**{**fill, "key": keys[0], "text": "filled", "id": 1}))[0], ACT)
    block = "\n".join("\t".join(["a summary"] * 10) for _ in range(100))
    message = {
        "act": "pasting",
        "text": block,
        "keys": list(desk.reading.keys[:200]),
        "column": desk.reading.themes[0].id,
    }
    tell("looking at a block of 1,000 cells", timed(lambda: desk._answer(None, message, []))[0], SEARCH)
    tell("writing it", timed(act(act="paste", block=1))[0], SEARCH)
    tell("undoing it", timed(act(act="undo"))[0], 2 * SEARCH)
    desk._answer(None, {"act": "view", "view": "source"}, [])
    print(f"{'the state of a source':<52}{len(json.dumps(desk.state)) / 1000:8.0f} kB")


# --- what a person sees -----------------------------------------------------------------------------------------------

#: Presses a key, and gives the milliseconds until what it brings is on the screen.
PRESS = """([key, done]) => new Promise(resolve => {
    const desk = document.querySelector('.lm-coding'), start = performance.now();
    const there = new Function('desk', 'return ' + done);
    const look = () => there(desk) && !desk.hasAttribute('aria-busy')
        ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start))) : requestAnimationFrame(look);
    if (key === 'jump') desk.querySelector('.lm-scroll').scrollTop += 9000;
    else { const target = document.activeElement.matches('.lm-fill-field') ? document.activeElement
            : key === 'Enter' ? desk.querySelector('.lm-form-text') : desk;
        target.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true})); }
    look();
})"""

#: Types words, and gives the milliseconds until the list has what was found.
SEARCHED = """words => new Promise(resolve => {
    const field = document.querySelector('.lm-list-words'), start = performance.now();
    const before = document.querySelector('.lm-list-count').textContent;
    field.value = words;
    field.dispatchEvent(new Event('input'));
    const look = () => document.querySelector('.lm-list-count').textContent !== before
        ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start))) : requestAnimationFrame(look);
    look();
})"""


def work(folder: Path) -> None:
    """Work the desk in JupyterLab and Chromium."""
    import painted

    with painted.shown(folder, "widgets.coding_desk(review, 'ann', 'all')", "lm-coding") as shown:
        page = shown.page

        def press(key: str, done: str = "true") -> float:
            return page.evaluate(PRESS, [key, done]) / 1000

        def several(what: str, act: Callable[[], float], target: float, times: int = 40) -> None:
            took = [act() for _ in range(times)]
            tell(f"{what}: median of {times}", statistics.median(took), target)
            tell(f"{what}: 95th percentile", sorted(took)[round(0.95 * times) - 1], WORST)

        def add() -> float:
            page.keyboard.press("a")
            page.keyboard.insert_text("a summary")
            return press("Enter", "!desk.querySelector('.lm-form')")

        several("Enter → the added summary", add, PAINTED)
        for _ in range(3):
            press("n")
        several("0 → the cell says none, or why not", lambda: press("0"), PAINTED)
        several("n → the next source", lambda: press("n"), PAINTED)
        tell("t → the theme", press("t", "desk.dataset.view === 'theme'"), ACT)
        grid = "desk.dataset.view === 'grid' && desk.querySelector('.lm-grid-cell span')?.textContent"
        tell("g → the grid with its words", press("g", grid))
        several(
            "a jump of the grid → rows", lambda: press("jump", "desk.querySelectorAll('.lm-grid-row').length > 5 && (() => {"
            " const one = desk.querySelector('.lm-scroll').getBoundingClientRect();"
            " return [...desk.querySelectorAll('.lm-grid-row')].some(row => Math.abs(row.getBoundingClientRect().top - one.top) < 60); })()"), SCROLL,
        )  # fmt: skip
        page.locator(".lm-coding").focus()
        listed = "desk.querySelector('.lm-list-row.lm-at .lm-list-text')"
        tell("/ → all excerpts, the first time", press("/", listed))
        for words in ("peer crisis", "wage", "peer"):
            page.locator(".lm-list-words").fill("")
            page.wait_for_function("() => document.querySelector('.lm-list-row.lm-at .lm-list-text')")
            took = page.evaluate(SEARCHED, words) / 1000
            tell(f"“{words}” typed → what is found (180 ms of waiting in it)", took, SEARCH)
        page.locator(".lm-coding").focus()
        tell(
            "b → the table",
            press("b", "(desk.querySelector('.lm-fill-cell.lm-at span')?.textContent ?? '…') !== '…'"),
        )

        def walk() -> float:
            row = page.evaluate("() => Number(document.querySelector('.lm-fill-cell.lm-at').dataset.row)")
            return press(
                "ArrowDown", f"desk.querySelector('.lm-fill-cell.lm-at')?.dataset.row === '{row + 1}'"
            )

        def fill() -> float:
            page.keyboard.insert_text("a text that is typed")
            return press("Enter", "!desk.querySelector('.lm-pending') && !desk.querySelector('.lm-editing')")

        several("↓ → the next cell of the table", walk, PAINTED)
        several("Enter → the cell is saved (it is shown at once)", fill, ACT)


def main(sources: int, themes: int, browser: bool) -> None:
    for what, share in (("fully coded", 1.0), ("half of the sources coded", 0.5)):
        print(f"\n{sources:,} sources × {themes} themes, {what}")
        with tempfile.TemporaryDirectory() as temporary:
            folder = write_review(Path(temporary) / "review", sources, themes, share)
            (work if browser else measure)(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=int, nargs="?", default=2_000)
    parser.add_argument("themes", type=int, nargs="?", default=30)
    parser.add_argument("--browser", action="store_true", help="work the desk in JupyterLab and Chromium")
    main(**vars(parser.parse_args()))
