import os

from litmatrix.files.watch import stamp, stamps


def test_a_file_that_is_written_or_replaced_has_another_stamp(tmp_path):
    path = tmp_path / "a.jsonl"
    assert stamp(path) == (0, 0, 0)
    path.write_text("1\n")
    first = stamp(path)
    path.write_text("12\n")
    second = stamp(path)
    (tmp_path / "new").write_text("34\n")
    os.replace(tmp_path / "new", path)
    assert len({first, second, stamp(path)}) == 3


def test_the_stamps_of_a_folder_are_by_name_in_order_and_of_event_files_only(tmp_path):
    for name in ("b.jsonl", "a.jsonl", "a.txt"):
        (tmp_path / name).write_text(name)
    assert list(stamps(tmp_path)) == ["a.jsonl", "b.jsonl"]
    assert stamps(tmp_path / "none") == {}
