// One source: what it is, its descriptors, and its cells beside it or beside its full text.

// --- descriptors

const choiceControl = (one, about, set) => {
  const known = one.values.map(([value]) => value);
  const added = one.value && !known.includes(one.value);
  const other = added ? [[one.value, `${one.value} (not in the list)`]] : [];
  const pairs = [["", "—"], ...known.map((value) => [value, value]), ...other];
  const definition = one.values.find(([value]) => value === one.value)?.[1];
  return menu(one.value, pairs, set, { ...about, title: definition || null });
};

const choicesControl = (one, about, set) => {
  const given = one.value.split(";").map((part) => part.trim()).filter(Boolean);
  const definitions = new Map(one.values);
  const all = [...new Set([...definitions.keys(), ...given])];
  const tick = (value) => (checked) =>
    set(all.filter((other) => (other === value ? checked : given.includes(other))).join("; "));
  const box = (value) =>
    el("label", { class: "lm-check", title: definitions.get(value) ?? "not in the list" },
      tickBox(given.includes(value), tick(value), { "data-focus": `${about["data-focus"]} ${value}` }),
      ` ${value}`);
  return el("span", { class: "lm-checks" }, all.map(box));
};

const textControl = (one, about, set) =>
  el("input", { type: "text", inputmode: one.type === "number" ? "decimal" : null, dir: "auto", ...about,
    value: one.value, onchange: (event) => set(event.target.value) });

const CONTROLS = { choice: choiceControl, choices: choicesControl };

const descriptorView = (one, key, desk) => {
  const set = (value) => desk.send({ act: "describe", key, descriptor: one.id, value });
  const about = { "aria-label": one.name, "data-focus": `descriptor ${one.id}` };
  return [
    el("div", { class: `lm-described-row${one.name.length > 24 ? " lm-long" : ""}` },
      el("span", { class: "lm-described-name", dir: "auto" }, one.name),
      (CONTROLS[one.type] ?? textControl)(one, about, set)),
    one.odd ? el("div", { class: "lm-odd", dir: "auto" }, one.odd) : null,
    one.conflict ? conflictView(one.conflict, desk, key, one.id, true) : null,
  ];
};

const describedView = ({ key, described }, desk) => {
  if (!described.length) return null;
  const { ui } = desk;
  const groups = [...new Set(described.map((one) => one.group))];
  const keep = (event) => {
    ui.describing = event.target.open;
  };
  const open = ui.describing || described.some((one) => one.conflict);
  return el("details", { class: "lm-described", open, ontoggle: keep },
    el("summary", { "data-focus": "describe" }, "Descriptors"),
    groups.map((group) => [
      group ? el("h4", { dir: "auto" }, group) : null,
      ...described.filter((one) => one.group === group).flatMap((one) => descriptorView(one, key, desk)),
    ]));
};

// --- the source

const fullTextView = ({ key, fulltext }, desk) => {
  if (!fulltext.place) return fullTextDrop(desk, key);
  const { reading } = desk.ui;
  return button(reading ? "Close the full text" : "Read the full text", "f", () => toggleText(desk),
    { "aria-pressed": String(Boolean(reading)) });
};

const noteView = (note) =>
  el("details", {},
    el("summary", {}, "Note in the bibliography"), el("p", { class: "lm-small", dir: "auto" }, note));

const sourceCard = (source, desk) => {
  const { key, fulltext, reads, note, abstract } = source;
  return el("article", { class: "lm-source", "aria-label": "Source", "data-scroll": `source ${key}` },
    el("h2", { class: "lm-title", dir: "auto" }, source.title || source.reference),
    el("p", { dir: "auto" }, source.authors || "No authors"),
    el("p", { class: "lm-quiet", dir: "auto" }, `${source.where} · ${key}`),
    el("div", { class: "lm-links" }, source.links.map(link)),
    fullTextView(source, desk),
    fulltext.why && fulltext.place ? el("p", { class: "lm-quiet lm-small" }, fulltext.why) : null,
    el("div", { class: "lm-tools" },
      button("Not mentioned in the rest", "x", () => onSource(desk, "rest")),
      button("Mark as read", "r", () => onSource(desk, "read"))),
    el("p", { class: "lm-quiet lm-small" },
      reads.length ? `Marked as read: ${reads.join("; ")}` : "Not marked as read yet."),
    describedView(source, desk),
    note ? noteView(note) : null,
    el("h4", {}, "Abstract"),
    abstract
      ? el("div", { class: "lm-abstract", dir: "auto", tabindex: "0" }, abstract)
      : quietLine("No abstract."));
};

const sourceView = ({ source, themes, empty }, ui, desk) => {
  if (!source) return emptyView(empty);
  const about = { class: "lm-cells", tabindex: "-1", "aria-label": "Cells" };
  const themeOf = (cell) => themes.find((one) => one.id === cell.theme);
  const cells = el("div", { ...about, "data-scroll": `cells ${source.key}` },
    source.cells.map((cell) => cellView(cell, themeOf(cell), desk)));
  if (!ui.reading || !source.fulltext.place)
    return el("div", { class: "lm-body" }, sourceCard(source, desk), cells);
  return el("div", { class: "lm-body lm-reading" },
    textPane(source, desk),
    el("div", { class: "lm-beside" }, el("h2", { class: "lm-title", dir: "auto" }, source.reference), cells));
};
