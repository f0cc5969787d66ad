// The coding desk: one source and its cells, one theme down the sources, or the whole matrix.

const LISTS = ".lm-page, .lm-abstract, .lm-scroll, .lm-column-rows, .lm-queue, .lm-list";

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
  return [
    headView(state, desk),
    barView(state, ui, desk),
    noticeView(desk),
    ...strayView(ui, desk),
    bodyView(state, ui, desk),
    ui.listing ? queueView(desk) : "",
  ];
};

// What was typed into a form whose cell is not there any more: shown until the person took it elsewhere.
const strayView = (ui, desk) =>
  ui.strays.map((stray) => {
    const drop = () => {
      ui.strays = ui.strays.filter((one) => one !== stray);
      desk.draw();
      desk.focus();
    };
    return el("div", { class: "lm-conflict lm-stray", role: "alert" },
      el("strong", { dir: "auto" }, `Not saved, because ${stray.place} is no longer shown. What you typed:`),
      el("pre", { dir: "auto", tabindex: "0" }, stray.text),
      button("I have copied it: remove it", "", drop));
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
    const name = state.themes.find((one) => one.id === state.theme)?.name ?? "";
    ui.place = `${state.source.reference} · ${name}`;
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
  ask: ["Who are you?",
    "Your name is remembered on this computer. It is saved with each “not mentioned” and with each source " +
      "you mark as read."],
  ui: () => ({
    key: "", theme: "", place: "", number: 0, form: null, saving: null, carry: null, listing: false,
    describing: false, reading: false, keys: [],
    quoting: false, drafts: new Map(), strays: [], statements: new Map(), back: "", told: "", hushed: "",
    drawnView: "", turned: false, returning: false, arriving: false,
    search: { words: "", theme: "", state: "" }, cell: { row: 0, column: 0 }, scrolled: [0, 0], dense: false,
    lists: { excerpts: newList(""), memos: newList("memo") }, table: newTable(),
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
  // News wait while something is open that speaks of what is shown.
  held: ({ ui }) => Boolean(ui.form || ui.carry || ui.quoting || ui.saving || tableHeld(ui.table)),
  gone: leaveFullText,
};

export default { render: (page) => desk(page, coding) };
