"""Full texts stored in one act, and taken away in one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import fulltexts, store, storing
from litmatrix.files.storing import BESIDE, REPLACE, Wanted


def given(folder: Path, **files: bytes) -> dict[str, Path]:
    """Files to be stored, by the key that they are for, in a folder beside the review's."""
    folder.mkdir(exist_ok=True)
    paths = {}
    for key, data in files.items():
        paths[key] = folder / f"{key} from somewhere.pdf"
        paths[key].write_bytes(data)
    return paths


def there(folder: Path) -> dict[str, bytes]:
    """What stands in fulltext/, without what is hidden."""
    return {path.name: path.read_bytes() for path in (folder / "fulltext").glob("[!.]*") if path.is_file()}


def test_files_are_stored_under_their_keys_told_one_by_one_and_undone_as_one(tmp_path):
    paths = given(tmp_path / "from", a=b"1", b=b"2", c=b"")
    told = []
    act = storing.store_all(
        tmp_path,
        [Wanted(path, path.name, key) for key, path in paths.items()],
        "ann",
        lambda *one: told.append(one),
    )
    assert [(one.key, one.outcome, one.place) for one in act.files] == [
        ("a", "stored", "fulltext/a.pdf"),
        ("b", "stored", "fulltext/b.pdf"),
        ("c", "failed", ""),
    ]
    assert act.files[2].why == "c from somewhere.pdf: the file is empty (0 bytes)."
    assert told == [
        (1, 3, "a from somewhere.pdf"),
        (2, 3, "b from somewhere.pdf"),
        (3, 3, "c from somewhere.pdf"),
    ]
    assert there(tmp_path) == {"a.pdf": b"1", "b.pdf": b"2"}
    assert storing.latest(tmp_path) == act
    (tmp_path / "fulltext" / "own.pdf").write_bytes(b"a person's own")
    _, undone = storing.undo(tmp_path)
    assert undone == (("fulltext/a.pdf", "fulltext/b.pdf"), (), ())
    assert there(tmp_path) == {"own.pdf": b"a person's own"}
    assert storing.latest(tmp_path) is None
    with pytest.raises(Misuse, match="there is nothing to undo: no full texts were added"):
        storing.undo(tmp_path)


def test_a_file_that_stands_there_is_refused_replaced_or_kept_beside_and_comes_back(tmp_path):
    fulltexts.keep(tmp_path, "a", "a.pdf", b"old")
    path = given(tmp_path / "from", a=b"new")["a"]
    refused = storing.store_all(tmp_path, [Wanted(path, "x.pdf", "a")])
    assert [(one.outcome, one.why) for one in refused.files] == [
        ("failed", "fulltext/a.pdf is there already, with other content; it was not replaced.")
    ]
    assert (there(tmp_path), storing.acts(tmp_path)) == ({"a.pdf": b"old"}, ())
    storing.store_all(tmp_path, [Wanted(path, "x.pdf", "a", BESIDE)])
    assert there(tmp_path) == {"a.pdf": b"old", "a (2).pdf": b"new"}
    assert fulltexts.found(tmp_path, "a") == ("fulltext/a.pdf", "fulltext/a (2).pdf")
    storing.store_all(tmp_path, [Wanted(path, "x.pdf", "a", REPLACE)])
    assert there(tmp_path) == {"a.pdf": b"new", "a (2).pdf": b"new"}
    assert storing.undo(tmp_path)[1] == ((), ("fulltext/a.pdf",), ())
    assert storing.undo(tmp_path)[1] == (("fulltext/a (2).pdf",), (), ())
    assert there(tmp_path) == {"a.pdf": b"old"}
    assert list((tmp_path / "fulltext" / ".replaced").rglob("*.pdf")) == []


def test_two_files_of_one_record_in_one_act_never_replace_each_other(tmp_path):
    paths = given(tmp_path / "from", a=b"1", b=b"2", c=b"2")
    wanted = [Wanted(path, path.name, "k", REPLACE) for path in paths.values()]
    act = storing.store_all(tmp_path, wanted)
    assert [(one.outcome, one.place) for one in act.files] == [
        ("stored", "fulltext/k.pdf"), ("beside", "fulltext/k (2).pdf"), ("beside", "fulltext/k (3).pdf"),
    ]  # fmt: skip


def test_the_same_content_is_not_written_again(tmp_path):
    fulltexts.keep(tmp_path, "a", "a.pdf", b"1")
    path = given(tmp_path / "from", a=b"1")["a"]
    act = storing.store_all(tmp_path, [Wanted(path, "x.pdf", "a", REPLACE)])
    assert [one.outcome for one in act.files] == ["same"]
    assert storing.latest(tmp_path) is None


def test_what_was_changed_or_is_gone_since_is_left_and_named(tmp_path):
    paths = given(tmp_path / "from", a=b"1", b=b"2", c=b"3")
    storing.store_all(tmp_path, [Wanted(path, path.name, key) for key, path in paths.items()])
    (tmp_path / "fulltext" / "a.pdf").write_bytes(b"with my notes")
    (tmp_path / "fulltext" / "b.pdf").unlink()
    assert storing.undo(tmp_path)[1] == (
        ("fulltext/c.pdf",),
        (),
        (("fulltext/a.pdf", "it was changed since"), ("fulltext/b.pdf", "it is not there any more")),
    )
    assert there(tmp_path) == {"a.pdf": b"with my notes"}


