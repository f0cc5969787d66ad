// The protocol desk: its sections on the left, the one that is chosen on the right.

const sectionOf = ({ state, ui }) => state.sections.find((one) => one.id === ui.section) ?? state.sections[0];

const countOf = (section, state) => {
  if (section.id === "people") return Object.keys(state.people).length;
  if (section.id === "themes") return state.themes.length;
  if (section.table) return state.values[section.table].length;
  return section.tables.reduce((sum, { table, fields }) =>
    sum + fields.filter(({ name }) => state.values[table][name] !== null).length, 0);
};

const chooseSection = (desk, id) => {
  Object.assign(desk.ui, { section: id, open: "", problems: null });
  desk.draw();
  desk.focus(`section-${id}`);
};

const openDraft = ({ ui }) => ui.drafts.get(ui.open);

// --- forms

const EFFECTS = [["same", "the same records: only the words are better"], ["widened", "more records than before"],
  ["narrowed", "fewer records than before"]];
const REWORDED = ["include", "exclude", "check", "stage"];

// Only what was decided already can be due again.
const effectView = (desk, draft) => {
  const reworded = REWORDED.some((name) => name in draft.values);
  if (draft.table !== "criteria" || draft.id === NEW_ENTRY || !desk.state.decided) return null;
  const choose = (effect) => () => {
    draft.effect = effect;
  };
  return el("fieldset", { class: "lm-effect", hidden: !reworded, "data-effect": "" },
    el("legend", {}, "With these words it lets in"),
    EFFECTS.map(([effect, told]) => el("label", { class: "lm-check" },
      el("input", { type: "radio", name: `lm-effect-${draft.id}`, checked: draft.effect === effect, onchange: choose(effect),
        "data-focus": `effect-${effect}` }), ` ${told}`)));
};

// Values belong to a choice of some.
const isAsked = (desk, draft, name) =>
  draft.table !== "descriptors" || name !== "values" || valueIn(desk, draft, name) !== null
  || ["choice", "choices"].includes(valueIn(desk, draft, "type") ?? "");

const draftForm = (desk, draft, fields, title, one = "") => {
  const submit = (event) => {
    event.preventDefault();
    saveDraft(desk, draft);
  };
  const isNew = draft.id === NEW_ENTRY;
  const shown = fields.filter(({ name }) => (isNew || name !== "id") && isAsked(desk, draft, name));
  const folded = shown.filter(({ more }) => more);
  const keepFold = (event) => {
    desk.ui.more = event.target.open;
  };
  // The question what new words do is asked once there are some.
  const typing = () => {
    const asked = desk.root.querySelector("[data-effect]");
    if (asked) asked.hidden = !REWORDED.some((name) => name in draft.values);
  };
  const ready = touched(draft) && !desk.state.fatal;
  return el("form", { class: "lm-panel lm-form", "aria-label": title, "data-place": draft.place, onsubmit: submit, oninput: typing },
    title ? el("h3", { dir: "auto" }, title) : null,
    el("div", { class: `lm-fields lm-of-${draft.table || "top"}` },
      shown.filter(({ more }) => !more).map((field) => fieldView(desk, draft, field))),
    folded.length
      ? el("details", { open: desk.ui.more, ontoggle: keepFold }, el("summary", {}, "More"), folded.map((field) => fieldView(desk, draft, field)))
      : null,
    effectView(desk, draft),
    draft.failed ? messageView(draft.failed) : null,
    el("div", { class: "lm-buttons" },
      el("button", { type: "submit", class: "lm-go", disabled: !ready, "data-wakes": "", "data-focus": `save-${draft.place}` },
        isNew ? `Add ${one}` : "Save"),
      button("Leave", one ? "Esc" : "", () => leaveDraft(desk, draft), one ? {} : { disabled: !touched(draft), "data-wakes": "" })));
};

const TABLE_TITLES = { about: "For the paper", agree: "How many must agree", highlight: "Words in colour", keys: "Keys of the screening card" };

// --- lists of entries

const moveEntry = (desk, section, at, step) => {
  const ids = desk.state.values[section.table].map((entry) => entry.id);
  const order = [...ids];
  const [id] = order.splice(at, 1);
  order.splice(at + step, 0, id);
  desk.ui.moved = `${step < 0 ? "up" : "down"}-${id}`;
  saveAsked(desk, { op: "order", table: section.table, ids: order, shown: ids });
};

