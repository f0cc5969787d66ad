// The theme desk: the list of the themes, and beside it the chosen one, or what is done to it.

const KEYS = { add: "a", rename: "r", redefine: "d", merge: "m", split: "s", retire: "x", reorder: "o" };
const LABELS = {
  add: "Add", rename: "Rename", redefine: "Redefine", merge: "Merge", split: "Split", retire: "Retire",
  reorder: "Reorder",
};
const MEANT = {
  add: "A new theme, or subtheme", rename: "Another name; every excerpt stays", redefine: "Another definition",
  merge: "One of several; every excerpt stays", split: "Several of one; each excerpt goes to one of them",
  retire: "Use it no longer; its excerpts stay in the files", reorder: "Another order in the list and in the matrix",
};

const current = ({ state }) => state.themes.filter((theme) => !theme.retired);
// A theme by its id, also by the one that it had before it was renamed elsewhere.
const themeOf = ({ state }, id) =>
  state.themes.find((theme) => theme.id === id) ??
  state.themes.find((theme) => theme.id === state.former[id]);
const chosenTheme = (desk) => themeOf(desk, desk.ui.chosen) ?? desk.state.themes[0];
const nameOf = (desk, id) => themeOf(desk, id)?.name ?? id;
const ticked = (desk) => current(desk).map((theme) => theme.id).filter((id) => desk.ui.ticked.has(id));
const subsTicked = (desk) =>
  (chosenTheme(desk)?.subthemes || []).map((one) => one.name).filter((name) => desk.ui.subs.has(name));

// --- what a person does

const leave = (desk) => {
  desk.ui.form = null;
  if (desk.state.draft) return desk.send({ act: "leave" });
  desk.draw();
  desk.focus();
};

const choose = (desk, id) => {
  const { ui } = desk;
  if (ui.chosen !== id) {
    ui.sub = "";
    ui.subs.clear();
  }
  ui.chosen = id;
  desk.draw();
};

const step = (desk, by) => {
  const { themes } = desk.state;
  if (!themes.length) return;
  const place = themes.indexOf(chosenTheme(desk)) + by;
  choose(desk, themes[Math.max(0, Math.min(themes.length - 1, place))].id);
  reveal(desk.root.querySelector(".lm-table"), desk.root.querySelector("tr.lm-chosen"));
};

const toggle = (desk, set, id) => {
  if (!set.delete(id)) set.add(id);
  desk.draw();
};

const press = (key, desk) => {
  const { state, ui } = desk;
  const theme = chosenTheme(desk);
  if (state.draft?.kind === "walk") return pressWalk(key, desk);
  if (state.draft || ui.form) return;
  if (key === "ArrowDown" || key === "ArrowUp") return step(desk, key === "ArrowDown" ? 1 : -1);
  if (key === " " && theme && !theme.retired) return toggle(desk, ui.ticked, theme.id);
  if (key === "u" && state.last) return desk.send({ act: "undo" });
  if (key === "g" && goable(state)) return takeUp(goable(state), desk);
  const op = Object.keys(KEYS).find((name) => KEYS[name] === key);
  if (op) openForm(desk, op);
};

const escape = (desk) => {
  const { state, ui } = desk;
  if (state.draft?.kind === "walk" && ui.alike) {
    ui.alike = false;
    desk.draw();
    desk.focus();
  } else if (state.draft || ui.form) leave(desk);
};

// --- the list keeps its place

// Scroll the list, and nothing else, as little as shows a row.
const reveal = (table, row) => {
  if (!table || !row) return;
  const head = table.querySelector("thead")?.offsetHeight ?? 0;
  const { top, bottom } = row.getBoundingClientRect();
  const box = table.getBoundingClientRect();
  if (top < box.top + head) table.scrollTop -= box.top + head - top;
  else if (bottom > box.top + table.clientHeight) table.scrollTop += bottom - box.top - table.clientHeight;
};

const rowOf = (root, id) => root.querySelector(`tr[data-theme="${CSS.escape(id)}"]`);
const offset = (table, row) => row.getBoundingClientRect().top - table.getBoundingClientRect().top;

// Where the chosen row stands in what is about to be drawn anew; one that is acted on may have another id then.
const measure = (desk) => {
  const table = desk.root.querySelector(".lm-table");
  const had = desk.root.querySelector("tr.lm-chosen");
  const id = chosenTheme(desk)?.id;
  const row = table && id !== undefined ? rowOf(desk.root, id) ?? had : null;
  desk.ui.anchor = row ? { id: row.dataset.theme, at: offset(table, row) } : null;
};

const keepPlace = ({ ui, root }) => {
  const table = root.querySelector(".lm-table");
  const row = table.querySelector("tr.lm-chosen");
  if (!row || !ui.anchor) return;
  const same = row.dataset.theme === ui.anchor.id;
  // A theme that is new in the list comes into sight; all else keeps its place.
  if (same || !rowOf(root, ui.anchor.id)) table.scrollTop += offset(table, row) - ui.anchor.at;
  if (!same) reveal(table, row);
};

