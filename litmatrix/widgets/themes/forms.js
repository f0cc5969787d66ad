// The forms of the theme desk: what each operation asks for. A form's `values` are sent to be prepared.

const NEW = "\u0000new";

// A part of a split: `ref` is what the form calls it, `was` the id under which excerpts were placed in it already.
const part = (number, { id = "", name = "", definition = "", was = "" } = {}) =>
  ({ ref: `part-${number}`, id, name, definition, was });
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

// The form again of what was asked: as it was typed, or as it was asked on another day. What was placed in its parts stays.
const formAgain = (form, asked) => {
  const { subthemes = [], ...values } = asked;
  if (!form) return { ...values, lines: subthemes.join("\n"), parts: asked.parts.map((one, at) => part(at + 1, { ...one, was: one.id })),
    by_subtheme: refs(asked.by_subtheme, asked.parts), rest: refOf(asked.rest, asked.parts) };
  const filled = (form.parts ?? []).filter((one) => one.id.trim() || (form.level === "theme" && one.name.trim()));
  filled.forEach((one, at) => {
    one.was = asked.parts[at]?.id ?? "";
  });
  return { ...form, walk: asked.walk };
};
const refOf = (id, parts) => {
  const at = parts.findIndex((one) => one.id === id);
  return id && at >= 0 ? `part-${at + 1}` : "";
};
const refs = (ways, parts) =>
  Object.fromEntries(Object.entries(ways ?? {}).map(([name, id]) => [name, refOf(id, parts)]));

// Why an operation cannot be begun; empty if it can.
const themeHindrance = (op, theme, desk) => {
  if (op === "add") return "";
  if (op === "merge") return ticked(desk).length < 2 ? "Tick two themes or more in the list first." : "";
  if (op === "reorder") return current(desk).length < 2 ? "There are not two themes yet." : "";
  if (!theme) return "There is no theme yet.";
  return theme.retired && op !== "rename" ? "This theme is retired." : "";
};
const subthemeHindrance = (op, theme, desk) => {
  if (!theme || theme.retired) return "Choose a theme in use.";
  if (op === "merge") return subsTicked(desk).length < 2 ? "Tick two subthemes or more first." : "";
  if (op === "reorder") return declared(theme).length < 2 ? "There are not two subthemes yet." : "";
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
  Object.assign(ui, { form: { op, level, theme: theme?.id ?? "", ...values }, why: "", more: false });
  // There is nothing to ask on a retirement: its preview comes at once.
  if (op === "retire") return desk.send({ act: "prepare", asked: ui.form });
  desk.draw();
  const first = root.querySelector(".lm-form input, .lm-form textarea, .lm-form select, .lm-form button");
  focusOn(first);
  first?.scrollIntoView({ block: "nearest" });
  askIds(ui.form, desk);
};

const prepare = (desk) => {
  const { lines, fresh, made, ...asked } = desk.ui.form;
  if (lines !== undefined) asked.subthemes = lines.split("\n");
  if (asked.into === NEW) asked.into = asked.level === "subtheme" ? fresh : fresh || "";
  desk.send({ act: "prepare", asked });
};

// --- the short name of a new theme, made of its name as that is typed

// What makes new themes in a form: each has a name, and an id where a person gave one.
const newcomers = (values) => {
  if (values.level === "subtheme") return [];
  if (values.op === "add") return [values];
  if (values.op === "merge") return values.into === NEW ? [{ name: values.name, id: values.fresh }] : [];
  return values.op === "split" ? values.parts : [];
};

const askIds = (values, desk) => {
  const parts = newcomers(values).map(({ id, name }) => ({ id: id ?? "", name }));
  if (!parts.length) return;
  desk.ask({ act: "ids", parts }, ({ ids }) => {
    if (desk.ui.form !== values || !ids) return;
    values.made = ids;
    ids.forEach((id, at) => {
      const line = desk.root.querySelector(`[data-made="${at}"]`);
      line?.replaceChildren(...shortLine(id, parts[at].name));
    });
  });
};

const shortLine = (id, name) =>
  id && name.trim() ? ["Short name, its column in the matrix: ", el("code", { dir: "auto" }, id)] : [];
