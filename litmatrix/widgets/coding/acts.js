// What a reader does with the cells, by key or by button.

const here = ({ state }) => state.source?.cells.find((one) => one.theme === state.theme);
const chosen = (desk) => here(desk)?.excerpts.find((one) => one.number === desk.ui.number);
const draftOf = ({ source, theme }) => `${source?.key} ${theme}`;

// An act on the source and the theme that are shown; says whether it was sent.
const onSource = (desk, act, more = {}) => {
  const { source, theme } = desk.state;
  return Boolean(source) && desk.send({ act, key: source.key, theme, ...more });
};
const onExcerpt = (desk, act, more = {}) => {
  const one = chosen(desk);
  return Boolean(one) && onSource(desk, act, { number: one.number, was: one.text, ...more });
};

const go = (desk, by) => desk.send({ act: "go", step: by });
const undo = (desk) => desk.send({ act: "undo" });

const chooseExcerpt = (desk, theme, number) => {
  const { state, ui } = desk;
  if (ui.form) return;
  ui.number = number;
  if (theme === state.theme) return desk.draw();
  ui.keep = true;
  desk.send({ act: "theme", theme });
};

const stepTheme = (desk, by) => {
  const { themes, theme } = desk.state;
  const next = themes[themes.findIndex((one) => one.id === theme) + by];
  if (!next) return;
  desk.ui.number = 0;
  desk.send({ act: "theme", theme: next.id });
};

const stepExcerpt = (desk, by) => {
  const cell = here(desk);
  const to = desk.ui.number + by;
  if (!cell) return;
  if (to < 1 || to > cell.excerpts.length) return stepTheme(desk, by);
  desk.ui.number = to;
  desk.draw();
};

// --- the form

const BLANK = {
  number: 0, was: "", text: "", kind: "", subtheme: "", stance: "", locator: "", origin: "", note: "",
};

// What was begun in a cell and is not saved, the last of it last; a blank form is nothing.
const begunIn = (ui, place) => ui.drafts.get(place) ?? [];
const keepBegun = (ui, place, form) => {
  if (!form.text.trim()) return;
  ui.drafts.set(place, [...begunIn(ui, place).filter((one) => one !== form), form]);
};
const dropBegun = (ui, place, form) => {
  const left = begunIn(ui, place).filter((one) => one !== form);
  if (left.length) ui.drafts.set(place, left);
  else ui.drafts.delete(place);
};

// `form.first` names the field that gets the focus.
const openForm = (desk, form) => {
  desk.ui.form = form;
  desk.draw();
  desk.focus(`form ${form.first ?? "text"}`);
};

const addExcerpt = (desk) => {
  const begun = begunIn(desk.ui, draftOf(desk.state)).filter((one) => !one.number);
  if (here(desk)) openForm(desk, begun.at(-1) ?? { ...BLANK });
};

const editExcerpt = (desk) => {
  const one = chosen(desk);
  if (!one || one.kind === "none") return;
  const parts = Object.keys(BLANK).filter((name) => name !== "was").map((name) => [name, one[name]]);
  const begun = begunIn(desk.ui, draftOf(desk.state));
  const again = begun.find((form) => form.number === one.number && form.was === one.text);
  openForm(desk, again ?? { ...Object.fromEntries(parts), was: one.text });
};

const saveForm = (desk) => {
  const { form } = desk.ui;
  const { was, number, first, ...parts } = form;
  if (!parts.text.trim()) return;
  const sent = number ? onSource(desk, "replace", { ...parts, number, was }) : onSource(desk, "add", parts);
  if (!sent) return;
  desk.ui.saving = form;
  for (const node of desk.root.querySelectorAll(".lm-form textarea, .lm-form input")) node.readOnly = true;
};

const leave = (desk) => {
  const { state, ui } = desk;
  if (ui.saving) return;
  const open = ui.form || ui.carry || ui.listing;
  // What was begun is there again when one adds to the same cell.
  if (ui.form && !ui.form.number && state.source) keepBegun(ui, draftOf(state), ui.form);
  Object.assign(ui, { form: null, carry: null, listing: false });
  if (!open && ui.back && state.view === "source") return goBack(desk);
  if (!open) ui.hushed = noticeOf(desk);
  desk.draw();
  desk.focus();
};

// Said by the page alone, until the next thing is done.
const tellHere = (desk, text) => {
  Object.assign(desk.ui, { told: text, hushed: "" });
  desk.draw();
};

// --- from view to view

const turnTo = (desk, view) => {
  desk.ui.back = "";
  desk.send({ act: "view", view });
};

// Open a cell, at one of its excerpts; Esc goes back to where one came from.
const show = (desk, key, theme, number = 0) => {
  const { ui, state } = desk;
  const from = state.view;
  if (!desk.send({ act: "show", key, theme })) return;
  if (from !== "source") ui.back = from;
  ui.number = number;
  ui.arriving = true;
};

const goBack = (desk) => {
  const { back } = desk.ui;
  if (!desk.send({ act: "view", view: back })) return;
  desk.ui.back = "";
  desk.ui.returning = true;
};

// --- excerpts and cells

const shiftExcerpt = (desk, by) => {
  const to = desk.ui.number + by;
  if (to < 1 || to > (here(desk)?.excerpts.length ?? 0)) return;
  if (onExcerpt(desk, "shift", { by })) desk.ui.number = to;
};

const carry = (desk, copy) => {
  const one = chosen(desk);
  if (!one || one.kind === "none") return;
  desk.ui.carry = { copy };
  desk.draw();
  desk.root.querySelector(".lm-carry")?.focus();
};

const placeExcerpt = (desk, to) => {
  const { copy } = desk.ui.carry;
  desk.ui.carry = null;
  onExcerpt(desk, "place", { to, copy });
};

