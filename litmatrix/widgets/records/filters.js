// What is looked for: words, filters by what is known, the order, and the columns.

const sortBy = (desk, column, descending = null) => {
  desk.ui.toTop = true;
  tell(desk, { act: "sort", column, descending });
};

const grouped = (value, options, act, props) => {
  const groups = [...new Set(options.map(({ group }) => group))];
  const option = ({ id, name }) => el("option", { value: id, selected: id === value }, name);
  return el("select", { onchange: (event) => act(event.target.value), dir: "auto", ...props },
    groups.map((group) =>
      group
        ? el("optgroup", { label: group }, options.filter((one) => one.group === group).map(option))
        : options.filter((one) => !one.group).map(option)));
};

// --- words, sent when the typing rests

const typeWords = (desk, words) => {
  const { ui } = desk;
  ui.words = words;
  clearTimeout(ui.timer);
  ui.timer = setTimeout(() => {
    ui.toTop = true;
    tell(desk, { act: "words", words: ui.words });
  }, 200);
};

const wordsView = (state, ui, desk) =>
  el("input", { type: "search", class: "lm-words", value: ui.words ?? state.words, "data-focus": "words",
    dir: "auto", placeholder: "words in title, authors, abstract …",
    "aria-label": "Only records with these words",
    oninput: (event) => typeWords(desk, event.target.value) });

// --- the line above the list

const sortView = (state, desk) => {
  const [[first = "", descending = false] = [], ...rest] = state.sorts;
  const options = [{ id: "", name: "as in the file" }, ...state.offered];
  const then = rest.map(([id]) => state.offered.find((one) => one.id === id)?.name).filter(Boolean);
  return el("span", { class: "lm-together" },
    el("label", {}, "Sort by ",
      grouped(first, options, (id) => sortBy(desk, id, false), { "data-focus": "sort" })),
    button(descending ? "▼" : "▲", "", () => sortBy(desk, first, !descending), {
      disabled: !first, "data-focus": "turn",
      "aria-label": descending ? "Descending; reverse the order" : "Ascending; reverse the order",
      title: "Reverse the order" }),
    then.length ? quiet(`then ${then.join(", then ")}`) : null);
};

const panelButton = (desk, name, label, key) =>
  button(label, key, () => openPanel(desk, desk.ui.panel === name ? "" : name), {
    "data-focus": `open-${name}`, "aria-expanded": String(desk.ui.panel === name) });

const toolsView = (state, ui, desk) =>
  el("div", { class: "lm-tools" },
    wordsView(state, ui, desk),
    panelButton(desk, "filter", "Filter", "f"),
    sortView(state, desk),
    panelButton(desk, "columns", "Columns", "c"),
    el("span", { class: "lm-together" }, "Export ",
      exportButton(desk, "csv", "CSV", "Export as CSV"),
      exportButton(desk, "xlsx", "Excel", "Export as an Excel workbook")));

const exportButton = (desk, form, label, name) =>
  button(label, "", () => exportList(desk, form), { "data-focus": form, "aria-label": name, title: name });

const exportList = (desk, form) =>
  tell(desk, { act: "export", form, ...(desk.ui.only ? { chosen: [...desk.ui.only] } : {}) });

const chipsView = (state, ui, desk) => {
  const away = (field) => () => {
    ui.toTop = true;
    tell(desk, { act: "filter", field, values: [] });
  };
  const noWords = () => {
    ui.words = null;
    ui.toTop = true;
    tell(desk, { act: "words", words: "" });
  };
  const chip = (text, act, name) =>
    button([el("span", { dir: "auto" }, text), el("span", { "aria-hidden": "true" }, " ×")], "", act, {
      class: "lm-chip", "data-focus": `chip-${name}`, "aria-label": `Remove the filter ${text}` });
  const all = () => {
    ui.words = null;
    ui.toTop = true;
    tell(desk, { act: "widen" });
  };
  const chips = [
    ...(state.words.trim() ? [chip(`Contains: ${state.words}`, noWords, "words")] : []),
    ...state.chips.map(({ field, text }) => chip(text, away(field), field)),
  ];
  const told = state.matching === state.total
    ? many(state.total, "record")
    : `${counted(state.matching)} of ${many(state.total, "record")}`;
  return el("div", { class: "lm-chips" },
    el("strong", { class: "lm-count", role: "status" }, told),
    chips,
    chips.length > 1
      ? button("Clear all filters", "", all, { class: "lm-link", "data-focus": "widen" })
      : null);
};

// --- panels

const panelView = (name, label, desk, ...nodes) =>
  el("section", { class: `lm-panel lm-panel-${name}`, "aria-label": label },
    el("div", { class: "lm-panel-head" }, el("h3", {}, label),
      button("Close", "Esc", () => openPanel(desk, ""), { "data-focus": "close-panel" })),
    nodes);

const askValues = (desk) => {
  const { ui, state } = desk;
  const { field: asked, find } = ui;
  ui.valued = [state.version, state.data].join();
  desk.ask({ act: "values", field: asked, find }, (answer) => {
    if (answer.error || answer.field !== ui.field || find !== ui.find) return;
    ui.values = answer;
    if (ui.panel === "filter") desk.draw();
  });
};

