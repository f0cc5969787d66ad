"""How the modules stand to each other: imports point down, one prints, nothing heavy is loaded early."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "litmatrix"

#: The rooms, in the order in which they may import each other: one from those before it.
ORDER = (
    "vocabulary", "errors", "model", "files", "bibliography", "protocol", "matrix", "decisions", "review", "planning", "screening",
    "importing", "duplicates", "coding", "manuscript", "checking", "comparing", "charts", "tables", "reporting", "writing", "widgets", "cli", "__main__",
)  # fmt: skip

#: What these define is made of a library's own classes (altair, ipywidgets, voila): they load it, and are loaded when used.
MADE_OF_A_LIBRARY = {"charts", "writing.report", "widgets", "cli.pages.__main__"}


def files() -> Iterator[tuple[str, Path]]:
    """Each source file, with the name of the room that it belongs to."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if parts[0] not in ("template", "__init__.py"):
            yield parts[0].removesuffix(".py"), path


def dotted(path: Path) -> str:
    """The name of a source file's module, without the package's."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {dotted(path): path for _, path in files()}


def imported(path: Path) -> Iterator[str]:
    """The modules of litmatrix that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the import out"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            top, _, rest = name.partition(".")
            if top == "litmatrix" and rest and rest != "__version__":
                yield rest if rest in MODULES else rest.rpartition(".")[0]


def test_every_module_stands_in_a_room():
    assert {room for room, _ in files()} == set(ORDER)


@pytest.mark.parametrize("room", ORDER)
def test_imports_point_down(room):
    above = set(ORDER[ORDER.index(room) + 1 :])
    for owner, path in files():
        if owner == room:
            found = {name.split(".")[0] for name in imported(path)}
            assert not found & above, (
                f"{path} imports {', '.join(sorted(found & above))}, which stands above {room}"
            )


def test_the_modules_import_each_other_in_no_circle():
    needs = {name: set(imported(path)) - {name} for name, path in MODULES.items()}
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
    heavy = (*MADE_OF_A_LIBRARY, "__main__")
    names = [name for name in MODULES if not f"{name}.".startswith(tuple(f"{one}." for one in heavy))]
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
    assert writers == ["delimited.py"]  # rows.py renders matrix.csv, which is data: its text stays what it is
