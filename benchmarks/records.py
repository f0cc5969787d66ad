"""How long the record list makes one wait: python benchmarks/records.py [RECORDS [DECISIONS]] [--browser].

Makes a synthetic review and prints each figure beside its target. With --browser the list is worked in JupyterLab and
Chromium, from the press of a key to the frame in which the rows stand there with their texts; without, only what the
kernel does is measured. On a machine that is busy with other work the figures say little.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from screening import tell, timed, write_review

import litmatrix
from litmatrix.widgets.records.desk import RecordList

#: Seconds: opening, an act on the list, a jump in it.
OPENING, ACT, JUMP = 3.0, 0.5, 0.1

# --- what the kernel does ---------------------------------------------------------------------------------------------


def measure(folder: Path) -> None:
    took, review = timed(lambda: litmatrix.open(folder))
    tell("opening the review", took)
    took, desk = timed(lambda: RecordList(review, "ann"))
    tell("opening the list", took, OPENING)
    sent: list[Any] = []
    desk.send = lambda content, buffers=None: sent.append(content)
    total = len(desk.listing.keys)

    def act(**message: Any) -> Callable[[], None]:
        return lambda: desk._answer(None, message, [])

    tell("which records there are", timed(act(act="order", asked=0))[0], JUMP)
    tell("the first rows", timed(act(act="rows", numbers=list(range(60)), asked=0))[0])
    jumps = [
        timed(act(act="rows", numbers=list(range(at, min(at + 60, total))), asked=0))[0]
        for at in range(0, total, max(1, total // 50))
    ]
    tell("rows anywhere, median of 50", statistics.median(jumps), JUMP)
    for column in ("title", "year", "status"):
        tell(f"sorting by {column}, the first time", timed(act(act="sort", column=column))[0], ACT)
        tell(f"turning the order by {column} round", timed(act(act="sort", column=column))[0], ACT)
    tell("looking for words, the first time", timed(act(act="words", words="peer support"))[0])
    tell("looking for words", timed(act(act="words", words="peer crisis"))[0], ACT)
    act(act="widen")()
    tell("what a filter offers", timed(act(act="values", field="status", asked=0))[0], ACT)
    tell("a filter", timed(act(act="filter", field="mine", values=[""]))[0], ACT)
    chosen = [desk.listing.numbers[key] for key in desk.listing.keys[:1000]]
    tell("listing what 1,000 exclusions would do", timed(act(act="prepare", do="exclude", reason="peer", chosen=chosen))[0], ACT)  # fmt: skip
    tell("recording them", timed(act(act="record", plan=desk.state["plan"]["number"]))[0])
    tell("undoing them", timed(lambda: desk._answer(None, {"act": "undo", "last": desk.state["last"]["id"]}, []))[0])  # fmt: skip
    print(f"{'the state of the list':<52}{len(json.dumps(desk.state)) / 1000:8.0f} kB")


# --- what a person sees -----------------------------------------------------------------------------------------------

#: Gives the milliseconds from a key, or a jump, until the rows in sight stand there with their texts.
PRESS = """([key, place]) => new Promise(resolve => {
    const desk = document.querySelector('.lm-records'), list = desk.querySelector('.lm-list'), start = performance.now();
    const there = () => {
        const box = list.getBoundingClientRect();
        const rows = [...list.querySelectorAll('.lm-row')].filter(one => {
            const {top, bottom} = one.getBoundingClientRect();
            return bottom > box.top + 40 && top < box.bottom;
        });
        return rows.length >= Math.floor((box.height - 40) / 44) && rows.every(one => !one.classList.contains('lm-pending'));
    };
    const look = () => there() && !desk.hasAttribute('aria-busy')
        ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start))) : requestAnimationFrame(look);
    if (key === 'jump') list.scrollTop = place * (list.scrollHeight - list.clientHeight);
    else (list.querySelector('.lm-row[tabindex="0"]') ?? list)
        .dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    requestAnimationFrame(look);
})"""
#: Scrolls three seconds long, and gives the milliseconds between the frames.
SCROLL = """() => new Promise(resolve => {
    const list = document.querySelector('.lm-records .lm-list'), gaps = [], start = performance.now();
    let last = start;
    const step = now => {
        gaps.push(now - last);
        last = now;
        list.scrollTop += 130;
        if (now - start < 3000) requestAnimationFrame(step); else resolve(gaps.slice(1));
    };
    requestAnimationFrame(step);
})"""


def work(folder: Path) -> None:
    """Work the list in JupyterLab and Chromium."""
    import painted

    with painted.shown(folder, "widgets.record_list(review, 'ann')", "lm-records") as desk:
        page = desk.page
        page.locator(".lm-records .lm-row:not(.lm-pending)").first.wait_for(timeout=120_000)

        def several(what: str, keys: list[tuple[str, float]]) -> None:
            left = iter(keys)
            act = lambda: page.evaluate(PRESS, list(next(left))) / 1000  # noqa: E731
            painted.several(what, act, JUMP, JUMP, tell, len(keys))

        several("a jump → rows with their texts", [("jump", number * 37 % 101 / 101) for number in range(60)])
        several("End, Home → rows with their texts", [("End", 0), ("Home", 0)] * 15)
        page.evaluate(PRESS, ["jump", 0.3])
        several("Page ↓", [("PageDown", 0)] * 30)
        several("↓", [("ArrowDown", 0)] * 30)
        gaps = sorted(page.evaluate(SCROLL))
        tell("scrolling: between frames, median", statistics.median(gaps) / 1000)
        tell("scrolling: between frames, 99th percentile", gaps[int(len(gaps) * 0.99)] / 1000)


def main(records: int, decided: int, browser: bool) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = write_review(Path(temporary) / "review", records, decided)
        print(f"{records:,} records, {decided:,} decisions")
        (work if browser else measure)(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=int, nargs="?", default=10_000)
    parser.add_argument("decided", type=int, nargs="?", default=2_000)
    parser.add_argument("--browser", action="store_true", help="work the list in JupyterLab and Chromium")
    main(**vars(parser.parse_args()))
