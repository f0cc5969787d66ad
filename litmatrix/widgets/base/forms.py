"""What forms have in common: labelled fields, buttons, and a file that is named or uploaded."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, ClassVar

import ipywidgets

from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.widgets.base import watch, who
from litmatrix.widgets.base.guard import guarded
from litmatrix.widgets.base.waiting import Waiting

#: What forms look like: as the desks beside them. ipywidgets has its own sheet, which the doubled class outweighs.
LOOK = """<style>
.lm-box { box-sizing: border-box; max-width: 1680px; padding: 10px 14px; border-radius: 6px;
  border: 1px solid var(--jp-border-color2, #ccc); background: var(--jp-layout-color0, #fff);
  --jp-widgets-font-size: 14px; --jp-widgets-input-border-color: var(--jp-border-color2, #ccc);
  --jp-widgets-input-focus-border-color: #0072b2; }
.lm-box.lm-box :is(input, select, textarea, button) { font-family: var(--jp-ui-font-family, inherit); border-radius: 3px; }
.lm-box.lm-box :is(.widget-label, .widget-select label) { text-align: start; }
.lm-box.lm-box .widget-dropdown > select { appearance: auto; background-image: none; }
[data-jp-theme-light="false"] .lm-box { color-scheme: dark; }
.lm-box.lm-box textarea:disabled { color: var(--jp-ui-font-color0, #111); opacity: 1; }
.lm-box.lm-box .widget-upload { flex: none; }
.lm-box.lm-box option { unicode-bidi: plaintext; }
.lm-box.lm-box .widget-readout { min-width: 6.5em; box-shadow: none; }
.lm-box.lm-box .lm-box-head { gap: 14px; align-items: baseline; min-height: 28px; }
.lm-box.lm-box .lm-box-title { font-weight: 600; width: auto; }
.lm-box.lm-box .jupyter-button { width: auto; padding: 0 12px; border-radius: 4px; color: var(--jp-ui-font-color0, #111);
  border: 1px solid var(--jp-border-color2, #ccc); background: var(--jp-layout-color2, #eee); box-shadow: none; }
.lm-box.lm-box > :is(.jupyter-button, .widget-hbox:has(> .jupyter-button:first-child)) { margin-top: 8px; }
.lm-box.lm-box > .jupyter-button { align-self: flex-start; }
.lm-box.lm-box .jupyter-button.mod-primary:enabled { font-weight: 600; color: #fff; background: #0072b2; border-color: transparent; }
.lm-box.lm-box .jupyter-button:disabled { opacity: 0.5; }
.lm-box.lm-box .jupyter-button:focus-visible { outline: 3px solid #0072b2; outline-offset: 1px; }
.lm-box.lm-box .lm-who-line .jupyter-button { border: 0; padding: 0 4px; background: none; text-decoration: underline;
  font-size: 13px; color: inherit; }
.lm-box.lm-box .lm-who-line > .widget-label { width: auto; font-size: 13px; color: var(--jp-ui-font-color2, #555); }
.lm-box.lm-box .lm-box-told { height: auto; white-space: pre-line; line-height: 1.5; margin: 6px 2px 2px; padding: 4px 8px;
  border-inline-start: 4px solid #0072b2; color: var(--jp-ui-font-color0, #111); }
.lm-box.lm-box .lm-box-told:empty { display: none; }
</style>"""


def labelled(kind: type[ipywidgets.Widget], label: str, width: str = "50em", **more: Any) -> Any:
    """Return a field with its label in front, as all forms have it."""
    layout = ipywidgets.Layout(width=width, max_width="98%")
    return kind(description=label, layout=layout, style={"description_width": "9em"}, **more)


class Form(Waiting, ipywidgets.VBox):
    """A form whose callbacks show what went wrong: an exception in a callback would reach nobody."""

    #: What stands above it, as above a desk.
    TITLE: ClassVar[str] = ""
    #: Whether nothing can be done here while nobody is named.
    ASKS: ClassVar[bool] = False
    #: Who works here; nothing while nobody is named.
    person: str = ""
    review: Review

    def __init__(self, children: list[ipywidgets.Widget], *beside: ipywidgets.Widget) -> None:
        """Show `children` below one another, and `beside` the title what is said of the whole form."""
        self.message = ipywidgets.Label()
        self.message.add_class("lm-box-told")
        title = ipywidgets.Label(self.TITLE)
        title.add_class("lm-box-title")
        head = ipywidgets.HBox([title, *beside])
        head.add_class("lm-box-head")
        look = ipywidgets.HTML(LOOK, layout=ipywidgets.Layout(display="none"))
        super().__init__([look, head, *children, self.message])
        self.add_class("lm-box")
        if (earlier := who.opened(type(self).__name__, self)) is not None:
            earlier.close()
        watch.start()

    def follow(self, name: str, told: str = "") -> None:
        """Work under the name that was said elsewhere; `told` says so to the person."""
        self.person = name
        self.message.value = told or self.message.value

    def news(self, names: Collection[str]) -> None:
        """Take in that these files of the review were written, here or elsewhere."""
        if not self.review.changed().isdisjoint(names):
            self.guarded(self.fresh)(None)

    def fresh(self) -> str:
        """Offer what the files hold by now, and return what is told of it; what was typed or shown stays."""
        return str(self.message.value)

    def guarded(self, act: Callable[[], str | None]) -> Callable[[Any], None]:
        """Return a callback that shows what `act` says it did, or why it did nothing."""
        return guarded(lambda _: act(), lambda text: setattr(self.message, "value", text))

    def button_for(
        self, label: str, act: Callable[[], str | None], width: str | None = None, **more: Any
    ) -> ipywidgets.Button:
        """Return a button that does `act`, guarded."""
        made = ipywidgets.Button(description=label, layout=ipywidgets.Layout(width=width), **more)
        made.on_click(self.guarded(act))
        return made


class WhoLine(ipywidgets.HBox):
    """“as CS · change”: who works at a form. Its field is open where this is the form that asks, or on a press of the button.

    `taken` is called with what is typed; whoever knows the name shows it here (`show`).
    """

    def __init__(self, name: str, taken: Callable[[Any], None]) -> None:
        self.field = labelled(ipywidgets.Text, "Your name", value=name, continuous_update=False)
        self.told = ipywidgets.Label()
        self.change = ipywidgets.Button()
        super().__init__([self.field, self.told, self.change])
        self.add_class("lm-who-line")
        self.show(name)
        self.change.on_click(lambda _: self.ask(True))
        self.field.observe(taken, names="value")

    def show(self, name: str) -> None:
        """Show who works here."""
        self.field.value, self.told.value = name, f"as {name}" if name else "no name yet"
        self.change.description = "change" if name else "enter your name"
        self.ask(False)

    def ask(self, asked: bool) -> None:
        """Open the field, or close it."""
        for one, shown in ((self.field, asked), (self.told, not asked), (self.change, not asked)):
            one.layout.display = "" if shown else "none"


class FileForm(Form):
    """A form over a file, which is named or uploaded."""

    def __init__(
        self, review: Review, children: list[ipywidgets.Widget], hint: str, accept: str = ""
    ) -> None:
        self.review = review
        self.hint = hint
        self.path = labelled(ipywidgets.Text, "File", "38em", placeholder=hint)
        self.upload = ipywidgets.FileUpload(accept=accept, multiple=False, description="Upload a file")
        self.path.observe(self._named, names="value")
        self.upload.observe(self._uploaded, names="value")
        super().__init__([ipywidgets.HBox([self.path, self.upload]), *children])

    def _named(self, change: Any) -> None:
        """A file that is named goes before the one that was uploaded: the last that was said counts."""
        if change["new"].strip():
            self.upload.value = ()

    def _uploaded(self, change: Any) -> None:
        """Say which file was uploaded: the button shows but a number."""
        if change["new"]:
            self.path.value = ""
        self.path.placeholder = f"uploaded: {change['new'][0]['name']}" if change["new"] else self.hint

    @contextlib.contextmanager
    def file(self) -> Iterator[Path]:
        """Give the file that was uploaded, else the one that is named; raises `Misuse` where there is neither."""
        if self.upload.value:
            uploaded = self.upload.value[0]
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / (Path(str(uploaded["name"])).name or "upload")
                path.write_bytes(bytes(uploaded["content"]))
                yield path
        elif named := self.path.value.strip():
            yield self.review.folder / Path(named).expanduser()
        else:
            raise Misuse("name the file, or upload it.")
