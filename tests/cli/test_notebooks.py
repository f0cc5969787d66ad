"""`litmatrix lab` and `app`: which notebook is opened, how the server is started, and what is offered where there is no review."""

from __future__ import annotations

import subprocess
import sys

import pytest
from making import criterion, sound, write_review

from litmatrix.cli import main, terminal

LEAVE = "Leave this window open while you work. To stop: press Ctrl-C here.\n"


@pytest.fixture
def folder(tmp_path):
    """A sound review with three notebooks."""
    place = write_review(tmp_path / "review", **sound())
    (place / "notebooks").mkdir()
    for name in ("02-b", "00-plan", "01-a"):
        (place / "notebooks" / f"{name}.ipynb").write_text("{}")
    return place


@pytest.fixture
def started(monkeypatch):
    """The commands that were started; none is."""
    commands = []

    def start(command, env, cwd, check):
        commands.append((command[1:], {"PYTHONPATH", "PYTHONHOME"} & set(env), env["PYTHONSAFEPATH"], cwd))
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(subprocess, "run", start)
    return commands


@pytest.fixture
def answers(monkeypatch):
    """Sit at a terminal, and answer its questions in turn; what was asked is returned."""

    def sit(*given):
        left, asked = list(given), []
        monkeypatch.setattr(terminal, "at_terminal", lambda: True)
        monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or left.pop(0))
        return asked

    return sit


