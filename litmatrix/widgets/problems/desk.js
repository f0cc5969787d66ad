// The problem desk: what the checks find, in a list that can be narrowed, and what is accepted of it.

const SEVERITIES = ["fatal", "error", "warning"];

const chosenRow = ({ state, ui }) => {
  const { rows } = state;
  return rows[Math.max(0, Math.min(ui.chosen, rows.length - 1))];
};

// --- what a person does

// What is filtered while the desk looks anew by itself waits until it has.
const narrow = (desk, filters) => {
  const message = { act: "filter", ...filters };
  Object.assign(desk.ui, { chosen: 0, form: null });
  if (!desk.send(message)) desk.ui.next = message;
};
const sayNext = (desk) => {
  const { next } = desk.ui;
  desk.ui.next = null;
  if (next) desk.send(next);
  else sayWords(desk);
};
const turnView = (desk) => narrow(desk, { show: desk.state.show === "accepted" ? "standing" : "accepted" });
const undo = (desk) => desk.state.last && desk.send({ act: "undo" });
const lookAgain = (desk) => desk.send({ act: "look" });
const withdraw = (desk, row, all = false) =>
  row?.withdraws && desk.send({ act: "withdraw", version: desk.state.version, number: row.number, all });

const turnPage = (desk, page, chosen = 0) => {
  if (page < 0 || page >= desk.state.pages) return;
  if (desk.send({ act: "page", page })) Object.assign(desk.ui, { chosen, form: null });
};

const step = (desk, by) => {
  const { state, ui } = desk;
  const at = Math.min(ui.chosen, state.rows.length - 1) + by;
  if (at < 0) return turnPage(desk, state.page - 1, Infinity);
  if (at >= state.rows.length) return turnPage(desk, state.page + 1);
  Object.assign(ui, { chosen: at, told: "" });
  desk.draw();
  desk.root.querySelector(".lm-problem.lm-chosen")?.scrollIntoView({ block: "nearest" });
};

const KEYS = {
  ArrowDown: (desk) => step(desk, 1),
  j: (desk) => step(desk, 1),
  ArrowUp: (desk) => step(desk, -1),
  k: (desk) => step(desk, -1),
  n: (desk) => turnPage(desk, desk.state.page + 1),
  p: (desk) => turnPage(desk, desk.state.page - 1),
  a: (desk) => openAccept(desk),
  w: (desk) => withdraw(desk, chosenRow(desk)),
  u: undo,
  g: turnView,
  l: lookAgain,
  "/": (desk) => desk.focus("words"),
};
const press = (key, desk) => {
  if (desk.ui.form === null) KEYS[key]?.(desk);
};

const escape = (desk) => {
  if (desk.ui.form !== null) return leaveAccept(desk);
  desk.focus();
};

// --- words, sent when the typing rests

const sayWords = (desk) => {
  const { state, ui } = desk;
  if (!ui.timer && ui.words !== null && ui.words !== state.words) narrow(desk, { words: ui.words });
};
const typed = (desk, words) => {
  const { ui } = desk;
  ui.words = words;
  clearTimeout(ui.timer);
  ui.timer = setTimeout(() => {
    ui.timer = 0;
    sayWords(desk);
  }, 200);
};

// --- what is shown

const plural = { fatal: "fatal", error: "errors", warning: "warnings", accepted: "accepted" };
const countOf = (number, name) => `${counted(number)} ${number === 1 ? name : plural[name]}`;

const countsView = ({ counts, show }, desk) => {
  const standing = SEVERITIES.reduce((sum, one) => sum + counts[one], 0);
  const chip = (name, label, number) =>
    el("button", { type: "button", class: `lm-count lm-${name}`, "aria-pressed": String(show === name),
      disabled: !number && show !== name, "data-focus": `show-${name}`,
      onclick: () => narrow(desk, { show: name }) }, label);
  return el("div", { class: "lm-counts", role: "group", "aria-label": "What is shown" },
    chip("standing",
      standing ? many(standing, "problem") : counts.accepted ? "No open problems" : "No problems", 1),
    SEVERITIES.filter((one) => counts[one]).map((one) => chip(one, countOf(counts[one], one), counts[one])),
    counts.accepted === null ? null
      : chip("accepted", countOf(counts.accepted, "accepted"), counts.accepted));
};

const filtersView = ({ checks, check, key, words, rows }, ui, desk) => {
  const all = checks.reduce((sum, one) => sum + one[1], 0);
  const found = checks.map(([id, number]) => [id, `${id} (${counted(number)})`]);
  const choices = [["", `any kind (${counted(all)})`], ...found];
  if (check && !checks.some(([id]) => id === check)) choices.push([check, `${check} (0)`]);
  if (!rows.length && !check && !key && !words) return "";
  return el("div", { class: "lm-filters" },
    el("label", {}, "Kind ",
      menu(check, choices, (value) => narrow(desk, { check: value }), { "data-focus": "check" })),
    el("label", {}, "Contains ",
      el("input", { type: "search", value: ui.words ?? words, "data-focus": "words", dir: "auto",
        placeholder: "in file, message, key …", oninput: (event) => typed(desk, event.target.value) })),
    key
      ? el("span", { class: "lm-key-filter" }, "of ", el("code", { dir: "auto" }, key), " ",
          button("any record or theme", "", () => narrow(desk, { key: "" }), { "data-focus": "any-key" }))
      : null);
};

const keyView = (row, desk) => {
  if (!row.key) return "";
  if (row.key === desk.state.key) return el("code", { dir: "auto" }, row.key);
  return button(row.key, "", () => narrow(desk, { key: row.key }),
    { class: "lm-link", dir: "auto", "data-focus": `key-${row.number}`,
      title: "Only problems of this record or theme" });
};

