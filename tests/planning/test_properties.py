"""What holds of every change of the protocol, however review.toml is laid out and whatever a page asks."""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter

import pytest
import small_review
from hypothesis import given
from hypothesis import strategies as st
from layouts import Layout

import litmatrix
from litmatrix import planning
from litmatrix.errors import LitmatrixError, NotSaved
from litmatrix.planning import asked as asking
from litmatrix.planning import back, values
from litmatrix.protocol import toml
from litmatrix.vocabulary import PROTOCOL

MATRIX = small_review.MATRIX.replace("key,source_type,", "key,source_type,size,").replace("academic,", "academic,,").replace("grey,", "grey,,")  # fmt: skip
TEXTS = st.sampled_from(["new", "two\nlines", "'q' \"d\" \\ #", "é", "x" * 150, '"""', "[[searches]]\na = 1", "\x01\t", "٣", "-1"])  # fmt: skip
ADDED = {
    "searches": {"id": "s", "kind": "website", "query": "a\nb", "date": "2026-05-01"},
    "criteria": {"id": "c", "include": "UK", "check": {"field": "title", "contains": ["UK"]}},
    "descriptors": {"id": "d", "type": "choice", "values": [{"value": "ward", "definition": "x"}]},
    "rounds": {"id": "r", "purpose": "check", "stage": "screening", "size": "20"},
    "claims": {"text": "We had 3", "value": "3"},
    "findings": {
        "id": "f",
        "statement": "It helps.",
        "theme": "peer",
        "coherence": "minor",
        "confidence": "high",
    },
    "accepted": {"check": "no-key", "key": ["a"], "why": "a web page"},
}
CHOSEN = {"kind": ["database", "website"], "stage": ["screening", "eligibility"], "type": ["choice", "choices", "text"], "updates": ["db", "web"], "coherence": ["none or very minor", "serious"], "confidence": ["high", "very low"]}  # fmt: skip


@st.composite
def asked_of(draw, file, ops=("set", "set", "set", "add", "remove", "order", "rename")):
    """Something that a person may ask of a protocol that holds these values; None where it has nothing of the kind."""
    op = draw(st.sampled_from(ops))
    if op == "rename":
        return {
            "op": op,
            "old": draw(st.sampled_from(["ann", "bob"])),
            "new": draw(st.sampled_from(["Zoë", "cy"])),
        }
    table = draw(
        st.sampled_from([*ADDED] if op != "set" else [*ADDED, "", "about", "agree", "keys", "highlight"])
    )
    if op == "add":
        return {"op": op, "table": table, "given": ADDED[table]}
    entries = file.get(table, [])
    if op == "order":
        ids = [one.get("id", "") for one in entries]
        return (
            {"op": op, "table": table, "ids": draw(st.permutations(ids)), "shown": ids} if all(ids) else None
        )
    id = ""
    if table in ADDED:
        if not entries:
            return None
        at = draw(st.integers(0, len(entries) - 1))
        id = entries[at].get("id", at)
    shown = values.shown(table, asking.held(file, table, id))
    asked = {"op": op, "table": table, "id": id, "shown": shown}
    if op == "remove":
        return asked
    kinds = {
        name: one for name, one in values.kinds(table).items() if name not in ("id", "format", "history")
    }
    names = draw(st.lists(st.sampled_from([*kinds]), min_size=1, max_size=3, unique=True))
    given = {name: draw(st.one_of(st.none(), _value(name, kinds[name].kind, shown[name]))) for name in names}
    return {**asked, "given": given, "effect": draw(st.sampled_from(["same", "widened", "narrowed"]))}


def _value(name, kind, shown):
    if name in CHOSEN:
        return st.sampled_from(CHOSEN[name])
    if kind == "number":
        return st.integers(-1, 9).map(str)
    if kind == "date":
        return st.sampled_from(["2026-02-03", "2026-02-30", "spring"])
    if kind in ("texts", "text or texts"):
        return st.lists(st.one_of(st.sampled_from(shown or ["a"]), TEXTS), max_size=3)
    if kind == "values":
        return st.lists(st.sampled_from(["academic", "grey", "third"]), unique=True).map(
            lambda words: [{"value": word, "definition": word[:1] * 3} for word in words]
        )
    if kind == "table":
        return st.sampled_from(
            [{"field": "year", "from": "2011"}, {"field": "title", "contains": ["a"]}, {"field": "size"}]
        )
    return TEXTS


TEXT = st.integers(0, 10_000).map(lambda seed: Layout(random.Random(seed)).text())


@pytest.fixture
def written(tmp_path):
    """Write a review with this review.toml, in an empty folder; returns the folder."""

    small_review.make(tmp_path / "begun", matrix=MATRIX)

    def write(text, mark=b""):
        folder = tmp_path / "review"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "begun", folder)
        (folder / PROTOCOL).write_bytes(mark + text.encode())
        return folder

    return write


def held(folder):
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock"))
    return {path.name: path.read_bytes() for path in files if path.parent.name != "history"}


def text_of(folder):
    return (folder / PROTOCOL).read_bytes().decode("utf-8-sig")


def comments(text):
    return Counter(re.findall(r"# note \d+|# --- \w+ ---", text))


def problems(folder):
    return Counter(problem.message for problem in litmatrix.open(folder).problems)


def changed(folder, asked):
    """Do what is asked; False where it was refused, which changes no file."""
    before = held(folder)
    try:
        return planning.change(litmatrix.open(folder), asked, "ann") is not None
    except LitmatrixError:
        assert held(folder) == before
        return False


