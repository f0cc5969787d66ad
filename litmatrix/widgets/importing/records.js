// What a search brings: the titles, and one record whole, with all its fields as they will stand.

const LISTS = [
  ["new", "New"],
  ["again", "Already in the review"],
  ["reported", "Not read"],
  ["told", "Please check"],
];

const lookOf = (desk, found) => {
  const { look } = desk.ui;
  if (!look.has(found.number))
    look.set(found.number, { kind: "", at: 0, version: 0, rows: [], first: 0, record: null });
  const one = look.get(found.number);
  if (!found.sizes[one.kind]) {
    const kind = LISTS.map(([name]) => name).find((name) => found.sizes[name]) ?? "new";
    if (kind !== one.kind) Object.assign(one, { kind, at: 0, version: 0 });
  }
  one.at = Math.min(one.at, Math.max((found.sizes[one.kind] ?? 0) - 1, 0));
  return one;
};

// Drawn once the day that is being typed is left, or at once.
const drawSoon = (desk) => {
  if (typesDay(desk)) desk.ui.undrawn = true;
  else desk.draw();
};

const lookAt = (desk, found, change = {}) => {
  const look = lookOf(desk, found);
  Object.assign(look, change, { version: found.version });
  desk.ui.near = found.number;
  const { kind, at } = look;
  desk.ask({ act: "look", search: found.number, kind, at }, (answer) => {
    if (look.kind !== kind || look.at !== at || answer.error) return;
    Object.assign(look, answer);
    drawSoon(desk);
  });
};

// After what is new or found again was worked out anew, what is shown of it is asked for again.
const lookAgain = (desk) => {
  for (const found of desk.state.founds)
    if (Object.keys(found.sizes).length && lookOf(desk, found).version !== found.version)
      lookAt(desk, found);
};

const step = (desk, found, by) => {
  const look = lookOf(desk, found);
  const at = Math.max(0, Math.min(look.at + by, (found.sizes[look.kind] ?? 0) - 1));
  if (at !== look.at) lookAt(desk, found, { at });
};

