"""The manuscript desk: the outline of the paper, what its blocks say and would say, and its documents.

She writes in an editor; here she sees how her text and the review stand to each other. The page shows what `state` says, and
sends back what she did with the version that she saw: nothing is put into a file that is another by now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from litmatrix.errors import Misuse
from litmatrix.manuscript.splices import comment, lines_of
from litmatrix.review import Review
from litmatrix.vocabulary import MANUSCRIPT, counted
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.base.places import link, places, shortened
from litmatrix.widgets.manuscript import views
from litmatrix.widgets.manuscript.choices import NUMBER, choices, columns
from litmatrix.widgets.manuscript.logic import RELOAD, Paper
from litmatrix.widgets.manuscript.preview import elements
from litmatrix.writing import manuscript as writing
from litmatrix.writing import styles
from litmatrix.writing.manuscript.drawings import Drawings

#: The headings that a new manuscript can have.
GUIDELINES = (("prisma", "PRISMA 2020 (systematic reviews)"), ("scr", "PRISMA-ScR (scoping reviews)"))
#: The usual citation styles, as those who use them call them.
STYLES = (
    ("apa", "APA 7"), ("vancouver", "Vancouver (NLM)"), ("harvard", "Harvard (Cite Them Right)"), ("chicago", "Chicago (author and date)"),
    ("mla", "MLA"), ("ama", "AMA"), ("ieee", "IEEE"),
)  # fmt: skip
FORMATS = {"docx": "Word", "html": "HTML", "tex": "LaTeX", "pdf": "PDF", "md": "Markdown"}


def manuscript(review: Review) -> ManuscriptDesk:
    """Return the desk of the manuscript: its outline, its blocks as they are and would be, and buttons for its documents.

    A desk that an earlier run of the cell made for the same folder is closed.
    """
    return ManuscriptDesk.opened(review, "")


class ManuscriptDesk(Desk):
    """The desk over a `Paper`; `paper` is what it works on, `state` what the page shows."""

    NAME = "manuscript desk"
    PURPOSE = "See how your manuscript and the review stand to each other, and make documents of it."
    _esm = page.script("manuscript")
    _css = page.style("manuscript")
    WRITING = ("start", "number", "block", "replace", "renew", "make", "undo")
    SHOWS = (*Desk.SHOWS, MANUSCRIPT)
    UNSAVED = ""
    ASKS = False

    def __init__(self, review: Review, reviewer: str = "") -> None:
        self.paper = Paper(review)
        self._person = reviewer
        self._result: dict[str, Any] | None = None
        self._lacking = {form: writing.lacking(form) for form in FORMATS}
        super().__init__()

    @property
    def review(self) -> Review:  # type: ignore[override]
        """The review as last read."""
        return self.paper.review

    @property
    def person(self) -> str:
        """Who works on the page; nothing here is done under a name."""
        return self._person

    def _sit(self, review: Review, name: str) -> None:
        self.paper.refresh()
        self._person = name

    def fresh(self) -> bool:
        """Take in what was written elsewhere, the manuscript too; whether anything was."""
        return self.paper.refresh()

    # --- what the person did -----------------------------------------------------------------------------------------

    def _acts(self, message: Mapping[str, Any], _: list) -> dict[str, Callable[[], Any]]:
        return {
            "name": lambda: self.take_name(message),
            "start": lambda: self._start(str(message.get("guideline", ""))),
            "choose": lambda: self.paper.choose(str(message.get("id", ""))),
            "number": lambda: self._put_number(message),
            "block": lambda: self._put_block(message),
            "replace": lambda: self._replace(message),
            "renew": self._renew,
            "make": lambda: self._make(message),
            "undo": self._undo,
            "close": lambda: setattr(self, "_result", None),
        }

    def _start(self, guideline: str) -> None:
        self.paper.start(guideline)
        self._tell_saved()
        self._message = f"{MANUSCRIPT} is there, with headings and blocks. Open it and write; Renew the blocks fills them."

    def _put_number(self, message: Mapping[str, Any]) -> None:
        name = str(message.get("name", ""))
        self.paper.put_number(str(message.get("seen", "")), _number(message, "start"), name)
        self._tell_written(f"{{{{{name}}}}} stands there now.")

    def _put_block(self, message: Mapping[str, Any]) -> None:
        kind, name, options = _asked(message)
        self.paper.put_block(str(message.get("seen", "")), _number(message, "section"), kind, name, options)
        self._tell_written("The block stands at the end of the section.")

    def _replace(self, message: Mapping[str, Any]) -> None:
        self.paper.put_review(str(message.get("seen", "")), _number(message, "number"))
        self._tell_written("The block says what the review says now.")

    def _renew(self) -> None:
        self._result = None
        self._written(self.paper.renew(self._tell), "")

    def _make(self, message: Mapping[str, Any]) -> None:
        to = tuple(form for form in FORMATS if form in message.get("to", ()))
        style = str(message.get("style", "")).strip()
        self._result = None
        self._written(self.paper.make(to, style, self._tell), ", ".join(FORMATS[form] for form in to))

    def _undo(self) -> None:
        told = self.paper.undo()
        self._tell_written(f"Undone: {told}.")

    def _tell(self, number: int, total: int, what: str) -> None:
        """Show how far it is, while the kernel is at it."""
        self.state = {**self.state, "progress": {"number": number, "total": total, "what": what}}

    def _tell_written(self, told: str) -> None:
        self._tell_saved()
        self._result = None
        self._message = f"{told} {RELOAD}"

    def _written(self, made: writing.Made, documents: str) -> None:
        self._tell_saved()
        changed, kept = len(made.renewed.changed), len(made.renewed.kept)
        own = {self.paper.path}
        told = [
            f"{counted(changed, 'block')} renewed in {MANUSCRIPT}. {RELOAD}"
            if changed
            else "Every block is up to date."
        ]
        if kept:
            told.append(
                f"{counted(kept, 'block')} edited by hand {'was' if kept == 1 else 'were'} left as {'it is' if kept == 1 else 'they are'}."
            )
        files = [link(one.path, one.holds) for one in made.files if one.path not in own]
        if documents and not files and not made.failed:
            told.append("No document was made: fix the problems of the blocks first.")
        self._result = {
            "told": told,
            "files": files,
            "failed": [shortened(str(error), self.review.folder) for error in made.failed],
            "notes": [shortened(note, self.review.folder) for note in made.notes],
        }

    # --- what the page asks ------------------------------------------------------------------------------------------

    def _ask_choices(self, _: Mapping[str, Any]) -> tuple[dict, list]:
        """Answer with what a block can be made of."""
        return {"choices": choices(self.review)}, []

    def _ask_tried(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Answer with what a block would hold, and its two comments."""
        kind, name, options = _asked(message)
        if kind == NUMBER:
            return self._number_tried(name), []
        reading = self.paper.reading
        if reading is None:
            raise Misuse("there is no manuscript yet. Start one first.")
        tried = reading.tried(comment(kind, name, options))
        return {
            "lines": list(lines_of(tried.said)),
            "elements": elements(tried.content, reading.known),
            "problems": list(tried.problems),
            "columns": columns(self.review, kind, name),
        }, []

    def _number_tried(self, name: str) -> dict[str, Any]:
        """Return what a placeholder would print, as of a block."""
        known = self.paper.reading.known.numbers if self.paper.reading else {}
        if name not in known:
            raise Misuse(f"there is no computed number {name!r}.")
        typed = f"{{{{{name}}}}}"
        return {
            "lines": [typed],
            "elements": [{"is": "words", "words": [[known[name], "n", typed]]}],
            "problems": [],
            "columns": [],
        }

    def _ask_picture(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Answer with a chart as a picture."""
        drawings = Drawings(self.review, self.review.folder)
        drawing = drawings.draw(str(message.get("name", "")))
        (data,) = drawings.made.values()
        return {"alt": drawing.words}, [data]

    QUESTIONS: ClassVar[Mapping[str, Callable[[Any, Mapping[str, Any]], tuple[dict, list]]]] = {
        "choices": _ask_choices,
        "tried": _ask_tried,
        "picture": _ask_picture,
    }

    # --- what the page shows -----------------------------------------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        paper = self.paper
        common = {
            "ask": None,
            "saved": self._saved,
            "message": self._message,
            "answers": self._answers,
            "progress": None,
            "result": self._result,
            "places": places(self.review.folder),
            "file": MANUSCRIPT,
            "unreadable": paper.unreadable,
            "fatal": paper.fatal(),
            "guidelines": list(GUIDELINES),
            "there": paper.reading is not None,
        }
        if paper.reading is None:
            return common
        reading = paper.reading
        csl = writing.said(reading.manuscript.text, "csl")
        return {
            **common,
            "version": reading.version,
            "mark": paper.mark,
            "outline": views.outlined(reading),
            "counts": views.counted(reading),
            "chosen": paper.chosen,
            "shown": views.shown(reading, paper.chosen),
            "undo": paper.back.told if paper.back else "",
            "style": csl or styles.USUAL,
            "styles": [list(one) for one in STYLES],
            "formats": [[form, name, self._lacking[form]] for form, name in FORMATS.items()],
        }


def _number(message: Mapping[str, Any], name: str) -> int:
    value = message.get(name)
    return value if isinstance(value, int) else -1


def _asked(message: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    """Return the kind, name and options of a block that is asked for."""
    options = message.get("options")
    given = options if isinstance(options, Mapping) else {}
    return (
        str(message.get("kind", "")),
        str(message.get("name", "")),
        {str(name): str(value) for name, value in given.items()},
    )
