"""The command line as a table: each command, what runs it, what help says of it, and what it takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from litmatrix.cli import commands, comparing, decisions, duplicates, importing, matrix, screening, themes
from litmatrix.vocabulary import OUT, PROTOCOL, SEARCH_KINDS, STAGES

# What adds itself to a parser: a command to that of the command line, an argument to that of a command.
_Part = Callable[[Any], None]


def add_commands(known: Any) -> None:
    """Add all commands, in the order of help."""
    for add in _COMMANDS:
        add(known)


def _command(
    name: str,
    run: Callable[[argparse.Namespace], int],
    help: str,
    *arguments: _Part,
    description: str = "",
    epilog: str = "",
) -> _Part:
    """Return a command; `help` is a sentence without its capital and full stop."""

    def add(known: Any) -> None:
        parser = known.add_parser(
            name, help=help, description=description or f"{help[0].upper()}{help[1:]}.", epilog=epilog or None,
            formatter_class=argparse.RawDescriptionHelpFormatter if epilog else argparse.HelpFormatter,
        )  # fmt: skip
        parser.set_defaults(run=run)
        for add_argument in arguments:
            add_argument(parser)

    return add


def _value(name: str, metavar: str | None, help: str, **more: Any) -> _Part:
    """Return an argument with a value; an option that is not given is an empty text, unless `more` says otherwise."""
    given = {"default": "", **more} if name.startswith("--") else more
    return lambda parser: parser.add_argument(name, metavar=metavar, help=help, **given)


def _flag(name: str, help: str) -> _Part:
    return lambda parser: parser.add_argument(name, action="store_true", help=help)


def _one_of(*arguments: _Part) -> _Part:
    """Return arguments of which one may be given."""

    def add(parser: Any) -> None:
        group = parser.add_mutually_exclusive_group()
        for one in arguments:
            one(group)

    return add


def _stage(
    help: str = "screening, unless given",
    stages: Sequence[str] = ("screening", "eligibility"),
    default: str = "screening",
) -> _Part:
    said = f"{help}; one of {', '.join(stages)}"
    return _value("--stage", "STAGE", said, choices=stages, default=default)


def _about(name: str, metavar: str | None, help: str, **more: Any) -> _Part:
    """Return what may be said of a search; None if it is not."""
    return _value(name, metavar, help, default=None, **more)


_FOLDER = _value("folder", "FOLDER", "the review folder (this one)", nargs="?", default=None)
_IN_FOLDER = _value("--folder", "DIR", "the review folder (this one)", default=None)
_REVIEWER = _value("--reviewer", "NAME", "who you are (whom this machine remembers)")
_JSON = _flag("--json", "print JSON")

# fmt: off
_COMMANDS = (
    _command("new", commands.new, "make a fresh review folder, with notebooks and a commented review.toml",
        _value("folder", "DIR", "the folder to make; it may exist if it is empty"),
        _value("--title", "TITLE", "the title of the review"),
    ),
    _command("check", commands.check, "say what is wrong with the review, and where",
        _FOLDER,
        _JSON,
        _flag("--accepted", "list the accepted problems too, with why"),
        _flag("--quotations", "also look for the quotations in the full texts in fulltext/"),
    ),
    _command("status", commands.status, "say what is in the review and what is left to do",
        _FOLDER,
        _flag("--json", "print JSON, with every computed number"),
    ),
    _command("flow", commands.flow, "print the PRISMA 2020 flow", _FOLDER, _JSON),
    _command("build", commands.build, "make all charts, tables and exports anew",
        _FOLDER,
        _value("--out", "DIR", f"where to write them (the review's {OUT}/)", default=None),
        _flag("--force", "replace files there that were changed since they were made"),
    ),
    _command("export", commands.export, "write the bibliography, the matrix or a table to a file",
        _value("what", "WHAT",
               "bibliography, matrix, codebook or another table by its name, tables (all of them), linked "
               "(charts to click, one page), or records (for a screening program)"),
        _value("file", "FILE",
               "the ending says the format: .bib .ris .json, or .csv .md .html .tex .docx .xlsx; "
               "of records .csv .ris"),
        _value("--records", None, "of a bibliography (included)",
               choices=("included", "excluded", "all"), default="included"),
        _value("--without", "FIELDS", "of a bibliography: leave these out, such as abstract,origin"),
        _value("--for", None, "of records: the program that is to read them",
               dest="program", choices=("asreview", "rayyan")),
        _stage("of records: the stage whose decisions go with them (screening)"),
        _value("--reviewer", "NAME", "of records: only this person's decisions"),
        _flag("--force", "replace a file that litmatrix did not make, or that was changed since"),
        _IN_FOLDER,
    ),
    _command(
        "import", importing.import_records,
        "take the results of a search into the review, from the files that databases and reference managers write",
        _value("files", "FILE", "an export, or a .zip of them; told by content", nargs="*"),
        _value("--search", "ID", f"the search in {PROTOCOL} that found them, or a new one"),
        _about("--source", "TEXT", "the database: PubMed, PsycInfo, …"),
        _about("--platform", "TEXT", "through which it was searched: Ovid, EBSCO, …"),
        _about("--kind", "KIND", f"one of {', '.join(SEARCH_KINDS)} (database)", choices=SEARCH_KINDS),
        _about("--query", "TEXT", "exactly as it was run"),
        _about("--date", "DATE", "when it was run: 2026-11-22"),
        _about("--hits", "N", "how many it found; “declared”: as many as the file declares"),
        _about("--removed", "N", "how many of the hits were taken out before the file was made"),
        _about("--removed-why", "TEXT",
               "why: duplicates (by a reference manager), marked by a tool, or another reason"),
        *(_about(f"--{name}", "TEXT", f"{name} of the search")
          for name in ("strand", "limits", "filters", "note")),
        _about("--updates", "ID", "the earlier search that this one repeats"),
        _value("--column", "COLUMN=FIELD", "of a table: what a column holds", action="append", default=[]),
        _value("--encoding", "NAME",
               "of the file, where it is not told rightly: windows-1250, gb18030, shift_jis, …"),
        _flag("--undo", "take back the last import"),
        _flag("--keep-changed", "with --undo: leave entries that were decided on or changed"),
        _value("--by", "NAME", "who you are (whom this machine remembers)"),
        _flag("--yes", "do it without asking"),
        _flag("--dry-run", "only show what it would do"),
        _flag("--json", "print JSON, and ask nothing"),
        _IN_FOLDER,
        description="Take the results of a search into the review: each record is new, found again, or reported. "
        "Several files without --search are each a search of its own.",
    ),
    _command("decide", decisions.decide, "record one decision",
        _value("key", "KEY", "the record"),
        _value("decision", "DECISION",
               "include, exclude, maybe; requested, retrieved, not_retrieved; awaiting; duplicate, distinct, "
               "removed; read"),
        _stage(stages=tuple(STAGES)),
        _value("--reason", "ID",
               "the criterion that an exclusion is for; asked for at eligibility. Of removed, why in words: "
               "“retracted”"),
        _value("--note", "TEXT", "a note on it"),
        _value("--other", "KEY", "the other record of a pair; of duplicates, the one kept"),
        _flag("--yes", "a duplicate that was decided on or coded may leave the review"),
        _REVIEWER,
        _IN_FOLDER,
    ),
    _command("undo", decisions.undo, "withdraw your last decision that stands (many at once, if they were one act)",
        _REVIEWER,
        _IN_FOLDER,
        _stage("only at this stage", tuple(STAGES), ""),
    ),
    _command(
        "rekey", decisions.rekey,
        "say that an entry of bibliography.bib was renamed, so that its decisions are found",
        _value("old", "OLD", "the key that it had"),
        _value("new", "NEW", "the key that it has now"),
        _IN_FOLDER,
    ),
    _command("agreement", screening.agreement, "say how far the reviewers agree",
        _stage(),
        _value("--round", "ID", "of the records of this pilot or check round only"),
        _value("--half", "WIDTH", "say how many records an interval of ± WIDTH would take (0.1)",
               type=float, default=0.1),
        _JSON,
        _IN_FOLDER,
    ),
    _command(
        "conflicts", screening.conflicts,
        "list the records that reviewers decided on differently; exit status 1 if there are any",
        _stage("only at this stage", default=""), _JSON, _IN_FOLDER,
    ),
    _command("send", decisions.send, "copy your decisions to a file, to hand to a colleague",
        _value("to", "FILE-OR-DIR", "a folder that exists, or the file by its own name"),
        _REVIEWER,
        _IN_FOLDER,
    ),
    _command("take-in", decisions.take_in, "take in a colleague's decisions; the same ones twice change nothing",
        _value("file", "FILE", "what “send” wrote: NAME@HOST.jsonl"),
        _IN_FOLDER,
    ),
    _command("labels", decisions.labels, "take the labels in an export of ASReview or Rayyan as decisions",
        _value("file", "FILE", "the export: .csv or .ris"),
        _stage(),
        _value("--named", "NAME", "whose labels, if the file names you differently"),
        _flag("--replace", "also where you decided differently here"),
        _flag("--dry-run", "say what would be recorded, and record nothing"),
        _REVIEWER,
        _IN_FOLDER,
    ),
    _command(
        "duplicates", duplicates.duplicates,
        "find records that are the same work, and settle those that surely are",
        _value("what", "FOLDER", "the review folder (this one); or: take KEY OTHER FIELD …", nargs="*"),
        _one_of(
            _flag("--json", "print JSON; changes nothing"),
            _flag("--settle", "record the sure ones, after listing them"),
        ),
        _flag("--yes", "with --settle: do it without asking"),
        _value("--from", "PAIRS.csv", "take the pairs in this table for sure", dest="pairs"),
        _flag("--undo", "with take: take out again what KEY took from OTHER"),
        _REVIEWER,
        _value("--folder", "DIR", "the review folder, with take", default=None),
        epilog=duplicates.EPILOG,
    ),
    themes.add_commands,
    matrix.add_commands,
    _command("diff", comparing.diff, "say what changed since a date, a commit, or against another copy of the review",
        _value("since", "SINCE",
               'a date (2026-11-01, "2 weeks ago"), a revision of git (HEAD~3, a tag), or the folder of a copy; '
               "the last commit, unless given", nargs="?", default=""),
        _IN_FOLDER,
        _value("--html", "FILE", "write it as a page, to print or to send", default=None),
        _flag("--force", "with --html: replace a file that litmatrix did not make"),
        _JSON,
        _flag("--all", "print long lists whole"),
    ),
    _command("lab", commands.lab, "open JupyterLab on the notebooks",
        _FOLDER,
        _flag("--no-browser", "start the server only and print its address"),
    ),
)
# fmt: on