// --- the list

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
const listView = (desk, found, look) => {
  const total = found.sizes[look.kind] ?? 0;
  const isRecord = look.kind === "new" || look.kind === "again";
  const id = (at) => `lm-row-${found.number}-${at}`;
  const keys = (event) => {
    const by = STEPS[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    taken(event);
    step(desk, found, by);
  };
  const row = ({ title, about }, place) => {
    const at = look.first + place;
    return el(
      "div",
      {
        role: "option",
        id: id(at),
        class: "lm-option",
        "aria-selected": String(isRecord && at === look.at),
        onclick: () => isRecord && lookAt(desk, found, { at }),
      },
      el("span", { dir: "auto" }, title || "(no title)"),
      about ? el("small", { dir: "auto" }, about) : null,
    );
  };
  const turn = (label, at) =>
    button(label, "", () => lookAt(desk, found, { at }), {
      class: "lm-link",
      "data-focus": `${label}-${found.number}`,
    });
  const last = look.first + look.rows.length;
  return el(
    "div",
    { class: "lm-titles" },
    look.first > 0 ? turn(`${counted(look.first)} before`, look.first - 1) : null,
    el(
      "div",
      {
        role: "listbox",
        tabindex: "0",
        class: "lm-list",
        "data-focus": `list-${found.number}`,
        "data-scroll": `list-${found.number}-${look.kind}-${look.first}`,
        onkeydown: keys,
        "aria-label": LISTS.find(([name]) => name === look.kind)[1],
        "aria-activedescendant": isRecord && look.rows.length ? id(look.at) : null,
      },
      look.rows.map(row),
    ),
    last < total ? turn(`${counted(total - last)} more`, last) : null,
  );
};

// --- the record

// So many people are named at first.
const NAMED = 12;
const peopleView = (value) => {
  const people = value.split("; ");
  const node = el("dd", { dir: "auto" }, people.slice(0, NAMED).join("; "));
  const unfold = () => {
    node.textContent = value;
  };
  if (people.length > NAMED)
    node.append(" ", button(`… and ${people.length - NAMED} more`, "", unfold, { class: "lm-link" }));
  return node;
};

const factList = (facts) =>
  el(
    "dl",
    {},
    facts.map(([name, value]) => [
      el("dt", { dir: "auto" }, name),
      name === "Authors" ? peopleView(value) : el("dd", { dir: "auto" }, value),
    ]),
  );

const recordView = (desk, found, look) => {
  const { record } = look;
  const keepRaw = (event) => {
    desk.ui.raw = event.target.open;
  };
  const total = found.sizes[look.kind] ?? 0;
  if (!record) return null;
  const place = `${counted(look.at + 1)} of ${counted(total)}`;
  return el(
    "article",
    { class: "lm-a-record", "aria-label": `Record ${place}` },
    el(
      "div",
      { class: "lm-row" },
      button("◀ Previous", "", () => step(desk, found, -1), {
        "data-focus": `back-${found.number}`,
        disabled: look.at === 0,
      }),
      button("Next ▶", "", () => step(desk, found, 1), {
        "data-focus": `next-${found.number}`,
        disabled: look.at >= total - 1,
      }),
      el("span", { role: "status" }, place),
      quiet(record.where),
    ),
    el(
      "div",
      {
        class: "lm-whole",
        role: "region",
        tabindex: "0",
        "data-focus": `record-${found.number}`,
        "data-scroll": `record-${found.number}-${look.kind}-${look.at}`,
        "aria-label": "All of this record",
      },
      quietLine(record.told),
      el("h4", { dir: "auto" }, record.title || "(no title)"),
      factList(record.fields),
      el("h5", {}, "Abstract"),
      el(
        "p",
        { class: "lm-abstract", dir: "auto" },
        record.abstract || el("em", { class: "lm-quiet" }, "No abstract."),
      ),
      factList(record.more),
      el(
        "details",
        { open: desk.ui.raw, ontoggle: keepRaw },
        el("summary", { "data-focus": `raw-${found.number}` }, "As it will be in bibliography.bib"),
        el("pre", { dir: "auto" }, record.raw),
      ),
    ),
  );
};

const WORDS = { title: "title", author: "authors", year: "year", abstract: "abstract" };
const lackingView = (found) => {
  const parts = Object.entries(found.lacking).map(
    ([name, number]) => `${counted(number)} without ${WORDS[name]}`,
  );
  return parts.length ? quietLine(`Of the new ones: ${parts.join(", ")}.`) : null;
};

const bringsView = (desk, found) => {
  if (!Object.keys(found.sizes).length) return el("div", { class: "lm-brings" });
  const look = lookOf(desk, found);
  const tab = ([kind, label]) =>
    button(
      `${label} (${counted(found.sizes[kind])})`,
      "",
      () => lookAt(desk, found, { kind, at: 0, rows: [], record: null }),
      {
        class: "lm-tab",
        "aria-pressed": String(kind === look.kind),
        disabled: !found.sizes[kind],
        "data-focus": `${kind}-${found.number}`,
      },
    );
  const any = LISTS.some(([kind]) => found.sizes[kind]);
  return el(
    "div",
    {
      class: found.stale ? "lm-brings lm-old" : "lm-brings",
      role: "group",
      "aria-label": `What ${found.name} brings`,
    },
    el("div", { class: "lm-row lm-tabs" }, LISTS.map(tab)),
    found.nothing && any ? el("p", {}, "Nothing to add: all records are in the review already.") : null,
    any ? null : el("p", {}, "There is no record in it."),
    lackingView(found),
    look.kind === "reported"
      ? quietLine("These could not be read; each with its place in the file.")
      : null,
    any
      ? el("div", { class: "lm-beside" }, listView(desk, found, look), recordView(desk, found, look))
      : null,
  );
};