const madeView = (values, at, name) =>
  el("p", { class: "lm-quiet lm-short", "data-made": String(at), "aria-live": "polite" }, shortLine(values.made?.[at], name));

// A field whose text makes a short name: that is shown as one types.
const naming = (values, desk, box) => {
  box.addEventListener("input", () => askIds(values, desk));
  return box;
};

const moreView = (desk, ...fields) => {
  const keep = (event) => {
    desk.ui.more = event.target.open;
  };
  return el("details", { class: "lm-more-fields", open: desk.ui.more, ontoggle: keep }, el("summary", {}, "More"), fields);
};

const ONE_WORD = "one word, the column in matrix.csv; made of the name if you leave it empty";

// --- fields

// What was added or taken out elsewhere meanwhile is in the order too.
const kept = (values, there) => {
  values.ids = values.ids.filter((id) => there.includes(id));
  there.forEach((id, at) => {
    if (values.ids.includes(id)) return;
    values.ids.splice(at && values.ids.includes(there[at - 1]) ? values.ids.indexOf(there[at - 1]) + 1 : at, 0, id);
  });
};

const orderList = (values, theme, desk) => {
  const subtheme = values.level === "subtheme";
  kept(values, subtheme ? declared(theme) : current(desk).map((one) => one.id));
  const list = el("ol", { class: "lm-order", "data-scroll": "order" });
  const name = (id) => (subtheme ? id : nameOf(desk, id));
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
      "aria-label": `Move ${name(id)} ${way}`,
      "data-focus": `${way}-${id}`,
      disabled: !(at + step in values.ids),
    });
  const fill = () => list.replaceChildren(...values.ids.map((id, at) =>
    el("li", {},
      arrow(id, at, "up", "down", -1), arrow(id, at, "down", "up", 1),
      el("span", { dir: "auto" }, name(id)))));
  fill();
  return list;
};

const namesList = (names) =>
  el("ul", { class: "lm-merged" }, names.map((name) => el("li", { dir: "auto" }, name)));

const partView = (values, part, at, desk) => {
  const subtheme = values.level === "subtheme";
  const box = (name, label, more) =>
    field(part, name, label, { "data-focus": `part-${at}-${name}`, ...more });
  const takeOut = () => {
    values.parts.splice(at, 1);
    desk.draw();
    askIds(values, desk);
  };
  // The menus name the parts, so they are drawn anew once a name is there.
  const drawn = { onchange: () => desk.draw() };
  const stays = part.id === values.theme && at === 0;
  return el("fieldset", { class: "lm-part" },
    el("legend", {}, `Part ${at + 1}`),
    subtheme ? box("id", "Name", drawn) : naming(values, desk, box("name", "Name", drawn)),
    subtheme ? null : [
      box("definition", "Definition", { rows: 2 }),
      stays
        ? el("p", { class: "lm-quiet lm-short" }, "Keeps its column in the matrix.")
        : [madeView(values, at, part.name),
          moreView(desk, naming(values, desk, box("id", "Short name", { hint: ONE_WORD })))],
    ],
    values.parts.length > 2 ? button("Take out", "", takeOut, { "aria-label": `Take out part ${at + 1}` }) : null);
};

const splitFields = (values, theme, desk) => {
  const subtheme = values.level === "subtheme";
  const called = (one, at) => (subtheme ? one.id : one.name || one.id).trim() || `part ${at + 1}`;
  const places = [["", "ask me, one by one"], ...values.parts.map((one, at) => [one.ref, `to “${called(one, at)}”`])];
  const there = places.map(([ref]) => ref);
  // A part that was taken out takes nothing.
  for (const [name, ref] of Object.entries(values.by_subtheme ?? {}))
    if (!there.includes(ref)) values.by_subtheme[name] = "";
  if (!there.includes(values.rest)) values.rest = "";
  const held = [...theme.subthemes.map((one) => [one.name, one.name, one.excerpts]),
    ["", "no subtheme", theme.untagged]];
  const menus = subtheme ? [] : held.filter(([, , number]) => number);
  const more = () => {
    const numbers = values.parts.map((one) => Number(one.ref.split("-")[1]));
    values.parts.push(part(Math.max(...numbers) + 1));
    desk.draw();
    desk.focus(`part-${values.parts.length - 1}-${subtheme ? "id" : "name"}`);
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
    values.parts.map((one, at) => partView(values, one, at, desk)),
    button("Add another part", "", more, { class: "lm-more" }),
    menus.length
      ? el("div", { class: "lm-by-subtheme" }, el("h4", {}, "Where its subthemes go"), menus.map(whole))
      : null,
    choice(values, "rest", menus.length ? "All other excerpts" : "Its excerpts", places),
  ];
};