def check_apart(before, after, asked):
    """Assert that no byte changed but inside the entry that was changed, or but those that came, or went."""
    table, id = asked["table"], asked["id"]
    entries = toml.loads(before)[table]
    found = toml.spans(before, table)
    if found:
        start, end = found[next(at for at, one in enumerate(entries) if id in (at, one.get("id")))]
        assert after.startswith(before[:start])
        assert after.endswith(before[end:])


@given(TEXT, st.sampled_from([b"", b"\xef\xbb\xbf"]), st.data())
def test_a_change_touches_what_was_asked_brings_no_problem_and_comes_back_to_the_byte(
    written, text, mark, data
):
    folder = written(text, mark)
    asked = data.draw(asked_of(toml.loads(text)))
    before, known = held(folder), problems(folder)
    if asked is None or not changed(folder, asked):
        return
    after = text_of(folder)
    assert not problems(folder) - known
    if asked["op"] == "set" and asked["table"] in ("searches", "criteria", "rounds", "accepted", "claims"):
        check_apart(text, after, asked)
    emptied = any(one.after in (None, []) for one in back.between(text, after))
    if (
        asked["op"] != "remove"
        and not emptied
        and not any(isinstance(one, list) for one in asked.get("given", {}).values())
    ):
        assert comments(after) == comments(text)
    planning.undo(folder)
    assert held(folder) == before


@given(TEXT, st.data())
def test_what_others_write_meanwhile_stays_or_the_change_is_not_taken_back(written, text, data):
    folder = written(text)
    asked = data.draw(asked_of(toml.loads(text)))
    if asked is None or not changed(folder, asked):
        return
    after = text_of(folder)
    theirs = data.draw(outside(after))
    if theirs is None:
        return
    (folder / PROTOCOL).write_bytes(theirs.encode())
    before = held(folder)
    try:
        planning.undo(folder)
    except NotSaved:
        assert held(folder) == before
        return
    final = text_of(folder)
    assert said(text, final) == said(after, theirs)
    assert not comments(theirs) - comments(after) - comments(final)


def said(before, after):
    """What differs in two texts, whatever the places and the order of the entries."""
    return Counter(str(back._turned(one)) for one in back.between(before, after) if one.member)


@st.composite
def outside(draw, text):
    """The text as somebody else made it: with a comment more, an entry more, or changed as a desk changes it."""
    way = draw(st.sampled_from(["comment", "entry", "desk"]))
    lines = re.split(r"(?<=\n)", text)
    newline = "\r\n" if "\r\n" in text else "\n"
    if way == "desk":
        asked = draw(asked_of(toml.loads(text), ("set", "add", "remove")))
        try:
            plan = planning.worked_out(asked, toml.loads(text), litmatrix.matrix.parse_matrix(MATRIX))
            return litmatrix.protocol.edited(text, plan.edits)
        except LitmatrixError:
            return None
    if way == "comment":
        at = draw(st.integers(0, len(lines)))
        new = "".join([*lines[:at], f"# note outside{newline}", *lines[at:]])
    else:
        heads = [match.start() for match in re.finditer(r"^[ \t]*\[\[?\w+\]", text, re.MULTILINE)]
        at = draw(st.sampled_from(heads))
        entry = draw(
            st.sampled_from(
                ['[[claims]]\ntext = "out"\nvalue = 4\n', '[[searches]]\nid = "out"\nkind = "other"\n']
            )
        )
        new = text[:at] + entry.replace("\n", newline) + text[at:]
    try:
        same = toml.loads(new) == toml.loads(text)
    except ValueError:
        return None
    return new if same or way == "entry" else None


ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-2, 2**70), st.floats(), st.text(max_size=5), st.sampled_from(
        ["\0", "\ud800", "\r\n", "a\n<<<<<<< b\nc", "2026-02-30", "9" * 6000, "db", "year", "source_type", "x" * 3000, "\u2028", "ﬁ"],
    )),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["field", "value", "is", "id", "\ud800"]), inner, max_size=3)),
    max_leaves=4,
)  # fmt: skip
TABLES = ["", "about", "agree", "keys", "highlight", *ADDED, "themes", "theme_history", "nothing"]


@st.composite
def messages(draw):
    """Whatever a page may send, most of it nearly what it should be."""
    op, table = (
        draw(st.sampled_from(["set", "add", "remove", "order", "rename"])),
        draw(st.sampled_from(TABLES)),
    )
    known = [*values.kinds(table)] if table in ("", "about", "agree", "keys", "highlight", *ADDED) else ["id"]
    members = st.dictionaries(st.sampled_from(known), ANY, max_size=2)
    found = {
        "op": op, "table": table, "id": draw(st.sampled_from(["", "db", "date", "uk", "size", 0, 1])),
        "given": {**(ADDED.get(table, {}) if op == "add" else {}), **draw(members)}, "shown": draw(members),
        "effect": "same", "ids": ["date"], "old": "ann", "new": draw(st.one_of(st.text(max_size=3), st.just("Zoë"))),
    }  # fmt: skip
    for name in draw(st.sets(st.sampled_from([*found]), max_size=1)):
        found[name] = draw(ANY)
    return found


@given(st.one_of(messages(), ANY))
def test_whatever_a_page_sends_the_answer_is_in_words_and_the_review_reads_as_before(written, asked):
    folder = written(Layout(random.Random(1)).text())
    before, known = held(folder), problems(folder)
    if changed(folder, asked):
        assert not problems(folder) - known
        planning.undo(folder)
        assert held(folder) == before
