// The fields of the protocol desk, one a kind of member. A field writes what is typed into its draft.

const asText = (value) => (Array.isArray(value) ? value.join("\n") : String(value ?? ""));

const focusName = (draft, name) => `${draft.place}-${name}`;

const keeper =
  (desk, draft, name, then = () => {}) =>
  (value) => {
    const first = !touched(draft);
    draft.values[name] = value;
    // The buttons of a form wake with the first letter.
    const form = `form[data-place="${CSS.escape(draft.place)}"]`;
    if (first) desk.root.querySelectorAll(`${form} [data-wakes]`).forEach((one) => (one.disabled = false));
    then(value);
  };

const boxFor = (desk, draft, { name, hint }, tag, props = {}) => {
  const keep = keeper(desk, draft, name);
  return el(tag, {
    dir: "auto",
    "data-focus": focusName(draft, name),
    value: asText(valueIn(desk, draft, name)),
    oninput: (event) => keep(event.target.value),
    ...(tag === "input" ? { type: "text" } : {}),
    ...props,
  });
};

const rowsOf = (text, least) => Math.max(least, Math.min(10, text.split("\n").length + 1));

const areaControl = (desk, draft, field) => {
  const rows = rowsOf(asText(valueIn(desk, draft, field.name)), field.control === "lines" ? 2 : 3);
  return boxFor(desk, draft, field, "textarea", { rows });
};

const dateControl = (desk, draft, field) => {
  const value = asText(valueIn(desk, draft, field.name));
  // “spring 2019” is a date that no picker can show.
  const type = !value || /^\d{4}-\d\d-\d\d$/.test(value) ? "date" : "text";
  return boxFor(desk, draft, field, "input", { type, class: "lm-short" });
};

const choiceControl = (desk, draft, field) => {
  const value = valueIn(desk, draft, field.name) ?? "";
  const known = field.options.some(([id]) => id === value);
  const options = known ? field.options : [[value, value || "–"], ...field.options];
  const keep = keeper(desk, draft, field.name, () => desk.draw());
  return menu(value, options, keep, { "data-focus": focusName(draft, field.name) });
};

// A theme by its name; one that was renamed since is in the file under its former short name.
const themeControl = (desk, draft, field) => {
  const options = [["", "no theme yet"], ...desk.state.themes.map(({ id, name }) => [id, name])];
  return choiceControl(desk, draft, { ...field, options });
};

// Values with what each means; a row remembers which value it was, so that the sources go with it.
const valuesControl = (desk, draft, field) => {
  const stored = valueIn(desk, draft, field.name) ?? [];
  const rows = stored.map((row) => ({ was: row.was ?? (draft.id === NEW_ENTRY ? "" : row.value), ...row }));
  const set = keeper(desk, draft, field.name);
  const cell = (row, at, name, label) => {
    const keep = (event) => {
      row[name] = event.target.value;
      set(rows);
    };
    return el(
      "td",
      {},
      el("input", {
        type: "text",
        dir: "auto",
        value: row[name] ?? "",
        "aria-label": label,
        "data-focus": `${focusName(draft, field.name)}-${at}-${name}`,
        oninput: keep,
      }),
    );
  };
  const takeOut = (at) => {
    rows.splice(at, 1);
    set(rows);
    desk.draw();
  };
  const more = () => {
    rows.push({ was: "", value: "", definition: "" });
    set(rows);
    desk.draw();
    desk.focus(`${focusName(draft, field.name)}-${rows.length - 1}-value`);
  };
  return el(
    "div",
    { class: "lm-values" },
    rows.length
      ? el(
          "table",
          {},
          el(
            "thead",
            {},
            el(
              "tr",
              {},
              ["Value", "What it means", ""].map((head) => el("th", { scope: "col" }, head)),
            ),
          ),
          el(
            "tbody",
            {},
            rows.map((row, at) =>
              el(
                "tr",
                {},
                cell(row, at, "value", `Value ${at + 1}`),
                cell(row, at, "definition", `What value ${at + 1} means`),
                el(
                  "td",
                  {},
                  button("×", "", () => takeOut(at), {
                    "aria-label": `Delete value ${at + 1}`,
                    title: "Delete it",
                  }),
                ),
              ),
            ),
          ),
        )
      : null,
    button("Add a value", "", more, { "data-focus": focusName(draft, field.name) }),
  );
};

// --- a number that is counted

const countControl = (desk, draft, field) => {
  const keep = keeper(desk, draft, field.name);
  const told = el("span", { class: "lm-quiet", role: "status" });
  const list = el("datalist", { id: `lm-counts-${draft.place.replace(/\W/g, "-")}` });
  const show = (name) => {
    const found = desk.ui.counts?.find(([id]) => id === name);
    const stated = asText(valueIn(desk, draft, "value"));
    if (!name || !desk.ui.counts) return told.replaceChildren();
    if (!found) return told.replaceChildren("there is no counted number of this name");
    const differs = stated && stated !== String(found[1]) ? ` – your text says ${stated}` : "";
    told.replaceChildren(`counted today: ${counted(found[1])}${differs}`);
  };
  const fill = () => {
    list.replaceChildren(
      ...desk.ui.counts.map(([id, number]) => el("option", { value: id, label: `${id} = ${number}` })),
    );
    show(asText(valueIn(desk, draft, field.name)));
  };
  if (desk.ui.counts) fill();
  else
    desk.ask({ act: "counts" }, ({ counts = [] }) => {
      desk.ui.counts = counts;
      fill();
    });
  const typed = (event) => {
    keep(event.target.value);
    show(event.target.value);
  };
  return el(
    "div",
    {},
    el("input", {
      type: "text",
      list: list.id,
      placeholder: "choose, or type a part of its name",
      "data-focus": focusName(draft, field.name),
      value: asText(valueIn(desk, draft, field.name)),
      oninput: typed,
    }),
    list,
    told,
  );
};

const CONTROLS = {
  text: (desk, draft, field) => boxFor(desk, draft, field, "input"),
  number: (desk, draft, field) =>
    boxFor(desk, draft, field, "input", { inputmode: "numeric", class: "lm-short" }),
  key: (desk, draft, field) =>
    boxFor(desk, draft, field, "input", { maxlength: "1", class: "lm-key", placeholder: field.hint }),
  area: areaControl,
  lines: areaControl,
  date: dateControl,
  choice: choiceControl,
  theme: themeControl,
  values: valuesControl,
  check: checkControl,
  count: countControl,
};

const GROUPS = ["values", "check"];

const fieldView = (desk, draft, field) => {
  const control = CONTROLS[field.control](desk, draft, field);
  const hint = field.hint && field.control !== "key" ? el("small", { class: "lm-quiet" }, field.hint) : null;
  // A group of fields is no label's.
  if (GROUPS.includes(field.control))
    return el(
      "div",
      { class: "lm-field", role: "group", "aria-label": field.label },
      el("span", {}, field.label),
      control,
      hint,
    );
  return labelled(field.label, control, hint);
};
