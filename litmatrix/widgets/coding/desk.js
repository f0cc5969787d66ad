// The coding desk: one source and its cells, one theme down the sources, or the whole matrix.

// Milliseconds after which a kernel that does not answer is told of.
const LATE = 5000;
const LOST = {
  ok: false,
  text:
    "NOT SAVED yet: the notebook's kernel does not answer. If it was restarted, copy what you typed, and " +
    "run the cell again.",
};
const VIEWS = [
  ["source", "Source", "s"], ["theme", "Theme", "t"], ["grid", "Grid", "g"], ["table", "Table", "b"],
  ["excerpts", "Excerpts", "/"], ["memos", "Memos", "#"],
];
const NAMES = Object.fromEntries(VIEWS.map(([view, label]) => [view, label.toLowerCase()]));
const LISTS = ".lm-page, .lm-abstract, .lm-scroll, .lm-column-rows, .lm-queue, .lm-list";

// --- above the views: as high whatever it says, so that nothing below it moves

// What is to be read now: that something is not saved, and what was done or not.
const savedNow = ({ state, ui }) => (ui.lost ? LOST : state.saved);
const noticeOf = (desk) => {
  const saved = savedNow(desk);
  return [saved.ok ? "" : saved.text, desk.state.message || desk.ui.told].filter(Boolean).join("\n");
};

const savedBox = (desk) => {
  const { ui } = desk;
  const saved = savedNow(desk);
  if (saved.ok) return el("div", { class: "lm-saved", role: "status", "aria-live": "polite" }, saved.text);
  const again = () => {
    ui.hushed = "";
    desk.draw();
  };
  return button("NOT SAVED", "", again, { class: "lm-unsaved", title: saved.text });
};

const headView = (state, desk) => {
  const tab = ([name, label, key]) =>
    button(label, key, () => turnTo(desk, name),
      { class: "lm-tab", "aria-pressed": String(state.view === name) });
  return el("header", { class: "lm-head" },
    el("div", { class: "lm-who" }, "Coding"),
    whoView(desk),
    el("div", { class: "lm-tabs", role: "group", "aria-label": "View" }, VIEWS.map(tab)),
    savedBox(desk),
    mini("Keys", "?", desk.toggleHelp));
};

// One line; what takes more room lies over what is below until it is hidden, or the next thing is done.
const noticeView = (desk) => {
  const { state, ui } = desk;
  const saved = savedNow(desk);
  const text = noticeOf(desk);
  const hushed = ui.hushed && ui.hushed === text;
  const hide = () => {
    ui.hushed = text;
    desk.draw();
    desk.focus();
  };
  const back = ui.back && state.view === "source";
  const told = state.message || ui.told;
  return el("div", { class: "lm-notice" },
    el("div", { class: "lm-notice-box" },
      back ? mini(`‹ Back to the ${NAMES[ui.back]}`, "Esc", () => goBack(desk), { "data-focus": "back" }) : null,
      unsettledView(state, desk),
      hushed ? null : el("div", { class: "lm-notice-texts" },
        saved.ok ? null : savedView(saved), told ? messageView(told) : null),
      text && !hushed ? mini("×", "", hide, { "aria-label": "Hide this message", class: "lm-mini lm-hide" }) : null));
};

const queueMenus = ({ group, groups, only, themes }, desk) => {
  const choose = (group, theme) => desk.send({ act: "queue", group, theme });
  const pairs = [["", "every theme"], ...themes.map((one) => [one.id, one.name])];
  return [
    el("label", {}, "Queue ",
      menu(group, groups, (value) => choose(value, ""), { "aria-label": "Queue", "data-focus": "queue" })),
    group === "all" ? null : menu(only, pairs, (value) => choose(group, value),
      { "aria-label": "Of this theme", "data-focus": "only" }),
  ];
};

const barView = (state, ui, desk) => {
  const { owed, position, length } = state;
  const at = position < length ? counted(position + 1) : "end";
  const { due, unread, sources } = owed;
  const told = `${counted(due)} due · ${counted(unread)} unread · in ${many(sources, "source")}`;
  return el("div", { class: "lm-bar" },
    el("div", { class: "lm-bar-queue" }, queueMenus(state, desk), el("span", { class: "lm-quiet lm-owed", title: told }, told)),
    el("button", { type: "button", class: "lm-mini lm-undo", disabled: !state.undo, title: state.undo,
      onclick: () => undo(desk) }, "Undo ", el("kbd", {}, "u"), state.undo ? ` ${state.undo}` : null),
    mini("Previous", "p", () => go(desk, -1), { disabled: !position }),
    mini(length ? `${at} of ${counted(length)}` : "empty", "l", () => toggleQueue(desk),
      { class: "lm-mini lm-where", "aria-expanded": String(ui.listing), title: "List the queue (l)",
        "data-focus": "list" }),
    mini("Next", "n", () => go(desk, 1), { disabled: position >= length }));
};

