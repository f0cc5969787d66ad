// The record list: find records by anything that is known of them, select many, and do one thing to all.

// What is asked while the desk is busy waits its turn: of the same kind the last counts.
const tell = (desk, message) => {
  const { queue } = desk.ui;
  if (!desk.ui.busy) return desk.send(message);
  const same = queue.findIndex(({ act, field }) => act === message.act && field === message.field);
  if (same >= 0) queue.splice(same, 1);
  queue.push(message);
};

// Where the focus goes when a panel opens.
const FIRST = {
  filter: "filter-field", columns: "close-panel", exclude: "reason-0", label: "field-label",
  remove: "field-why", compare: "compare-go",
};

const openPanel = (desk, name) => {
  const { ui } = desk;
  const was = ui.panel;
  const needs = ["exclude", "label", "remove"].includes(name);
  if (needs && !chosenOf(ui).length) return;
  if (name && !was) ui.backTo = document.activeElement?.dataset.focus ?? "";
  ui.panel = name;
  if (name === "filter") askValues(desk);
  desk.draw();
  if (name) desk.focus(desk.find(FIRST[name]) ? FIRST[name] : "close-panel");
  else goBack(desk);
};

// A panel that is left gives the focus back to whence it was opened.
const goBack = (desk) => {
  const { ui } = desk;
  if (ui.backTo && ui.backTo !== "row" && desk.find(ui.backTo)) desk.focus(ui.backTo);
  else goTo(desk, ui.at);
};

const PANELS = {
  filter: filterPanel, columns: columnsPanel, exclude: excludePanel, label: labelPanel,
  remove: removePanel, compare: comparePanel,
};

// --- keys

const KEYS = {
  "/": (desk) => desk.focus("words"),
  f: (desk) => openPanel(desk, "filter"),
  c: (desk) => openPanel(desk, "columns"),
  s: (desk) => desk.focus("sort"),
  x: (desk) => toggle(desk, desk.ui.at),
  a: selectAll,
  o: (desk) => showOnly(desk, !desk.ui.only),
  r: (desk) => openPanel(desk, "remove"),
  Enter: (desk) => openRecord(desk, true),
};

const press = (key, desk, { shift = false } = {}) => {
  const { state, ui } = desk;
  if (state.plan) return key === "Enter" ? recordPlan(desk) : undefined;
  if (ui.panel === "exclude" && /^\d$/.test(key)) {
    const reason = key === "0" ? (state.reason_required ? null : "") : state.reasons[Number(key) - 1]?.id;
    if ((reason ?? null) !== null) prepare(desk, { do: "exclude", reason });
    return;
  }
  if (ui.panel) return;
  const decision = state.decisions.find((one) => one.key === key);
  if (decision) return decide(desk, decision.decision);
  if (key === state.keys.undo) return undo(desk);
  if (key === state.keys.label) return openPanel(desk, "label");
  if (STEPS[key]) return goTo(desk, STEPS[key](ui), { extend: shift });
  if (key === " ") return toggle(desk, ui.at);
  KEYS[key]?.(desk);
};

const escape = (desk) => {
  const { state, ui } = desk;
  if (ui.naming) return leaveNaming(desk);
  if (state.plan) return leavePlan(desk);
  if (ui.panel) return openPanel(desk, "");
  if (ui.open !== null) return closeRecord(desk);
  if (ui.only) showOnly(desk, false);
  goTo(desk, ui.at);
};

const help = ({ keys, decisions }) => [
  ["↑ ↓, Page ↑ ↓, Home, End", "go from record to record"],
  ["Enter", "the record in full, at the side"],
  ["Space or x", "select it, or not"],
  ["Shift with ↑ ↓ or a click", "select all records up to this one"],
  ["Ctrl with a click", "select one more"],
  ["a or Ctrl A", "select all that match"],
  ["o", "show only what is selected"],
  ...decisions.map((one) => [one.key, `${one.label.toLowerCase()}: you see a preview first`]),
  [keys.label, "add or remove a label"],
  ["r", "mark as removed before screening"],
  [keys.undo, "undo my last step"],
  ["/", "search for words"],
  ["f", "filter"],
  ["s", "sort; or press ↑ on the first record to reach the column heads"],
  ["c", "choose the columns"],
  [keys.help, "show these shortcuts"],
];

// --- the view

const sayPlaces = ({ ui, root }) => {
  root.dataset.order = String(ui.order.length);
};

const compareView = (state, desk) => {
  const about = { "data-focus": "open-compare" };
  return state.compared
    ? button("Hide everybody’s decisions", "", () => compare(desk, false), about)
    : button("Show everybody’s decisions …", "", () => openPanel(desk, "compare"), about);
};

