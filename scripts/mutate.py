"""Change lines of the package at random, one at a time, and say which changes no test notices.

    python scripts/mutate.py --number 30 --seed 1            # what make mutants does
    python scripts/mutate.py --only litmatrix/matrix --all

The tree itself is not touched: a copy is changed. For each change those tests run that concern its module: the tests of its
room and those that name it; with --all every test (but those of the browser) runs before a change counts as survived. Ends
with 1 if one survived. A change that makes no difference (another order of two checks that exclude each other) survives
rightly: look at each.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "out", "__pycache__", ".*_cache", ".hypothesis")
#: Seconds of work (not of waiting: a machine may be busy) after which tests count as hung, which is noticed too.
PATIENCE = 600

SWAPPED: dict[type[ast.AST], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.In: "not in",
    ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is", ast.Add: "-", ast.Sub: "+", ast.And: "or", ast.Or: "and",
}  # fmt: skip


class Change(NamedTuple):
    """Another text for a place in a file of the package; lines and columns (in bytes) as ast counts them."""

    path: Path
    text: str
    start: tuple[int, int]
    end: tuple[int, int]
    new: str

    def applied(self) -> str:
        data, lines = self.text.encode(), self.text.encode().splitlines(keepends=True)
        at = [sum(map(len, lines[: line - 1])) + column for line, column in (self.start, self.end)]
        return (data[: at[0]] + self.new.encode() + data[at[1] :]).decode()

    def __str__(self) -> str:
        first, last = self.start[0] - 1, self.end[0]
        old = "\n".join(self.text.splitlines()[first:last])
        rest = len(self.text.splitlines()) - last
        new = "\n".join(self.applied().splitlines()[first : -rest or None])
        return f"{self.path}:{self.start[0]}\n    - {old.strip()}\n    + {new.strip()}"


def changes(root: Path, path: Path) -> Iterator[Change]:
    """Yield every change that one could make in a file, given by its path in the tree."""
    text = (root / path).read_text(encoding="utf-8")
    lines = text.encode().splitlines(keepends=True)

    def between(left: ast.expr, right: ast.expr, new: str) -> Iterator[Change]:
        """An operator of one line: what stands between two expressions, but for brackets."""
        assert left.end_lineno is not None and left.end_col_offset is not None
        if left.end_lineno == right.lineno:
            gap = lines[right.lineno - 1][left.end_col_offset : right.col_offset]
            if found := re.fullmatch(rb"([\s)]*)([^\s()]+(?: [^\s()]+)?)([\s(]*)", gap):
                start, end = (left.end_col_offset + place for place in found.span(2))
                yield Change(path, text, (right.lineno, start), (right.lineno, end), new)

    def whole(node: ast.expr | ast.stmt, new: str) -> Change:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return Change(path, text, (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset), new)

    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPPED:
            yield from between(node.left, node.comparators[0], SWAPPED[type(node.ops[0])])
        elif isinstance(node, ast.BinOp) and type(node.op) in SWAPPED:
            yield from between(node.left, node.right, SWAPPED[type(node.op)])
        elif isinstance(node, ast.BoolOp):
            for left, right in zip(node.values, node.values[1:], strict=False):
                yield from between(left, right, SWAPPED[type(node.op)])
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield whole(node, f"({ast.unparse(node.operand)})")
        elif (
            isinstance(node, ast.Return)
            and node.value is not None
            and not isinstance(node.value, ast.Constant)
        ):
            yield whole(node, "return None")
        elif isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Constant):
            if ast.unparse(node.test) != "TYPE_CHECKING":
                yield whole(node.test, f"not ({ast.unparse(node.test)})")
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield whole(node, str(not node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, int):
            yield whole(node, str(node.value + 1))
        elif isinstance(node, ast.Raise | ast.Break | ast.Continue):
            yield whole(node, "pass")


def concerned(root: Path, path: Path) -> list[list[str]]:
    """Return the tests that concern a module: those that name it, with its own doctests, then the others of its room."""
    parts = path.with_suffix("").parts
    tests = root / "tests"
    module = ".".join(part for part in parts if part != "__init__")
    named = re.compile(
        rf"{re.escape(module)}\b|from {re.escape(module.rpartition('.')[0])} import .*\b{parts[-1]}\b"
    )
    near, far = [str(path)], []
    for test in sorted(tests.rglob("test_*.py")):
        place = test.relative_to(tests)
        if place.parts[0] == "browser":
            continue
        if parts[-1] in test.stem or named.search(test.read_text(encoding="utf-8")):
            near.append(f"tests/{place.as_posix()}")
        elif place.parts[0] == parts[1]:
            far.append(f"tests/{place.as_posix()}")
    return [near, far]


def noticed(tests: list[str], copy: Path, workers: int) -> str:
    """Return the first test that fails in the copy (or that they hang), or nothing."""
    command = [
        sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:nbval", "-p", "no:cacheprovider", "--doctest-modules",
    ]  # fmt: skip
    command += ["-n", str(workers)] if workers > 1 else []
    done = subprocess.run(
        [*command, *tests, "--ignore=tests/browser"], cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True, text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE)),
    )  # fmt: skip
    if done.returncode in (0, 5):  # 5: there was no test
        return ""
    if done.returncode < 0:
        return "they hang"
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return found[1] if found else f"pytest ended with {done.returncode}"


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--number", type=int, default=30, help="how many changes (30)")
    asked.add_argument("--seed", type=int, default=1, help="another number, other changes (1)")
    asked.add_argument(
        "--only", type=Path, default=ROOT / "litmatrix", help="a file or folder of the package"
    )
    asked.add_argument("--all", action="store_true", help="run every test before a change counts as survived")
    asked.add_argument("--workers", type=int, default=1, help="processes that test at once (1)")
    given = asked.parse_args()

    survived = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / ROOT.name
        shutil.copytree(ROOT, copy, ignore=NOT_COPIED, symlinks=True)
        only = copy / given.only.resolve().relative_to(ROOT)
        paths = [
            path.relative_to(copy) for path in ([only] if only.is_file() else sorted(only.rglob("*.py")))
        ]
        possible = [
            change for path in paths if "template" not in path.parts for change in changes(copy, path)
        ]
        chosen = random.Random(given.seed).sample(possible, min(given.number, len(possible)))
        print(f"{len(chosen)} of {len(possible)} changes, seed {given.seed}", flush=True)
        if by := noticed(["tests/test_layers.py"], copy, given.workers):
            sys.exit(f"The tests do not pass as they are: {by}")
        for number, change in enumerate(chosen, start=1):
            start = time.monotonic()
            (copy / change.path).write_text(change.applied(), encoding="utf-8")
            groups = [*concerned(copy, change.path), *([["tests"]] if given.all else [])]
            by = next(filter(None, (noticed(tests, copy, given.workers) for tests in groups if tests)), "")
            (copy / change.path).write_text(change.text, encoding="utf-8")
            said = f"noticed by {by}" if by else "SURVIVED"
            print(f"{number:3} {said} ({time.monotonic() - start:.0f} s)\n    {change}", flush=True)
            if not by:
                survived.append(change)
    print(f"\n{len(survived)} of {len(chosen)} survived" + "".join(f"\n{change}" for change in survived))
    return int(bool(survived))


if __name__ == "__main__":
    sys.exit(main())
