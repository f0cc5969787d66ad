// The forms of the theme desk: what each operation asks for. A form's `values` are sent to be prepared.

const NEW = "\u0000new";

const blankPart = (id, name = "", definition = "") => ({ id, name, definition });
const declared = (theme) => theme.subthemes.filter((one) => one.declared).map((one) => one.name);

// What a form begins with.
const themeValues = (op, theme, desk) => {
  const ids = ticked(desk);
  if (op === "add") return { id: "", name: "", definition: "", lines: "", question: "", behind: "" };
  if (op === "rename") return { id: theme.id, name: theme.name };
  if (op === "redefine") return { definition: theme.definition, clear_none: false };
  if (op === "merge") return { ids, into: ids[0], fresh: "", name: "", definition: "" };
  if (op === "reorder") return { ids: current(desk).map((one) => one.id) };
  if (op !== "split") return {};
  const parts = [blankPart(theme.id, theme.name, theme.definition), blankPart("")];
  return { parts, by_subtheme: {}, rest: "" };
};
const subthemeValues = (op, theme, desk) => {
  const old = desk.ui.sub;
  const ids = subsTicked(desk);
  if (op === "rename") return { old, name: old };
  if (op === "merge") return { ids, into: ids[0], fresh: "" };
  if (op === "split") return { old, parts: [blankPart(old), blankPart("")], rest: "" };
  if (op === "retire") return { old };
  return op === "reorder" ? { ids: declared(theme) } : {};
};

// Why an operation cannot be begun; empty if it can.
const themeHindrance = (op, theme, desk) => {
  if (op === "add") return "";
  if (op === "merge") return ticked(desk).length < 2 ? "Tick two themes or more." : "";
  if (op === "reorder") return current(desk).length < 2 ? "There are not two." : "";
  if (!theme) return "There is no theme yet.";
  return theme.retired && op !== "rename" ? "This theme is retired." : "";
};
const subthemeHindrance = (op, theme, desk) => {
  if (!theme || theme.retired) return "Choose a theme in use.";
  if (op === "merge") return subsTicked(desk).length < 2 ? "Tick two subthemes or more." : "";
  if (op === "reorder") return declared(theme).length < 2 ? "There are not two." : "";
  const chosen = theme.subthemes.some((one) => one.name === desk.ui.sub);
  return op === "add" || chosen ? "" : "Choose a subtheme.";
};
const hindrance = (op, level, desk) =>
  (level === "subtheme" ? subthemeHindrance : themeHindrance)(op, chosenTheme(desk), desk);

const openForm = (desk, op, level = "theme") => {
  const { state, ui, root } = desk;
  if (ui.busy || state.draft || hindrance(op, level, desk)) return;
  const theme = chosenTheme(desk);
  const values = (level === "subtheme" ? subthemeValues : themeValues)(op, theme, desk);
  ui.form = { op, level, theme: theme?.id ?? "", ...values };
  ui.why = "";
  // There is nothing to ask on a retirement: its preview comes at once.
  if (op === "retire") return desk.send({ act: "prepare", asked: ui.form });
  desk.draw();
  root.querySelector(".lm-form input, .lm-form textarea, .lm-form select, .lm-form button")?.focus();
};

const prepare = (desk) => {
  const { lines, fresh, ...asked } = desk.ui.form;
  if (lines !== undefined) asked.subthemes = lines.split("\n");
  if (asked.into === NEW) asked.into = fresh;
  desk.send({ act: "prepare", asked });
};

// --- fields

const orderList = (values, desk) => {
  const list = el("ol", { class: "lm-order" });
  const nameOf = (id) => desk.state.themes.find((theme) => theme.id === id)?.name ?? id;
  const move = (at, step, way, other) => {
    const [id] = values.ids.splice(at, 1);
    values.ids.splice(at + step, 0, id);
    fill();
    // The focus goes with what was moved; at either end, to its other button.
    const buttons = [way, other].map((name) => desk.find(`${name}-${id}`));
    buttons.find((one) => !one.disabled)?.focus();
  };
  const arrow = (id, at, way, other, step) =>
    button(way === "up" ? "↑" : "↓", "", () => move(at, step, way, other), {
      "aria-label": `Move ${id} ${way}`,
      "data-focus": `${way}-${id}`,
      disabled: !(at + step in values.ids),
    });
  const fill = () => list.replaceChildren(...values.ids.map((id, at) =>
    el("li", {},
      arrow(id, at, "up", "down", -1), arrow(id, at, "down", "up", 1),
      el("span", { dir: "auto" }, values.level === "subtheme" ? id : nameOf(id)))));
  fill();
  return list;
};

const intoFields = (values, desk) => {
  const places = [...values.ids.map((id) => [id, id]), [NEW, "a new one …"]];
  const label = values.level === "subtheme" ? "Its name" : "Its id (one word)";
  return [
    choice(values, "into", "Becomes", places, () => desk.draw()),
    values.into === NEW ? field(values, "fresh", label) : null,
  ];
};

const partView = (values, part, at, desk) => {
  const subtheme = values.level === "subtheme";
  const box = (name, label, more) =>
    field(part, name, label, { "data-focus": `part-${at}-${name}`, ...more });
  const takeOut = () => {
    values.parts.splice(at, 1);
    desk.draw();
  };
  return el("fieldset", { class: "lm-part" },
    el("legend", {}, `Part ${at + 1}`),
    // The menus name the parts, so they are drawn anew once an id is there.
    box("id", subtheme ? "Name" : "Id", { onchange: () => desk.draw() }),
    subtheme ? null : [box("name", "Name"), box("definition", "Definition")],
    values.parts.length > 2 ? button("Take out", "", takeOut) : null);
};

