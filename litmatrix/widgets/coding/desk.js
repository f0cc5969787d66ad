// The coding desk: one source and its cells, one theme down the sources, or the whole matrix.

// Milliseconds after which a kernel that does not answer is told of.
const LATE = 5000;
const LOST = {
  ok: false,
  text:
    "NOT SAVED yet: the notebook's kernel does not answer. If it was restarted, copy what you typed, and " +
    "run the cell again.",
};
const VIEWS = [["source", "Source", "s"], ["theme", "Theme", "t"], ["grid", "Whole matrix", "g"]];
const LISTS = ".lm-page, .lm-abstract, .lm-scroll, .lm-column-rows, .lm-queue";

const savedNow = ({ state, ui }) => savedView(ui.lost ? LOST : state.saved);

// --- above the views

const headView = (state, desk) => {
  const tab = ([name, label, key]) =>
    button(label, key, () => turnTo(desk, name),
      { class: "lm-tab", "aria-pressed": String(state.view === name) });
  return el("header", { class: "lm-head" },
    el("div", { class: "lm-who" }, "Coding"),
    whoView(desk),
    el("div", { class: "lm-tabs", role: "group", "aria-label": "View" }, VIEWS.map(tab)),
    el("div", { class: "lm-right" }, savedNow(desk), mini("Keys", "?", desk.toggleHelp)));
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
    queueMenus(state, desk),
    el("span", { class: "lm-quiet lm-owed" }, told),
    el("span", { class: "lm-spring" }),
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

const bodyView = (state, ui, desk) => {
  if (state.view === "grid" && state.grid) return gridView(state.grid, ui, desk);
  return state.view === "theme" ? themeView(state, desk) : sourceView(state, ui, desk);
};

const view = (state, ui, desk) => {
  return [
    headView(state, desk),
    barView(state, ui, desk),
    messageView(state.message),
    unsettledView(state, desk),
    bodyView(state, ui, desk),
    ui.listing ? queueView(desk) : "",
  ];
};

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
  if (cells) ui.theme = state.theme;
  if (state.view !== "grid") return;
  startGrid(ui.grid, ui);
  if (ui.searching) desk.focus("words");
  ui.searching = false;
};

// A form stays until what it holds is saved, or shown as a conflict; what was begun is kept for its cell.
const before = ({ state, ui }) => {
  const { source, column, theme, themes } = state;
  const { form, saving } = ui;
  clearTimeout(ui.late);
  Object.assign(ui, { lost: false, saving: null });
  const done = state.saved.ok && !state.message.startsWith("Not done");
  const clash = source?.cells.some((one) => one.theme === ui.theme && one.conflict);
  if (saving && form === saving && (done || clash)) {
    ui.drafts.delete(`${ui.key} ${ui.theme}`);
    ui.form = null;
  }
  const moved = source && (source.key !== ui.key || theme !== ui.theme);
  // A theme that was renamed meanwhile is still the form's.
  const gone = source?.key === ui.key && !themes.some((one) => one.id === ui.theme);
  if (state.view !== "source" || (ui.form && ui.key && moved && !gone)) {
    if (ui.form && !ui.form.number) ui.drafts.set(`${ui.key} ${ui.theme}`, ui.form);
    Object.assign(ui, { form: null, carry: null });
  }
  if (moved && !ui.keep) ui.number = 0;
  ui.keep = false;
  const cell = source?.cells.find((one) => one.theme === theme);
  if (cell && (ui.number === -1 || ui.number > cell.excerpts.length)) ui.number = cell.excerpts.length;
  const begun = column && ui.statements.get(column.id);
  if (begun && state.saved.ok && begun.text.trim() === column.statement) ui.statements.delete(column.id);
};

const sent = (desk) => {
  const { ui, root } = desk;
  clearTimeout(ui.late);
  ui.late = setTimeout(() => {
    ui.lost = true;
    root.querySelector(".lm-saved")?.replaceWith(savedNow(desk));
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
    key: "", theme: "", number: 0, form: null, saving: null, carry: null, listing: false, describing: false,
    reading: false, keys: [], drafts: new Map(), statements: new Map(),
    search: { words: "", theme: "", state: "" }, place: { row: 0, column: 0 }, scrolled: [0, 0],
  }),
  view,
  help: () => [...KEYS, ...FULL_TEXT_KEYS],
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
  gone: leaveFullText,
};

export default { render: (page) => desk(page, coding) };
