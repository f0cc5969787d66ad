// What is typed and not saved yet: a draft a table or entry. It holds what the person touched, and nothing
// else, so that what others write meanwhile shows, and stays.

const NEW_ENTRY = "+";
const placeOf = (table, id) => `${table}/${id}`;

// How an entry is named to the kernel: by its id, or by its place where it has none.
const idOf = (entry, at) => (typeof entry.id === "string" && entry.id ? entry.id : at);

const storedIn = (state, table, id) => {
  const stored = state.values[table];
  if (!Array.isArray(stored)) return stored;
  return stored.find((entry, at) => idOf(entry, at) === id);
};

const draftOf = ({ ui, state }, table, id = "") => {
  const place = placeOf(table, id);
  if (!ui.drafts.has(place)) {
    const shown = id === NEW_ENTRY ? {} : storedIn(state, table, id);
    ui.drafts.set(place, { place, table, id, shown, values: {}, effect: "", sent: 0, failed: "" });
  }
  return ui.drafts.get(place);
};

const touched = (draft) => Object.keys(draft.values).length > 0;

// What a field shows: what was typed, else what stands in the file.
const valueIn = (desk, draft, name) => {
  if (name in draft.values) return draft.values[name];
  return (draft.id === NEW_ENTRY ? {} : (storedIn(desk.state, draft.table, draft.id) ?? {}))[name] ?? null;
};

const dropDraft = ({ ui }, draft) => {
  ui.drafts.delete(draft.place);
  if (ui.open === draft.place) ui.open = "";
};

const openEntry = (desk, table, id, values = {}) => {
  if (desk.ui.busy || desk.state.fatal) return;
  const draft = draftOf(desk, table, id);
  Object.assign(draft.values, values);
  desk.ui.open = draft.place;
  desk.draw();
  desk.root.querySelector(".lm-form input, .lm-form select, .lm-form textarea")?.focus();
};

const saveAsked = (desk, asked, draft = null) => {
  const form = ++desk.ui.forms;
  if (draft) Object.assign(draft, { sent: form, failed: "" });
  return desk.send({ act: "save", form, asked });
};

const saveDraft = (desk, draft) => {
  const { table, id, shown, values: given, effect } = draft;
  if (id === NEW_ENTRY) return saveAsked(desk, { op: "add", table, given }, draft);
  if (!touched(draft)) return leaveDraft(desk, draft);
  return saveAsked(desk, { op: "set", table, id, shown, given, effect }, draft);
};

const leaveDraft = (desk, draft) => {
  dropDraft(desk, draft);
  desk.draw();
  desk.focus();
};

// An answer came. What was saved is over; what was not is now held against what stands in the file by now:
// the person was told of both, and saves again, or leaves.
const settleDrafts = (desk, isAnswer) => {
  const { state, ui } = desk;
  for (const draft of [...ui.drafts.values()]) {
    if (draft.sent && state.finished === draft.sent) dropDraft(desk, draft);
    else if (draft.sent && !isAnswer) continue;
    else if (draft.sent) {
      const shown = draft.id === NEW_ENTRY ? {} : storedIn(state, draft.table, draft.id);
      const failed = state.saved.ok ? state.message : state.saved.text;
      Object.assign(draft, { sent: 0, failed, shown: shown ?? draft.shown });
    } else if (draft.id !== NEW_ENTRY && !storedIn(state, draft.table, draft.id)) dropDraft(desk, draft);
    else if (!touched(draft) && draft.id !== NEW_ENTRY) draft.shown = storedIn(state, draft.table, draft.id);
  }
};