def run(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    return (status, *capsys.readouterr())


def opened(started) -> list[tuple[str, str]]:
    """Return of each JupyterLab that was started its folder and the notebook that it opened."""
    return [tuple(option.partition("=")[2] for option in command[3:5]) for command, *_ in started]


# --- a review ---------------------------------------------------------------------------------------------------------


def test_lab_starts_jupyterlab_on_the_folder_and_hands_on_no_pythonpath(capsys, folder, started, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    assert run(capsys, "lab", folder, "--no-browser") == (
        3,
        f"JupyterLab opens notebooks/01-a.ipynb of {folder}; the address is below.\n{LEAVE}",
        "",
    )
    options = [f"--ServerApp.root_dir={folder}", "--LabApp.default_url=/lab/tree/notebooks/01-a.ipynb", "--no-browser"]  # fmt: skip
    assert started == [(["-P", "-m", "jupyterlab", *options], set(), "1", sys.prefix)]
    assert run(capsys, "lab", folder)[1].startswith(
        f"JupyterLab opens notebooks/01-a.ipynb of {folder}, in your browser.\n"
    )


def test_lab_opens_the_notebook_of_planning_while_there_are_no_criteria(capsys, folder, started):
    write_review(folder, **sound(criteria=[]))
    run(capsys, "lab", folder)
    write_review(folder, **sound(criteria=[criterion("years", {"field": "year", "from": 2010})]))
    run(capsys, "lab", folder)
    (folder / "review.toml").unlink()
    run(capsys, "lab", folder)
    planning, first = "/lab/tree/notebooks/00-plan.ipynb", "/lab/tree/notebooks/01-a.ipynb"
    assert [notebook for _, notebook in opened(started)] == [planning, first, planning]


def test_lab_without_notebooks_is_status_2(capsys, tmp_path, started):
    folder = write_review(tmp_path / "bare", **sound())
    assert run(capsys, "lab", folder) == (
        2,
        "",
        f"litmatrix: {folder / 'notebooks'}: there are no notebooks. Copy them from a new review: litmatrix new DIR\n",
    )
    assert started == []


def test_app_starts_the_pages_of_the_review_as_lab_starts_jupyterlab(capsys, folder, started, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    assert run(capsys, "app", folder, "--port", "9001", "--no-browser") == (
        3,
        f"The notebooks of {folder} open as pages; the address is below.\n{LEAVE}",
        "",
    )
    assert run(capsys, "app", folder)[0] == 3
    module = ["-P", "-m", "litmatrix.cli.pages", str(folder)]
    assert started == [
        ([*module, "--port=9001", "--no-browser"], set(), "1", sys.prefix),
        (module, set(), "1", sys.prefix),
    ]


def test_app_without_its_extra_says_what_to_install(capsys, folder, started, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert run(capsys, "app", folder) == (
        2, "", 'litmatrix: the pages need an extra, which is not installed. Type: pip install "litmatrix[app]"\n',
    )  # fmt: skip
    assert started == []


# --- no review --------------------------------------------------------------------------------------------------------


def test_in_an_empty_folder_lab_offers_to_make_a_review_and_opens_it(
    capsys, tmp_path, started, answers, monkeypatch
):
    place = tmp_path / "mine"
    place.mkdir()
    (place / ".DS_Store").write_bytes(b"")
    monkeypatch.chdir(place)
    asked = answers("")
    status, out, err = run(capsys, "lab")
    assert asked == [f"There is no review in {place} yet. Make one here? [Y/n] "]
    assert (status, err) == (3, "")
    assert out.startswith(f"A new review was made in {place}.\nJupyterLab opens notebooks/0")
    assert opened(started)[0][0] == str(place)
    assert (place / "review.toml").exists()


def test_beside_other_files_lab_asks_for_the_name_of_a_new_folder(capsys, tmp_path, started, answers):
    (tmp_path / "letter.txt").write_text("mine")
    asked = answers("y", "peers")
    assert run(capsys, "lab", tmp_path)[0] == 3
    assert asked == [
        f"There is no review in {tmp_path}, but other files are. Make a review in a new folder there? [Y/n] ",
        "Name of the new folder? [my-review] ",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.txt", "peers"]
    # The next day.
    asked = answers("")
    assert run(capsys, "lab", tmp_path)[0] == 3
    assert asked == [f"There is no review in {tmp_path}, but one in its folder peers. Open that one? [Y/n] "]
    assert [place for place, _ in opened(started)] == [str(tmp_path / "peers")] * 2


def test_a_new_folder_that_is_named_within_a_review_becomes_a_review_of_its_own(
    capsys, folder, started, answers
):
    asked = answers("")
    before = (folder / "review.toml").read_bytes()
    assert run(capsys, "lab", folder / "my-review")[0] == 3
    assert asked == [
        f"There is no folder {folder / 'my-review'} yet. Make it, with a new review in it? [Y/n] "
    ]
    assert run(capsys, "lab", folder / "another", "--yes")[0] == 3
    assert [place for place, _ in opened(started)] == [str(folder / "my-review"), str(folder / "another")]
    assert (folder / "review.toml").read_bytes() == before


@pytest.mark.parametrize("name", ["a/b", "../out", ".hidden", "c:\\x"])
def test_a_name_that_is_no_name_of_a_folder_is_refused(capsys, tmp_path, started, answers, name):
    (tmp_path / "letter.txt").write_text("mine")
    answers("", name)
    status, out, err = run(capsys, "lab", tmp_path)
    assert (status, out) == (2, "") and err.startswith("litmatrix: nothing was made: ")
    assert ([path.name for path in tmp_path.iterdir()], started) == (["letter.txt"], [])


def test_who_says_no_gets_nothing_made_and_is_told_how_to(capsys, tmp_path, started, answers):
    answers("n")
    assert run(capsys, "lab", tmp_path) == (
        1, "Nothing was made. To make a review later, type: litmatrix new my-review\n", "",
    )  # fmt: skip
    assert (list(tmp_path.iterdir()), started) == ([], [])


def test_an_input_that_ends_is_no_yes(capsys, tmp_path, started, answers, monkeypatch):
    answers()

    def end(_question):
        raise EOFError

    monkeypatch.setattr("builtins.input", end)
    assert run(capsys, "lab", tmp_path)[0] == 1
    assert (list(tmp_path.iterdir()), started) == ([], [])


def test_with_yes_nothing_is_asked(capsys, tmp_path, started):
    (tmp_path / "letter.txt").write_text("mine")
    assert run(capsys, "lab", tmp_path / "new one", "--yes")[0] == 3
    assert run(capsys, "lab", tmp_path, "--yes")[0] == 3
    assert [place for place, _ in opened(started)] == [str(tmp_path / "new one")] * 2


def test_without_a_terminal_lab_says_what_to_type(capsys, tmp_path, started):
    (tmp_path / "some where").mkdir()
    place = tmp_path / "some where"
    assert run(capsys, "lab", place) == (
        2, "", f'litmatrix: {place}: there is no review here. Type: litmatrix new "{place}"\n',
    )  # fmt: skip
    (tmp_path / "letter.txt").write_text("mine")
    assert run(capsys, "lab", tmp_path) == (
        2, "", f"litmatrix: {tmp_path}: there is no review here. Type: litmatrix new {tmp_path / 'my-review'}\n",
    )  # fmt: skip
    assert run(capsys, "lab", tmp_path / "letter.txt") == (
        2, "", f"litmatrix: {tmp_path / 'letter.txt'}: this is a file; give a folder.\n",
    )  # fmt: skip
    assert started == []


def test_a_folder_within_a_review_or_above_several_points_to_them(capsys, folder, tmp_path, started):
    assert run(capsys, "lab", folder / "notebooks") == (
        2, "", f"litmatrix: {folder / 'notebooks'}: there is no review here. Type: litmatrix lab {folder}\n",
    )  # fmt: skip
    write_review(tmp_path / "second", **sound())
    assert run(capsys, "lab", tmp_path) == (
        2, "", f"litmatrix: {tmp_path}: there is no review here, but several below. Type one of: "
        f"litmatrix lab {folder}; litmatrix lab {tmp_path / 'second'}\n",
    )  # fmt: skip
    assert started == []