// --- the parts of the desk

const operation = (desk, op, level, more = "") => {
  const { state, ui } = desk;
  const open = state.draft || ui.form;
  const why = open ? "Finish or leave what is open first." : hindrance(op, level, desk);
  const key = level === "theme" ? KEYS[op] : "";
  return button(`${LABELS[op]}${more}`, key, () => openForm(desk, op, level),
    { "data-focus": `${level}-${op}`, disabled: Boolean(why), title: why || MEANT[op] });
};

const toolbar = ({ last, draft }, ui, desk) => {
  const title = last ? `Undo: ${last}` : "Nothing to undo";
  const told = (op) => (op === "merge" && ui.ticked.size ? ` (${ticked(desk).length})` : "");
  return el("div", { class: "lm-toolbar", role: "toolbar", "aria-label": "Change the themes" },
    Object.keys(KEYS).map((op) => operation(desk, op, "theme", told(op))),
    button("Undo", "u", () => desk.send({ act: "undo" }),
      { "data-focus": "undo", disabled: Boolean(!last || draft || ui.form), title }),
    button("Reload", "", () => desk.send({ act: "refresh" }),
      { "data-focus": "refresh", title: "Read the files of the review again" }),
    button("Keys", "?", desk.toggleHelp, { "data-focus": "help" }));
};

const tickOf = (desk, set, id, name) =>
  tickBox(set.has(id), () => toggle(desk, set, id),
    { "aria-label": `Tick ${name}`, "data-focus": `tick-${id}` });

const countCells = (theme) => {
  const { retired, excerpts, mentioned, looked_at, due, unread } = theme;
  const number = (text, title = "") => el("td", { class: "lm-number", title }, text);
  const told = retired
    ? [el("td", { colspan: "2", class: "lm-quiet" }, `retired ${retired}`)]
    : [
        number(`${mentioned} of ${looked_at}`, "sources that mention it, of those looked at for it"),
        number(counted(due), `sources read before that are not yet looked at for it${unread ? `; ${unread} more are unread` : ""}`),
      ];
  return [...told, number(counted(excerpts), "quotations and summaries")];
};

const subsLine = (subthemes) =>
  el("div", { class: "lm-quiet lm-subs", dir: "auto" },
    subthemes.flatMap((one, at) => [at ? " · " : "", el("bdi", {}, one.name), `\u00a0${one.excerpts}`]));

const themeRow = (theme, number, desk) => {
  const { state, ui } = desk;
  const chosen = theme === chosenTheme(desk);
  const click = (event) => {
    if (!event.target.matches("input") && !ui.form && !desk.state.draft) choose(desk, theme.id);
  };
  const about = {
    class: `${theme.retired ? "lm-retired" : ""}${chosen ? " lm-chosen" : ""}`,
    "data-theme": theme.id,
    "aria-selected": String(chosen),
    onclick: click,
  };
  return el("tr", about,
    el("td", {}, theme.retired ? null : tickOf(desk, ui.ticked, theme.id, theme.name)),
    el("td", { class: "lm-number" }, String(number)),
    el("td", {},
      el("div", { class: "lm-theme-name", dir: "auto" }, theme.name),
      theme.subthemes.length ? subsLine(theme.subthemes) : null),
    el("td", { class: "lm-definition" }, el("div", { dir: "auto" }, theme.definition)),
    countCells(theme));
};

const HEADS = [
  ["", "Ticked"], ["", "Number"], ["Theme"], ["Definition"],
  ["Sources", "sources that mention it, of those looked at for it"],
  ["Due", "sources read before that are not yet looked at for it"],
  ["Excerpts", "quotations and summaries"],
];

const headView = ([head, title = ""]) =>
  el("th", { scope: "col", title, "aria-label": head || title }, head);

const themeTable = ({ themes, draft }, ui, desk) => {
  const about = {
    class: `lm-table${draft || ui.form ? " lm-still" : ""}`,
    tabindex: "0",
    "aria-label": "Themes; up and down choose one, space ticks it",
    "data-focus": "table",
    "data-scroll": "table",
  };
  if (!themes.length)
    return el("div", about,
      quietLine("No theme yet. A theme is what you look for in each source, like a node in NVivo: add the first."));
  return el("div", about,
    el("table", {},
      el("thead", {}, el("tr", {}, HEADS.map(headView))),
      el("tbody", {}, themes.map((theme, at) => themeRow(theme, at + 1, desk)))));
};

const subthemeRow = (theme, { name, excerpts, declared }, desk) => {
  const { ui } = desk;
  const pick = () => {
    ui.sub = name;
    desk.draw();
  };
  return el("li", { class: ui.sub === name ? "lm-chosen" : "" },
    tickOf(desk, ui.subs, name, name),
    el("label", {},
      el("input", { type: "radio", name: `lm-sub-${theme.id}`, "aria-label": `Choose ${name}`,
        "data-focus": `sub-${name}`, checked: ui.sub === name, onchange: pick }),
      el("span", { dir: "auto" }, name)),
    quiet(`${many(excerpts, "excerpt")}${declared ? "" : ", only in excerpts"}`));
};

