"""The words of the field and of the files, each in one place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

FORMAT = 1

BIBLIOGRAPHY = "bibliography.bib"
MATRIX = "matrix.csv"
PROTOCOL = "review.toml"
MANUSCRIPT = "manuscript.md"
DECISIONS = "decisions"
HISTORY = "history"
NOTEBOOKS = "notebooks"
FULLTEXT = "fulltext"
OUT = "out"
#: What a review holds itself: files that people write, and folders with all in them. No result is written there.
OWN = (
    BIBLIOGRAPHY, MATRIX, PROTOCOL, "memos.md", MANUSCRIPT, DECISIONS, HISTORY, NOTEBOOKS, FULLTEXT,
    ".git", ".gitattributes", ".gitignore",
)  # fmt: skip

KEY = "key"

# Stages and the decisions that each takes, in the order of the flow.
STAGES = {
    "identification": ("duplicate", "distinct", "removed"),
    "screening": ("include", "exclude", "maybe"),
    "retrieval": ("requested", "retrieved", "not_retrieved"),
    "eligibility": ("include", "exclude", "awaiting"),
    "coding": ("read",),
    "label": ("set", "unset"),
}
#: What each stage is called, on screens, in tables and charts and on the command line.
STAGE_NAMES = {
    "identification": "before screening", "screening": "title and abstract", "retrieval": "retrieval",
    "eligibility": "full text", "coding": "coding", "label": "label",
}  # fmt: skip
#: The decisions that a sentence calls otherwise than the files do.
DECISION_NAMES = {"distinct": "not a duplicate", "not_retrieved": "not retrieved"}
#: The stage of the labels that a reader gives a record, as many as one likes: `other` is the label.
LABEL = "label"
#: The stages at which review.toml may ask that several people agree.
AGREED_ON = ("screening", "eligibility")
WITHDRAW = "withdraw"
#: Taken out before screening, for a reason in words: the one decision at identification that is about one record.
REMOVED = "removed"
CONSENSUS = "consensus"
AUTOMATION = "automation"

# Kinds of search, by the arm of the PRISMA 2020 flow diagram that they feed.
DATABASE_KINDS = ("database", "register")
OTHER_KINDS = ("website", "organisation", "citation", "contact", "other")
PREVIOUS = "previous"
SEARCH_KINDS = (*DATABASE_KINDS, *OTHER_KINDS, PREVIOUS)

# What an excerpt can be; the first two are evidence.
QUOTATION = "quotation"
SUMMARY = "summary"
MEMO = "memo"
NONE = "none"
BLANK = "blank"
EVIDENCE = (QUOTATION, SUMMARY)

STANCES = {"+": "for", "-": "against", "~": "both ways", "": "neutral"}

# Where a cell of the matrix stands.
MENTIONED = "mentioned"
NOT_MENTIONED = "not mentioned"
DUE = "due"
UNREAD = "unread"
STATES = (MENTIONED, NOT_MENTIONED, DUE, UNREAD)

DESCRIPTOR_TYPES = ("choice", "choices", "text", "number")
UNKNOWN = "unknown"

THEME_CHANGES = ("add", "rename", "redefine", "merge", "split", "retire", "reorder")
CRITERION_EFFECTS = ("widened", "narrowed")

# What GRADE-CERQual asks of a finding of the review (Lewin et al., Implementation Science 2018;13(Suppl 1):2-10): the concerns
# that each of its four components raises, and the confidence that is left.
CERQUAL = ("methodological_limitations", "coherence", "adequacy", "relevance")
CONCERNS = ("none or very minor", "minor", "moderate", "serious")
CONFIDENCE = ("high", "moderate", "low", "very low")

#: How citations can be printed, to be pasted into a manuscript: for whom.
DIALECTS = {
    "text": "as litmatrix prints them: (Author Year: page)", "pandoc": "Markdown for pandoc, Quarto and MyST: [@key, p. 12]",
    "latex": "LaTeX with biblatex: \\autocite[12]{key}", "zotero": "marks for Zotero's RTF Scan: {Author, Year, 12}",
    "endnote": "EndNote's temporary citations: {Author, Year @12}",
}  # fmt: skip

# Severities of a problem: a fatal one makes its file read-only.
FATAL = "fatal"
ERROR = "error"
WARNING = "warning"
SEVERITIES = (FATAL, ERROR, WARNING)

# Fields of a .bib entry that litmatrix gives a meaning beyond BibTeX's own.
ORIGIN = "origin"
STUDY = "study"
FORMER_KEYS = "ids"

# What the screening card can be told by a key, and the key that tells it unless review.toml names another.
CARD_KEYS = {
    "include": "i", "exclude": "e", "maybe": "m", "awaiting": "m", "requested": "q", "retrieved": "r",
    "not_retrieved": "x", "undo": "u", "next": "j", "previous": "k", "note": "n", "label": "l", "correct": "c", "filter": "f", "fulltext": "t", "highlight": "h", "help": "?",
}  # fmt: skip
#: Acts that yield their key to another that review.toml gives it to: they came when people had chosen keys already.
YIELDING = ("label", "correct", "filter", "fulltext")
#: What the card can highlight words for.
HIGHLIGHTS = ("include", "exclude")


def stage_in_words(stage: str) -> str:
    """Return a stage as a sentence has it.

    >>> stage_in_words("eligibility"), stage_in_words("identification")
    ('at full text', 'before screening')
    """
    name = STAGE_NAMES.get(stage, stage)
    return name if stage == "identification" else f"at {name}"


def decided_at(decision: str, stage: str) -> str:
    """Return a decision with its stage, unless the decision itself says it.

    >>> decided_at("include", "eligibility"), decided_at("not_retrieved", "retrieval")
    ('include at full text', 'not retrieved')
    """
    named = DECISION_NAMES.get(decision, decision)
    return f"{named} {stage_in_words(stage)}" if stage in AGREED_ON else named


def passed_over(keys: Collection[str], file: str) -> str:
    """Return what is said of the rows or entries of a file that undoing does not find under their key; empty for none."""
    some = ", ".join([*keys][:5]) + (f" and {len(keys) - 5:,} more" if len(keys) > 5 else "")
    return (
        f"skipped, because {file} no longer has them (deleted, or their key was changed): {some}"
        if keys
        else ""
    )


def counted(number: int, one: str, more: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "record"), counted(1200, "record"), counted(0, "search", "searches")
    ('1 record', '1,200 records', '0 searches')
    """
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def state_in_words(state: str, stance: str = "") -> str:
    """Return the state of a cell with the side that its excerpts take.

    >>> state_in_words(MENTIONED, "+"), state_in_words(MENTIONED), state_in_words(DUE)
    ('mentioned, for', 'mentioned', 'due')
    """
    return f"{state}, {STANCES[stance]}" if stance else state


def slug(name: str, taken: Iterable[str]) -> str:
    """Return a name that can be a file's on every system, and is not taken (capitals aside)."""
    base = re.sub(r"\W+", "-", name).strip("-")[:60]
    folded = {other.casefold() for other in taken}
    number = 1
    while (found := base if number == 1 else f"{base}-{number}").casefold() in folded:
        number += 1
    return found
