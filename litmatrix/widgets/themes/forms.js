// The forms of the theme desk: what each operation asks for. A form's `values` are sent to be prepared.

const NEW = "\u0000new";

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
  return { parts: [part(1, theme), part(2)], by_subtheme: {}, rest: "" };
};
const subthemeValues = (op, theme, desk) => {
  const old = desk.ui.sub;
  const ids = subsTicked(desk);
  if (op === "rename") return { old, name: old };
  if (op === "merge") return { ids, into: ids[0], fresh: "" };
  if (op === "split") return { old, parts: [part(1, { id: old }), part(2)], rest: "" };
  if (op === "retire") return { old };
  return op === "reorder" ? { ids: declared(theme) } : {};
};

// Why an operation cannot be begun; empty if it can.
const themeHindrance = (op, theme, desk) => {
  if (op === "add") return "";
  if (op === "merge") return ticked(desk).length < 2 ? "Tick two or more themes in the list first." : "";
  if (op === "reorder") return current(desk).length < 2 ? "There is only one theme." : "";
  if (!theme) return "There is no theme yet.";
  return theme.retired && op !== "rename" ? "This theme is retired." : "";
};
const subthemeHindrance = (op, theme, desk) => {
  if (!theme || theme.retired) return "Choose a theme that is in use.";
  if (op === "merge") return subsTicked(desk).length < 2 ? "Tick two or more subthemes first." : "";
  if (op === "reorder") return declared(theme).length < 2 ? "There is only one subtheme." : "";
  const chosen = theme.subthemes.some((one) => one.name === desk.ui.sub);
  return op === "add" || chosen ? "" : "Choose a subtheme first.";
};
const hindrance = (op, level, desk) =>
  (level === "subtheme" ? subthemeHindrance : themeHindrance)(op, chosenTheme(desk), desk);

const openForm = (desk, op, level = "theme") => {
  const { state, ui, root } = desk;
  if (ui.busy || state.draft || ui.form || hindrance(op, level, desk)) return;
  const theme = chosenTheme(desk);
  const values = (level === "subtheme" ? subthemeValues : themeValues)(op, theme, desk);
  const form = { op, level, theme: theme?.id ?? "", ...values, since: state.answers };
  Object.assign(ui, { form, why: "", more: false });
  // There is nothing to ask on a retirement: its preview comes at once.
  if (op === "retire") return desk.send({ act: "prepare", asked: ui.form });
  desk.draw();
  const fields = ["input", "textarea", "select", "button"].map((tag) => `.lm-form ${tag}`).join();
  // An order begins at the theme that is chosen.
  const first = root.querySelector(".lm-form .lm-chosen button:enabled") ?? root.querySelector(fields);
  focusOn(first);
  first?.scrollIntoView({ block: "nearest" });
  askIds(ui.form, desk);
};

const prepare = (desk) => {
  const { lines, fresh, made, since, ...asked } = desk.ui.form;
  if (lines !== undefined) asked.subthemes = lines.split("\n");
  if (asked.into === NEW) asked.into = asked.level === "subtheme" ? fresh : fresh || "";
  desk.send({ act: "prepare", asked });
};

// --- fields

// What was added or taken out elsewhere meanwhile is in the order too.
const kept = (values, there) => {
  values.ids = values.ids.filter((id) => there.includes(id));
  there.forEach((id, at) => {
    if (!values.ids.includes(id)) values.ids.splice(values.ids.indexOf(there[at - 1]) + 1, 0, id);
  });
};

const orderList = (values, theme, desk) => {
  const subtheme = values.level === "subtheme";
  kept(values, subtheme ? declared(theme) : current(desk).map((one) => one.id));
  const list = el("ol", { class: "lm-order", "data-scroll": "order" });
  const name = (id) => (subtheme ? id : nameOf(desk, id));
  const move = (at, to, way, other) => {
    const [id] = values.ids.splice(at, 1);
    values.ids.splice(to, 0, id);
    fill();
    // The focus goes with what was moved; at either end, to its other button.
    const buttons = [way, other].map((name) => desk.find(`${name}-${id}`));
    buttons.find((one) => !one.disabled)?.focus();
  };
  const arrow = (id, at, way, other, to, label) =>
    button(label, "", () => move(at, to, way, other), {
      "aria-label": `Move ${name(id)} ${way}`,
      "data-focus": `${way}-${id}`,
      disabled: at === to || !(to in values.ids),
    });
  const row = (id, at) => {
    const end = values.ids.length - 1;
    return el("li", { class: id === values.theme ? "lm-chosen" : "" },
      el("span", { class: "lm-number" }, String(at + 1)),
      arrow(id, at, "up", "down", at - 1, "↑"), arrow(id, at, "down", "up", at + 1, "↓"),
      arrow(id, at, "to the top", "down", 0, "top"), arrow(id, at, "to the end", "up", end, "end"),
      el("span", { dir: "auto" }, name(id)));
  };
  const fill = () => {
    const { scrollTop } = list;
    list.replaceChildren(...values.ids.map(row));
    list.scrollTop = scrollTop;
  };
  fill();
  return list;
};

const namesList = (names) =>
  el("ul", { class: "lm-merged" }, names.map((name) => el("li", { dir: "auto" }, name)));

