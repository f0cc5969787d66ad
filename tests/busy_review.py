"""A review in which much happened: two people, a round, a conflict settled and one open, a rule, duplicates, themes that changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import making
from making import criterion, decided, descriptor, distinct, duplicate, entry, search, theme

import litmatrix
from litmatrix.decisions.log import Event, append_events, reviewer_file
from litmatrix.review import Review
from litmatrix.vocabulary import AUTOMATION, CONSENSUS

#: When ann settled a conflict, and bob ran a check.
LATER = "2026-11-23T09:00:00.000Z"


def key(number: int) -> str:
    return f"k{number:02d}_20{number:02d}"


def make(folder: Path) -> Review:
    """Write the review to a folder and open it: 16 records of three databases and a website, four of them included."""
    entries = [
        entry(key(n), title=f"Peer support {n}", author=f"A{n}, B", year=f"20{n:02d}", origin="pm,sc" if n % 3 == 0 else "pm")
        for n in range(1, 13)
    ]  # fmt: skip
    entries += [
        entry("w_2015", origin="web", title="Web", year="2015"),
        entry("zz_1999", origin="sc", title="Old", year="1999"),
        entry("dup_2003", origin="sc", title="Peer support 3", year="2003"),
        entry("gone_2003", origin="sc", title="Editorial", year="2003"),
    ]
    events = []
    for n in range(1, 13):
        pilot = "pilot" if n < 5 else ""
        for who, yes in (("ann", n < 9), ("bob", n < 8 or n == 11)):
            choice = "maybe" if (who, n) == ("bob", 1) else "include" if yes else "exclude"
            events.append(decided(who, key(n), "screening", choice, "" if yes else "topic", round=pilot))
    for n in range(1, 7):
        for who in ("ann", "bob"):
            why = "" if n < 5 else "year" if (who, n) == ("bob", 6) else "topic"
            events.append(decided(who, key(n), "eligibility", "exclude" if why else "include", why))
    events += [
        decided("ann", key(7), "retrieval", "not_retrieved"),
        decided("ann", "gone_2003", "identification", "removed", "not a publication"),
        duplicate("dup_2003", key(3)),
        distinct(key(4), key(5), "bob"),
        *(decided("ann", key(n), "coding", "read") for n in range(1, 5)),
        decided("bob", key(1), "coding", "read"),
    ]
    making.write_review(
        folder,
        entries=entries,
        events=events,
        questions=["What is it?"],
        reviewers=["ann", "bob", "cy"],
        agree={"screening": 2, "eligibility": 2},
        divide={"screening": ["ann", "bob", "cy"]},
        searches=[
            search("pm", source="PubMed", platform="NLM", query='"peer support"[ti]', hits=15, date=date(2026, 1, 2),
                   removed=3, removed_why="duplicates, by Zotero", limits="English", peer_review="PRESS, by a librarian"),
            search("sc", source="Scopus", hits=8, date=date(2026, 1, 3), filters="none"),
            search("pm2", source="PubMed", updates="pm", date=date(2026, 6, 3)),
            search("web", "website", source="Web", examined=40),
        ],
        criteria=[
            criterion("year", {"field": "year", "from": 2000, "to": 2020},
                      history=[{"date": date(2026, 12, 1), "effect": "widened", "include": "from 2005"}]),
            criterion("topic", stage="screening"),
        ],
        rounds=[{"id": "pilot", "purpose": "Pilot of the criteria", "stage": "screening", "seed": 7, "size": 4, "date": date(2026, 1, 5)}],
        descriptors=[descriptor("kind", "a", "b"), descriptor("clear", "yes", "no", group="appraisal")],
        themes=[theme("role", "X"), theme("work", added=date(2026, 11, 23)), theme("gone", retired=date(2026, 11, 24))],
        theme_history=[
            {"time": date(2026, 11, 23), "change": "merge", "from": ["job", "task"], "to": ["work"], "by": "ann"},
            {"time": date(2026, 11, 24), "change": "rename", "from": ["roles"], "to": ["role"]},
        ],
        about={"funding": "None.", "registration": "OSF 123", "availability": "https://osf.io/x"},
        cells={
            key(1): {"kind": "a", "clear": "yes", "role": '[X +] "good" (p. 3)', "work": "none"},
            key(2): {"role": "a summary"},
        },
    )  # fmt: skip
    settled = Event(CONSENSUS, key(8), "screening", "include", note="(recorded by ann)", time=LATER)
    ruled = Event(AUTOMATION, "zz_1999", "screening", "exclude", "year", note="run by bob", time=LATER)
    for person, event in (("ann", settled), ("bob", ruled)):
        append_events(reviewer_file(folder / "decisions", person, making.HOST), [event])
    return litmatrix.open(folder)
