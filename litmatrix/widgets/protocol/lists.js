// The entries of a section: read, changed, put in order, taken out, added.

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
    return el(
      "li",
      {},
      draftForm(
        desk,
        draftOf(desk, table, id),
        section.fields,
        `Change: ${one} ${typeof id === "string" ? id : at + 1}`,
        one,
      ),
    );
  const listed = state.values[table];
  const arrow = (sign, step, way) =>
    button(sign, "", () => moveEntry(desk, section, at, step), {
      "aria-label": `Move ${id} ${way}`,
      title: `Apply it ${way === "up" ? "earlier" : "later"}`,
      "data-focus": `${way}-${id}`,
      disabled: !listed[at + step] || state.fatal,
    });
  const sure = ui.removing === placeOf(table, id);
  return el(
    "li",
    { class: "lm-entry" },
    table === "criteria" ? el("span", { class: "lm-place" }, String(at + 1)) : null,
    el("div", { class: "lm-said" }, ENTRIES[table](entry, { section, state })),
    el(
      "div",
      { class: "lm-acts" },
      table === "criteria" ? [arrow("↑", -1, "up"), arrow("↓", 1, "down")] : null,
      button("Edit", "", () => openEntry(desk, table, id), {
        "data-focus": `change-${id}`,
        disabled: state.fatal,
      }),
      button(sure ? "Yes, delete it" : "Delete", "", () => removeEntry(desk, section, entry, id), {
        "data-focus": `remove-${id}`,
        class: sure ? "lm-sure" : "",
        disabled: state.fatal,
      }),
    ),
  );
};

const exampleView = (desk, section) => {
  const { table, one, example } = section;
  if (!Object.keys(example).length) return null;
  const filled = Object.fromEntries(section.fields.map(({ name }) => [name, example[name] ?? null]));
  return el(
    "div",
    { class: "lm-example" },
    el("h4", {}, "For example"),
    ENTRIES[table]({ ...filled, id: "" }, { section, state: desk.state }),
    button("Use this example", "", () => openEntry(desk, table, NEW_ENTRY, structuredClone(example)), {
      "data-focus": "example",
      disabled: desk.state.fatal,
    }),
  );
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
    entries.length
      ? el(
          "ul",
          { class: "lm-entries" },
          entries.map((entry, at) => entryView(desk, section, entry, at)),
        )
      : null,
    adding
      ? draftForm(desk, draftOf(desk, table, NEW_ENTRY), section.fields, `A new ${one}`, one)
      : el(
          "p",
          {},
          button(`Add a ${one}`.replace("a acc", "an acc"), "a", () => addEntry(desk, section), {
            class: "lm-go",
            "data-focus": "add",
            disabled: state.fatal,
          }),
        ),
    entries.length || adding ? null : exampleView(desk, section),
  ];
};

// What the first table of a section could say, where it says nothing; the example fills its form.
const tableExample = (desk, section) => {
  const { table, fields } = section.tables[0] ?? { fields: [] };
  const draft = table === undefined ? null : draftOf(desk, table);
  const isEmpty = ({ name }) => name in section.example && valueIn(desk, draft, name) === null;
  const told = draft && !touched(draft) ? fields.filter(isEmpty) : [];
  if (!told.length) return null;
  const take = () => {
    for (const { name } of told) draft.values[name] = structuredClone(section.example[name]);
    desk.draw();
    desk.focus(focusName(draft, told[0].name));
  };
  return el("div", { class: "lm-example" },
    el("h4", {}, "For example"),
    told.map(({ name, label }) => line(`${label}: ${[section.example[name]].flat().join(" · ")}`)),
    button("Use this example", "", take, { "data-focus": "example", disabled: desk.state.fatal }));
};
