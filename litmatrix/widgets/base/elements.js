// What the desks are made of. All text of the review goes in as text.

// An element with its properties and children. A property `on…` hears an event; null and false leave one out.
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
const quiet = (text) => el("span", { class: "lm-quiet", dir: "auto" }, text);
const quietLine = (text) => el("p", { class: "lm-quiet", dir: "auto" }, text);
const link = (href) => el("a", { href, target: "_blank", rel: "noopener noreferrer" }, href);

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
  el("progress",
    { max: total || 1, value: done, "aria-label": `${counted(done)} of ${counted(total)} ${label}` });

const savedView = (saved) =>
  el("div", { class: `lm-saved${saved.ok ? "" : " lm-not-saved"}`, role: "status", "aria-live": "polite" },
    saved.text);

// What went wrong stands out; what was done is said quietly.
const WRONG = /^(Not (?!mentioned|a duplicate)|NOT |Nothing can|Fix )/;
const messageView = (text) => {
  const style = WRONG.test(text) ? "lm-message" : "lm-message lm-told";
  return text ? el("div", { class: style, role: "alert" }, text) : "";
};

const droppedView = (text) => el("div", { class: "lm-dropped", role: "status" }, el("span", {}, text));

const emptyView = (text) => el("div", { class: "lm-empty" }, text);

const keyRow = ([key, label]) => el("tr", {}, el("td", {}, el("kbd", {}, key)), el("td", {}, label));

const helpView = (rows, note, close) =>
  el("div", { class: "lm-help", role: "dialog", "aria-label": "Shortcuts", tabindex: "-1" },
    el("h3", {}, "Shortcuts"),
    el("table", {}, rows.map(keyRow)),
    note ? el("p", {}, note) : null,
    button("Close", "Esc", close));
