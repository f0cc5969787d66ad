// What a reader does with the cells, by key or by button.

const here = ({ state }) => state.source?.cells.find((one) => one.theme === state.theme);
const chosen = (desk) => here(desk)?.excerpts.find((one) => one.number === desk.ui.number);
const draftOf = ({ source, theme }) => `${source.key} ${theme}`;

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
const turnTo = (desk, view) => desk.send({ act: "view", view });

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

const openForm = (desk, form) => {
  desk.ui.form = form;
  desk.draw();
  desk.focus("form text");
};

const addExcerpt = (desk) => {
  if (here(desk)) openForm(desk, desk.ui.drafts.get(draftOf(desk.state)) ?? { ...BLANK });
};

const editExcerpt = (desk) => {
  const one = chosen(desk);
  if (!one || one.kind === "none") return;
  const parts = Object.keys(BLANK).filter((name) => name !== "was").map((name) => [name, one[name]]);
  openForm(desk, { ...Object.fromEntries(parts), was: one.text });
};

const saveForm = (desk) => {
  const { form } = desk.ui;
  const { was, number, ...parts } = form;
  if (!parts.text.trim()) return;
  const sent = number ? onSource(desk, "replace", { ...parts, number, was }) : onSource(desk, "add", parts);
  if (!sent) return;
  desk.ui.saving = form;
  for (const node of desk.root.querySelectorAll(".lm-form textarea, .lm-form input")) node.readOnly = true;
};

const leave = (desk) => {
  const { state, ui } = desk;
  if (ui.saving) return;
  // What was begun is there again when one adds to the same cell.
  if (ui.form && !ui.form.number && state.source) ui.drafts.set(draftOf(state), ui.form);
  Object.assign(ui, { form: null, carry: null, listing: false });
  desk.draw();
  desk.focus();
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

const searchAll = (desk) => {
  if (desk.state.view === "grid") return desk.focus("words");
  desk.ui.searching = true;
  turnTo(desk, "grid");
};

// --- keys

const ANYWHERE = {
  u: undo,
  s: (desk) => turnTo(desk, "source"),
  t: (desk) => turnTo(desk, "theme"),
  g: (desk) => turnTo(desk, "grid"),
  l: toggleQueue,
  "/": searchAll,
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
  ["Enter", "in the form: save; Shift+Enter: a new line; Esc: leave"],
  ["e", "edit the chosen excerpt"],
  ["m", "move it to another theme"],
  ["c", "copy it to another theme"],
  ["d", "delete it"],
  ["Shift+↓  Shift+↑", "move it down or up in its cell"],
  ["0", "nothing on this theme"],
  ["x", "nothing on the rest of this source"],
  ["r", "log that I read this source"],
  ["u", "undo"],
  ["l", "list the queue"],
  ["f", "open or close the full text"],
  ["q", "quote what is selected in the full text"],
  ["s  t  g", "source, theme, grid"],
  ["/", "search all excerpts"],
  ["?", "these keys"],
];

const press = (key, desk, { shift = false, seen = true }) => {
  const { view } = desk.state;
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
  if (key === "Backspace") text.value = text.value.slice(0, -1);
  else if (key === "Enter") text.value += "\n";
  else if (key.length === 1) text.value += key;
  text.dispatchEvent(new Event("input"));
};

const takeUp = (desk) => {
  const { ui, root } = desk;
  while (ui.keys.length && !ui.busy) {
    const { key, shift, source } = ui.keys.shift();
    const seen = source === desk.state.source?.key;
    const text = ui.form && root.querySelector(".lm-form-text");
    if (ui.carry) ui.keys.length = 0;
    else if (!text) desk.press(key, { shift, seen });
    else if (key === "Escape") leave(desk);
    else if (key !== "Enter" || shift) typeInto(text, key);
    else if (seen) saveForm(desk);
    else ui.keys.length = 0;
  }
};
