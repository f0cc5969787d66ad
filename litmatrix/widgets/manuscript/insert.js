// A block put together from lists: what it would show, the two lines that ask for it, and a place for it.

const LABELS = {
  words: "With these words", level: "Level of its headings",
  subtheme: "Subtheme", sources: "Only these sources", stance: "Stance", most: "At most", order: "Order",
  as: "Shown as", themes: "Only these themes", columns: "Only these columns", width: "Width",
  caption: "Caption",
};
const VALUES = {
  list: "a list", table: "a table", quotes: "indented quotations", subtheme: "by subtheme",
  source: "by source", year: "by year", stance: "by stance",
};
const NAMED = { theme: "Theme", table: "Table", figure: "Figure", part: "Part", number: "Number" };
const HINTS = {
  words: "of a quotation or summary; empty: any",
  most: "a whole number; empty: all", width: "such as 80% or 12cm; empty: as drawn",
  caption: "empty: the usual one",
};
// So long, in milliseconds, after the last key a block is tried out.
const PAUSE = 250;

const kindOf = ({ kind, choices }) => choices.kinds.find(({ id }) => id === kind);

// What is chosen, as the kernel takes it: in the order in which it is asked, and lists as one text.
const asked = (insert) => {
  const { kind, name, options } = insert;
  const told = kindOf(insert).options
    .map((id) => [id, Array.isArray(options[id]) ? options[id].join(", ") : options[id] ?? ""])
    .filter(([, value]) => value.trim());
  return { kind, name, options: Object.fromEntries(told) };
};

// --- open, and tried out at each change

const toggleInsert = (desk) => {
  const { ui, state } = desk;
  if (!state.there || state.progress) return;
  if (ui.insert) return leaveInsert(desk);
  ui.insert = { kind: "findings", name: "", options: {}, choices: null, tried: null, columns: [], turn: 0 };
  desk.draw();
  desk.ask({ act: "choices" }, ({ choices, error }) => {
    if (!ui.insert) return;
    if (error) ui.insert.error = error;
    else {
      ui.insert.choices = choices;
      settleInsert(ui.insert);
    }
    desk.draw();
    desk.focus("kind");
    if (!error) tryOut(desk);
  });
};
const leaveInsert = (desk) => {
  clearTimeout(desk.ui.insert?.timer);
  desk.ui.insert = null;
  desk.draw();
  desk.focus("insert");
};

// Of another kind, the first name (findings of all themes at once are many); what was chosen before goes.
const settleInsert = (insert) => {
  const { id, names, needs } = kindOf(insert);
  insert.name = needs || id === "findings" ? insert.choices.names[names]?.[0]?.[0] ?? "" : "";
  insert.options = {};
};

const tryOut = (desk) => {
  const { insert } = desk.ui;
  const turn = ++insert.turn;
  desk.ask({ act: "tried", ...asked(insert) }, (answer) => {
    if (desk.ui.insert !== insert || turn !== insert.turn) return;
    insert.tried = answer.error ? { lines: [], elements: [], problems: [answer.error], columns: [] } : answer;
    insert.copied = "";
    const more = JSON.stringify(insert.columns) !== JSON.stringify(insert.tried.columns);
    insert.columns = insert.tried.columns;
    // What is typed meanwhile stays: only the preview is drawn, unless the form has another list now.
    const node = desk.root.querySelector(".lm-tried");
    if (more || !node) desk.draw();
    else node.replaceChildren(...triedView(desk));
  });
};
const changed = (desk, draw = true) => {
  const { insert } = desk.ui;
  clearTimeout(insert.timer);
  insert.timer = setTimeout(() => desk.ui.insert === insert && tryOut(desk), PAUSE);
  if (draw) desk.draw();
};

// --- the form

const take = (desk, change) => (value) => {
  change(desk.ui.insert, value);
  changed(desk);
};
const takeKind = (insert, value) => {
  insert.kind = value;
  settleInsert(insert);
};
// Another theme has other subthemes, another table other columns.
const takeName = (insert, value) => {
  insert.name = value;
  delete insert.options.subtheme;
  delete insert.options.columns;
};

const picked = (id, label, value, options, desk, change) =>
  labelled(label, menu(value, options, take(desk, change), { "data-focus": id, dir: "auto" }));

const textOption = (id, desk) => {
  const { options } = desk.ui.insert;
  const write = (event) => {
    options[id] = event.target.value;
    changed(desk, false);
  };
  return field(options, id, LABELS[id], { hint: HINTS[id] ?? "", oninput: write });
};

// Members of a list: each can be taken out again, and another chosen.
const listOption = (id, all, desk) => {
  const { options } = desk.ui.insert;
  const chosen = options[id] ?? [];
  const name = (member) => all.find(([one]) => one === member)?.[1] ?? member;
  const put = (members) => {
    options[id] = members;
    changed(desk);
    desk.focus(id);
  };
  const left = all.filter(([one]) => !chosen.includes(one));
  const drop = (member) => () => put(chosen.filter((one) => one !== member));
  return el("div", { class: "lm-field" },
    el("span", { id: `lm-list-${id}` }, LABELS[id]),
    el("div", { class: "lm-list", role: "group", "aria-labelledby": `lm-list-${id}` },
      chosen.map((member) =>
        button(`${name(member)} ×`, "", drop(member),
          { "aria-label": `Take out ${name(member)}`, dir: "auto" })),
      menu("", [["", chosen.length ? "and …" : "all"], ...left], (one) => one && put([...chosen, one]),
        { "data-focus": id, "aria-label": `Add to: ${LABELS[id]}`, dir: "auto" })));
};