const redefineFields = (values, theme) => {
  const none = theme["not mentioned"];
  const clear = (checked) => {
    values.clear_none = checked;
  };
  const told = ` ${many(none, "source")} said “none” under the old definition: make them due again`;
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
  const places = [...values.ids.map((id) => [id, `“${name(id)}”`]), [NEW, subtheme ? "a new subtheme …" : "a new theme …"]];
  const isNew = values.into === NEW;
  const again = () => {
    desk.draw();
    askIds(values, desk);
  };
  const into = choice(values, "into", "Merge into", places, again);
  if (subtheme) return [namesList(values.ids), into, isNew ? field(values, "fresh", "Its name") : null];
  const hint = isNew ? "" : `leave it empty to keep “${name(values.into)}”`;
  return [
    namesList(values.ids.map(name)),
    into,
    naming(values, desk, field(values, "name", isNew ? "Its name" : "New name", { hint })),
    isNew ? madeView(values, 0, values.name) : null,
    field(values, "definition", "Definition",
      { rows: 3, hint: isNew ? "leave it empty to put the definitions together" : "leave it empty to keep the one it has" }),
    isNew ? moreView(desk, naming(values, desk, field(values, "fresh", "Short name", { hint: ONE_WORD }))) : null,
  ];
};

const placeField = (values, pairs) => {
  const places = pairs.map(([id, name]) => [id, `after “${name}”`]);
  return choice(values, "behind", "Place in the list", [["", "at the end"], ...places]);
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
  const asked = [["", "none of them"], ...questions.map((one) => [one, one])];
  if (op === "reorder") return [orderList(values, theme, desk)];
  if (op === "split") return splitFields(values, theme, desk);
  if (op === "redefine") return redefineFields(values, theme);
  if (op === "merge") return mergeFields(values, desk);
  if (op === "rename") {
    const hint = "one word: the column in matrix.csv; files and notebooks may use it";
    return [field(values, "name", "Name"), moreView(desk, field(values, "id", "Short name", { hint }))];
  }
  return [
    naming(values, desk, field(values, "name", "Name")),
    madeView(values, 0, values.name),
    field(values, "definition", "Definition", { rows: 3, hint: "what belongs to it, and what does not" }),
    field(values, "lines", "Subthemes", { rows: 2, hint: "one a line; you can add more later" }),
    moreView(desk,
      questions.length ? choice(values, "question", "Question that it answers", asked) : null,
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
  const lost = "The theme of this form is no longer in the list: it was merged, split or taken out elsewhere. Copy what you need, then cancel.";
  return el("form", { class: "lm-panel lm-form", "aria-label": title, onsubmit: submit },
    el("h3", { dir: "auto" }, title),
    gone ? [el("div", { class: "lm-message", role: "alert" }, lost), typedView(values)] : fields(values, theme, desk),
    el("div", { class: "lm-buttons" },
      el("button", { type: "submit", class: "lm-go", "data-focus": "preview", disabled: gone }, "Preview"),
      button("Cancel", "Esc", () => leave(desk), { "data-focus": "leave" })));
};

// What was typed into a form that nothing can come of, to be copied.
const typedView = (values) => {
  const texts = [values.name, values.definition, values.lines, ...(values.parts ?? []).flatMap((one) => [one.name, one.definition])];
  return el("div", { class: "lm-beside", tabindex: "0" },
    texts.filter(Boolean).map((text) => el("div", { dir: "auto" }, text)));
};
