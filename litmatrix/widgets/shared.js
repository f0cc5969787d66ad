// What the desks share; it stands before the scripts of each. All text of the review goes in as text.

// An element with its properties and children. A property `on…` hears that event; null and false leave one out.
const el = (tag, props = {}, ...children) => {
  const node = document.createElement(tag);
  node.append(...children.flat(2).filter((child) => (child ?? false) !== false));
  for (const [name, value] of Object.entries(props)) {
    if ((value ?? false) === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  return node;
};

const counted = (number) => number.toLocaleString("en");
const many = (number, word) => `${counted(number)} ${word}${number === 1 ? "" : "s"}`;
const quiet = (text, props = {}) => el("span", { class: "lm-quiet", dir: "auto", ...props }, text);

// --- controls

// A button with the key that does the same.
const button = (label, key, act, props = {}) =>
  el("button", { type: "button", onclick: act, ...props }, label, key ? [" ", el("kbd", {}, key)] : null);

const menu = (value, options, act, props = {}) =>
  el("select", { onchange: (event) => act(event.target.value), ...props },
    options.map(([id, text]) => el("option", { value: id, selected: id === value }, text)));

const tickBox = (checked, act, props = {}) =>
  el("input", { type: "checkbox", checked, onchange: (event) => act(event.target.checked), ...props });

const progressBar = (done, total, label) =>
  el("progress", { max: total || 1, value: done, "aria-label": `${counted(done)} of ${counted(total)} ${label}` });

const savedView = (saved) =>
  el("div", { class: `lm-saved${saved.ok ? "" : " lm-not-saved"}`, role: "status", "aria-live": "polite" },
    saved.text);

const messageView = (text) => (text ? el("div", { class: "lm-message", role: "alert" }, text) : "");

const emptyView = (text) => el("div", { class: "lm-empty" }, text);

const helpView = (rows, note, close) =>
  el("div", { class: "lm-help", role: "dialog", "aria-label": "Keys", tabindex: "-1" },
    el("h3", {}, "Keys"),
    el("table", {}, rows.map(([key, label]) => el("tr", {}, el("td", {}, el("kbd", {}, key)), el("td", {}, label)))),
    note ? el("p", {}, note) : null,
    button("Close", "Esc", close));

// Asks who works at the desk, one of `names` if the review knows them; `tell` gets the name.
const nameForm = ([question, told], names, tell) => {
  const field = names.length
    ? el("select", { "aria-label": "Your name" }, names.map((name) => el("option", { value: name }, name)))
    : el("input", { type: "text", "aria-label": "Your name", placeholder: "your name" });
  const submit = (event) => {
    event.preventDefault();
    tell(field.value);
  };
  return el("form", { class: "lm-ask-name", onsubmit: submit },
    el("label", {}, el("strong", {}, `${question} `), field),
    el("button", { type: "submit" }, "Begin"),
    el("p", { class: "lm-quiet" }, told));
};

// --- the desk

const TYPED = "input:not([type=checkbox], [type=radio]), textarea, select";
const BOXES = "input[type=checkbox], input[type=radio]";
const taken = (event) => {
  event.preventDefault();
  event.stopPropagation();
};

// Show a widget's state, and send back what the person does. Of `page`, anywidget's model and element. A desk says:
//   name, label, ask    its class, what it is called, and how it asks for a name: a question and a line below it
//   ui                  what the page alone knows: what is open, chosen or begun
//   view(state, ui, desk)          the nodes to be shown; one with `data-focus` keeps the focus when it is drawn anew,
//                                  one with `data-scroll` its place, as long as that says the same
//   data(state)                    what the root shows of the state in `data-…`
//   press(key, desk, more)         a key that no field, button or list wants; `escape(desk)`: leave what is open
//   free(event, desk)              whether an arrow key is left to the element that has the focus
//   help(state)                    the rows of the help; `note` stands below them
//   boxes                          keys work while a checkbox has the focus
//   begin, sent, before, drawn, after, later, gone     wanted by one desk or two; see where they are called
// One message goes out at a time: until the new state is there the desk is busy, and no second one is sent.
function desk({ model, el: host }, does) {
  const ui = { busy: false, help: false, ...does.ui() };
  const root = el("div", {
    class: `lm-desk ${does.name}`,
    tabindex: "0",
    role: "application",
    "aria-label": does.label,
    "data-lm-suppress-shortcuts": "true",
  });
  const waiting = new Map();
  let asked = 0;

  const self = {
    root,
    ui,
    get state() {
      return model.get("state");
    },

    send(message, buffers) {
      if (ui.busy) return false;
      ui.busy = true;
      root.setAttribute("aria-busy", "true");
      does.sent?.(self);
      model.send(message, undefined, buffers);
      return true;
    },

    // A question: it changes no state, and `then` gets the answer and its buffers.
    ask(message, then) {
      waiting.set(++asked, then);
      model.send({ ...message, asked });
    },

    find: (name) => root.querySelector(`[data-focus="${CSS.escape(name)}"]`),

    focus(name) {
      (name === undefined ? root : self.find(name))?.focus({ preventScroll: true });
    },

    draw() {
      const state = self.state;
      if (state.ask) {
        const form = nameForm(does.ask, state.ask, (name) => self.send({ act: "name", name }));
        return root.replaceChildren(form, messageView(state.message));
      }
      const had = root.contains(document.activeElement) ? document.activeElement : null;
      const held = had?.dataset.focus;
      const cursor = typeof had?.selectionStart === "number" ? [had.selectionStart, had.selectionEnd] : null;
      const lists = [...root.querySelectorAll("[data-scroll]")];
      const scrolled = new Map(lists.map((node) => [node.dataset.scroll, node.scrollTop]));
      const help = ui.help ? helpView(does.help(state), does.note, self.toggleHelp) : "";
      root.replaceChildren(...does.view(state, ui, self), help);
      Object.assign(root.dataset, does.data(state));
      for (const node of root.querySelectorAll("[data-scroll]"))
        if (scrolled.has(node.dataset.scroll)) node.scrollTop = scrolled.get(node.dataset.scroll);
      if (held !== undefined) {
        self.focus(held);
        if (cursor) document.activeElement.setSelectionRange?.(...cursor);
      }
      does.drawn?.(self, had !== null);
      // Focus that stood inside the desk stays with it.
      if (had && !root.contains(document.activeElement))
        (root.querySelector("[data-home]") ?? root).focus({ preventScroll: true });
    },

    toggleHelp() {
      ui.help = !ui.help;
      self.draw();
      (ui.help ? root.querySelector(".lm-help") : root).focus({ preventScroll: true });
    },

    press(name, more = {}) {
      const key = name.length === 1 ? name.toLowerCase() : name;
      if (key === (self.state.keys?.help ?? "?")) self.toggleHelp();
      else if (!ui.help) does.press(key, self, more);
    },
  };

  const onKey = (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (self.state.ask) return event.stopPropagation();
    if (key === "Escape") {
      taken(event);
      return ui.help ? self.toggleHelp() : does.escape(self);
    }
    const boxed = target.matches(BOXES);
    const clicks = (key === "Enter" || key === " ") && (boxed || target.matches("button, a, summary"));
    if (clicks && event.repeat) event.preventDefault();
    const moves = ["Tab", "Shift", "PageUp", "PageDown", "Home", "End"].includes(key);
    const arrow = key.startsWith("Arrow");
    const typed = target.matches(TYPED) || (boxed && (!does.boxes || arrow));
    if (typed || clicks || moves || (arrow && does.free(event, self))) return event.stopPropagation();
    if (ui.busy && does.later) return does.later(event, self);
    taken(event);
    if (!event.repeat || arrow) self.press(key, { shift: event.shiftKey, repeat: event.repeat });
  };

  const changed = () => {
    ui.busy = false;
    root.removeAttribute("aria-busy");
    does.before?.(self);
    self.draw();
    does.after?.(self);
  };
  const answered = (content, buffers) => {
    waiting.get(content.asked)?.(content, buffers ?? []);
    waiting.delete(content.asked);
  };

  host.append(root);
  root.addEventListener("keydown", onKey);
  model.on("change:state", changed);
  model.on("msg:custom", answered);
  does.begin?.(self);
  self.draw();
  return () => {
    model.off("change:state", changed);
    model.off("msg:custom", answered);
    does.gone?.(ui);
  };
}