const optionView = (id, desk) => {
  const { insert } = desk.ui;
  const { choices, options, name, columns } = insert;
  const set = (one, value) => {
    one.options[id] = value;
  };
  const pick = (some) => picked(id, LABELS[id], options[id] ?? "", some, desk, set);
  if (id === "subtheme") {
    const known = choices.subthemes[name] ?? [];
    return known.length ? pick([["", "all"], ...known.map((one) => [one, one])]) : null;
  }
  // Headings stand over the themes only where there are several.
  if (id === "level" && name) return null;
  if (choices.words[id]) {
    const plain = id === "stance";
    const known = choices.words[id].map((one) => [one, plain ? one : VALUES[one] ?? one]);
    return pick([["", plain ? "any" : "as usual"], ...known]);
  }
  const { sources, names } = choices;
  const lists = { columns: columns.map((one) => [one, one]), themes: names.theme, sources };
  if (lists[id]) return lists[id].length ? listOption(id, lists[id], desk) : null;
  return textOption(id, desk);
};

const formView = (desk) => {
  const { insert } = desk.ui;
  const { choices, kind, name } = insert;
  const { names, needs, options } = kindOf(insert);
  const known = choices.names[names] ?? [];
  const all = needs ? known : [["", "all"], ...known];
  return [
    picked("kind", "What", kind, choices.kinds.map(({ id, title }) => [id, title]), desk, takeKind),
    names ? picked("name", NAMED[names] ?? names, name, all, desk, takeName) : null,
    options.map((id) => optionView(id, desk)),
  ];
};

// --- what it would be

const copyLines = async (desk) => {
  const { insert } = desk.ui;
  try {
    await navigator.clipboard.writeText(insert.tried.lines.join("\n"));
    insert.copied = insert.kind === "number" ? "Copied: paste it into your sentence."
      : "Copied: paste the two lines into your manuscript, apart from other text.";
  } catch {
    insert.copied = "Press Ctrl+C to copy what is marked.";
  }
  desk.root.querySelector(".lm-tried")?.replaceChildren(...triedView(desk));
  if (insert.copied.startsWith("Press")) desk.find("lines")?.select();
};

// Where it can be put: at the end of the section that is chosen, or that holds the block that is.
const placeOf = ({ shown, outline }) => {
  const at = { section: shown.number, block: shown.section }[shown.is];
  return at === undefined ? null : { number: at, title: outline[at].title };
};
const putBlock = (desk) => {
  const { ui, state } = desk;
  const place = placeOf(state);
  if (!place || !ui.insert?.tried || ui.insert.kind === "number" || !idle(desk)) return;
  ui.putting = true;
  desk.send({ act: "block", seen: state.version, section: place.number, ...asked(ui.insert) });
};

const triedView = (desk) => {
  const { tried, copied } = desk.ui.insert;
  if (!tried) return [quietLine("Looking …")];
  if (tried.problems.length)
    return tried.problems.map((one) => el("p", { class: "lm-message", dir: "auto" }, one));
  const within = tried.lines.length === 1;
  const place = within ? null : placeOf(desk.state);
  const how = within ? "Copy this into your sentence; it prints:"
    : "Choose a heading in the outline to put it there; or copy these two lines into your text:";
  const rows = String(tried.lines.length);
  return [
    el("div", { class: "lm-acts" },
      place
        ? button(`Put it at the end of “${place.title}”`, "", () => putBlock(desk),
            { class: "lm-go", "data-focus": "put" })
        : quiet(how)),
    el("textarea", { class: "lm-lines", readonly: true, rows, value: tried.lines.join("\n"),
      "aria-label": "To be copied", "data-focus": "lines", dir: "auto" }),
    el("div", { class: "lm-acts" },
      button(within ? "Copy it" : "Copy the two lines", "", () => copyLines(desk), { "data-focus": "copy" }),
      copied ? el("span", { role: "status" }, copied) : null),
    el("div", { class: "lm-said" }, elementsView(tried.elements, desk)),
  ];
};

const insertView = (desk) => {
  const { insert } = desk.ui;
  return el("section", { class: "lm-panel lm-insert", "aria-label": "Insert a block" },
    el("div", { class: "lm-over" },
      el("h3", {}, "Insert a block"),
      button("Close", "Esc", () => leaveInsert(desk), { "data-focus": "leave" })),
    insert.error ? el("p", { class: "lm-message" }, insert.error) : null,
    insert.choices
      ? el("div", { class: "lm-two" },
          el("div", { class: "lm-form" }, formView(desk)),
          el("div", { class: "lm-tried", "aria-live": "polite" }, triedView(desk)))
      : insert.error ? null : quietLine("Looking what there is …"));
};
