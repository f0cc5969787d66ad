// The theme desk: the themes in a table, and what can be done to them.

const KEYS = { add: "a", rename: "r", redefine: "d", merge: "m", split: "s", retire: "x", reorder: "o" };
const LABELS = {
  add: "Add", rename: "Rename", redefine: "Redefine", merge: "Merge", split: "Split", retire: "Retire",
  reorder: "Reorder",
};

const current = ({ state }) => state.themes.filter((theme) => !theme.retired);
const chosenTheme = ({ state, ui }) =>
  state.themes.find((theme) => theme.id === ui.chosen) || state.themes[0];
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
  desk.root.querySelector(".lm-chosen")?.scrollIntoView({ block: "nearest" });
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
  const op = Object.keys(KEYS).find((name) => KEYS[name] === key);
  if (op) openForm(desk, op);
};

const escape = (desk) => {
  const { state, ui } = desk;
  if (state.draft?.kind === "walk") {
    ui.alike = false;
    desk.draw();
    desk.focus();
  } else if (state.draft || ui.form) leave(desk);
};

// --- the parts of the desk

const operation = (desk, op, level, more = "") => {
  const why = hindrance(op, level, desk);
  const key = level === "theme" ? KEYS[op] : "";
  return button(`${LABELS[op]}${more}`, key, () => openForm(desk, op, level),
    { "data-focus": `${level}-${op}`, disabled: Boolean(why || desk.state.draft), title: why });
};

const toolbar = ({ last, draft }, ui, desk) => {
  const title = last ? `Undo: ${last}` : "Nothing to undo";
  const told = (op) => (op === "merge" && ui.ticked.size ? ` ${ticked(desk).length} ticked` : "");
  return el("div", { class: "lm-toolbar", role: "toolbar", "aria-label": "Change the themes" },
    Object.keys(KEYS).map((op) => operation(desk, op, "theme", told(op))),
    button("Undo", "u", () => desk.send({ act: "undo" }),
      { "data-focus": "undo", disabled: Boolean(!last || draft), title }),
    button("Read anew", "", () => desk.send({ act: "refresh" }),
      { "data-focus": "refresh", title: "Read matrix.csv and review.toml again" }),
    button("Keys", "?", desk.toggleHelp, { "data-focus": "help" }));
};

const tickOf = (desk, set, id) =>
  tickBox(set.has(id), () => toggle(desk, set, id),
    { "aria-label": `Tick ${id}`, "data-focus": `tick-${id}` });

const countCells = (theme) => {
  const { retired, excerpts, mentioned, looked_at, due, unread } = theme;
  const number = (text, title = "") => el("td", { class: "lm-number", title }, text);
  const told = retired
    ? [el("td", { colspan: "2", class: "lm-quiet" }, `retired ${retired}`)]
    : [
        number(`${mentioned} of ${looked_at}`, "sources that mention it, of those looked at"),
        number(counted(due), unread ? `and ${unread} unread` : ""),
      ];
  return [...told, number(counted(excerpts))];
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
    el("td", {}, theme.retired ? null : tickOf(desk, ui.ticked, theme.id)),
    el("td", { class: "lm-number" }, String(number)),
    el("td", {},
      el("div", { class: "lm-theme-name", dir: "auto" }, theme.name), el("code", { dir: "auto" }, theme.id)),
    el("td", { class: "lm-definition" },
      el("div", { dir: "auto" }, theme.definition),
      theme.subthemes.length ? subsLine(theme.subthemes) : null),
    countCells(theme));
};

const HEADS = ["", "", "Theme", "Definition and subthemes", "Sources", "Due", "Excerpts"];

