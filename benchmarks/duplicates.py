"""How well and how fast duplicates are found: python benchmarks/duplicates.py [SETS] [--beside PYTHON] [--sizes N ...].

SETS is a folder of labelled sets: SET.records.csv (ID, author, year, title, ...) and SET.groups.csv (merged_ids).
Prints, for each set: sensitivity, precision and F1 of the sure duplicates, sensitivity with the doubtful pairs, how many
pairs are doubtful, CPU seconds and peak memory; beside it, in the same run, those of bib-dedupe, if this Python has
it, or the one named with --beside (of a throwaway environment: python -m venv /tmp/x; /tmp/x/bin/pip install bib-dedupe).
Where labels are mistaken (`MISTAKEN`, with the reasons), the sets are scored by the labels as they are and without those,
and it is the second that must not be under bib-dedupe's. Then the time and memory for made-up records, of as many as --sizes says. Each is measured in a process of its own.
False merges are named with their two records: labels are people's work, and hold mistakes.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

SETS = Path("/work/shared/data/dedupe")
#: Labels that we hold for mistakes, by set: pairs put together that are two works. The labels are scored as they are, and
#: once more without these.
MISTAKEN = {
    "digital_work": (
        # Two editorials of one issue: pages 271 and 273-276, two DOIs.
        ("id_1000218", "id_1000339"),
        # An article, and the erratum to it: pages 151-170 and 171, two DOIs.
        ("id_1005082", "id_1005083"),
        # Printed in 24(1):46-54 of 2009 and again in 25(1):56-64 of 2010, two DOIs.
        ("id_1003663", "id_1003664"),
    ),
    # Two abstracts on one page, of “atypical repair” and of “atrophy”.
    "cytology_screening": (("id_0000516", "id_0000517"),),
}

#: Of the issue: share of the true duplicates found by sure and doubtful together; doubtful pairs by record; part of
#: bib-dedupe's time; seconds and bytes for the records made up.
FOUND, DOUBTFUL, PART = 0.99, 0.1, 0.05
LIMITS = {10_000: (2, 2**30), 100_000: (20, 2**30)}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="?", type=Path, default=SETS)
    parser.add_argument("--beside", default="", metavar="PYTHON", help="a Python that has bib-dedupe")
    parser.add_argument("--sizes", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--measure", nargs=2, metavar=("TOOL", "WHAT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        tool, what = given.measure
        print(json.dumps(_measured(tool, what, given.sets)))
        return 0
    kept = _sets(given.sets, given.beside)
    return 0 if _sizes(given.sizes, given.sets) and kept else 1


# --- the labelled sets ----------------------------------------------------------------------------------------------


def _sets(folder: Path, beside: str) -> bool:
    names = sorted(path.name.removesuffix(".groups.csv") for path in folder.glob("*.groups.csv"))
    if not names:
        print(f"{folder} holds no labelled sets (SET.records.csv, SET.groups.csv): skipped.")
        return True
    other = beside or (sys.executable if importlib.util.find_spec("bib_dedupe") else "")
    if not other:
        print("bib-dedupe is not installed here: not run beside. Name a Python that has it with --beside.")
    print(
        f"{'set':<20}{'tool':<12}{'sens.':>8}{'prec.':>8}{'F1':>8}{'with doubtful':>15}{'doubtful':>14}{'CPU':>9}{'memory':>9}"
    )
    kept = True
    for name in names:
        titles, true = _records(folder, name), _groups(folder / f"{name}.groups.csv")
        ours = _run(sys.executable, "litmatrix", name, folder)
        figures = score(titles, true, ours["sure"])
        both = score(titles, true, _joined([*ours["sure"], *ours["doubtful"]]))["sensitivity"]
        share = len(ours["doubtful"]) / len(titles)
        _line(name, "litmatrix", figures, ours, f"{both:.4f}", f"{len(ours['doubtful'])} ({share:.1%})")
        told = [f"sensitivity with the doubtful under {FOUND}"] * (both < FOUND)
        told += [f"more than {DOUBTFUL:.0%} doubtful"] * (share > DOUBTFUL)
        mended = _mended(true, MISTAKEN.get(name, ()))
        theirs = _run(other, "bib-dedupe", name, folder) if other else None
        if theirs:
            figured = score(titles, true, theirs["sure"])
            _line("", "bib-dedupe", figured, theirs, "", "")
            part = ours["seconds"] / theirs["seconds"]
            print(
                f"    litmatrix took {part:.1%} of bib-dedupe's time: {len(titles) / ours['seconds']:,.0f} records a second"
            )
            told += [f"more than {PART:.0%} of bib-dedupe's time"] * (part > PART)
        # Who puts an erratum and its article together scores higher by labels that do.
        mistaken = len(mended) != len(true)
        right = score(titles, mended, ours["sure"])
        if mistaken:
            _line("  labels mended", "litmatrix", right, ours, "", "")
        if theirs:
            compared = score(titles, mended, theirs["sure"])
            if mistaken:
                _line("", "bib-dedupe", compared, theirs, "", "")
            told += ["F1 under bib-dedupe's"] * (right["f1"] < compared["f1"])
        for one, two in figures["false"]:
            print(
                f"    false merge, unless the labels are mistaken: {one} “{titles[one]}” / {two} “{titles[two]}”"
            )
        for text in told:
            print(f"    MISSED: {text}")
        kept &= not told and not figures["false"]
    return kept


def _mended(true: list[list[str]], mistaken: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the labels without the groups of two that are mistaken."""
    wrong = {frozenset(pair) for pair in mistaken}
    return [group for group in true if frozenset(group) not in wrong]