// Cells that two people changed and nobody settled, other than those in sight.
const unsettledView = ({ conflicts, view, source, themes }, desk) => {
  const others = conflicts.filter(([key]) => view !== "source" || key !== source?.key);
  if (!others.length) return "";
  const open = (key, column) => show(desk, key, themes.some((one) => one.id === column) ? column : "");
  return el("div", { class: "lm-unsettled", role: "alert" },
    el("strong", {}, "To be settled: "),
    others.map(([key, reference, column, name]) =>
      mini(`${reference} · ${name}`, "", () => open(key, column), { dir: "auto" })));
};

// --- the queue

const queueRow = ([position, key, reference, owed, theme], desk) => {
  const named = `${owed.slice(0, 4).join(", ")}${owed.length > 4 ? " …" : ""}`;
  const told = theme ? "" : ` · ${owed.length} owed: ${named}`;
  const jump = () => {
    desk.ui.listing = false;
    desk.send({ act: "jump", position, key });
  };
  const current = position === desk.state.position ? "true" : null;
  return button([el("strong", { dir: "auto" }, reference), quiet(owed.length ? told : " · done")], "", jump,
    { class: "lm-queue-row", "aria-current": current });
};

const queueRows = ({ places }, desk) =>
  places.flatMap((place, at) => {
    const theme = place[4];
    const head = theme && theme !== places[at - 1]?.[4] ? [el("h4", { dir: "auto" }, theme)] : [];
    return [...head, queueRow(place, desk)];
  });

const queueView = (desk) => {
  const list = el("div", { class: "lm-queue", role: "dialog", "aria-label": "The queue" }, quiet("…"));
  const load = (start) => desk.ask({ act: "queue_list", start }, (answer) => {
    if (answer.error) return list.replaceChildren(el("p", { class: "lm-odd" }, answer.error));
    const end = answer.start + answer.places.length;
    const rest = answer.length - end;
    list.replaceChildren(
      ...(answer.start ? [mini("earlier places", "", () => load(Math.max(0, answer.start - 100)))] : []),
      ...queueRows(answer, desk),
      ...(rest > 0 ? [mini(`later places (${counted(rest)})`, "", () => load(end))] : []),
      ...(answer.places.length ? [] : [el("p", { class: "lm-quiet" }, "This queue is empty.")]));
    const current = list.querySelector('[aria-current="true"]');
    (current || list.querySelector("button") || desk.root).focus({ preventScroll: true });
    current?.scrollIntoView({ block: "nearest" });
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll("button")];
    buttons[clamped(buttons.indexOf(document.activeElement) + step, buttons.length - 1)]?.focus();
  });
  load(Math.max(0, desk.state.position - 10));
  return list;
};

// --- the desk

const BODIES = {
  grid: (state, ui, desk) => state.grid && gridView(state.grid, ui, desk),
  table: (state, ui, desk) => state.table && tableView(state.table, ui, desk),
  theme: (state, ui, desk) => themeView(state, desk),
  excerpts: (state, ui, desk) => listView(state, ui.lists.excerpts, desk),
  memos: (state, ui, desk) => listView(state, ui.lists.memos, desk),
};
const bodyView = (state, ui, desk) =>
  BODIES[state.view]?.(state, ui, desk) || sourceView(state, ui, desk);

const view = (state, ui, desk) => {
  if (!ui.reading) ui.pane = null;
  return [
    headView(state, desk),
    barView(state, ui, desk),
    noticeView(desk),
    ...strayView(ui, desk),
    bodyView(state, ui, desk),
    ui.listing ? queueView(desk) : "",
  ];
};

// What was typed into a form whose cell is not there any more: it is shown until the person took it elsewhere.
const strayView = (ui, desk) =>
  ui.strays.map((stray) => {
    const drop = () => {
      ui.strays = ui.strays.filter((one) => one !== stray);
      desk.draw();
      desk.focus();
    };
    return el("div", { class: "lm-conflict lm-stray", role: "alert" },
      el("strong", { dir: "auto" }, `Not saved, for ${stray.place} is not shown any more. What you typed:`),
      el("pre", { dir: "auto", tabindex: "0" }, stray.text),
      button("I have it: take it away", "", drop));
  });

const reveal = (holder, node) => {
  const box = node.getBoundingClientRect();
  const frame = holder.getBoundingClientRect();
  const above = box.top - frame.top - 4;
  if (above < -4) holder.scrollTop += above;
  else if (box.bottom > frame.bottom) holder.scrollTop += Math.min(box.bottom - frame.bottom + 4, above);
};