def test_a_disk_that_takes_one_file_less_is_told_and_the_others_stand(tmp_path, monkeypatch):
    paths = given(tmp_path / "from", a=b"1", b=b"2")
    write = store.write

    def full(path, data):
        if path.name == "a.pdf":
            raise NotSaved(f"{path}: not saved: the disk is full.")
        write(path, data)

    monkeypatch.setattr(store, "write", full)
    act = storing.store_all(tmp_path, [Wanted(path, path.name, key) for key, path in paths.items()])
    assert [one.outcome for one in act.files] == ["failed", "stored"]
    assert act.files[0].why.endswith("not saved: the disk is full.")
    assert storing.undo(tmp_path)[1].away == ("fulltext/b.pdf",)


def test_what_a_crash_left_half_done_is_taken_back(tmp_path, monkeypatch):
    paths = given(tmp_path / "from", a=b"1", b=b"2")
    write = store.write

    def killed(path, data):
        if path.name == "b.pdf":
            raise KeyboardInterrupt
        write(path, data)

    monkeypatch.setattr(store, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        storing.store_all(tmp_path, [Wanted(path, path.name, key) for key, path in paths.items()])
    monkeypatch.setattr(store, "write", write)
    assert there(tmp_path) == {"a.pdf": b"1"}
    assert storing.undo(tmp_path)[1] == (
        ("fulltext/a.pdf",), (), (("fulltext/b.pdf", "it is not there any more"),),
    )  # fmt: skip
    assert there(tmp_path) == {}


def test_a_record_that_is_damaged_is_passed_by(tmp_path):
    path = given(tmp_path / "from", a=b"1")["a"]
    storing.store_all(tmp_path, [Wanted(path, path.name, "a")])
    for name, text in (("9", "{"), ("8", '{"format": 2}'), ("7", "[]")):
        (tmp_path / "fulltext" / ".stored" / f"{name}.json").write_text(text)
    assert [one.files[0].key for one in storing.acts(tmp_path)] == ["a"]
    storing.store_all(tmp_path, [Wanted(path, path.name, "b")])
    assert storing.undo(tmp_path)[1].away == ("fulltext/b.pdf",)


def test_many_records_are_looked_up_in_one_look(tmp_path):
    for number in range(20):
        fulltexts.keep(tmp_path, f"k{number}", "x.pdf", b"1")
    fulltexts.keep(tmp_path, "k3", "x.txt", b"1")
    places = fulltexts.find_many(tmp_path, ["k3", "k4", "absent"])
    assert places == {"k3": ("fulltext/k3.pdf", "fulltext/k3.txt"), "k4": ("fulltext/k4.pdf",)}


@pytest.mark.parametrize(
    ("place", "old"),
    [
        ("fulltext/a.pdf", "../secret.txt"),
        ("fulltext/a.pdf", "fulltext/.replaced/x/../../../../secret.txt"),
        ("../secret.txt", ""),
        ("fulltext/../bibliography.bib", ""),
        ("bibliography.bib", ""),
    ],
)
def test_a_record_that_came_with_a_folder_moves_no_file_from_elsewhere(tmp_path, place, old):
    review = tmp_path / "review"
    act = storing.store_all(review, [Wanted(given(tmp_path / "from", a=b"1")["a"], "a.pdf", "a")])
    (tmp_path / "secret.txt").write_bytes(b"1")
    (review / "bibliography.bib").write_bytes(b"1")
    record = review / storing.ACTS / f"{act.time}.json"
    values = json.loads(record.read_bytes())
    values["files"][0].update(place=place, old=old)
    record.write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(Misuse, match="no full texts were added"):
        storing.undo(review)
    assert (tmp_path / "secret.txt").exists() and (review / "bibliography.bib").exists()
    assert there(review) == {"a.pdf": b"1"}


def test_what_could_not_be_brought_back_can_be_undone_again(tmp_path, monkeypatch):
    first = given(tmp_path / "first", a=b"old", b=b"b")
    storing.store_all(tmp_path, [Wanted(first["a"], "a.pdf", "a")])
    second = given(tmp_path / "second", a=b"new")
    storing.store_all(
        tmp_path, [Wanted(second["a"], "a.pdf", "a", REPLACE), Wanted(first["b"], "b.pdf", "b")]
    )
    write = store.write

    def full(path, data):
        if path.suffix == ".pdf":
            raise NotSaved("the disk is full")
        write(path, data)

    monkeypatch.setattr(store, "write", full)
    _, undone = storing.undo(tmp_path)
    assert (undone.away, undone.left) == (("fulltext/b.pdf",), (("fulltext/a.pdf", "the disk is full"),))
    monkeypatch.setattr(store, "write", write)
    _, undone = storing.undo(tmp_path)
    assert undone.again == ("fulltext/a.pdf",)
    assert there(tmp_path) == {"a.pdf": b"old"}
    assert len(storing.acts(tmp_path)) == 2 and storing.latest(tmp_path) == storing.acts(tmp_path)[0]