def _line(
    name: str, tool: str, figures: dict[str, Any], run: dict[str, Any], both: str, doubtful: str
) -> None:
    told = "".join(f"{figures[key]:>8.4f}" for key in ("sensitivity", "precision", "f1"))
    print(
        f"{name:<20}{tool:<12}{told}{both:>15}{doubtful:>14}{run['seconds']:>7.2f} s{run['memory'] / 2**20:>5.0f} MiB"
    )


def score(titles: dict[str, str], true: list[list[str]], found: Iterable[list[str]]) -> dict[str, Any]:
    """Score groups as the sets' own score.py does: over records removed, all but the first of a group."""
    found = [list(group) for group in found]
    order = {key: place for place, key in enumerate(titles)}
    group_of = {key: number for number, group in enumerate(true) for key in group}
    removed = {key for group in found for key in sorted(group, key=order.__getitem__)[1:]}
    hit = missed = 0
    wrong = sum(key in removed for key in order if key not in group_of)
    for group in true:
        left = sum(key not in removed for key in group)
        wrong += left == 0
        hit += len(group) - max(left, 1)
        missed += max(left, 1) - 1
    sensitivity, precision = hit / max(1, hit + missed), hit / max(1, hit + wrong)
    false = [
        pair
        for group in found
        for pair in combinations(group, 2)
        if group_of.get(pair[0], pair[0]) != group_of.get(pair[1], pair[1])
    ]
    f1 = 2 * sensitivity * precision / max(1e-9, sensitivity + precision)
    return {"sensitivity": sensitivity, "precision": precision, "f1": round(f1, 4), "false": false}


def _joined(groups: Iterable[list[str]]) -> list[list[str]]:
    """Return the groups that share records as one."""
    of: dict[str, list[str]] = {}
    for group in groups:
        members = list(dict.fromkeys(key for one in group for key in of.get(one, [one])))
        for key in members:
            of[key] = members
    return list({id(members): members for members in of.values()}.values())