const aboutView = ({ id, definition, question, added }) => [
  definition ? el("p", { dir: "auto" }, definition) : quietLine("No definition yet."),
  question ? el("p", { class: "lm-quiet" }, "Question: ", el("span", { dir: "auto" }, question)) : null,
  el("p", { class: "lm-quiet lm-short" }, "Short name, its column in the matrix: ", el("code", { dir: "auto" }, id),
    added ? ` · added ${added}` : ""),
];

const chosenView = (theme, desk) => {
  if (!theme) return el("section", { class: "lm-panel" }, button("Add the first theme", "a", () => openForm(desk, "add")));
  const heading = el("h3", { dir: "auto" }, theme.name);
  if (theme.retired)
    return el("section", { class: "lm-panel", "aria-label": "Chosen theme" }, heading, aboutView(theme),
      quietLine(`Retired ${theme.retired}: its excerpts are kept, charts and tables leave it out.`));
  const rows = theme.subthemes.map((one) => subthemeRow(theme, one, desk));
  const operations = Object.keys(LABELS).filter((op) => op !== "redefine");
  return el("section", { class: "lm-panel", "aria-label": "Chosen theme" }, heading, aboutView(theme),
    el("h4", {}, "Subthemes"),
    rows.length ? el("ul", { class: "lm-sub-list" }, rows) : quietLine("None yet."),
    el("div", { class: "lm-toolbar", role: "toolbar", "aria-label": "Change the subthemes" },
      operations.map((op) => operation(desk, op, "subtheme"))));
};

const bodyView = ({ draft, waiting }, ui, desk) => {
  if (draft) return draft.kind === "walk" ? walkView(draft, desk) : previewView(draft, desk);
  if (ui.form) return formView(ui.form, desk);
  return [waiting.map((one) => waitingWalk(one, desk)), chosenView(chosenTheme(desk), desk)];
};

const view = (state, ui, desk) => {
  measure(desk);
  return [
    el("header", { class: "lm-head" },
      el("div", { class: "lm-who" }, "Themes"),
      whoView(desk),
      savedView(state.saved)),
    toolbar(state, ui, desk),
    // What comes and goes stands beside the list or below it, so that the list stays where it is.
    el("div", { class: "lm-cols" },
      themeTable(state, ui, desk),
      el("div", { class: "lm-pane" }, messageView(state.message), bodyView(state, ui, desk))),
    storyView(state, ui, desk),
  ];
};

const help = () => [
  ["↑ ↓", "choose a theme"],
  ["space", "tick it, for a merge"],
  ...Object.entries(KEYS).map(([op, key]) => [key, LABELS[op].toLowerCase()]),
  ["u", "undo the last change"],
  ["g", "go on with a split that was left"],
  ["1–9", "in a split: where the excerpt that is shown goes"],
  ["s", "then 1–9: all of this subtheme"],
  ["b or ⌫", "back to the excerpt before"],
  ["Esc", "leave what is open; a split that was begun is kept"],
  ["Tab", "to every button and field"],
];

// What was done or left is over: its form, its reason and its ticks go, and what came of it is chosen.
const before = ({ state, ui }) => {
  ui.alike = false;
  if (state.finished !== ui.finished) {
    const { theme, subtheme } = state.acted;
    Object.assign(ui, { finished: state.finished, form: null, why: "", sub: subtheme });
    if (theme) ui.chosen = theme;
    ui.ticked.clear();
    ui.subs.clear();
  }
  ui.throwing = state.waiting.some((one) => one.id === ui.throwing) ? ui.throwing : "";
  if (!state.draft && ui.form?.op === "retire") ui.form = null;
};

const drawn = (desk, had) => {
  const { state, ui, root, find } = desk;
  keepPlace(desk);
  const kind = state.draft?.kind ?? "";
  if (had && kind !== ui.shown) {
    const why = kind === "preview" || kind === "undo" ? find("why") : null;
    focusOn(why ?? root);
    // As little as shows what was opened: beside the list that is nothing.
    (why ?? root.querySelector(".lm-walk"))?.scrollIntoView({ block: "nearest" });
  }
  ui.shown = kind;
};

const themes = {
  name: "lm-themes",
  label: "Theme desk",
  ask: ["Who are you?", "This machine remembers it. Each change of a theme says who made it, and why."],
  ui: () => ({ chosen: "", ticked: new Set(), sub: "", subs: new Set(), form: null, why: "", alike: false,
    finished: 0, story: false, more: false, throwing: "", anchor: null, shown: "" }),
  begin: ({ state, ui }) => Object.assign(ui, { finished: state.finished }),
  view,
  help,
  press,
  escape,
  before,
  drawn,
  boxes: true,
  free: (_, { state, ui }) => Boolean(state.draft || ui.form),
  data: ({ draft }) => ({ draft: draft ? draft.kind : "" }),
};

export default { render: (page) => desk(page, themes) };
