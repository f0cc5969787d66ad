// The theme desk: the themes, a form for each change, its preview, the walk of a split, and the story. It stands behind shared.js.

const KEYS = { add: "a", rename: "r", redefine: "d", merge: "m", split: "s", retire: "x", reorder: "o" };
const LABELS = { add: "Add", rename: "Rename", redefine: "Redefine", merge: "Merge", split: "Split", retire: "Retire", reorder: "Reorder" };
const NEW = "\u0000new";

const count = (number, one) => `${number.toLocaleString("en")} ${one}${number === 1 ? "" : "s"}`;

// --- fields of the forms -------------------------------------------------------------------------------------------

// A field writes what is typed into `values` and does not draw anew, so that the cursor stays.
const field = (values, name, label, { rows = 0, hint = "", auto = true, type = "text" } = {}) => {
  const box = rows
    ? el("textarea", { rows: String(rows), "data-focus": `field-${name}`, dir: auto ? "auto" : undefined })
    : el("input", { type, "data-focus": `field-${name}`, dir: auto ? "auto" : undefined });
  box.value = values[name] ?? "";
  box.addEventListener("input", () => { values[name] = box.value; });
  return el("label", { class: "lm-field" }, el("span", { text: label }), box, hint ? el("small", { class: "lm-quiet", text: hint }) : null);
};

const select = (value, options, change, props = {}) => {
  const box = el("select", { ...props, on: { change: () => change(box.value) } });
  for (const [id, text] of options) {
    const option = el("option", { value: id, text });
    if (id === value) option.selected = true;
    box.append(option);
  }
  return box;
};

const choice = (values, name, label, options, changed = () => {}) =>
  el("label", { class: "lm-field" }, el("span", { text: label }),
    select(values[name] ?? "", options, (value) => { values[name] = value; changed(); }, { "data-focus": `field-${name}`, dir: "auto" }));

// --- previews and the story ----------------------------------------------------------------------------------------

const cellView = (cell) =>
  el("div", { class: "lm-cell" },
    el("div", { class: "lm-column", dir: "auto", text: cell.column }),
    ...cell.lines.map((line) => el("div", { class: line.same ? "lm-same" : "lm-changed", dir: "auto", text: line.text })));

const sideView = (cells) => el("div", { class: "lm-side-cells" }, ...(cells.length ? cells.map(cellView) : [el("em", { class: "lm-quiet", text: "nothing" })]));

const rowView = (row) =>
  el("section", { class: "lm-touched", "aria-label": row.key },
    el("h4", {}, el("span", { dir: "auto", text: row.reference || row.key }), row.reference ? el("small", { class: "lm-quiet", text: ` ${row.key}` }) : null),
    el("div", { class: "lm-sides" }, sideView(row.before), sideView(row.after)));

const storyView = (story) =>
  el("ol", { class: "lm-story", reversed: true },
    ...story.map((step) =>
      el("li", { class: step.undone ? "lm-undone" : "" },
        el("div", {}, el("time", { text: step.time }), " ", el("strong", { class: "lm-what", dir: "auto", text: step.what }), step.by ? el("span", { class: "lm-quiet", dir: "auto", text: ` by ${step.by}` }) : null),
        step.why ? el("div", { class: "lm-why", dir: "auto", text: step.why }) : null,
        step.undone
          ? el("div", { class: "lm-taken-back", dir: "auto", text: `Undone ${step.undone}${step.undone_by ? ` by ${step.undone_by}` : ""}${step.undone_why ? `: ${step.undone_why}` : ""}` })
          : step.recorded ? null : el("div", { class: "lm-quiet", text: "history/ has no record of it: it cannot be undone here." }))));

// --- the widget ----------------------------------------------------------------------------------------------------

