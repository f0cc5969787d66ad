// The protocol desk: its sections on the left, the one that is chosen on the right.

const sectionOf = ({ state, ui }) => state.sections.find((one) => one.id === ui.section) ?? state.sections[0];

const countOf = (section, state) => {
  if (section.id === "people") return Object.keys(state.people).length;
  if (section.id === "themes") return state.themes.length;
  if (section.table) return state.values[section.table].length;
  // A review has a title from the first, so a title tells nothing of what was said.
  const said = (table, name) => name !== "title" && state.values[table][name] !== null;
  return section.tables.reduce(
    (sum, { table, fields }) => sum + fields.filter(({ name }) => said(table, name)).length,
    0,
  );
};

const chooseSection = (desk, id) => {
  Object.assign(desk.ui, { section: id, open: "", problems: null });
  desk.draw();
  desk.focus(`section-${id}`);
};

const openDraft = ({ ui }) => ui.drafts.get(ui.open);

const OWN = { people: peopleView, themes: themesView };

const sectionView = (desk) => {
  const section = sectionOf(desk);
  return el(
    "section",
    { class: "lm-section", "aria-label": section.title },
    el("h3", {}, section.title),
    el("p", { class: "lm-purpose" }, section.purpose),
    OWN[section.id]?.(desk) ?? null,
    section.tables.length ? tableExample(desk, section) : null,
    section.tables.map(({ table, fields }) =>
      draftForm(desk, draftOf(desk, table), fields, TABLE_TITLES[table] ?? ""),
    ),
    section.id === "accepted" ? [problemsView(desk), el("h4", {}, "Accepted so far")] : null,
    section.table ? listView(desk, section) : null,
  );
};

// --- the frame

const navView = (desk) => {
  const { state } = desk;
  const chosen = sectionOf(desk);
  const open = (id) => state.sections.find((one) => one.id === id);
  const begun = ({ id }) =>
    [...desk.ui.drafts.values()].some(
      (draft) =>
        touched(draft) &&
        ((open(id).table === draft.table && draft.table) ||
          open(id).tables.some(({ table }) => table === draft.table)),
    );
  return el(
    "nav",
    { "aria-label": "Sections of the protocol" },
    el(
      "ul",
      {},
      state.sections.map((section, at) =>
        el(
          "li",
          {},
          button(
            [
              el(
                "span",
                { class: "lm-name" },
                section.title,
                begun(section) ? el("em", { title: "not saved yet" }, " •") : null,
              ),
              el(
                "span",
                { class: countOf(section, state) ? "lm-number" : "lm-number lm-none" },
                section.tables.length && section.id !== "people"
                  ? countOf(section, state)
                    ? "✓"
                    : "–"
                  : counted(countOf(section, state)),
              ),
            ],
            "",
            () => chooseSection(desk, section.id),
            {
              "data-focus": `section-${section.id}`,
              "aria-current": section === chosen ? "true" : null,
              title: at < 9 ? `Key ${at + 1}` : "",
            },
          ),
        ),
      ),
    ),
  );
};

const changesView = ({ changes }) =>
  changes.length
    ? el(
        "details",
        { class: "lm-changes" },
        el("summary", {}, `History of this section (${counted(changes.length)})`),
        el(
          "ol",
          {},
          changes.map(({ time, what, by, undone }) =>
            el(
              "li",
              { class: undone ? "lm-undone" : "" },
              el("time", {}, time),
              " ",
              el("span", { dir: "auto" }, what),
              by ? quiet(` by ${by}`) : null,
              undone ? quiet(" – undone") : null,
            ),
          ),
        ),
      )
    : "";

const view = (state, ui, desk) => [
  el(
    "header",
    { class: "lm-head" },
    el("div", { class: "lm-who" }, "Protocol"),
    whoView(desk),
    savedView(state.saved),
    el(
      "div",
      { class: "lm-tools" },
      button("Undo", "u", () => desk.send({ act: "undo" }), {
        "data-focus": "undo",
        disabled: !state.last || state.fatal,
        title: state.last ? `Undo: ${state.last}` : "Nothing to undo",
      }),
      button("Reload", "", () => desk.send({ act: "refresh" }), {
        "data-focus": "refresh",
        title: "Reload the files of the review",
      }),
      button("Shortcuts", "?", desk.toggleHelp, { "data-focus": "help" }),
    ),
  ),
  [...ui.drafts.values()].some((draft) => draft.failed) ? "" : messageView(state.message),
  el("div", { class: "lm-sides" }, navView(desk), sectionView(desk)),
  changesView(state),
];

const press = (key, desk) => {
  const { state, ui } = desk;
  if (ui.open) return;
  const section = state.sections["123456789".indexOf(key)];
  if (section) return chooseSection(desk, section.id);
  if (key === "u" && state.last && !state.fatal) return desk.send({ act: "undo" });
  if (key === "a" && sectionOf(desk).table) return addEntry(desk, sectionOf(desk));
  if (key === "ArrowDown" || key === "ArrowUp") {
    const at = state.sections.indexOf(sectionOf(desk)) + (key === "ArrowDown" ? 1 : -1);
    if (state.sections[at]) chooseSection(desk, state.sections[at].id);
  }
};

// What was typed is not thrown away by a key: the button is, when it has the focus.
const escape = (desk) => {
  const { ui } = desk;
  const draft = openDraft(desk);
  if (draft && !touched(draft)) return leaveDraft(desk, draft);
  if (draft) return [...desk.root.querySelectorAll(".lm-form .lm-buttons button")].at(-1)?.focus();
  Object.assign(ui, { renaming: "", removing: "" });
  return desk.draw();
};

const before = (desk, isAnswer) => {
  settleDrafts(desk, isAnswer);
  desk.ui.counts = null;
  if (Array.isArray(desk.ui.problems)) desk.ui.problems = null;
};

// The focus goes with what was moved; at either end, to its other button.
const after = ({ ui, find, focus }) => {
  const { moved } = ui;
  ui.moved = "";
  if (!moved) return;
  const other = moved.startsWith("up-") ? moved.replace("up-", "down-") : moved.replace("down-", "up-");
  focus(find(moved)?.disabled ? other : moved);
};

const help = () => [
  ["1–9", "choose a section"],
  ["↑ ↓", "previous and next section"],
  ["a", "add an entry"],
  ["Enter", "save, from a field of one line"],
  ["u", "undo the last change"],
  ["Esc", "close a form in which nothing was typed"],
  ["Tab", "go to every button and field"],
];

const protocol = {
  name: "lm-protocol",
  label: "Protocol desk",
  ask: ["Who are you?", "Your name is remembered on this computer."],
  ui: () => ({
    section: "review",
    open: "",
    drafts: new Map(),
    forms: 0,
    more: false,
    counts: null,
    problems: null,
    renaming: "",
    newName: "",
    newPerson: "",
    removing: "",
    moved: "",
    noThemeDesk: false,
    trying: 0,
  }),
  begin: ({ state, ui }) => Object.assign(ui, { forms: state.finished }),
  view,
  help,
  press,
  escape,
  before,
  after,
  free: () => false,
  data: ({ finished }) => ({ finished: String(finished) }),
};

export default { render: (page) => desk(page, protocol) };
