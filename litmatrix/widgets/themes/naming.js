// The short name of a new theme, made of its name as that is typed.

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

const shortName = (id) => ["Short name (its column in the matrix): ", el("code", { dir: "auto" }, id)];
const shortLine = (id, name) => (id && name.trim() ? shortName(id) : []);
const madeView = (values, at, name) => {
  const about = { class: "lm-quiet lm-short", "data-made": String(at), "aria-live": "polite" };
  return el("p", about, shortLine(values.made?.[at], name));
};

// A field whose text makes a short name: that is shown as one types.
const naming = (values, desk, box) => {
  box.addEventListener("input", () => askIds(values, desk));
  return box;
};

const moreView = (desk, ...fields) => {
  // At the click: `toggle` comes later, and what was drawn anew between would be closed again.
  const keep = (event) => {
    desk.ui.more = !event.currentTarget.parentElement.open;
  };
  return el("details", { class: "lm-more-fields", open: desk.ui.more },
    el("summary", { onclick: keep, "data-focus": "more" }, "More"), fields);
};

const ONE_WORD = "one word: the name of the column in matrix.csv; made from the name if you leave it empty";
