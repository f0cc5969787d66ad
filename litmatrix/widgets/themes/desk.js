// The theme desk: the list of the themes, and beside it the chosen one, or what is done to it.

const KEYS = { add: "a", rename: "r", redefine: "d", merge: "m", split: "s", retire: "x", reorder: "o" };
const LABELS = {
  add: "Add", rename: "Rename", redefine: "Redefine", merge: "Merge", split: "Split", retire: "Retire",
  reorder: "Reorder",
};
const MEANT = {
  add: "A new theme, or subtheme",
  rename: "Another name; every excerpt stays",
  redefine: "Another definition",
  merge: "One of several; every excerpt stays",
  split: "Several of one; each excerpt goes to one of them",
  retire: "Use it no longer; its excerpts stay in the files",
  reorder: "Another order in the list and in the matrix",
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

// --- the parts of the desk

const operation = (desk, op, level, more = "") => {
  const { state, ui } = desk;
  const open = state.draft || ui.form;
  const why = open ? "Finish or cancel what is open first." : hindrance(op, level, desk);
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
      { "data-focus": "refresh", title: "Reload the files of the review" }),
    button("Shortcuts", "?", desk.toggleHelp, { "data-focus": "help" }));
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
    quiet(`${many(excerpts, "excerpt")}${declared ? "" : ", not in the list of the theme"}`));
};

const aboutView = ({ id, definition, question, added }) => [
  definition ? el("p", { dir: "auto" }, definition) : quietLine("No definition yet."),
  question ? el("p", { class: "lm-quiet" }, "Question: ", el("span", { dir: "auto" }, question)) : null,
  el("p", { class: "lm-quiet lm-short" }, shortName(id), added ? ` · added ${added}` : ""),
];

const chosenView = (theme, desk) => {
  if (!theme)
    return el("section", { class: "lm-panel" },
      button("Add the first theme", "a", () => openForm(desk, "add"), { class: "lm-go" }));
  const heading = el("h3", { dir: "auto" }, theme.name);
  if (theme.retired)
    return el("section", { class: "lm-panel", "aria-label": "Chosen theme" }, heading, aboutView(theme),
      quietLine(`Retired ${theme.retired}: its excerpts are kept, charts and tables leave it out.`));
  const rows = theme.subthemes.map((one) => subthemeRow(theme, one, desk));
  const operations = Object.keys(LABELS).filter((op) => op !== "redefine");
  return el("section", { class: "lm-panel", "aria-label": "Chosen theme" }, heading, aboutView(theme),
    el("h4", {}, "Subthemes"),
    rows.length ? el("ul", { class: "lm-sub-list" }, rows) : quietLine("No subtheme yet."),
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
  // What was done before a form was opened is no news in it.
  const heard = ui.form && ui.form.since === state.answers ? "" : state.message;
  return [
    el("header", { class: "lm-head" },
      el("div", { class: "lm-who" }, "Themes"),
      whoView(desk),
      savedView(state.saved)),
    toolbar(state, ui, desk),
    // What comes and goes stands beside the list or below it, so that the list stays where it is.
    el("div", { class: "lm-cols" },
      themeTable(state, ui, desk),
      el("div", { class: "lm-pane" }, saidView(heard), bodyView(state, ui, desk))),
    storyView(state, ui, desk),
  ];
};

const help = () => [
  ["↑ ↓", "choose a theme"],
  ["space", "tick it, for a merge"],
  ...Object.entries(KEYS).map(([op, key]) => [key, LABELS[op].toLowerCase()]),
  ["u", "undo the last change"],
  ["g", "continue a split that you started"],
  ["1–9", "in a split: put the excerpt that is shown into that part"],
  ["s", "then 1–9: all of this subtheme"],
  ["b or ⌫", "back to the excerpt before"],
  ["Esc", "close what is open; a split that you started is kept"],
  ["Tab", "go to every button and field"],
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
  ask: ["Who are you?",
    "Your name is remembered on this computer. Each change of a theme is saved with your name and reason."],
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
