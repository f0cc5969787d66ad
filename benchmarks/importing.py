"""What reading real exports accounts for, and how long made-up ones of 10,000 and 100,000 records take.

python benchmarks/importing.py [FOLDER]      # the files of FOLDER, by default ../shared/data/import
python benchmarks/importing.py --speed [N …]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from litmatrix.errors import LitmatrixError
from litmatrix.importing import read_export


def account(folder: Path) -> None:
    """Print declared, read and reported for each file of a folder."""
    print(f"{'file':52} {'format':12} {'encoding':10} declared read reported  other problems")
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name == "README.md":
            continue
        try:
            exports = read_export(path)
        except LitmatrixError as error:
            print(f"{path.name:52} {error}")
            continue
        for export in exports:
            checks = Counter(problem.check for problem in export.problems)
            checks.pop("record-not-read", None)
            told = ", ".join(f"{check} {count}" for check, count in checks.items())
            print(
                f"{export.name[:52]:52} {export.format:12} {export.encoding:10} {export.declared:8} {len(export.records):4} {export.reported:8}  {told}"
            )
            assert export.declared == len(export.records) + export.reported


def made(form: str, count: int) -> str:
    """Return an export of so many made-up records."""
    abstract = "Peer support workers describe what they do, and what they are asked to do. " * 18
    parts = []
    for number in range(count):
        title, year = f"Peer support in practice, study {number}", 1990 + number % 35
        if form == "ris":
            people = "".join(f"AU  - Name{each}, Given {each}.\n" for each in range(5))
            parts.append(
                f"TY  - JOUR\n{people}TI  - {title}\nT2  - Journal of Studies\nPY  - {year}\nVL  - 7\nSP  - {number}\nEP  - {number + 9}\n"
                f"DO  - 10.1000/x.{number}\nAB  - {abstract}\nKW  - peer\nKW  - work\nN1  - Cited By: 4\nER  - \n\n"
            )
        elif form == "nbib":
            parts.append(
                f"PMID- {number}\nTI  - {title}\nAB  - {abstract[:700]}\n      {abstract[700:]}\nFAU - Name, Given\nAU  - Name G\nJT  - Journal\n"
                f"DP  - {year} Jan\nLID - 10.1000/x.{number} [doi]\nMH  - Humans\nMH  - Male\nPG  - 1-9\n\n"
            )
        elif form == "csv":
            if not parts:
                parts.append(
                    "Authors,Title,Year,Source title,Page start,Page end,DOI,Abstract,Author Keywords,Cited by\n"
                )
            parts.append(
                f'"Name A.; Other B.C.","{title}",{year},Journal,{number},{number + 9},10.1000/x.{number},"{abstract}",peer; work,4\n'
            )
        else:
            parts.append(
                f"@article{{k{number},\n  author = {{Name, Ann and Other, Ben}},\n  title = {{{title}}},\n  journal = {{Journal}},\n  year = {{{year}}},\n  abstract = {{{abstract}}}\n}}\n\n"
            )
    return "".join(parts)


def speed(counts: list[int]) -> None:
    """Print CPU seconds and the memory at its highest so far for each form and size."""
    for form in ("ris", "nbib", "csv", "bib"):
        for count in counts:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"made.{form}"
                path.write_text(made(form, count), encoding="utf-8")
                start = time.process_time()
                (export,) = read_export(path)
                took = time.process_time() - start
                size = path.stat().st_size / 1e6
            assert len(export.records) == count
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{form:5} {count:7,} records  {size:7.1f} MB  {took:6.2f} s CPU  {peak:6.0f} MiB at most so far"
            )
            del export


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["--speed"]:
        speed([int(number) for number in given[1:]] or [10_000, 100_000])
    else:
        account(Path(given[0]) if given else Path(__file__).resolve().parents[2] / "shared/data/import")
