"""A desk on a bare page: the script that JupyterLab would load, and the real Python desk behind a model that is a fake.

The page and the desk speak as they do through a kernel, in JSON and buffers, so no test can hold a state that the
Python side does not make. There is no notebook, no kernel and no network, and a test takes a fraction of a second.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path

import jupyterlab
from playwright.sync_api import BrowserContext, Locator

from litmatrix.widgets.base import who
from litmatrix.widgets.base.desk import Desk

THEMES = Path(jupyterlab.__file__).parent / "themes" / "@jupyterlab"
#: How JupyterLab's own page stands around a widget, as far as it reaches into one.
FRAME = (
    "body { margin: 0; padding: 8px; background: var(--jp-layout-color0); color: var(--jp-ui-font-color0); }"
)

#: anywidget's model, as far as a desk uses it. `kernel.hold()` keeps answers back until `kernel.answer()`.
MODEL = """async ([script, sheets, first]) => {
    for (const text of sheets) document.head.append(Object.assign(document.createElement("style"), {textContent: text}));
    const heard = {"change:state": new Set(), "msg:custom": new Set()};
    const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const packed = data => btoa(Array.from(new Uint8Array(data), byte => String.fromCharCode(byte)).join(""));
    const tell = (event, ...values) => [...heard[event]].forEach(act => act(...values));
    let state = first, turn = Promise.resolve(), open = Promise.resolve();
    const answered = async (message, buffers) => {
        await open;
        const answer = await window.toKernel(message, buffers);
        for (const [content, data] of answer.messages) tell("msg:custom", content, data.map(one => new DataView(bytes(one).buffer)));
        if (JSON.stringify(answer.state) === JSON.stringify(state)) return;
        state = answer.state;
        tell("change:state");
    };
    window.kernel = {hold() { open = new Promise(done => { this.answer = done; }); }, sent: 0, heard};
    const model = {
        get: () => state,
        set() {}, save_changes() {},
        on: (event, act) => heard[event].add(act),
        off: (event, act) => heard[event].delete(act),
        send: (message, _, buffers = []) => {
            window.kernel.sent += 1;
            const sent = [JSON.stringify(message), buffers.map(packed)];
            turn = turn.then(() => answered(...sent)).then(() => { window.kernel.sent -= 1; });
        },
    };
    // What a desk lets through would be a command of JupyterLab.
    window.through = [];
    document.addEventListener("keydown", event => window.through.push(event.key));
    const address = URL.createObjectURL(new Blob([script], {type: "text/javascript"}));
    const {render} = (await import(address)).default;
    window.leave = render({model, el: document.getElementById("host")});
}"""
#: The desk answered, and nothing that was asked is open.
AT_REST = "() => !window.kernel.sent && !document.querySelector('.lm-desk').hasAttribute('aria-busy')"
#: Words whose ink and ground differ by less than 4.5 to 1, as WCAG counts it.
FAINT = """() => {
    const number = text => (text.match(/[\\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ground = node => {
        for (let one = node; one; one = one.parentElement) {
            const color = number(getComputedStyle(one).backgroundColor);
            if (color.length && (color.length < 4 || color[3] > 0.9)) return color;
        }
        return [255, 255, 255];
    };
    const found = [];
    for (const node of document.querySelectorAll(".lm-desk *")) {
        const words = [...node.childNodes].some(one => one.nodeType === 3 && one.textContent.trim());
        if (!words || node.closest("select, :disabled")) continue;
        const [a, b] = [light(number(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < 4.5) found.push(`${node.className}: ${node.textContent.slice(0, 30)} ${ratio.toFixed(1)}`);
    }
    return [...new Set(found)].slice(0, 10);
}"""


@cache
def theme_sheet(name: str) -> str:
    """JupyterLab's own variables of its `light` or `dark` theme."""
    return (THEMES / f"theme-{name}-extension" / "index.css").read_text(encoding="utf-8")


class BareDesk:
    """A desk on a page of its own; `root` is what a person sees, `desk` the Python behind it."""

    def __init__(self, context: BrowserContext, desk: Desk, theme: str = "light", width: int = 1400) -> None:
        self.desk, self.page = desk, context.new_page()
        self.faults: list[str] = []
        self._sent: list[list] = []
        desk.send = lambda content, buffers=None: self._sent.append([content, buffers or []])
        # The next desk of the same folder stands for another kernel's: it does not close this one.
        who.OPEN.clear()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.set_viewport_size({"width": width, "height": 950})
        light = "true" if theme == "light" else "false"
        self.page.set_content(f'<body data-jp-theme-light="{light}"><div id="host"></div></body>')
        self.page.expose_function("toKernel", self._answer)
        script, style = desk._esm, desk._css
        self.page.evaluate(MODEL, [script, [theme_sheet(theme), FRAME, style], _carried(desk.state)])
        self.root: Locator = self.page.locator(".lm-desk")
        self.root.focus()

    def _asked(self, url: str) -> None:
        if not url.startswith(("blob:", "data:", "about:")):
            self.faults.append(f"the page asked for {url}")

    def _answer(self, message: str, buffers: list[str]) -> dict:
        self._sent.clear()
        try:
            self.desk._answer(None, json.loads(message), [base64.b64decode(one) for one in buffers])
        except Exception as error:
            self.faults.append(f"{type(error).__name__}: {error}")
        messages = [
            [_carried(content), [base64.b64encode(one).decode() for one in data]]
            for content, data in self._sent
        ]
        return {"state": _carried(self.desk.state), "messages": messages}

    def rest(self) -> None:
        self.page.wait_for_function(AT_REST)

    def press(self, *keys: str) -> None:
        """Press keys one by one, each after the desk answered the one before."""
        # A page behind another is drawn once a second.
        self.page.bring_to_front()
        for key in keys:
            self.page.keyboard.press(key)
            self.rest()

    def at_once(self, *keys: str, repeat: bool = False) -> None:
        """Press keys within one moment, before the kernel answers any; with `repeat`, the first is held down."""
        self.page.evaluate(
            """([keys, repeat]) => keys.forEach((key, at) => document.querySelector(".lm-desk").dispatchEvent(
                new KeyboardEvent("keydown", {key, repeat: repeat && at > 0, bubbles: true, cancelable: true})))""",
            [list(keys), repeat],
        )
        self.rest()

    def data(self, name: str) -> str:
        return self.root.get_attribute(f"data-{name}")

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    @property
    def focused(self) -> str:
        """What has the focus: its name for the desk, else its class."""
        return self.page.evaluate(
            "() => document.activeElement.dataset.focus || document.activeElement.className"
        )

    def is_plain(self) -> bool:
        """Whether no text of the review became an element or ran."""
        return self.root.locator("img, script, iframe").count() == 0 and self.page.evaluate(
            "() => window.pwned === undefined"
        )


def _carried(value: object) -> object:
    """The value as a kernel's messages carry it."""
    return json.loads(json.dumps(value))