const drawn = (desk) => {
  const { state, ui, root } = desk;
  const cells = root.querySelector(".lm-cells");
  if (cells) {
    const cell = root.querySelector(".lm-here");
    const chosen = cell?.querySelector(".lm-chosen");
    const moved = state.source.key !== ui.key || state.theme !== ui.theme;
    if (cell && (moved || chosen)) reveal(cells, chosen ?? cell);
  }
  ui.key = cells ? state.source.key : "";
  if (cells) {
    ui.theme = state.theme;
    ui.place = `${state.source.reference} · ${state.themes.find((one) => one.id === state.theme)?.name ?? ""}`;
  }
  ui.turned = ui.drawnView !== state.view;
  ui.drawnView = state.view;
  if (state.view === "grid") startGrid(ui.grid, ui);
  if (state.view === "table") startTable(ui.table, desk);
  if (ui.lists[state.view]) startList(ui.lists[state.view], desk);
  if (ui.searching) desk.focus("words");
  ui.searching = false;
};

// A form stays until what it holds is saved, or shown as a conflict; what was begun is kept for its cell.
const before = (desk, isAnswer) => {
  const { state, ui } = desk;
  const { source, column, theme, themes } = state;
  const { form, saving } = ui;
  clearTimeout(ui.late);
  Object.assign(ui, { lost: false, saving: null, told: "" });
  if (isAnswer) ui.hushed = "";
  const done = state.saved.ok && !state.message.startsWith("Not done");
  const clash = source?.cells.some((one) => one.theme === ui.theme && one.conflict);
  if (saving && form === saving && (done || clash)) {
    dropBegun(ui, `${ui.key} ${ui.theme}`, form);
    ui.form = null;
  }
  const moved = source && (source.key !== ui.key || theme !== ui.theme);
  // A theme that was renamed meanwhile is still the form's.
  const gone = source?.key === ui.key && !themes.some((one) => one.id === ui.theme);
  if (state.view !== "source" || (ui.form && ui.key && moved && !gone) || (ui.form && !source)) {
    if (ui.form) keepBegun(ui, `${ui.key} ${ui.theme}`, ui.form);
    if (ui.form && saving) stray(desk);
    Object.assign(ui, { form: null, carry: null });
  }
  if (moved && !ui.keep && !ui.arriving) ui.number = 0;
  ui.keep = ui.arriving = false;
  const cell = source?.cells.find((one) => one.theme === theme);
  if (cell && (ui.number === -1 || ui.number > cell.excerpts.length)) ui.number = cell.excerpts.length;
  const begun = column && ui.statements.get(column.id);
  if (begun && state.saved.ok && begun.text.trim() === column.statement) ui.statements.delete(column.id);
  if (isAnswer && state.view !== "source") ui.back = "";
  tableAnswered(ui.table, desk);
};

// A form was to be saved, and its source is not shown any more: nothing else would show what it holds.
const stray = ({ ui }) => {
  const { form, key, theme, place } = ui;
  dropBegun(ui, `${key} ${theme}`, form);
  ui.strays = [...ui.strays, { place: place || key, text: form.text }];
};

const sent = (desk) => {
  const { ui, root } = desk;
  clearTimeout(ui.late);
  ui.late = setTimeout(() => {
    ui.lost = true;
    root.querySelector(".lm-saved")?.replaceWith(savedBox(desk));
    root.querySelector(".lm-notice")?.replaceWith(noticeView(desk));
  }, LATE);
};

// While a form is being saved, nothing but Tab reaches it.
const begin = (desk) => {
  const wait = (event) => {
    const plain = !(event.ctrlKey || event.metaKey || event.altKey) && !["Tab", "Shift"].includes(event.key);
    if (desk.ui.saving && plain) later(event, desk);
  };
  desk.root.addEventListener("keydown", wait, true);
};

const escape = (desk) => {
  desk.ui.keys.length = 0;
  leave(desk);
};

const coding = {
  name: "lm-coding",
  label: "Coding desk",
  ask: ["Who reads?", "This machine remembers it. It stands beside each “none”, and in the log of readings."],
  ui: () => ({
    key: "", theme: "", place: "", number: 0, form: null, saving: null, carry: null, listing: false,
    describing: false, reading: false, page: 0, pageNumber: 0, plain: false, find: "", keys: [],
    quoting: false, drafts: new Map(), strays: [], statements: new Map(), back: "", told: "", hushed: "", drawnView: "", turned: false, returning: false, arriving: false,
    search: { words: "", theme: "", state: "" }, cell: { row: 0, column: 0 }, scrolled: [0, 0], dense: false,
    lists: { excerpts: newList(""), memos: newList("memo") }, table: newTable(),
  }),
  view,
  help: () => KEYS,
  press,
  escape,
  later,
  begin,
  sent,
  before,
  drawn,
  after: takeUp,
  free: ({ target }) => Boolean(target.closest(LISTS)),
  data: ({ source, theme, view }) => ({ key: source ? source.key : "", theme: theme || "", view }),
  // News wait while something is open that speaks of what is shown.
  held: ({ ui }) => Boolean(ui.form || ui.carry || ui.quoting || ui.saving || tableHeld(ui.table)),
  gone: (ui) => ui.address && URL.revokeObjectURL(ui.address),
};

export default { render: (page) => desk(page, coding) };