const setFilter = (desk, values, isnt = desk.ui.values?.isnt ?? false) => {
  desk.ui.toTop = true;
  tell(desk, { act: "filter", field: desk.ui.field, values, isnt });
};

const chooseField = (desk, field) => {
  Object.assign(desk.ui, { field, find: "", values: null });
  askValues(desk);
  desk.draw();
};

const yearsView = ({ first, last }, ui, desk) => {
  const bounds = [first, last];
  const bound = (place, label) =>
    el("label", {}, `${label} `,
      el("input", { type: "text", inputmode: "numeric", maxlength: "4", size: "5", value: bounds[place],
        "data-focus": `year-${place}`,
        onchange: (event) => {
          bounds[place] = event.target.value.trim();
          setFilter(desk, [...bounds]);
        } }));
  return el("div", { class: "lm-together" }, bound(0, "from"), bound(1, "to"),
    quiet("A record without a year is left out; “Year known” finds those."));
};

const valuesView = (answer, ui, desk) => {
  const ticked = answer.values.filter(([, , , on]) => on).map(([value]) => value);
  const tick = (one) => (on) => {
    one[3] = on;
    setFilter(desk, on ? [...ticked, one[0]] : ticked.filter((value) => value !== one[0]));
  };
  const find = (event) => {
    ui.find = event.target.value;
    askValues(desk);
  };
  const value = (one) =>
    el("label", { class: "lm-value" },
      tickBox(one[3], tick(one), { "data-focus": `value-${one[0]}` }),
      el("span", { dir: "auto" }, one[1]), quiet(counted(one[2])));
  const list = {
    class: "lm-values", role: "group", "aria-label": "Values", "data-scroll": `values-${answer.field}`,
  };
  const isnt = [["", "is one of"], ["not", "is none of"]];
  return [
    el("div", { class: "lm-together" },
      menu(answer.isnt ? "not" : "", isnt, (on) => {
        answer.isnt = on === "not";
        setFilter(desk, ticked, answer.isnt);
      }, { "aria-label": "is, or is not", "data-focus": "isnt" }),
      answer.all > 12
        ? el("input", { type: "search", placeholder: "find a value", "aria-label": "Find a value",
            value: ui.find, "data-focus": "find-value", dir: "auto", oninput: find })
        : null),
    el("div", list,
      answer.values.map(value),
      answer.values.length ? null : quietLine("No such value.")),
    answer.more ? quietLine(`and ${counted(answer.more)} more: type to find one`) : null,
  ];
};

const filterPanel = (state, ui, desk) => {
  const { values } = ui;
  const view = values?.field === "years" ? yearsView : valuesView;
  return panelView("filter", "Filter", desk,
    el("div", { class: "lm-filter" },
      el("label", { class: "lm-filter-field" }, "Filter by ",
        grouped(ui.field, state.fields, (id) => chooseField(desk, id), { "data-focus": "filter-field" })),
      el("div", { class: "lm-filter-values" },
        values === null ? quiet("…") : view(values, ui, desk))));
};

const columnsPanel = (state, ui, desk) => {
  const shown = state.columns.map(({ id }) => id);
  const send = (columns) => tell(desk, { act: "columns", columns });
  const tick = (id) => (on) => send(on ? [...shown, id] : shown.filter((one) => one !== id));
  const move = (id, by) => () => {
    const at = shown.indexOf(id);
    const columns = shown.filter((one) => one !== id);
    columns.splice(at + by, 0, id);
    send(columns);
  };
  const arrow = (id, name, by, off) =>
    button(by < 0 ? "↑" : "↓", "", move(id, by), { class: "lm-mini", disabled: off,
      "data-focus": `move-${id}-${by}`,
      "aria-label": `Move ${name} ${by < 0 ? "to the left" : "to the right"}` });
  const line = ({ id, name }, at) =>
    el("div", { class: "lm-column" },
      el("label", { class: "lm-value" },
        tickBox(at >= 0, tick(id), { "data-focus": `column-${id}`, disabled: at >= 0 && shown.length === 1 }),
        el("span", { dir: "auto" }, name)),
      at >= 0 ? [arrow(id, name, -1, !at), arrow(id, name, 1, at === shown.length - 1)] : null);
  const others = state.offered.filter(({ id }) => !shown.includes(id));
  const groups = [...new Set(others.map(({ group }) => group))];
  return panelView("columns", "Columns", desk,
    el("div", { class: "lm-column-groups", "data-scroll": "columns" },
      el("div", {}, el("h4", {}, "Shown, from left to right"), state.columns.map(line)),
      groups.map((group) =>
        el("div", {}, el("h4", {}, group),
          others.filter((one) => one.group === group).map((one) => line(one, -1))))));
};

const COMPARING =
  "If you see what others decided, you no longer screen blind: your later decisions are not independent. " +
  "Do this when everybody is done, or to discuss where you disagree. It changes no decision, and can " +
  "be hidden again.";

const comparePanel = (state, ui, desk) =>
  panelView("compare", "Show everybody’s decisions?", desk,
    el("p", {}, COMPARING),
    button("Show everybody’s decisions and labels", "", () => compare(desk, true),
      { class: "lm-go", "data-focus": "compare-go" }));

const compare = (desk, on) => {
  desk.ui.panel = "";
  tell(desk, { act: "compare", on });
};
