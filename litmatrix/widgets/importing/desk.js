// The form that takes search results in: its files, a panel a search, and the buttons that write.

const isOpen = (desk, found) => {
  const { state, ui } = desk;
  return (
    ui.open.get(found.number) ??
    (state.founds.length < 3 || found === state.founds[0] || Boolean(found.fault))
  );
};

const totals = (found) => {
  const { sizes } = found;
  if (!Object.keys(sizes).length) return "";
  const [fresh, again, reported] = [sizes.new, sizes.again, sizes.reported].map(counted);
  return `${fresh} new, ${again} already in the review, ${reported} not read`;
};

const foundView = (found, desk) => {
  const open = isOpen(desk, found);
  const turn = () => {
    desk.ui.open.set(found.number, !open);
    desk.draw();
  };
  return el(
    "section",
    { class: "lm-panel lm-found-by", "aria-label": `Search ${found.name}` },
    el(
      "div",
      { class: "lm-row lm-found-head" },
      el(
        "button",
        {
          type: "button",
          class: "lm-fold",
          onclick: turn,
          "aria-expanded": String(open),
          "data-focus": `fold-${found.number}`,
        },
        el("span", { "aria-hidden": "true" }, open ? "▾ " : "▸ "),
        el("span", { dir: "auto" }, found.name),
      ),
      quiet(found.known ? "a known search" : "a new search"),
      el("span", { class: "lm-totals" }, totals(found)),
      found.fault && !open ? el("span", { class: "lm-warned" }, found.fault) : null,
    ),
    el(
      "ul",
      { class: "lm-its-files" },
      found.files.map((file) => fileRow(file, found, desk)),
    ),
    open ? el("div", { class: "lm-search-sides" }, fieldsView(desk, found), bringsView(desk, found)) : null,
  );
};

// --- what is written

const importLabel = ({ state }) => {
  if (!state.bringing) return "Import";
  const of = state.bringing > 1 ? ` of ${counted(state.bringing)} searches` : "";
  return `Import ${many(state.new, "record")}${of}`;
};

const takeAll = (desk) => {
  const { shown } = desk.state;
  tellTyped(desk);
  post(desk, () => ({ act: "import", typed: typedNow(desk), shown })).then(() => {
    if (!desk.state.founds.length) desk.ui.path = "";
    desk.draw();
  });
};

const ready = ({ state, ui }) => !state.hindrance && !state.progress && !ui.coming;

const undoView = (desk) => {
  const { undoing } = desk.state;
  if (!undoing) return "";
  const undo = (keep) => post(desk, { act: "undo", keep }).then(() => desk.focus("undo"));
  const kept = undoing.kept.length;
  return el(
    "div",
    { class: "lm-panel lm-undoing", role: "group", "aria-label": undoing.title },
    el("h3", { dir: "auto" }, undoing.title),
    el(
      "ul",
      {},
      undoing.lines.map((line) => el("li", { dir: "auto" }, line)),
    ),
    kept
      ? [
          el("p", {}, "These were decided on, coded or changed since, and stay with their search:"),
          el(
            "ul",
            {},
            undoing.kept.map((line) => el("li", { dir: "auto" }, line)),
            undoing.more ? el("li", {}, `and ${counted(undoing.more)} more`) : null,
          ),
        ]
      : null,
    el(
      "div",
      { class: "lm-row" },
      button(kept ? "Undo it, and keep these" : "Undo it", "", () => undo(Boolean(kept)), {
        class: "lm-go",
        "data-focus": "undo-it",
      }),
      button("Cancel", "Esc", () => post(desk, { act: "leave" }), { "data-focus": "leave" }),
    ),
  );
};

const lookAtUndo = (desk) => {
  tellTyped(desk);
  post(desk, { act: "undoing" }).then(() => desk.focus("undo-it"));
};

const buttonsView = (desk) => {
  const { state, ui } = desk;
  const busy = ui.coming || state.progress;
  return el(
    "div",
    { class: "lm-buttons" },
    button(importLabel(desk), "i", () => takeAll(desk), {
      class: "lm-go",
      disabled: !ready(desk),
      "data-focus": "import",
      "aria-describedby": "lm-import-why",
    }),
    el(
      "span",
      { id: "lm-import-why", class: "lm-why", role: "status", dir: "auto" },
      busy ? "Wait until it is read." : state.hindrance || "Nothing is written until you press it.",
    ),
    el(
      "span",
      { class: "lm-undo" },
      button("Undo the last import", "u", () => lookAtUndo(desk), {
        "data-focus": "undo",
        disabled: !state.last || Boolean(busy),
        "aria-describedby": "lm-undo-why",
      }),
      el(
        "span",
        { id: "lm-undo-why", class: "lm-why", dir: "auto", title: state.last?.when ?? "" },
        state.last ? `${state.last.what} (${state.last.when})` : "There is no import to undo.",
      ),
    ),
  );
};

