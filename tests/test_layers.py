"""How the modules stand to each other: imports point down, one prints, nothing heavy is loaded early."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "litmatrix"

#: The modules by level, and in each level in the order in which they may import each other.
LEVELS = (
    ("vocabulary", "errors"),
    (
        "model", "excerpts", "cells", "latex", "identifiers", "fields", "bibtex", "crossref", "rows", "events", "standing", "slips", "members", "arrays", "toml",
    ),
    (
        "store", "fulltext", "bibliography", "matrix", "columns", "decisions", "protocol", "history", "importlog",
        "importing", "review", "results",
    ),
    (
        "themes", "references", "screening", "duplicates", "deciding", "criteria", "agreement", "flow", "coding",
        "saturation", "lives", "counts", "filtering", "queues", "quotations", "ranking", "checks", "comparing", "merging",
        "differences",
    ),
    ("charts", "tables"),
    (
        "folder", "theming", "intake", "settling", "git", "versions", "exports", "interchange", "mergedriver",
        "roundtrip", "report", "widgets",
    ),
    ("cli", "__main__"),
)  # fmt: skip
ORDER = [module for level in LEVELS for module in level]

#: Listed in the design, and not written yet.
TO_COME = {"ranking"}

#: What these define is made of a library's own classes (altair, ipywidgets): they load it, and are loaded when used.
MADE_OF_A_LIBRARY = {"charts", "report", "widgets"}


def files() -> Iterator[tuple[str, Path]]:
    """Each source file, with the name of the module or package that it belongs to."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if parts[0] not in ("template", "__init__.py"):
            yield parts[0].removesuffix(".py"), path


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """The module or package of litmatrix that each import in a file names, and what of a package."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the import out"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            top, *parts = name.split(".")
            if top == "litmatrix" and parts and parts[0] != "__version__":
                yield parts[0], parts[1] if len(parts) > 1 else ""


def test_every_module_has_its_place():
    assert {module for module, _ in files()} == set(ORDER) - TO_COME


@pytest.mark.parametrize("module", sorted({module for module, _ in files()}))
def test_imports_point_down(module):
    above = set(ORDER[ORDER.index(module) + 1 :])
    for owner, path in files():
        if owner == module:
            found = {other for other, _ in imported(path)}
            assert found <= set(ORDER), f"{path} imports what is no module: {found - set(ORDER)}"
            assert not found & above, (
                f"{path} imports {', '.join(sorted(found & above))}, which stands above {module}"
            )


@pytest.mark.parametrize(
    "package", sorted({path.parent.name for _, path in files() if path.parent != PACKAGE})
)
def test_the_modules_of_a_package_import_each_other_in_no_circle(package):
    inside = {path.stem: path for owner, path in files() if owner == package and path.parent.name == package}
    needs = {
        name: {part for owner, part in imported(path) if owner == package and part in inside} - {name}
        for name, path in inside.items()
    }
    while ready := [name for name, needed in needs.items() if not needed & needs.keys()]:
        for name in ready:
            del needs[name]
    assert needs == {}


def test_only_the_command_line_prints():
    speaking = []
    for module, path in files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and ast.unparse(node.func) == "print"
            stream = isinstance(node, ast.Attribute) and ast.unparse(node) in ("sys.stdout", "sys.stderr")
            if (called or stream) and module not in ("cli", "__main__"):
                speaking.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert speaking == []


def loaded(statement: str) -> set[str]:
    """The packages from outside the standard library that a statement loads in a fresh Python."""
    program = f"import sys; before = set(sys.modules)\n{statement}\nprint(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.split()} - set(sys.stdlib_module_names) - {"litmatrix"}


def test_importing_litmatrix_loads_the_standard_library_only():
    assert loaded("import litmatrix") == set()


def test_importing_the_modules_loads_nothing_before_it_is_used():
    names = [module for module in ORDER if module not in TO_COME | MADE_OF_A_LIBRARY | {"__main__"}]
    assert loaded("\n".join(f"import litmatrix.{name}" for name in names)) == set()


def test_the_modules_of_litmatrix_are_reached_by_their_names():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import litmatrix; print(litmatrix.matrix.__name__, litmatrix.Review.__name__)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["litmatrix.matrix", "Review"]


def test_one_place_writes_csv_for_spreadsheets_and_one_matrix_csv():
    writers = [
        path.name
        for _, path in files()
        if re.search(r"csv(_module)?\.(Dict)?[Ww]riter\(|\.to_csv\(", path.read_text("utf-8"))
    ]
    assert writers == ["markup.py"]  # rows.py renders matrix.csv, which is data: its text stays what it is
