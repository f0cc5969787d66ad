"""Texts of review.toml in many layouts that say the same: for tests of what a change touches, and of what comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

#: What every text says, table by table; tables within are written inline, dotted, or under a header of their own.
TOP = {
    "format": 1,
    "title": "A ‘review’",
    "questions": ["What is a peer?", "What does it cost?"],
    "reviewers": ["ann", "bob"],
}
SINGLE = {
    "about": {"authors": ["Ann", "Bob"], "aims": "To see.\n\nAnd learn."},
    "agree": {"screening": 2},
    "keys": {"include": "y"},
}
LISTS: Mapping[str, list[dict[str, Any]]] = {
    "searches": [
        {"id": "db", "kind": "database", "source": "PsycInfo", "query": '"peer"\nOR x', "date": "@2026-01-02", "hits": 4},
        {"id": "web", "kind": "website", "note": "n"},
    ],
    "criteria": [
        {"id": "date", "include": "from 2010", "exclude": "before 2010", "check": {"field": "year", "from": 2010}},
        {"id": "full", "include": "a full study", "history": [{"date": "@2026-01-05", "effect": "narrowed", "include": "a study"}]},
        {"id": "uk", "include": "UK"},
    ],
    "descriptors": [{"id": "source_type", "type": "choice", "values": ["academic", "grey"]}, {"id": "size", "type": "text"}],
    "themes": [{"id": "peer", "name": "Peer", "question": "What is a peer?", "subthemes": ["Power", "Bonds", "Pay"]}, {"id": "role", "name": "Role"}],
    "theme_history": [{"time": "@2026-01-01", "change": "add", "to": [one], "by": "ann"} for one in ("peer", "role")],
    "claims": [{"text": "4 sources", "value": 4}, {"text": "4 records", "value": 4, "count": "records"}],
    "accepted": [{"check": "no-locator", "key": ["adams_2011", "clark_2012"], "why": "web"}],
    "rounds": [{"id": "pilot", "purpose": "p", "stage": "screening", "size": 3}],
}  # fmt: skip


class Layout:
    """One way to write it all, of those that TOML allows; each comment stands once."""

    def __init__(self, random: Random) -> None:
        self.random, self.comments = random, 0

    def some(self, share: float) -> bool:
        return self.random.random() < share

    def note(self, share: float = 0.2) -> str:
        self.comments += 1
        return f"# note {self.comments}\n" if self.some(share) else ""

    def end(self) -> str:
        return f"  {self.note(1)}" if self.some(0.15) else "\n"

    def value(self, value: Any, line: bool = False) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{name} = {self.value(one, True)}" for name, one in value.items()) + "}"
        if isinstance(value, list) and (line or self.some(0.5)):
            return f"[{', '.join(self.value(one, True) for one in value)}]"
        if isinstance(value, list):
            items = [
                f"{self.note(0.1)}{self.random.choice(['  ', chr(9)])}{self.value(one)}" for one in value
            ]
            return "[" + self.end() + "".join(f"{item},{self.end()}" for item in items) + "]"
        if not isinstance(value, str):
            return str(value)
        if value.startswith("@"):
            return value[1:]
        if not line and self.some(0.1):
            return '"""\n' + value.replace("\\", "\\\\").replace('"""', '\\"""') + '"""'
        quoted = f"'{value}'" if "'" not in value and "\n" not in value and self.some(0.3) else None
        return quoted or json.dumps(value, ensure_ascii=self.some(0.5))

    def members(self, values: Mapping[str, Any], indent: str = "", before: str = "") -> str:
        sign = self.random.choice([" = ", "=", "  =  "])
        return "".join(
            f"{self.note(0.1)}{indent}{before}{f'{chr(34)}{name}{chr(34)}' if self.some(0.1) else name}{sign}{self.value(one)}{self.end()}"
            for name, one in values.items()
        )

    def entry(self, table: str, values: Mapping[str, Any]) -> str:
        indent = self.random.choice(["", "", "  ", "\t"])
        apart = [name for name in ("check", "history") if table == "criteria" and self.some(0.6)]
        own = {name: one for name, one in values.items() if name not in apart}
        text = f"{indent}[[{table}]]{self.end()}{self.members(own, indent)}"
        for name in [name for name in values if name not in own]:
            inner = values[name]
            header = f"[{table}.{name}]" if isinstance(inner, dict) else f"[[{table}.{name}]]"
            inner = inner if isinstance(inner, dict) else inner[0]
            text += f"{self.note()}{indent}{header}{self.end()}{self.members(inner, indent)}"
        return text

    def text(self) -> str:
        top, chunks = dict(TOP), []
        for table, entries in LISTS.items():
            if self.some(0.1):
                top[table] = entries
                continue
            written = [
                self.note() + self.entry(table, one) + ("\n" if self.some(0.8) else "") for one in entries
            ]
            apart = self.some(0.15)
            chunks += (
                written
                if apart
                else [(f"# --- {table} ---\n\n" if self.some(0.5) else "") + "".join(written)]
            )
        dotted = ""
        for table, values in SINGLE.items():
            way = self.random.choice(["header", "header", "inline", "dotted", "none"])
            if way == "header":
                chunks.append(f"{self.note()}[{table}]{self.end()}{self.members(values)}\n")
            elif way == "inline":
                top[table] = values
            elif way == "dotted":
                dotted += self.members(values, "", f"{table}.")
        order = list(range(len(chunks)))
        self.random.shuffle(order)
        text = (
            self.note() + self.members(top) + dotted + "\n" + "".join(_in_turn(chunks, order)) + self.note()
        )
        text = text.rstrip("\n") if self.some(0.2) else text
        return text.replace("\n", "\r\n") if self.some(0.2) else text


def _in_turn(chunks: list[str], order: list[int]) -> list[str]:
    """Return the chunks in another order in which entries of a table stay one behind the other, for their order says something."""
    table: Callable[[str], str] = lambda chunk: re.search(r"^[ \t]*\[\[?(\w+)", chunk, re.MULTILINE)[1]  # noqa: E731
    waiting: dict[str, list[str]] = {}
    for chunk in chunks:
        waiting.setdefault(table(chunk), []).append(chunk)
    return [waiting[table(chunks[at])].pop(0) for at in order]