const splitFields = (values, theme, desk) => {
  const parts = values.parts.map((part) => part.id.trim()).filter(Boolean);
  const places = [["", "one by one"], ...parts.map((id) => [id, `→ ${id}`])];
  // A part that was given another id takes nothing under its old one.
  for (const [name, part] of Object.entries(values.by_subtheme ?? {}))
    if (!parts.includes(part)) values.by_subtheme[name] = "";
  if (!parts.includes(values.rest)) values.rest = "";
  const held = [...theme.subthemes.map((one) => [one.name, one.name, one.excerpts]),
    ["", "no subtheme", theme.untagged]];
  const menus = values.level === "subtheme" ? [] : held.filter(([, , number]) => number);
  const more = () => {
    values.parts.push(blankPart(""));
    desk.draw();
    desk.focus(`part-${values.parts.length - 1}-id`);
  };
  const whole = ([name, label, number]) => {
    const keep = (value) => {
      values.by_subtheme[name] = value;
    };
    return el("label", {},
      el("span", { dir: "auto" }, label), quiet(many(number, "excerpt")),
      menu(values.by_subtheme[name] ?? "", places, keep,
        { "data-focus": `by-${name}`, "aria-label": `Where ${label} goes` }));
  };
  return [
    values.parts.map((part, at) => partView(values, part, at, desk)),
    button("One part more", "", more, { class: "lm-more" }),
    menus.length
      ? el("div", { class: "lm-by-subtheme" }, el("h4", {}, "Whole subthemes in one step"), menus.map(whole))
      : null,
    choice(values, "rest", "All else", places),
  ];
};

const redefineFields = (values, theme) => {
  const none = theme["not mentioned"];
  const clear = (checked) => {
    values.clear_none = checked;
  };
  const told = ` ${many(none, "source")} said “none” under the old definition: make them due again`;
  return [
    field(values, "definition", "Definition", { rows: 3 }),
    none
      ? el("label", { class: "lm-check" }, tickBox(values.clear_none, clear, { "data-focus": "clear" }), told)
      : null,
  ];
};

const behindField = (values, pairs) => {
  const places = pairs.map(([id, name]) => [id, `behind ${name}`]);
  return choice(values, "behind", "Stands", [["", "at the end"], ...places]);
};

const subthemeFields = (values, theme, desk) => {
  const { op } = values;
  if (op === "reorder") return [orderList(values, desk)];
  if (op === "merge") return [el("p", { dir: "auto" }, values.ids.join(" + ")), intoFields(values, desk)];
  if (op === "split") return splitFields(values, theme, desk);
  if (op === "rename") return [field(values, "name", "New name")];
  return [field(values, "name", "Name"), behindField(values, declared(theme).map((name) => [name, name]))];
};

const themeFields = (values, theme, desk) => {
  const { op } = values;
  const { questions, themes } = desk.state;
  const answers = [["", "no question of the review"], ...questions.map((one) => [one, one])];
  if (op === "reorder") return [orderList(values, desk)];
  if (op === "split") return splitFields(values, theme, desk);
  if (op === "redefine") return redefineFields(values, theme);
  if (op === "merge")
    return [
      el("p", { dir: "auto" }, values.ids.join(" + ")),
      intoFields(values, desk),
      field(values, "name", "Name (empty: stays)"),
      field(values, "definition", "Definition (empty: stays, or both)", { rows: 2 }),
    ];
  if (op === "rename") {
    const hint = "one word: the column in the matrix; the old one stays an alias";
    return [field(values, "id", "Id", { hint }), field(values, "name", "Name")];
  }
  return [
    field(values, "id", "Id", { hint: "one word: its column in the matrix" }),
    field(values, "name", "Name"),
    field(values, "definition", "Definition", { rows: 2 }),
    field(values, "lines", "Subthemes", { rows: 2, hint: "one a line" }),
    questions.length ? choice(values, "question", "Answers", answers) : null,
    behindField(values, themes.map((one) => [one.id, one.name])),
  ];
};

const aboutForm = ({ op, level, theme, old }) => {
  if (level === "subtheme") {
    if (old) return `the subtheme ${old} of ${theme}`;
    return op === "add" ? `a subtheme to ${theme}` : `the subthemes of ${theme}`;
  }
  if (op === "add") return "a theme";
  return op === "merge" || op === "reorder" ? "the themes" : `the theme ${theme}`;
};

const formView = (values, desk) => {
  const title = `${LABELS[values.op]} ${aboutForm(values)}`;
  const submit = (event) => {
    event.preventDefault();
    prepare(desk);
  };
  const fields = values.level === "subtheme" ? subthemeFields : themeFields;
  return el("form", { class: "lm-panel lm-form", "aria-label": title, onsubmit: submit },
    el("h3", { dir: "auto" }, title),
    fields(values, chosenTheme(desk), desk),
    el("div", { class: "lm-buttons" },
      el("button", { type: "submit", class: "lm-go", "data-focus": "preview" }, "Preview"),
      button("Leave", "Esc", () => leave(desk), { "data-focus": "leave" })));
};