const redefineFields = (values, theme) => {
  const none = theme["not mentioned"];
  const clear = (checked) => {
    values.clear_none = checked;
  };
  const told =
    ` ${many(none, "source")} did not mention it under the old definition: look at them again (due)`;
  return [
    field(values, "definition", "Definition", { rows: 5 }),
    none
      ? el("label", { class: "lm-check" }, tickBox(values.clear_none, clear, { "data-focus": "clear" }), told)
      : null,
  ];
};

const mergeFields = (values, desk) => {
  const subtheme = values.level === "subtheme";
  const name = (id) => (subtheme ? id : nameOf(desk, id));
  const fresh = [NEW, subtheme ? "a new subtheme …" : "a new theme …"];
  const places = [...values.ids.map((id) => [id, `“${name(id)}”`]), fresh];
  const isNew = values.into === NEW;
  const again = () => {
    desk.draw();
    askIds(values, desk);
  };
  const into = choice(values, "into", "Merge into", places, again);
  if (subtheme) return [namesList(values.ids), into, isNew ? field(values, "fresh", "Its name") : null];
  const hint = isNew ? "" : `leave it empty to keep “${name(values.into)}”`;
  const stays = isNew ? "put the definitions together" : "keep the one it has";
  const short = () => naming(values, desk, field(values, "fresh", "Short name", { hint: ONE_WORD }));
  return [
    namesList(values.ids.map(name)),
    into,
    naming(values, desk, field(values, "name", isNew ? "Its name" : "New name", { hint })),
    isNew ? madeView(values, 0, values.name) : null,
    field(values, "definition", "Definition", { rows: 3, hint: `leave it empty to ${stays}` }),
    isNew ? moreView(desk, short()) : null,
  ];
};

const placeField = (values, pairs) => {
  const places = pairs.map(([id, name]) => [id, `after “${name}”`]);
  return choice(values, "behind", "Position", [["", "at the end"], ...places]);
};

const subthemeFields = (values, theme, desk) => {
  const { op } = values;
  if (op === "reorder") return [orderList(values, theme, desk)];
  if (op === "merge") return mergeFields(values, desk);
  if (op === "split") return splitFields(values, theme, desk);
  if (op === "rename") return [field(values, "name", "New name")];
  return [field(values, "name", "Name"), placeField(values, declared(theme).map((name) => [name, name]))];
};

const themeFields = (values, theme, desk) => {
  const { op } = values;
  const { questions, themes } = desk.state;
  const asked = [["", "none"], ...questions.map((one) => [one, one])];
  if (op === "reorder") return [orderList(values, theme, desk)];
  if (op === "split") return splitFields(values, theme, desk);
  if (op === "redefine") return redefineFields(values, theme);
  if (op === "merge") return mergeFields(values, desk);
  if (op === "rename") {
    const hint = "one word: the name of its column in matrix.csv. The old one still works in notebooks";
    return [field(values, "name", "Name"), moreView(desk, field(values, "id", "Short name", { hint }))];
  }
  return [
    naming(values, desk, field(values, "name", "Name")),
    madeView(values, 0, values.name),
    field(values, "definition", "Definition", { rows: 3, hint: "what belongs to it, and what does not" }),
    field(values, "lines", "Subthemes", { rows: 2, hint: "one per line; you can add more later" }),
    moreView(desk,
      questions.length ? choice(values, "question", "Question of the review", asked) : null,
      placeField(values, themes.map((one) => [one.id, one.name])),
      naming(values, desk, field(values, "id", "Short name", { hint: ONE_WORD }))),
  ];
};

const titleOf = ({ op, level, old, ids }, theme) => {
  const name = theme ? `“${theme.name}”` : "";
  if (level === "subtheme") {
    if (old) return `${LABELS[op]} the subtheme “${old}” of ${name}`;
    return op === "add" ? `Add a subtheme to ${name}` : `${LABELS[op]} the subthemes of ${name}`;
  }
  if (op === "add") return "Add a theme";
  if (op === "merge") return `Merge ${many(ids.length, "theme")}`;
  return op === "reorder" ? "Reorder the themes" : `${LABELS[op]} ${name}`;
};

const formView = (values, desk) => {
  const own = values.level === "subtheme" || !["add", "merge", "reorder"].includes(values.op);
  const theme = themeOf(desk, values.theme);
  const gone = own && !theme;
  const title = gone ? LABELS[values.op] : titleOf(values, theme);
  const submit = (event) => {
    event.preventDefault();
    if (!gone) prepare(desk);
  };
  const fields = values.level === "subtheme" ? subthemeFields : themeFields;
  return el("form", { class: "lm-panel lm-form", "aria-label": title, onsubmit: submit },
    el("h3", {}, said(title)),
    gone ? lostView(values) : fields(values, theme, desk),
    el("div", { class: "lm-buttons" },
      el("button", { type: "submit", class: "lm-go", "data-focus": "preview", disabled: gone }, "Preview"),
      button("Cancel", "Esc", () => leave(desk), { "data-focus": "leave" })));
};

// What was typed into a form that nothing can come of, to be copied.
const lostView = (values) => {
  const why = "The theme of this form is no longer in the list: it was merged, split or removed " +
    "elsewhere. Copy what you need, then cancel.";
  const parts = (values.parts ?? []).flatMap((one) => [one.name, one.definition]);
  const texts = [values.name, values.definition, values.lines, ...parts].filter(Boolean);
  return [
    el("div", { class: "lm-message", role: "alert" }, why),
    el("div", { class: "lm-beside", tabindex: "0" }, texts.map((text) => el("div", { dir: "auto" }, text))),
  ];
};
