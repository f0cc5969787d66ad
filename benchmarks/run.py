"""How fast litmatrix is, beside its targets: python benchmarks/run.py [--no-build] [RECORDS ...].

Seconds of CPU time, the best of a few runs; ratios are to what another library takes in the same run.
"""

from __future__ import annotations

import argparse
import functools
import gc
import logging
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from synthetic import write_review

import litmatrix
from litmatrix import bibliography, checking, matrix
from litmatrix.writing import report

SIZES = (100, 1_000, 10_000)

#: What is promised, for 10,000 records: seconds, or the ratio to the other library's time.
OPEN_AND_CHECK = 3.0
READ_BIBLIOGRAPHY, SAVE_BIBLIOGRAPHY = 1.2, 1 / 5
SAVE_MATRIX = 1 / 3


def best(act: Callable[[], Any], runs: int = 3) -> float:
    """Return the CPU seconds that an act takes, the least of several runs."""
    took = []
    for _ in range(runs):
        gc.collect()
        start = time.process_time()
        value = act()
        took.append(time.process_time() - start)
        del value
    return min(took)


def tell(what: str, seconds: float, target: float | None = None, other: float | None = None) -> None:
    """Print a figure, its ratio to the other library's if there is one, and whether it keeps its target."""
    shown = f"{seconds * 1000:9.1f} ms" if seconds < 1 else f"{seconds:9.2f} s "
    figure = seconds if other is None else seconds / other
    unit = " s" if other is None else " times"
    ratio = "" if other is None else f"{figure:7.2f} times"
    verdict = (
        "" if target is None else f"   target {target:.2g}{unit}: {'kept' if figure <= target else 'MISSED'}"
    )
    print(f"  {what:<58}{shown}{ratio}{verdict}", flush=True)


def measure_review(folder: Path, records: int) -> None:
    """Print how long it takes to open and check a review."""
    target = OPEN_AND_CHECK if records == max(SIZES) else None
    opened = best(lambda: litmatrix.open(folder))
    checked = best(lambda: checking.check(litmatrix.open(folder))) - opened
    tell("opening", opened)
    tell("checking", checked)
    tell("opening and checking", opened + checked, target)


def measure_bibliography(folder: Path) -> None:
    """Print how long it takes to read and save bibliography.bib, and bibtexparser's own parse and write."""
    import bibtexparser

    path = folder / "bibliography.bib"
    text = path.read_text(encoding="utf-8")
    parse = best(lambda: bibtexparser.parse_string(text))
    library = bibtexparser.parse_string(text)
    write = best(lambda: bibtexparser.write_string(library))
    library = None
    tell("bibtexparser: parse", parse)
    tell("bibtexparser: write", write)
    tell(
        "reading bibliography.bib",
        best(lambda: bibliography.read_bibliography(path)),
        READ_BIBLIOGRAPHY,
        parse,
    )
    known = bibliography.read_bibliography(path)
    key = list(known.entries)[len(known.entries) // 2]

    def save() -> None:
        nonlocal known
        value = f"{len(known.entries[key].fields.get('note', ''))} more"
        known = bibliography.write_bibliography(path, [bibliography.SetField(key, "note", value)], known)

    tell("saving it with one field changed", best(save, 5), SAVE_BIBLIOGRAPHY, parse + write)


def measure_matrix(folder: Path) -> None:
    """Print how long it takes to save one cell of matrix.csv, and pandas' to_csv."""
    path = folder / "matrix.csv"
    frame = matrix.frame(matrix.read_matrix(path))
    other = best(lambda: frame.to_csv(folder / "other.csv"))
    tell("pandas: to_csv", other)
    tell("reading matrix.csv", best(lambda: matrix.read_matrix(path)))
    known = matrix.read_matrix(path)
    key = list(known.rows)[len(known.rows) // 2]
    place = known.header.index("theme5")

    def save() -> None:
        nonlocal known
        before = known.rows[key].cells[place]
        change = matrix.CellChange(key, "theme5", before, f"{before}\n# more")
        known = matrix.write_cells(path, [change], known).matrix

    tell("saving it with one cell changed", best(save, 5), SAVE_MATRIX, other)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("records", nargs="*", type=int, default=SIZES, help="sizes of the reviews to make")
    asked.add_argument("--no-build", dest="build", action="store_false", help="leave out building (minutes)")
    given = asked.parse_args()
    logging.disable(logging.WARNING)
    for records in given.records:
        with tempfile.TemporaryDirectory() as temporary:
            folder = write_review(Path(temporary) / "review", records)
            sizes = (folder / name for name in ("bibliography.bib", "matrix.csv"))
            shown = " and ".join(f"{path.name} {path.stat().st_size / 1e6:.1f} MB" for path in sizes)
            print(f"{records:,} records × 12 themes ({shown})", flush=True)
            measure_review(folder, records)
            if records == max(given.records):
                measure_bibliography(folder)
                measure_matrix(folder)
            if given.build:
                review = litmatrix.open(folder)
                tell("building everything", best(functools.partial(report.build, review, folder / "out"), 1))


if __name__ == "__main__":
    main()