const removeEntry = (desk, section, entry, id) => {
  if (desk.ui.removing !== placeOf(section.table, id)) {
    desk.ui.removing = placeOf(section.table, id);
    desk.draw();
    return desk.focus(`remove-${id}`);
  }
  desk.ui.removing = "";
  return saveAsked(desk, { op: "remove", table: section.table, id, shown: entry });
};

const entryView = (desk, section, entry, at) => {
  const { state, ui } = desk;
  const { table, one } = section;
  const id = idOf(entry, at);
  if (ui.open === placeOf(table, id))
    return el("li", {}, draftForm(desk, draftOf(desk, table, id), section.fields, `Change: ${one} ${typeof id === "string" ? id : at + 1}`, one));
  const listed = state.values[table];
  const arrow = (sign, step, way) => button(sign, "", () => moveEntry(desk, section, at, step),
    { "aria-label": `Move ${id} ${way}`, title: `Ask it ${way === "up" ? "earlier" : "later"}`, "data-focus": `${way}-${id}`, disabled: !listed[at + step] || state.fatal });
  const sure = ui.removing === placeOf(table, id);
  return el("li", { class: "lm-entry" },
    table === "criteria" ? el("span", { class: "lm-place" }, String(at + 1)) : null,
    el("div", { class: "lm-said" }, ENTRIES[table](entry, { section, state })),
    el("div", { class: "lm-acts" },
      table === "criteria" ? [arrow("↑", -1, "up"), arrow("↓", 1, "down")] : null,
      button("Change", "", () => openEntry(desk, table, id), { "data-focus": `change-${id}`, disabled: state.fatal }),
      button(sure ? "Yes, take it out" : "Take out", "", () => removeEntry(desk, section, entry, id),
        { "data-focus": `remove-${id}`, class: sure ? "lm-sure" : "", disabled: state.fatal })));
};

const exampleView = (desk, section) => {
  const { table, one, example } = section;
  if (!Object.keys(example).length) return null;
  const filled = Object.fromEntries(section.fields.map(({ name }) => [name, example[name] ?? null]));
  return el("div", { class: "lm-example" },
    el("h4", {}, "For example"),
    ENTRIES[table]({ ...filled, id: "" }, { section, state: desk.state }),
    button("Take this example", "", () => openEntry(desk, table, NEW_ENTRY, structuredClone(example)), { "data-focus": "example", disabled: desk.state.fatal }));
};

// A choice that must be made begins with its first option.
const addEntry = (desk, { table, fields }) => {
  const first = fields.filter(({ control, options }) => control === "choice" && options[0][0]);
  const draft = draftOf(desk, table, NEW_ENTRY);
  for (const { name, options } of first) draft.values[name] ??= options[0][0];
  openEntry(desk, table, NEW_ENTRY);
};

const listView = (desk, section) => {
  const { state, ui } = desk;
  const { table, one } = section;
  const entries = state.values[table];
  const adding = ui.open === placeOf(table, NEW_ENTRY);
  return [
    entries.length ? el("ul", { class: "lm-entries" }, entries.map((entry, at) => entryView(desk, section, entry, at))) : null,
    adding
      ? draftForm(desk, draftOf(desk, table, NEW_ENTRY), section.fields, `A new ${one}`, one)
      : el("p", {}, button(`Add a ${one}`.replace("a acc", "an acc"), "a", () => addEntry(desk, section), { class: "lm-go", "data-focus": "add", disabled: state.fatal })),
    entries.length || adding ? null : exampleView(desk, section),
  ];
};

// --- what some sections have of their own

const themesView = (desk) => {
  const go = () => {
    const other = [...document.querySelectorAll(".lm-themes")].find((one) => one.isConnected);
    if (!other) {
      desk.ui.noThemeDesk = true;
      return desk.draw();
    }
    other.scrollIntoView({ block: "start" });
    return other.focus({ preventScroll: true });
  };
  return [
    desk.state.themes.length
      ? el("ol", { class: "lm-theme-list" }, desk.state.themes.map(({ name }) => el("li", { dir: "auto" }, name)))
      : quietLine("No theme yet."),
    el("p", {}, button("Go to the theme desk", "", go, { "data-focus": "go-themes" })),
    desk.ui.noThemeDesk ? quietLine("It stands in this notebook, below, and in 02-code-themes: run its cell first.") : null,
  ];
};

const problemRow = (desk, { check, key, where, message }) =>
  el("li", { class: "lm-entry" },
    el("div", { class: "lm-said" }, line(dotted(check, key), { class: "lm-title" }), line(message), quietLine(where)),
    el("div", { class: "lm-acts" }, button("Accept …", "", () => openEntry(desk, "accepted", NEW_ENTRY, { check, key }))));