function render({ model, el: host }) {
  const ui = { busy: false, chosen: "", ticked: new Set(), sub: "", subs: new Set(), form: null, why: "", alike: false, help: false, finished: 0, story: false };
  const root = rootOf("lm-themes", "Theme desk");
  host.append(root);
  const state = () => model.get("state");

  const send = (message) => {
    if (ui.busy) return;
    ui.busy = true;
    root.setAttribute("aria-busy", "true");
    model.send(message);
  };

  const current = () => state().themes.filter((theme) => !theme.retired);
  const chosen = () => state().themes.find((theme) => theme.id === ui.chosen) || state().themes[0];
  const focusOn = (name) => root.querySelector(`[data-focus="${CSS.escape(name)}"]`)?.focus();

  // --- opening a form ---

  const ticked = () => current().map((theme) => theme.id).filter((id) => ui.ticked.has(id));
  const subsTicked = () => (chosen()?.subthemes || []).map((one) => one.name).filter((name) => ui.subs.has(name));

  const opened = (op, level) => {
    const theme = chosen();
    const values = { op, level, theme: theme?.id ?? "" };
    const part = (id, name = "", definition = "") => ({ id, name, definition });
    if (level === "subtheme") {
      const name = ui.sub;
      if (op === "rename") Object.assign(values, { old: name, name });
      if (op === "merge") Object.assign(values, { ids: subsTicked(), into: subsTicked()[0], fresh: "" });
      if (op === "split") Object.assign(values, { old: name, parts: [part(name), part("")], rest: "" });
      if (op === "retire") Object.assign(values, { old: name });
      if (op === "reorder") Object.assign(values, { ids: theme.subthemes.filter((one) => one.declared).map((one) => one.name) });
      return values;
    }
    if (op === "add") Object.assign(values, { id: "", name: "", definition: "", lines: "", question: "", behind: "" });
    if (op === "rename") Object.assign(values, { id: theme.id, name: theme.name });
    if (op === "redefine") Object.assign(values, { definition: theme.definition, clear_none: false });
    if (op === "merge") Object.assign(values, { ids: ticked(), into: ticked()[0], fresh: "", name: "", definition: "" });
    if (op === "split") Object.assign(values, { parts: [part(theme.id, theme.name, theme.definition), part("")], by_subtheme: {}, rest: "" });
    if (op === "reorder") Object.assign(values, { ids: current().map((one) => one.id) });
    return values;
  };

  // Why an operation cannot be begun; empty if it can.
  const hindered = (op, level) => {
    const theme = chosen();
    if (level === "subtheme") {
      if (!theme || theme.retired) return "Choose a theme in use.";
      if (op === "merge") return subsTicked().length < 2 ? "Tick two subthemes or more." : "";
      if (op === "reorder") return theme.subthemes.filter((one) => one.declared).length < 2 ? "There are not two." : "";
      return op !== "add" && !theme.subthemes.some((one) => one.name === ui.sub) ? "Choose a subtheme." : "";
    }
    if (op === "add") return "";
    if (op === "merge") return ticked().length < 2 ? "Tick two themes or more." : "";
    if (op === "reorder") return current().length < 2 ? "There are not two." : "";
    if (!theme) return "There is no theme yet.";
    return theme.retired && op !== "rename" ? "This theme is retired." : "";
  };

  const open = (op, level = "theme") => {
    if (ui.busy || state().draft || hindered(op, level)) return;
    ui.form = opened(op, level);
    ui.why = "";
    if (op === "retire") return send({ act: "prepare", asked: ui.form });
    draw();
    root.querySelector(".lm-form input, .lm-form textarea, .lm-form select, .lm-form button")?.focus();
  };

  const prepare = () => {
    const { lines, fresh, ...asked } = ui.form;
    if (lines !== undefined) asked.subthemes = lines.split("\n");
    if (asked.into === NEW) asked.into = fresh;
    send({ act: "prepare", asked });
  };

  const leave = () => {
    if (state().draft) {
      // A retirement has no form to go back to.
      ui.form = null;
      return send({ act: "leave" });
    }
    ui.form = null;
    draw();
    root.focus();
  };

  // --- the parts of the desk ---

  const opButton = (op, level, what) => {
    const why = hindered(op, level);
    return el("button", { type: "button", "data-focus": `${level}-${op}`, disabled: Boolean(why) || Boolean(state().draft), title: why, on: { click: () => open(op, level) } },
      `${LABELS[op]}${what} `, level === "theme" ? el("kbd", { text: KEYS[op] }) : null);
  };

  const toolbar = (now) =>
    el("div", { class: "lm-toolbar", role: "toolbar", "aria-label": "Change the themes" },
      ...Object.keys(KEYS).map((op) => opButton(op, "theme", op === "merge" && ui.ticked.size ? ` ${ticked().length} ticked` : "")),
      el("button", { type: "button", "data-focus": "undo", disabled: !now.last || Boolean(now.draft), title: now.last ? `Undo: ${now.last}` : "Nothing to undo", on: { click: () => send({ act: "undo" }) } }, "Undo ", el("kbd", { text: "u" })),
      el("button", { type: "button", "data-focus": "refresh", title: "Read matrix.csv and review.toml again", on: { click: () => send({ act: "refresh" }) } }, "Read anew"),
      el("button", { type: "button", "data-focus": "help", on: { click: () => toggleHelp() } }, "Keys ", el("kbd", { text: "?" })));

  const tick = (set, id, label) => {
    const box = el("input", { type: "checkbox", "aria-label": label, "data-focus": `tick-${label}` });
    box.checked = set.has(id);
    box.addEventListener("change", () => {
      if (box.checked) set.add(id); else set.delete(id);
      draw();
    });
    return box;
  };

  const choose = (id) => {
    if (ui.chosen !== id) { ui.sub = ""; ui.subs.clear(); }
    ui.chosen = id;
    draw();
  };

  const themeRow = (theme, number) => {
    const row = el("tr", { class: `${theme.retired ? "lm-retired" : ""}${theme.id === chosen()?.id ? " lm-chosen" : ""}`, "data-theme": theme.id, "aria-selected": String(theme.id === chosen()?.id) },
      el("td", {}, theme.retired ? null : tick(ui.ticked, theme.id, `Tick ${theme.id}`)),
      el("td", { class: "lm-number", text: String(number) }),
      el("td", {}, el("div", { class: "lm-theme-name", dir: "auto", text: theme.name }), el("code", { dir: "auto", text: theme.id })),
      el("td", { class: "lm-definition" }, el("div", { dir: "auto", text: theme.definition }),
        theme.subthemes.length ? el("div", { class: "lm-quiet lm-subs", dir: "auto" }, ...theme.subthemes.flatMap((one, index) => [index ? " · " : "", el("bdi", { text: one.name }), `\u00a0${one.excerpts}`])) : null),
      ...(theme.retired
        ? [el("td", { colspan: "2", class: "lm-quiet", text: `retired ${theme.retired}` }), el("td", { class: "lm-number", text: theme.excerpts.toLocaleString("en") })]
        : [el("td", { class: "lm-number", title: "sources that mention it, of those looked at", text: `${theme.mentioned} of ${theme.looked_at}` }),
          el("td", { class: "lm-number", title: theme.unread ? `and ${theme.unread} unread` : "", text: theme.due.toLocaleString("en") }),
          el("td", { class: "lm-number", text: theme.excerpts.toLocaleString("en") })]));
    row.addEventListener("click", (event) => { if (!event.target.matches("input") && !ui.form && !state().draft) choose(theme.id); });
    return row;
  };

  const themeTable = (now) =>
    el("div", { class: `lm-table${now.draft || ui.form ? " lm-small" : ""}`, tabindex: "0", "aria-label": "Themes; up and down choose one, space ticks it", "data-focus": "table" },
      now.themes.length
        ? el("table", {},
            el("thead", {}, el("tr", {}, ...["", "", "Theme", "Definition and subthemes", "Sources", "Due", "Excerpts"].map((head) => el("th", { scope: "col", text: head })))),
            el("tbody", {}, ...now.themes.map((theme, index) => themeRow(theme, index + 1))))
        : el("p", { class: "lm-quiet", text: "No theme yet: add the first." }));

  const subPanel = (theme) => {
    if (!theme || theme.retired) return "";
    const rows = theme.subthemes.map((one) => {
      const pick = el("input", { type: "radio", name: `lm-sub-${theme.id}`, "aria-label": `Choose ${one.name}`, "data-focus": `sub-${one.name}` });
      pick.checked = ui.sub === one.name;
      pick.addEventListener("change", () => { ui.sub = one.name; draw(); });
      return el("li", { class: ui.sub === one.name ? "lm-chosen" : "" },
        tick(ui.subs, one.name, `Tick ${one.name}`), el("label", {}, pick, el("span", { dir: "auto", text: one.name })),
        el("span", { class: "lm-quiet", text: `${count(one.excerpts, "excerpt")}${one.declared ? "" : ", not declared"}` }));
    });
    return el("section", { class: "lm-panel", "aria-label": "Subthemes" },
      el("h3", {}, "Subthemes of ", el("span", { dir: "auto", text: theme.name })),
      rows.length ? el("ul", { class: "lm-sub-list" }, ...rows) : el("p", { class: "lm-quiet", text: "None yet." }),
      el("div", { class: "lm-toolbar" }, ...["add", "rename", "merge", "split", "retire", "reorder"].map((op) => opButton(op, "subtheme", ""))));
  };

  // --- forms ---

  const orderList = (values) => {
    const list = el("ol", { class: "lm-order" });
    const move = (index, step, label) => {
      const [one] = values.ids.splice(index, 1);
      values.ids.splice(index + step, 0, one);
      fill();
      const places = [`${label}-${one}`, `${label === "up" ? "down" : "up"}-${one}`];
      const found = places.map((place) => list.querySelector(`[data-focus="${CSS.escape(place)}"]`)).find((button) => button && !button.disabled);
      found?.focus();
    };
    const fill = () =>
      list.replaceChildren(...values.ids.map((id, index) =>
        el("li", {},
          el("button", { type: "button", "aria-label": `Move ${id} up`, "data-focus": `up-${id}`, disabled: index === 0, text: "↑", on: { click: () => move(index, -1, "up") } }),
          el("button", { type: "button", "aria-label": `Move ${id} down`, "data-focus": `down-${id}`, disabled: index === values.ids.length - 1, text: "↓", on: { click: () => move(index, 1, "down") } }),
          el("span", { dir: "auto", text: values.level === "subtheme" ? id : state().themes.find((theme) => theme.id === id)?.name ?? id }))));
    fill();
    return list;
  };

  const intoFields = (values) => {
    const named = values.ids.map((id) => [id, id]);
    return [
      choice(values, "into", "Becomes", [...named, [NEW, "a new one …"]], draw),
      values.into === NEW ? field(values, "fresh", values.level === "subtheme" ? "Its name" : "Its id (one word)") : null,
    ];
  };

  const partFields = (values) =>
    values.parts.map((part, index) =>
      el("fieldset", { class: "lm-part" },
        el("legend", { text: `Part ${index + 1}` }),
        (() => {
          const box = field(part, "id", values.level === "subtheme" ? "Name" : "Id");
          const input = box.querySelector("input");
          input.dataset.focus = `part-${index}-id`;
          // The menus name the parts, so they are drawn anew once an id is there.
          input.addEventListener("change", () => draw());
          return box;
        })(),
        ...(values.level === "subtheme" ? [] : [["name", "Name"], ["definition", "Definition"]].map(([name, label]) => {
          const box = field(part, name, label);
          box.querySelector("input").dataset.focus = `part-${index}-${name}`;
          return box;
        })),
        values.parts.length > 2 ? el("button", { type: "button", text: "Take out", on: { click: () => { values.parts.splice(index, 1); draw(); } } }) : null));

  const splitFields = (values) => {
    const parts = values.parts.map((part) => part.id.trim()).filter(Boolean);
    const places = [["", "one by one"], ...parts.map((id) => [id, `→ ${id}`])];
    // A part that was given another id takes nothing under its old one.
    for (const [name, part] of Object.entries(values.by_subtheme ?? {})) if (!parts.includes(part)) values.by_subtheme[name] = "";
    if (!parts.includes(values.rest)) values.rest = "";
    const theme = chosen();
    const menus = values.level === "subtheme" ? [] : [
      ...theme.subthemes.map((one) => [one.name, one.name, one.excerpts]), ["", "no subtheme", theme.untagged],
    ].filter(([, , number]) => number);
    return [
      ...partFields(values),
      el("button", { type: "button", class: "lm-more", text: "One part more", on: { click: () => { values.parts.push({ id: "", name: "", definition: "" }); draw(); focusOn(`part-${values.parts.length - 1}-id`); } } }),
      menus.length ? el("div", { class: "lm-by-subtheme" }, el("h4", { text: "Whole subthemes in one step" }),
        ...menus.map(([name, label, number]) =>
          el("label", {}, el("span", { dir: "auto", text: label }), el("span", { class: "lm-quiet", text: count(number, "excerpt") }),
            select(values.by_subtheme[name] ?? "", places, (value) => { values.by_subtheme[name] = value; }, { "data-focus": `by-${name}`, "aria-label": `Where ${label} goes` })))) : null,
      choice(values, "rest", "All else", places),
    ];
  };

  const formFields = (values, now) => {
    const theme = chosen();
    const behind = values.level === "subtheme" ? theme.subthemes.filter((one) => one.declared).map((one) => [one.name, one.name]) : now.themes.map((one) => [one.id, one.name]);
    const at = () => choice(values, "behind", "Stands", [["", "at the end"], ...behind.map(([id, name]) => [id, `behind ${name}`])]);
    if (values.op === "reorder") return [orderList(values)];
    if (values.op === "merge") return [
      el("p", { dir: "auto", text: `${values.ids.join(" + ")}` }), ...intoFields(values),
      ...(values.level === "subtheme" ? [] : [field(values, "name", "Name (empty: stays)"), field(values, "definition", "Definition (empty: stays, or both)", { rows: 2 })]),
    ];
    if (values.op === "split") return splitFields(values);
    if (values.level === "subtheme") return [field(values, "name", values.op === "add" ? "Name" : "New name"), values.op === "add" ? at() : null];
    if (values.op === "rename") return [field(values, "id", "Id", { hint: "one word: the column in the matrix; the old one stays an alias" }), field(values, "name", "Name")];
    if (values.op === "redefine") {
      const box = el("input", { type: "checkbox", "data-focus": "clear" });
      box.checked = values.clear_none;
      box.addEventListener("change", () => { values.clear_none = box.checked; });
      return [field(values, "definition", "Definition", { rows: 3 }),
        theme["not mentioned"] ? el("label", { class: "lm-check" }, box, ` ${count(theme["not mentioned"], "source")} said “none” under the old definition: make them due again`) : null];
    }
    return [
      field(values, "id", "Id", { hint: "one word: its column in the matrix" }), field(values, "name", "Name"), field(values, "definition", "Definition", { rows: 2 }),
      field(values, "lines", "Subthemes", { rows: 2, hint: "one a line" }),
      now.questions.length ? choice(values, "question", "Answers", [["", "no question of the review"], ...now.questions.map((one) => [one, one])]) : null, at(),
    ];
  };

  const formView = (now) => {
    const values = ui.form;
    const about = values.op === "add" && values.level === "theme" ? "a theme" : values.level === "subtheme"
      ? (values.old ? `the subtheme ${values.old} of ${values.theme}` : values.op === "add" ? `a subtheme to ${values.theme}` : `the subthemes of ${values.theme}`)
      : ["merge", "reorder"].includes(values.op) ? "the themes" : `the theme ${values.theme}`;
    const form = el("form", { class: "lm-panel lm-form", "aria-label": `${LABELS[values.op]} ${about}` },
      el("h3", { dir: "auto", text: `${LABELS[values.op]} ${about}` }), ...formFields(values, now),
      el("div", { class: "lm-buttons" },
        el("button", { type: "submit", class: "lm-go", "data-focus": "preview", text: "Preview" }),
        el("button", { type: "button", "data-focus": "leave", on: { click: leave } }, "Leave ", el("kbd", { text: "Esc" }))));
    form.addEventListener("submit", (event) => { event.preventDefault(); prepare(); });
    return form;
  };

  // --- what is prepared ---

  const walkView = (draft) => {
    const walk = draft.walk;
    const put = (part) => send({ act: "put", draft: draft.id, key: walk.key, number: walk.number, part, alike: ui.alike });
    const tag = walk.subtheme ? `[${walk.subtheme}${walk.stance ? ` ${walk.stance}` : ""}]` : "no subtheme";
    return el("section", { class: "lm-panel lm-walk", "aria-label": "Place the excerpts" },
      el("div", { class: "lm-progress-line" }, el("progress", { max: String(walk.total), value: String(walk.done), "aria-label": `${walk.done} of ${walk.total} placed` }), el("span", { text: `${walk.done + 1} of ${walk.total}` })),
      el("div", { class: "lm-place" }, el("strong", { dir: "auto", text: walk.reference || walk.key }), el("span", { class: "lm-quiet", text: walk.key }), el("span", { class: "lm-tag", dir: "auto", text: tag }), walk.kind === "memo" ? el("span", { class: "lm-quiet", text: "memo" }) : null),
      el("blockquote", { dir: "auto", text: walk.text }),
      el("p", { class: "lm-quiet", dir: "auto", text: [walk.locator, walk.origin ? `quoting ${walk.origin}` : "", walk.note].filter(Boolean).join(" · ") }),
      ui.alike ? el("p", { class: "lm-alike", role: "alert", text: `All ${walk.alike} of ${tag} go to …` }) : null,
      el("div", { class: "lm-buttons" },
        ...walk.parts.map((part, index) => el("button", { type: "button", class: "lm-go", "data-part": part.id, on: { click: () => put(part.id) } }, index < 9 ? el("kbd", { text: String(index + 1) }) : null, el("span", { dir: "auto", text: ` ${part.name || part.id}` }))),
        walk.whole ? el("button", { type: "button", "aria-pressed": String(ui.alike), on: { click: () => { ui.alike = !ui.alike; draw(); root.focus(); } } }, `All ${walk.alike} of this subtheme `, el("kbd", { text: "s" })) : null,
        el("button", { type: "button", disabled: !walk.done, on: { click: () => send({ act: "back" }) } }, "Back ", el("kbd", { text: "b" })),
        el("button", { type: "button", text: "Change the form", on: { click: () => send({ act: "leave" }) } }),
        el("button", { type: "button", text: "Leave", on: { click: leave } })));
  };

  const previewView = (draft) => {
    const undo = draft.kind === "undo";
    const why = el("input", { type: "text", dir: "auto", "data-focus": "why", placeholder: undo ? "why it is undone (may stay empty)" : "the reason, kept in the theme history", "aria-label": "Why", required: !undo });
    why.value = ui.why;
    why.addEventListener("input", () => { ui.why = why.value; });
    const turn = (page, label) => el("button", { type: "button", text: label, disabled: page < 0 || page >= draft.pages, on: { click: () => send({ act: "page", page }) } });
    const form = el("form", { class: "lm-panel lm-preview", "aria-label": "Preview" },
      el("h3", { dir: "auto", text: `Preview: ${draft.title}` }),
      draft.notes.length ? el("ul", { class: "lm-notes" }, ...draft.notes.map((note) => el("li", { dir: "auto", text: note }))) : null,
      draft.beside.length ? el("details", { open: draft.beside.length <= 8 }, el("summary", { text: undo ? "Lines of review.toml" : "Columns and review.toml" }), el("div", { class: "lm-beside", tabindex: "0" }, ...draft.beside.map((line) => el("div", { dir: "auto", text: line })))) : null,
      el("p", { class: "lm-count", text: draft.cells ? `${count(draft.cells, "cell")} of ${count(draft.sources, "source")} ${draft.cells === 1 ? "changes" : "change"}` : "No cell changes its text." }),
      draft.rows.length ? el("div", { class: "lm-rows", tabindex: "0", "aria-label": "Cells before and after" },
        el("div", { class: "lm-sides lm-heads" }, el("div", { text: "Before" }), el("div", { text: "After" })), ...draft.rows.map(rowView)) : null,
      draft.pages > 1 ? el("div", { class: "lm-toolbar" }, turn(draft.page - 1, "← Earlier"), el("span", { text: `page ${draft.page + 1} of ${draft.pages}` }), turn(draft.page + 1, "Later →")) : null,
      el("label", { class: "lm-field" }, el("span", { text: "Why" }), why),
      el("div", { class: "lm-buttons" },
        el("button", { type: "submit", class: "lm-go", "data-focus": "do", text: "Do it" }),
        draft.walked ? el("button", { type: "button", text: "Back to the last excerpt", on: { click: () => send({ act: "back" }) } }) : null,
        ui.form && ui.form.op !== "retire" && !undo ? el("button", { type: "button", text: "Change the form", on: { click: () => send({ act: "leave" }) } }) : null,
        el("button", { type: "button", "data-focus": "leave", on: { click: leave } }, "Leave ", el("kbd", { text: "Esc" }))));
    form.addEventListener("submit", (event) => { event.preventDefault(); send({ act: "do", draft: draft.id, why: ui.why }); });
    return form;
  };

  const helpView = () => {
    const rows = [["↑ ↓", "choose a theme"], ["space", "tick it, for a merge"], ...Object.entries(KEYS).map(([op, key]) => [key, LABELS[op].toLowerCase()]), ["u", "undo the last operation"],
      ["1–9", "place the excerpt that is shown"], ["s", "then 1–9: all of this subtheme"], ["b or ⌫", "back to the excerpt before"], ["Esc", "leave what is open"], ["Tab", "to every button and field"]];
    return el("div", { class: "lm-help", role: "dialog", "aria-label": "Keys", tabindex: "-1" }, el("h3", { text: "Keys" }),
      el("table", {}, ...rows.map(([key, label]) => el("tr", {}, el("td", {}, el("kbd", { text: key })), el("td", { text: label })))),
      el("button", { type: "button", text: "Close", on: { click: () => toggleHelp() } }));
  };

  const toggleHelp = () => {
    ui.help = !ui.help;
    draw();
    (ui.help ? root.querySelector(".lm-help") : root).focus();
  };

  const draw = () => {
    const now = state();
    if (now.ask) {
      const quiet = "This machine remembers it. Each change of a theme says who made it, and why.";
      root.replaceChildren(nameForm("Who are you?", now.ask, quiet, (name) => send({ act: "name", name })), messageView(now.message));
      return;
    }
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
    const scrolled = root.querySelector(".lm-table")?.scrollTop ?? 0;
    const draft = now.draft;
    const story = el("details", { class: "lm-panel", open: ui.story }, el("summary", { text: `The story of the themes (${now.story.length.toLocaleString("en")})` }),
      now.story.length ? storyView(now.story) : el("p", { class: "lm-quiet", text: "The themes have not changed yet." }));
    story.addEventListener("toggle", () => { ui.story = story.open; });
    root.replaceChildren(
      el("header", { class: "lm-head" }, el("div", { class: "lm-who" }, "Themes · ", el("span", { dir: "auto", text: now.reviewer })), savedView(now.saved)),
      messageView(now.message), toolbar(now), themeTable(now),
      draft ? (draft.kind === "walk" ? walkView(draft) : previewView(draft)) : ui.form ? formView(now) : subPanel(chosen()),
      story, ui.help ? helpView() : "");
    root.dataset.draft = draft ? draft.kind : "";
    const table = root.querySelector(".lm-table");
    table.scrollTop = scrolled;
    // The table is low while something is open: the chosen theme stays in sight.
    const row = table.querySelector(".lm-chosen");
    if (row && (draft || ui.form)) table.scrollTop = Math.max(0, row.offsetTop - table.clientHeight / 2);
    if (focused) focusOn(focused);
  };

  // --- keys ---

  const step = (by) => {
    const themes = state().themes;
    if (!themes.length) return;
    const place = themes.findIndex((theme) => theme.id === chosen().id);
    choose(themes[Math.max(0, Math.min(themes.length - 1, place + by))].id);
    root.querySelector(".lm-chosen")?.scrollIntoView({ block: "nearest" });
  };

  const onWalkKey = (key, draft) => {
    const part = /^[1-9]$/.test(key) && draft.walk.parts[Number(key) - 1];
    if (part) return send({ act: "put", draft: draft.id, key: draft.walk.key, number: draft.walk.number, part: part.id, alike: ui.alike });
    if (key === "b" || key === "Backspace") return send({ act: "back" });
    if (key === "s" && draft.walk.whole) { ui.alike = !ui.alike; draw(); }
  };

  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    const now = state();
    if (now.ask) return event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (ui.help) return toggleHelp();
      if (now.draft?.kind === "walk") { ui.alike = false; draw(); return root.focus(); }
      if (now.draft || ui.form) leave();
      return;
    }
    const click = (event.key === "Enter" || event.key === " ") && target.matches("button, a, summary, input[type=checkbox], input[type=radio]");
    const boxed = target.matches("input[type=checkbox], input[type=radio]");
    if ((typing(event) && !boxed) || click || ["Tab", "Shift", "PageUp", "PageDown", "Home", "End"].includes(event.key)) return event.stopPropagation();
    if (event.key.startsWith("Arrow") && (boxed || now.draft || ui.form)) return event.stopPropagation();
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat && event.key.length === 1) return;
    if (event.key === "?") return toggleHelp();
    if (ui.help) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (now.draft?.kind === "walk") return onWalkKey(key, now.draft);
    if (now.draft || ui.form) return;
    if (key === "ArrowDown" || key === "ArrowUp") return step(key === "ArrowDown" ? 1 : -1);
    if (key === " " && chosen() && !chosen().retired) {
      const id = chosen().id;
      if (!ui.ticked.delete(id)) ui.ticked.add(id);
      return draw();
    }
    if (key === "u" && now.last) return send({ act: "undo" });
    const op = Object.keys(KEYS).find((name) => KEYS[name] === key);
    if (op) open(op);
  };

  const changed = () => {
    const had = root.contains(document.activeElement);
    const was = root.dataset.draft;
    const now = state();
    ui.busy = false;
    root.removeAttribute("aria-busy");
    ui.alike = false;
    if (now.finished !== ui.finished) {
      Object.assign(ui, { finished: now.finished, form: null, why: "", sub: "" });
      ui.ticked.clear();
      ui.subs.clear();
    }
    if (!now.draft && ui.form?.op === "retire") ui.form = null;
    draw();
    const is = root.dataset.draft || "";
    if (had && is !== was) {
      if (is === "preview" || is === "undo") focusOn("why");
      else root.focus({ preventScroll: is !== "walk" });
    }
    if (had && !root.contains(document.activeElement)) root.focus({ preventScroll: true });
  };

  ui.finished = state().finished;
  root.addEventListener("keydown", onKey);
  model.on("change:state", changed);
  draw();
  return () => model.off("change:state", changed);
}

export default { render };