def _groups(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return [row["merged_ids"].split(";") for row in csv.DictReader(stream)]


def _records(folder: Path, name: str) -> dict[str, str]:
    with (folder / f"{name}.records.csv").open(newline="", encoding="utf-8") as stream:
        return {row["ID"]: row["title"] for row in csv.DictReader(stream)}


# --- made-up records ------------------------------------------------------------------------------------------------


def _sizes(sizes: list[int], folder: Path) -> bool:
    kept = True
    for size in sizes:
        run = _run(sys.executable, "made-up", str(size), folder)
        seconds, memory = LIMITS.get(size, (float("inf"), 2**40))
        met = run["seconds"] <= seconds and run["memory"] <= memory
        told = (
            f"   target {seconds} s, {memory / 2**30:g} GiB: {'kept' if met else 'MISSED'}"
            if size in LIMITS
            else ""
        )
        print(
            f"{size:>9,} made-up records {run['seconds']:>8.2f} s{run['memory'] / 2**20:>7.0f} MiB  {len(run['sure']):,} groups{told}"
        )
        kept &= met
    return kept


def made_up(size: int) -> Any:
    """Return a frame of made-up records, about a quarter of them copies with the noise of another database."""
    import pandas as pd

    draw = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(draw.choices(letters, k=draw.randint(4, 10))) for _ in range(8000)]
    often = [(place + 1) ** -0.8 for place in range(len(words))]
    names = ["".join(draw.choices(letters, k=draw.randint(4, 9))).title() for _ in range(5000)]
    journals = ["Journal of " + " ".join(draw.choices(words, k=3)) for _ in range(600)]
    rows: list[dict[str, str]] = []
    while len(rows) < size:
        page = draw.randint(1, 1500)
        row = {
            "title": "Editorial" if draw.random() < 0.01 else " ".join(draw.choices(words, often, k=draw.randint(6, 16))),
            "author": "; ".join(f"{draw.choice(names)}, {draw.choice('ABCDEFG')}." for _ in range(draw.randint(1, 6))),
            "year": str(draw.randint(1985, 2024)), "journal": draw.choice(journals), "volume": str(draw.randint(1, 90)),
            "number": str(draw.randint(1, 12)), "pages": f"{page}-{page + draw.randint(2, 15)}",
            "doi": f"10.1000/{draw.randint(1, 10**9)}", "abstract": " ".join(draw.choices(words, often, k=100)),
        }  # fmt: skip
        rows.append(row)
        while draw.random() < 0.25 and len(rows) < size:
            rows.append(_noisy(row, draw))
    draw.shuffle(rows)
    return pd.DataFrame(rows, index=pd.Index([f"k{place}" for place in range(size)], name="key"))


def _noisy(row: dict[str, str], draw: random.Random) -> dict[str, str]:
    copy = dict(row)
    for name, share in (("doi", 0.5), ("abstract", 0.3), ("number", 0.2)):
        if draw.random() < share:
            copy[name] = ""
    if draw.random() < 0.3:
        copy["title"] = copy["title"].upper() + " [Review]"
    if draw.random() < 0.2:
        copy["pages"] = copy["pages"].partition("-")[0]
    if draw.random() < 0.1:
        place = draw.randrange(len(copy["title"]))
        copy["title"] = copy["title"][:place] + copy["title"][place + 1 :]
    return copy


# --- measuring, in a process of its own -----------------------------------------------------------------------------


def _run(python: str, tool: str, what: str, folder: Path) -> dict[str, Any]:
    command = [python, __file__, str(folder), "--measure", tool, what]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{tool} failed on {what}:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _measured(tool: str, what: str, folder: Path) -> dict[str, Any]:
    act = {"litmatrix": _ours, "bib-dedupe": _theirs, "made-up": _ours}[tool]
    records = made_up(int(what)) if tool == "made-up" else _frame(folder, what)
    begin = _cpu()
    sure, doubtful = act(records)
    seconds = _cpu() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"sure": sure, "doubtful": doubtful, "seconds": seconds, "memory": memory}


def _cpu() -> float:
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def _frame(folder: Path, name: str) -> Any:
    import pandas as pd

    return pd.read_csv(folder / f"{name}.records.csv", dtype=str, keep_default_na=False)


def _ours(records: Any) -> tuple[list[list[str]], list[list[str]]]:
    from litmatrix.duplicates import find_duplicates

    if "ID" in records:
        records = records.set_index("ID")
        records = records.assign(author=records["author"].str.replace(" and ", "; ", regex=False))
    found = find_duplicates(records)
    return [list(group) for group in found.sure], [[pair.key, pair.other] for pair in found.doubtful]


def _theirs(records: Any) -> tuple[list[list[str]], list[list[str]]]:
    from bib_dedupe.bib_dedupe import block, cluster, match, prep

    records = records.assign(abstract="")
    pairs = match(
        block(prep(records, cpu=1, verbosity_level=0), cpu=1, verbosity_level=0), cpu=1, verbosity_level=0
    )
    return [list(group) for group in cluster(pairs, verbosity_level=0)], []


if __name__ == "__main__":
    sys.exit(main())