const problemsView = (desk) => {
  const { ui } = desk;
  if (ui.problems === null) {
    ui.problems = "asked";
    desk.ask({ act: "problems" }, ({ problems = [], error }) => {
      ui.problems = error ?? problems;
      desk.draw();
    });
  }
  if (!Array.isArray(ui.problems)) return quietLine(ui.problems === "asked" ? "Looking for problems …" : ui.problems);
  if (!ui.problems.length) return quietLine("No problem stands that is not accepted.");
  return [el("h4", {}, `Problems of today (${counted(ui.problems.length)})`),
    el("ul", { class: "lm-entries" }, ui.problems.map((one) => problemRow(desk, one)))];
};

const OWN = { people: peopleView, themes: themesView };

const sectionView = (desk) => {
  const section = sectionOf(desk);
  return el("section", { class: "lm-section", "aria-label": section.title },
    el("h3", {}, section.title),
    el("p", { class: "lm-purpose" }, section.purpose),
    OWN[section.id]?.(desk) ?? null,
    section.tables.map(({ table, fields }) => draftForm(desk, draftOf(desk, table), fields, TABLE_TITLES[table] ?? "")),
    section.table ? listView(desk, section) : null,
    section.id === "accepted" ? problemsView(desk) : null);
};

// --- the frame

const navView = (desk) => {
  const { state } = desk;
  const chosen = sectionOf(desk);
  const open = (id) => state.sections.find((one) => one.id === id);
  const begun = ({ id }) => [...desk.ui.drafts.values()].some((draft) => touched(draft) && (open(id).table === draft.table && draft.table
    || open(id).tables.some(({ table }) => table === draft.table)));
  return el("nav", { "aria-label": "Sections of the protocol" }, el("ul", {}, state.sections.map((section, at) =>
    el("li", {}, button([
      el("span", { class: "lm-name" }, section.title, begun(section) ? el("em", { title: "not saved yet" }, " •") : null),
      el("span", { class: countOf(section, state) ? "lm-number" : "lm-number lm-none" }, section.tables.length && section.id !== "people" ? (countOf(section, state) ? "✓" : "–") : counted(countOf(section, state))),
    ], "", () => chooseSection(desk, section.id), { "data-focus": `section-${section.id}`, "aria-current": section === chosen ? "true" : null,
      title: at < 9 ? `Key ${at + 1}` : "" })))));
};

const changesView = ({ changes }) =>
  changes.length
    ? el("details", { class: "lm-changes" }, el("summary", {}, `What was changed here (${counted(changes.length)})`),
        el("ol", {}, changes.map(({ time, what, by, undone }) =>
          el("li", { class: undone ? "lm-undone" : "" }, el("time", {}, time), " ", el("span", { dir: "auto" }, what), by ? quiet(` by ${by}`) : null, undone ? quiet(" – undone") : null))))
    : "";

const view = (state, ui, desk) => [
  el("header", { class: "lm-head" },
    el("div", { class: "lm-who" }, "Protocol", state.reviewer ? [" · ", el("span", { dir: "auto" }, state.reviewer)] : null),
    savedView(state.saved),
    el("div", { class: "lm-tools" },
      button("Undo", "u", () => desk.send({ act: "undo" }), { "data-focus": "undo", disabled: !state.last || state.fatal,
        title: state.last ? `Undo: ${state.last}` : "Nothing to undo" }),
      button("Read anew", "", () => desk.send({ act: "refresh" }), { "data-focus": "refresh", title: "Read the files of the review again" }),
      button("Keys", "?", desk.toggleHelp, { "data-focus": "help" }))),
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

const before = (desk) => {
  settleDrafts(desk);
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
  ["1–9", "choose a section"], ["↑ ↓", "the section before, the next"], ["a", "add an entry"], ["Enter", "save, from a field of one line"],
  ["u", "undo the last change"], ["Esc", "leave a form in which nothing was typed"], ["Tab", "to every button and field"],
];

const protocol = {
  name: "lm-protocol",
  label: "Protocol desk",
  ask: ["Who are you?", "This machine remembers it."],
  ui: () => ({ section: "review", open: "", drafts: new Map(), forms: 0, more: false, counts: null, problems: null, renaming: "",
    newName: "", newPerson: "", removing: "", moved: "", noThemeDesk: false, trying: 0 }),
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