const themeTable = ({ themes, draft }, ui, desk) => {
  const about = {
    class: `lm-table${draft || ui.form ? " lm-small" : ""}`,
    tabindex: "0",
    "aria-label": "Themes; up and down choose one, space ticks it",
    "data-focus": "table",
    "data-scroll": "table",
  };
  if (!themes.length) return el("div", about, quietLine("No theme yet: add the first."));
  return el("div", about,
    el("table", {},
      el("thead", {}, el("tr", {}, HEADS.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, themes.map((theme, at) => themeRow(theme, at + 1, desk)))));
};

const subthemeRow = (theme, { name, excerpts, declared }, desk) => {
  const { ui } = desk;
  const pick = () => {
    ui.sub = name;
    desk.draw();
  };
  return el("li", { class: ui.sub === name ? "lm-chosen" : "" },
    tickOf(desk, ui.subs, name),
    el("label", {},
      el("input", { type: "radio", name: `lm-sub-${theme.id}`, "aria-label": `Choose ${name}`,
        "data-focus": `sub-${name}`, checked: ui.sub === name, onchange: pick }),
      el("span", { dir: "auto" }, name)),
    quiet(`${many(excerpts, "excerpt")}${declared ? "" : ", not declared"}`));
};

const subthemesView = (theme, desk) => {
  if (!theme || theme.retired) return "";
  const rows = theme.subthemes.map((one) => subthemeRow(theme, one, desk));
  const operations = Object.keys(LABELS).filter((op) => op !== "redefine");
  return el("section", { class: "lm-panel", "aria-label": "Subthemes" },
    el("h3", {}, "Subthemes of ", el("span", { dir: "auto" }, theme.name)),
    rows.length ? el("ul", { class: "lm-sub-list" }, rows) : quietLine("None yet."),
    el("div", { class: "lm-toolbar" }, operations.map((op) => operation(desk, op, "subtheme"))));
};

const bodyView = ({ draft }, ui, desk) => {
  if (draft) return draft.kind === "walk" ? walkView(draft, desk) : previewView(draft, desk);
  return ui.form ? formView(ui.form, desk) : subthemesView(chosenTheme(desk), desk);
};

const view = (state, ui, desk) => [
  el("header", { class: "lm-head" },
    el("div", { class: "lm-who" }, "Themes"),
    whoView(desk),
    savedView(state.saved)),
  messageView(state.message),
  toolbar(state, ui, desk),
  themeTable(state, ui, desk),
  bodyView(state, ui, desk),
  storyView(state.story, ui),
];

const help = () => [
  ["↑ ↓", "choose a theme"],
  ["space", "tick it, for a merge"],
  ...Object.entries(KEYS).map(([op, key]) => [key, LABELS[op].toLowerCase()]),
  ["u", "undo the last operation"],
  ["1–9", "place the excerpt that is shown"],
  ["s", "then 1–9: all of this subtheme"],
  ["b or ⌫", "back to the excerpt before"],
  ["Esc", "leave what is open"],
  ["Tab", "to every button and field"],
];

// What was done or left is over: its form, its reason and its ticks go.
const before = ({ state, ui }) => {
  ui.alike = false;
  if (state.finished !== ui.finished) {
    Object.assign(ui, { finished: state.finished, form: null, why: "", sub: "" });
    ui.ticked.clear();
    ui.subs.clear();
  }
  if (!state.draft && ui.form?.op === "retire") ui.form = null;
};

const drawn = ({ state, ui, root, find }, had) => {
  // The table is low while something is open: the chosen theme stays in sight.
  const table = root.querySelector(".lm-table");
  const row = table.querySelector(".lm-chosen");
  if (row && (state.draft || ui.form)) table.scrollTop = Math.max(0, row.offsetTop - table.clientHeight / 2);
  const kind = state.draft?.kind ?? "";
  if (had && kind !== ui.shown) {
    if (kind === "preview" || kind === "undo") find("why").focus();
    else root.focus({ preventScroll: kind !== "walk" });
  }
  ui.shown = kind;
};

const themes = {
  name: "lm-themes",
  label: "Theme desk",
  ask: ["Who are you?", "This machine remembers it. Each change of a theme says who made it, and why."],
  ui: () => ({ chosen: "", ticked: new Set(), sub: "", subs: new Set(), form: null, why: "", alike: false,
    finished: 0, story: false, shown: "" }),
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