const rowButtons = (row, desk) =>
  el("div", { class: "lm-row-buttons" },
    row.why || row.hindrance ? null : button("Accept", "a", () => openAccept(desk), { "data-focus": "open" }),
    row.withdraws
      ? button("No longer accept", "w", () => withdraw(desk, row), { "data-focus": "withdraw" })
      : null,
    row.hindrance ? quiet(row.hindrance) : null);

const rowView = (row, at, desk) => {
  const { ui } = desk;
  const chosen = row === chosenRow(desk);
  const choose = (event) => {
    if (event.target.closest("button, input, textarea, select") || chosen) return;
    Object.assign(ui, { chosen: at, form: null, told: "" });
    desk.draw();
  };
  const about = {
    class: `lm-problem${chosen ? " lm-chosen" : ""}`, "aria-current": chosen ? "true" : null, onclick: choose,
  };
  return el("section", about,
    el("div", { class: "lm-kind" },
      el("strong", { class: `lm-severity lm-${row.severity}` }, row.severity),
      el("code", {}, row.check)),
    el("div", { class: "lm-told" },
      el("div", { dir: "auto" }, row.message),
      row.fix && !row.why ? el("div", { class: "lm-quiet", dir: "auto" }, row.fix) : null,
      chosen && ui.form === null ? rowButtons(row, desk) : null,
      chosen && ui.form === row.number ? acceptView(row, desk) : null),
    el("div", { class: "lm-place" },
      el("div", { dir: "auto" }, row.where),
      keyView(row, desk)));
};

// Problems that are accepted for one reason stand below it; it is said once.
const reasonView = (row, before, rows, desk) => {
  if (!row.why || (before && before.why === row.why && before.check === row.check)) return "";
  const alike = rows.filter((one) => one.why === row.why && one.check === row.check).length;
  return el("header", { class: "lm-reason" },
    el("span", { dir: "auto" }, row.why),
    alike > 1 && row.withdraws
      ? button(`No longer accept all ${counted(alike)}`, "", () => withdraw(desk, row, true),
          { "data-focus": `all-${row.number}` })
      : null);
};

const listView = ({ rows, empty, version, page }, desk) => {
  if (empty) return emptyView(empty);
  const list = {
    class: "lm-list", tabindex: "0", "data-focus": "list", "data-scroll": `${version} ${page}`,
    "aria-label": "Problems; up and down choose one",
  };
  return el("div", list,
    rows.map((row, at) => [reasonView(row, rows[at - 1], rows, desk), rowView(row, at, desk)]));
};

const turnsView = ({ page, pages, total }, desk) => {
  if (pages < 2) return "";
  const turn = (to, label, key) =>
    button(label, key, () => turnPage(desk, to), { "data-focus": label, disabled: to < 0 || to >= pages });
  return el("div", { class: "lm-turn" },
    turn(page - 1, "Earlier", "p"),
    el("span", {}, `page ${counted(page + 1)} of ${counted(pages)}, ${counted(total)} listed`),
    turn(page + 1, "Later", "n"));
};

const view = (state, ui, desk) => [
  el("header", { class: "lm-head" },
    el("div", { class: "lm-who" }, "Problems"),
    whoView(desk),
    savedView(state.saved)),
  countsView(state, desk),
  state.first ? el("div", { class: "lm-first", role: "alert" }, state.first) : "",
  messageView(ui.told || state.message),
  filtersView(state, ui, desk),
  listView(state, desk),
  turnsView(state, desk),
  el("div", { class: "lm-buttons" },
    button("Undo", "u", () => undo(desk),
      { "data-focus": "undo", disabled: !state.last, title: state.last || "Nothing to undo" }),
    button(state.show === "accepted" ? "Show the problems" : "Show the accepted", "g", () => turnView(desk),
      { "data-focus": "turn" }),
    button("Check again", "l", () => lookAgain(desk), { "data-focus": "look" }),
    button("Shortcuts", "?", desk.toggleHelp, { "data-focus": "help" }),
    state.last ? el("span", { class: "lm-quiet lm-last", dir: "auto" }, `last: ${state.last}`) : null),
];

const problems = {
  name: "lm-problems",
  label: "Problem desk",
  ask: ["Who are you?",
    "Your name is remembered on this computer, and saved with each problem that you accept."],
  note: "Shortcuts work once you have clicked on the desk.",
  ui: () => ({ chosen: 0, form: null, all: false, why: "", told: "", words: null, timer: 0,
    next: null }),
  view,
  press,
  escape,
  help: () => [
    ["↑ ↓ or j k", "choose a problem"],
    ["a", "accept it, or all of its kind in the list, with a reason"],
    ["w", "no longer accept it: it is an open problem again"],
    ["u", "undo"],
    ["g", "show the accepted problems, and back"],
    ["/", "words"],
    ["n p", "later and earlier page"],
    ["l", "check again"],
    ["Esc", "close what is open"],
    ["?", "show these shortcuts"],
  ],
  before: ({ state, ui }) => {
    // Another list: what was open was for a row of the one before.
    if (state.version === ui.version) return;
    Object.assign(ui, { version: state.version, form: null, told: "" });
    if (state.saved.ok && state.message) ui.why = "";
  },
  after: sayNext,
  held: ({ ui }) => ui.form !== null,
  data: ({ show, total, page }) => ({ show, total, page }),
  gone: (ui) => {
    clearTimeout(ui.timer);
  },
};

export default { render: (page) => desk(page, problems) };