const removeExcerpt = (desk) => onExcerpt(desk, chosen(desk)?.kind === "none" ? "not_none" : "remove");

const toggleNone = (desk) => {
  const cell = here(desk);
  if (cell) onSource(desk, cell.excerpts.some((one) => one.kind === "none") ? "not_none" : "none");
};

const toggleQueue = (desk) => {
  desk.ui.listing = !desk.ui.listing;
  desk.draw();
};

// To the list of all excerpts, or of all memos; the words of the first are typed at once.
const listAll = (desk, view) => {
  if (desk.state.view === view) return desk.focus("words");
  desk.ui.searching = view === "excerpts";
  turnTo(desk, view);
};

// --- keys

const ANYWHERE = {
  u: undo,
  s: (desk) => turnTo(desk, "source"),
  t: (desk) => turnTo(desk, "theme"),
  g: (desk) => turnTo(desk, "grid"),
  b: (desk) => turnTo(desk, "table"),
  l: toggleQueue,
  "/": (desk) => listAll(desk, "excerpts"),
  "#": (desk) => listAll(desk, "memos"),
};
const AT_SOURCE = {
  j: (desk) => stepTheme(desk, 1),
  k: (desk) => stepTheme(desk, -1),
  n: (desk) => go(desk, 1),
  p: (desk) => go(desk, -1),
  ArrowRight: (desk) => go(desk, 1),
  ArrowLeft: (desk) => go(desk, -1),
  ArrowDown: (desk, shift) => (shift ? shiftExcerpt(desk, 1) : stepExcerpt(desk, 1)),
  ArrowUp: (desk, shift) => (shift ? shiftExcerpt(desk, -1) : stepExcerpt(desk, -1)),
  Enter: (desk) => (desk.ui.number ? editExcerpt(desk) : addExcerpt(desk)),
  a: addExcerpt,
  e: editExcerpt,
  m: (desk) => carry(desk, false),
  c: (desk) => carry(desk, true),
  d: removeExcerpt,
  0: toggleNone,
  x: (desk) => onSource(desk, "rest"),
  r: (desk) => onSource(desk, "read"),
  f: (desk) => toggleText(desk),
  q: (desk) => quote(desk),
};
// Keys that write: pressed before a source was seen, they are dropped.
const WRITES = ["0", "x", "r", "d", "u", "q"];

const KEYS = [
  ["j  k", "next and previous theme"],
  ["↓  ↑", "next and previous excerpt"],
  ["n  p  or →  ←", "next and previous source"],
  ["a", "add an excerpt: paste “…” (p. 12), or type"],
  ["Enter", "in the form: save; Shift+Enter: a new line; Esc: cancel"],
  ["e", "edit the chosen excerpt"],
  ["m", "move it to another theme"],
  ["c", "copy it to another theme"],
  ["d", "delete it"],
  ["Shift+↓  Shift+↑", "move it down or up in its cell"],
  ["0", "not mentioned: the source says nothing on this theme"],
  ["x", "not mentioned in all themes that are left of this source"],
  ["r", "mark this source as read"],
  ["u", "undo"],
  ["l", "list the queue"],
  ["f", "open or close the full text"],
  ["q", "quote what is selected, under the subtheme used last: Enter saves, ↓ ↑ another subtheme"],
  ["s  t  g  b", "source, theme, grid, table to fill"],
  ["/", "search all excerpts"],
  ["#", "all memos"],
  ["Esc", "back to the list, grid or table that you came from"],
  ["?", "show these shortcuts"],
];

const press = (key, desk, { shift = false, seen = true }) => {
  const { view, source } = desk.state;
  if (desk.ui.quoting) {
    desk.ui.keys.push({ key, shift, source: source?.key });
    return;
  }
  const steps = view === "theme" && (key === "j" || key === "k");
  if (WRITES.includes(key) && !seen) return;
  if (ANYWHERE[key]) ANYWHERE[key](desk);
  else if (view === "source" || steps) AT_SOURCE[key]?.(desk, shift);
};

// What is typed while the kernel works is taken up when it answered, in its order: a quick typist loses
// nothing. What would write to a source that was not on the screen when its key was pressed is dropped.
const later = (event, { state, ui }) => {
  const { key, repeat, shiftKey } = event;
  const known = key.length === 1 || /^(Enter|Escape|Backspace|Arrow)/.test(key);
  taken(event);
  if (known && !repeat && ui.keys.length < 500)
    ui.keys.push({ key, shift: shiftKey, source: state.source?.key });
};

const typeInto = (text, key) => {
  const { selectionStart, selectionEnd } = text;
  if (key.startsWith("Arrow")) {
    text.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    return;
  }
  const letter = Math.max(0, Math.min(selectionStart, selectionEnd - 1));
  if (key === "Backspace") text.setRangeText("", letter, selectionEnd, "end");
  else if (key === "Enter") text.setRangeText("\n", selectionStart, selectionEnd, "end");
  else if (key.length === 1) text.setRangeText(key, selectionStart, selectionEnd, "end");
  text.dispatchEvent(new Event("input"));
};

const takeUp = (desk) => {
  const { ui } = desk;
  while (ui.keys.length && !ui.busy && !ui.quoting) {
    const { key, shift, source } = ui.keys.shift();
    const seen = source === desk.state.source?.key;
    const text = ui.form && desk.find(`form ${ui.form.first ?? "text"}`);
    if (ui.carry) ui.keys.length = 0;
    else if (!text) desk.press(key, { shift, seen });
    else if (key === "Escape") leave(desk);
    else if (key !== "Enter" || shift) typeInto(text, key);
    else if (seen) saveForm(desk);
    else ui.keys.length = 0;
  }
};