const listView = (state, ui, desk) => {
  if (!state.total) return emptyView(state.empty);
  dressList(desk);
  const none = !state.matching && !ui.only;
  return el("div", { class: `lm-body${ui.open === null ? "" : " lm-beside"}` },
    el("div", { class: "lm-list-frame" },
      ui.list.node, none ? el("div", { class: "lm-nothing" }, state.empty) : null),
    ui.open === null ? null : ui.side);
};

const view = (state, ui, desk) => partsOf(state, ui, desk).flat();

const partsOf = (state, ui, desk) => [
  el("div", { class: "lm-head" },
    el("div", { class: "lm-who" }, "Records"),
    whoView(desk), compareView(state, desk), savedView(state.saved)),
  state.plan ? "" : [toolsView(state, ui, desk), chipsView(state, ui, desk)],
  messageView(state.message),
  !state.plan && ui.panel ? PANELS[ui.panel](state, ui, desk) : "",
  ui.only && !state.plan ? el("p", { class: "lm-only" }, "Only the selected records are listed.") : "",
  state.plan ? planView(state, ui, desk) : listView(state, ui, desk),
  state.plan ? "" : buttonsView(state, ui, desk),
];

const records = {
  name: "lm-records",
  label: "Record list",
  ask: ["Who are you?", "Your name is remembered on this computer."],
  note: "You see a preview of each change first; nothing is recorded until you press again.",
  ui: () => ({
    order: new Uint32Array(0), version: -1, ordered: -1, ticket: 0, only: null,
    rows: new Map(), asking: false,
    selected: new Set(), selectedHere: 0, before: null, base: null, single: false,
    cursor: -1, at: 0, anchor: 0, headAt: 1, top: 0, left: 0, frame: 0, toTop: false,
    panel: "", backTo: "", field: "mine", find: "", values: null, valued: "", words: null, timer: 0,
    open: null, whole: null, wholeOf: "", opening: 0, form: {}, planned: new Map(), planList: null,
    queue: [], plan: null, seen: null, changedAt: 0, done: 0, bar: el("div", { class: "lm-bar" }),
    side: el("aside", { class: "lm-side", "aria-label": "The record in full", tabindex: "0" }),
  }),
  begin(desk) {
    desk.ui.done = desk.state.done;
    desk.ui.list = makeList(desk);
    // Where the focus stands on the desk itself, such a key moves in the list too.
    desk.root.addEventListener("keydown", (event) => {
      const { state, ui } = desk;
      const plain = event.target === desk.root && !(event.ctrlKey || event.metaKey || event.altKey);
      if (!plain || !MOVES.includes(event.key) || !STEPS[event.key] || state.plan || ui.help) return;
      taken(event);
      goTo(desk, STEPS[event.key](ui), { extend: event.shiftKey });
    });
  },
  view,
  help,
  press,
  escape,
  boxes: false,
  free: () => false,
  data: ({ matching, total, stage }) => ({ matching, total, stage }),
  // What was recorded is done with; it can be selected again.
  before({ ui, state }) {
    const plan = state.plan?.number ?? null;
    if (plan !== ui.seen && state.plan?.stale) ui.changedAt = Date.now();
    ui.seen = plan;
    if (ui.done === state.done) return;
    ui.done = state.done;
    ui.form = {};
    ui.before = ui.selected;
    ui.selected = new Set();
    ui.only = null;
    countSelected(ui);
  },
  drawn(desk) {
    const { ui, state } = desk;
    if (state.plan) startPlan(desk);
    else startList(desk);
    sayNumbers(desk);
    const now = [state.version, state.data].join();
    if (ui.panel === "filter" && ui.valued !== now) askValues(desk);
    if (ui.open !== null && ui.wholeOf !== [state.data, state.version].join()) askWhole(desk);
  },
  after(desk) {
    const { ui, state } = desk;
    const next = ui.queue.shift();
    if (next) desk.send(next);
    const plan = state.plan?.number ?? null;
    if (plan !== ui.plan) {
      ui.plan = plan;
      // Where the list of what would happen changed by itself it is to be read first.
      if (plan !== null && state.plan.stale) focusOn(ui.planList.node);
      else if (plan !== null) desk.focus(state.plan.changes ? "record" : "back");
      else goTo(desk, ui.at);
    }
    if (state.words === ui.words) ui.words = null;
  },
  gone(ui) {
    clearTimeout(ui.timer);
    clearTimeout(ui.opening);
    cancelAnimationFrame(ui.frame);
  },
};

export default { render: (page) => desk(page, records) };