const progressLine = ({ state, ui }) => {
  const { progress } = state;
  if (!progress && !ui.coming) return "";
  const told = progress ? progress.what : ui.coming;
  const far =
    progress && progress.total > 1 ? `: ${counted(progress.done)} of ${counted(progress.total)}` : "";
  return el(
    "div",
    { class: "lm-row lm-making", role: "status", "aria-live": "off" },
    progress && progress.total > 1 ? progressBar(progress.done, progress.total, progress.what) : null,
    el("span", { dir: "auto" }, `${told}${far} …`),
  );
};

// --- the whole

const listOf = (id, values) =>
  el(
    "datalist",
    { id },
    values.map((value) => el("option", { value })),
  );

const view = (state, ui, desk) => [
  el(
    "header",
    { class: "lm-head" },
    el("div", { class: "lm-who" }, "Import search results"),
    whoView(desk),
    savedView(state.saved),
    button("Shortcuts", "?", desk.toggleHelp, { "data-focus": "help" }),
  ),
  messageView(ui.failed || state.message),
  dropView(desk),
  progressLine(desk),
  unreadView(desk),
  togetherView(desk),
  ...state.founds.map((found) => foundView(found, desk)),
  state.note ? quietLine(state.note) : "",
  undoView(desk),
  buttonsView(desk),
  listOf("lm-encodings", state.encodings),
  listOf("lm-sources", state.sources),
];

const near = ({ state, ui }) => state.founds.find((one) => one.number === ui.near) ?? state.founds[0];

const press = (key, desk) => {
  if (key === "o") return chooseFiles(desk);
  if (key === "i" && ready(desk)) return takeAll(desk);
  if (key === "u" && desk.state.last) return lookAtUndo(desk);
  if (key === "ArrowRight" && near(desk)) return step(desk, near(desk), 1);
  if (key === "ArrowLeft" && near(desk)) return step(desk, near(desk), -1);
};

const before = (desk, isAnswer) => {
  const { state, ui } = desk;
  const there = new Set(state.founds.map((one) => one.number));
  for (const kept of [ui.look, ui.open])
    for (const number of [...kept.keys()]) if (!there.has(number)) kept.delete(number);
  for (const [number, values] of Object.entries(ui.typed)) {
    const found = state.founds.find((one) => String(one.number) === number);
    if (!found) delete ui.typed[number];
    else
      for (const [name, value] of Object.entries(values))
        if (value === found.values[name]) delete values[name];
  }
  if (isAnswer) ui.failed = "";
  lookAgain(desk);
};

const after = (desk) => {
  const { ui } = desk;
  const { answered } = ui;
  ui.answered = null;
  answered?.();
  pump(desk);
};

const drawn = ({ root }) => {
  // What is chosen in a list is in sight; the page stays where it is.
  for (const list of root.querySelectorAll(".lm-list")) {
    const row = list.querySelector("[aria-selected=true]");
    if (!row) continue;
    const top = row.offsetTop - list.offsetTop;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + row.offsetHeight > list.scrollTop + list.clientHeight)
      list.scrollTop = top + row.offsetHeight - list.clientHeight;
  }
};

const begin = (desk) => {
  const { root } = desk;
  const over = (event) => {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    taken(event);
    root.classList.add("lm-over");
  };
  const out = (event) => {
    if (!root.contains(event.relatedTarget)) root.classList.remove("lm-over");
  };
  const drop = (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length) return;
    taken(event);
    root.classList.remove("lm-over");
    upload(desk, files);
  };
  root.addEventListener("dragover", over);
  root.addEventListener("dragleave", out);
  root.addEventListener("drop", drop);
  lookAgain(desk);
};

const importing = {
  name: "lm-importing",
  label: "Import search results",
  ask: ["", ""],
  ui: () => ({
    queue: [],
    answered: null,
    typed: {},
    look: new Map(),
    open: new Map(),
    amiss: new Set(),
    more: new Set(),
    inWords: new Set(),
    path: "",
    near: 0,
    uploads: 0,
    coming: "",
    failed: "",
    undrawn: false,
    raw: false,
    chooser: null,
  }),
  begin,
  view,
  press,
  before,
  after,
  drawn,
  escape: (desk) => (desk.state.undoing ? post(desk, { act: "leave" }) : desk.focus()),
  // A record that is longer than its box is moved by arrows.
  free: ({ key }) => key === "ArrowUp" || key === "ArrowDown",
  held: (desk) => typesDay(desk) || Boolean(desk.ui.coming),
  help: () => [
    ["o", "choose files"],
    ["i", "import the new records"],
    ["← →", "previous and next record"],
    ["u", "undo the last import: you see a preview first"],
    ["Tab", "go to every field and button"],
    ["Esc", "leave the field"],
  ],
  data: ({ founds, hindrance }) => ({ searches: String(founds.length), off: hindrance }),
};

export default { render: (page) => desk(page, importing) };
