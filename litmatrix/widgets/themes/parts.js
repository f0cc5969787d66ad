// The form of a split: its parts, and where the excerpts go.

// A part of a split: `ref` is what the form calls it, `was` the id under which excerpts were placed in it.
const part = (number, { id = "", name = "", definition = "", was = "" } = {}) =>
  ({ ref: `part-${number}`, id, name, definition, was });

// The form again of what was asked: as it was typed, or as it was asked another day. What was placed stays.
const formAgain = (form, asked) => {
  const { subthemes = [], parts, by_subtheme, rest, ...values } = asked;
  if (form) {
    const whole = form.level === "theme";
    const filled = (form.parts ?? []).filter((one) => one.id.trim() || (whole && one.name.trim()));
    filled.forEach((one, at) => {
      one.was = parts[at]?.id ?? "";
    });
    return { ...form, walk: asked.walk };
  }
  return {
    ...values,
    lines: subthemes.join("\n"),
    parts: parts.map((one, at) => part(at + 1, { ...one, was: one.id })),
    by_subtheme: refs(by_subtheme, parts),
    rest: refOf(rest, parts),
  };
};
const refOf = (id, parts) => {
  const at = parts.findIndex((one) => one.id === id);
  return id && at >= 0 ? `part-${at + 1}` : "";
};
const refs = (ways, parts) =>
  Object.fromEntries(Object.entries(ways ?? {}).map(([name, id]) => [name, refOf(id, parts)]));

const wayTo = ({ level }, { id, name }, at) =>
  `to “${(level === "subtheme" ? id : name || id).trim() || `part ${at + 1}`}”`;

const partView = (values, part, at, desk) => {
  const subtheme = values.level === "subtheme";
  const box = (name, label, more) =>
    field(part, name, label, { "data-focus": `part-${at}-${name}`, ...more });
  const takeOut = () => {
    values.parts.splice(at, 1);
    desk.draw();
    askIds(values, desk);
  };
  // The menus name the parts as they are typed. (Drawn anew, a button would be gone before it is clicked.)
  const called = (box) => {
    const relabel = () => {
      for (const option of desk.root.querySelectorAll(`.lm-form option[value="${part.ref}"]`))
        option.textContent = wayTo(values, part, at);
    };
    box.addEventListener("input", relabel);
    return box;
  };
  const stays = part.id === values.theme && at === 0;
  return el("fieldset", { class: "lm-part" },
    el("legend", {}, `Part ${at + 1}`),
    called(subtheme ? box("id", "Name") : naming(values, desk, box("name", "Name"))),
    subtheme ? null : [
      box("definition", "Definition", { rows: 2 }),
      stays
        ? el("p", { class: "lm-quiet lm-short" }, "Keeps its column in the matrix.")
        : [madeView(values, at, part.name),
          moreView(desk, naming(values, desk, box("id", "Short name", { hint: ONE_WORD })))],
    ],
    values.parts.length > 2
      ? button("Remove", "", takeOut, { "aria-label": `Remove part ${at + 1}` })
      : null);
};

const splitFields = (values, theme, desk) => {
  const subtheme = values.level === "subtheme";
  const ways = values.parts.map((one, at) => [one.ref, wayTo(values, one, at)]);
  const places = [["", "decide one by one"], ...ways];
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
        { "data-focus": `by-${name}`, "aria-label": `Part for ${label}` }));
  };
  return [
    values.parts.map((one, at) => partView(values, one, at, desk)),
    button("Add another part", "", more, { class: "lm-more" }),
    menus.length
      ? el("div", { class: "lm-by-subtheme" }, el("h4", {}, "Move whole subthemes"), menus.map(whole))
      : null,
    choice(values, "rest", menus.length ? "All other excerpts" : "Its excerpts", places),
  ];
};
