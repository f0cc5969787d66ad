"""What the desks of litmatrix share: their state goes to the page, messages come back, and every fault is told on it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

import anywidget
import traitlets

from litmatrix.errors import OLD_PAGE, LitmatrixError, Misuse, NotSaved, Unreadable
from litmatrix.review import Review
from litmatrix.screening import deciding
from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, HISTORY, MATRIX, PROTOCOL
from litmatrix.widgets.base import watch, who
from litmatrix.widgets.base.waiting import Waiting


class Desk(Waiting, anywidget.AnyWidget):
    """A widget that shows `state`; the page sends back what the person did, as messages with an `act`.

    A desk of the same kind that an earlier run of the cell made for the same folder is closed. A desk says what
    its acts are (`_acts`), which of them write (`WRITING`), what the page shows (`_state`), and who works at it (`person`,
    `_sit`, see `who`).
    """

    state = traitlets.Dict().tag(sync=True)
    review: Review
    #: Acts that write: where one fails, nothing may look saved.
    WRITING: ClassVar[tuple[str, ...]] = ()
    #: Questions, which change nothing and leave what is shown as it is: what answers each, with its buffers.
    QUESTIONS: ClassVar[Mapping[str, Callable[[Any, Mapping[str, Any]], tuple[dict, list]]]] = {}
    #: The files whose changes can show here.
    SHOWS: ClassVar[Collection[str]] = (BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS, HISTORY)
    #: Whether nothing can be done here while nobody is named.
    ASKS: ClassVar[bool] = True
    #: What is said of saving while nothing was to be saved.
    UNSAVED: ClassVar[str] = "nothing to save yet"

    def __init__(self) -> None:
        self._saved = {"ok": True, "text": self.UNSAVED}
        self._message = ""
        self._answers = 0
        earlier = who.opened(type(self).__name__, self)
        if earlier is not None:
            earlier.close()
        super().__init__(state=self._shown())
        self.on_msg(self._answer)
        watch.start()

    @classmethod
    def opened(cls, review: Review, given: str, *choice: Any, **more: Any) -> Self:
        """Return the desk for whom is given, else for who works at what is open of the review, or whom this machine remembers.

        A name that is given is remembered, and all that is open of the review follows. Raises `Misuse` for a name that the review does not know.
        """
        review = review.current()
        name = given.strip()
        if name:
            deciding.check_reviewer(review, name)
        make: Callable[..., Self] = cls
        desk = make(review, name or who.of(review), *choice, **more)
        if name:
            desk.remember(name)
        elif desk.person:
            # The name that is used here now stays this review's, though another is said in another review.
            with contextlib.suppress(LitmatrixError):
                deciding.stay_reviewer(desk.person, review.folder)
        return desk

    def take_name(self, message: Mapping[str, Any]) -> None:
        """Take who works here, as the page says, for all that is open; raises `Misuse` for a name that the review does not know."""
        name = str(message.get("name", "")).strip()
        review = self.review.current()
        deciding.check_reviewer(review, name)
        self._sit(review, name)
        self.remember(name)

    def _sit(self, review: Review, name: str) -> None:
        """Let this person work here, on the review as it is now."""
        raise NotImplementedError

    def remember(self, name: str) -> None:
        """Let all that is open follow, and remember on this machine who works here; what cannot be is told here."""
        if told := who.say(name, self):
            self._message = told
        self.state = self._shown()

    @property
    def person(self) -> str:
        """Who works here; nothing while nobody is named."""
        raise NotImplementedError

    def follow(self, name: str, told: str = "") -> None:
        """Work under the name that was said elsewhere; `told` says so to the person."""
        if name != self.person:
            self._sit(self.review.current(), name)
            self._message = told or self._message
            self.state = self._shown()

    def news(self, names: Collection[str]) -> None:
        """Tell the page that files were written: it asks for what is new (`fresh`) when that can be shown."""
        new = self.review.changed() | (set(names) & set(watch.BESIDE))
        if self.comm is not None and not new.isdisjoint(self.SHOWS):
            self.send({"news": True})

    def fresh(self) -> bool:
        """Take in what was written elsewhere since; whether anything was that shows here."""
        review = self.review.current()
        if review is self.review:
            return False
        self._sit(review, self.person)
        return True

    def _look(self) -> None:
        """Take in what was written elsewhere, for the person comes back to this desk; what cannot be read is told by the next act."""
        with contextlib.suppress(LitmatrixError):
            told, self._message = self._message, ""
            if self.fresh():
                self.state = self._shown()
            else:
                self._message = told

    def _acts(self, message: Mapping[str, Any], buffers: list) -> dict[str, Callable[[], Any]]:
        raise NotImplementedError

    def _state(self) -> dict[str, Any]:
        raise NotImplementedError

    def _shown(self) -> dict[str, Any]:
        """Return the state, with who works here, whom the review knows, and whether this is the desk that asks."""
        known = list(self.review.protocol.reviewers)
        return {**self._state(), "who": {"name": self.person, "names": known, "first": who.asks(self)}}

    def _answer(self, _: Any, message: Mapping[str, Any], buffers: list) -> None:
        """Take one message of the page: a question, which is answered by a message of its own, or an act.

        Whatever comes of an act is told on the desk; the page waits for a new state, so there is one even where nothing came
        of it.
        """
        name = str(message.get("act"))
        if name == "fresh":
            return self._look()
        if name in self.QUESTIONS:
            return self._reply(name, {**message, "buffers": buffers} if buffers else message)
        self._message = ""
        self._answers += 1
        try:
            if name in self.WRITING:
                self._require_seen(message)
            self._acts(message, buffers).get(name, self._unknown)()
        except (NotSaved, Unreadable) as error:
            self._fail(name, f"NOT SAVED: {error}", f"Not done: {error}")
        except LitmatrixError as error:
            self._message = f"Not done: {error}"
        except Exception as error:
            told = f"because of an error in litmatrix: {type(error).__name__}: {error}"
            self._fail(name, f"NOT SAVED, {told}", f"Not done, {told}")
            raise
        finally:
            self.state = self._shown()

    def _require_seen(self, message: Mapping[str, Any]) -> None:
        """Raise `Misuse` for a press under another name than works here by now: it was said elsewhere in the same moment."""
        if (seen := message.get("as", self.person)) != self.person:
            raise Misuse(
                f"{self.person or 'nobody'} works here by now, and you pressed as {seen or 'nobody'}; nothing was recorded. Press again."
            )

    def _reply(self, name: str, message: Mapping[str, Any]) -> None:
        """Answer a question of the page; one that cannot be answered is told as such."""
        buffers: list = []
        try:
            answer, buffers = self.QUESTIONS[name](self, message)
        except LitmatrixError as error:
            answer = {"error": str(error)}
        except Exception as error:
            told = f"an error in litmatrix: {type(error).__name__}: {error}"
            self.send({"answer": name, "asked": message.get("asked"), "error": told})
            raise
        self.send({"answer": name, "asked": message.get("asked"), **answer}, buffers)

    def _fail(self, name: str, not_saved: str, not_done: str) -> None:
        if name in self.WRITING:
            self._saved = {"ok": False, "text": not_saved}
        else:
            self._message = not_done

    def _unknown(self) -> None:
        self._message = f"Not done: {OLD_PAGE} Save the notebook, then reload the page."

    def _tell_saved(self) -> None:
        self._saved = {"ok": True, "text": f"saved {datetime.now():%H:%M:%S}"}
