// What is asked of a search. What is typed is kept here until it is told: no answer takes it away.

const valueOf = (desk, found, name) => desk.ui.typed[found.number]?.[name] ?? found.values[name] ?? "";

const keepTyped = (desk, found, name, value) => {
  (desk.ui.typed[found.number] ??= {})[name] = value;
};

const typedBox = (desk, found, one, props = {}) => {
  const { tag = "input", ...more } = props;
  const keep = (event) => keepTyped(desk, found, one.name, event.target.value);
  const tell = () => setTimeout(() => tellTyped(desk));
  const enter = (event) => {
    if (event.key !== "Enter" || tag !== "input") return;
    taken(event);
    tell();
  };
  return el(tag, {
    ...(tag === "input" ? { type: "text" } : {}),
    dir: "auto",
    value: valueOf(desk, found, one.name),
    "data-focus": `${one.name}-${found.number}`,
    oninput: keep,
    onblur: tell,
    onkeydown: enter,
    ...more,
  });
};

// A day that the picker can show, or words: “spring 2019”.
const isDay = (value) => !value || /^\d{4}-\d\d-\d\d$/.test(value);
const dayBox = (desk, found, one) => {
  const value = valueOf(desk, found, one.name);
  const place = `${one.name}-${found.number}`;
  const words = desk.ui.inWords.has(found.number) || !isDay(value);
  const turn = () => {
    if (words) {
      desk.ui.inWords.delete(found.number);
      keepTyped(desk, found, one.name, "");
    } else desk.ui.inWords.add(found.number);
    desk.draw();
    desk.focus(place);
    tellTyped(desk);
  };
  const today = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    keepTyped(
      desk,
      found,
      one.name,
      `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`,
    );
    desk.draw();
    desk.focus(place);
    tellTyped(desk);
  };
  // Each digit of a year makes a day: it is told when the field is left.
  const box = words
    ? typedBox(desk, found, one, { placeholder: "spring 2019, or May to June 2020" })
    : typedBox(desk, found, one, {
        type: "date",
        dir: "ltr",
        onblur: () => setTimeout(() => leftDay(desk)),
      });
  return el(
    "span",
    { class: "lm-day" },
    box,
    words
      ? null
      : button("today", "", today, {
          class: "lm-link",
          "data-focus": `today-${found.number}`,
          "aria-label": "Date: today",
        }),
    button(words ? "on a day" : "in words", "", turn, {
      class: "lm-link",
      "data-focus": `words-${found.number}`,
      "aria-label": words ? "Date: on a day" : "Date: in words",
    }),
  );
};
const leftDay = (desk) => {
  if (desk.ui.undrawn) {
    desk.ui.undrawn = false;
    desk.draw();
  }
  tellTyped(desk);
  pump(desk);
};

const CONTROLS = {
  text: (desk, found, one) =>
    typedBox(
      desk,
      found,
      one,
      one.name === "id" ? { placeholder: found.name } : one.name === "source" ? { list: "lm-sources" } : {},
    ),
  number: (desk, found, one) => typedBox(desk, found, one, { inputmode: "numeric", class: "lm-short" }),
  area: (desk, found, one) =>
    typedBox(desk, found, one, {
      tag: "textarea",
      rows: Math.max(2, Math.min(8, valueOf(desk, found, one.name).split("\n").length + 1)),
    }),
  choice: (desk, found, one) => chosenBox(desk, found, one, one.options),
  search: (desk, found, one) =>
    chosenBox(desk, found, one, [
      ["", "no earlier search"],
      ...desk.state.known.filter(({ id }) => id !== found.known).map(({ id, label }) => [id, label]),
    ]),
  date: dayBox,
};
const chosenBox = (desk, found, one, options) => {
  const keep = (value) => {
    keepTyped(desk, found, one.name, value);
    tellTyped(desk);
  };
  return menu(valueOf(desk, found, one.name), options, keep, {
    "data-focus": `${one.name}-${found.number}`,
  });
};

// What follows of the numbers, beside them.
const countsNote = (desk, found) => {
  const hits = Number(valueOf(desk, found, "hits").replaceAll(",", ""));
  const set = (name, value, next) => {
    keepTyped(desk, found, name, String(value));
    desk.draw();
    desk.focus(`${next}-${found.number}`);
    tellTyped(desk);
  };
  const files = found.files.length > 1 ? "The files have" : "The file has";
  if (!valueOf(desk, found, "hits").trim())
    return found.declared
      ? [
          quiet(`${files} ${many(found.declared, "record")}. `),
          button("Use that as the hits", "", () => set("hits", found.declared, "hits"), {
            class: "lm-link",
            "data-focus": `take-hits-${found.number}`,
          }),
        ]
      : null;
  if (hits < found.declared)
    return el(
      "span",
      { class: "lm-warned" },
      `${files} more than that: ${many(found.declared, "record")}.`,
    );
  if (!found.unsaid) return null;
  const left = found.unsaid + Number(valueOf(desk, found, "removed").replaceAll(",", "") || 0);
  return [
    el(
      "span",
      { class: "lm-warned" },
      `It is not recorded what became of ${counted(found.unsaid)} of the ${counted(hits)} hits. ` +
        "If they were removed " +
        "before the file was made, enter how many and why. ",
    ),
    button(`${counted(left)} were removed`, "", () => set("removed", left, "removed_why"), {
      class: "lm-link",
      "data-focus": `take-removed-${found.number}`,
    }),
  ];
};

// A label stands in front of its field; buttons within a label would be pressed by a click on it.
const askedView = (desk, found, one) => {
  const id = `lm-${found.number}-${one.name}`;
  const control = CONTROLS[one.control](desk, found, one);
  const box = control.matches("input, textarea, select") ? control : control.querySelector("input");
  box.id = id;
  box.setAttribute("aria-describedby", `${id}-hint`);
  const note = one.name === "hits" ? countsNote(desk, found) : null;
  return el(
    "div",
    { class: "lm-field" },
    el("label", { for: id }, one.label),
    control,
    el("small", { class: "lm-quiet", id: `${id}-hint` }, one.hint),
    note ? el("small", { class: "lm-counts" }, note) : null,
  );
};

const fieldsView = (desk, found) => {
  const { state, ui } = desk;
  const asked = state.asked.filter((one) => one.name !== "id" || !found.known);
  const shown = (more) =>
    asked.filter((one) => one.more === more).map((one) => askedView(desk, found, one));
  const toggle = (event) => {
    if (event.target.open) ui.more.add(found.number);
    else ui.more.delete(found.number);
  };
  return el(
    "div",
    { class: "lm-asked", role: "group", "aria-label": `The search ${found.name}` },
    found.known
      ? quietLine(
          "A known search. What you change here is saved in review.toml with the import; " +
            "what you leave empty stays as it is there.",
        )
      : null,
    found.fault ? el("div", { class: "lm-message", role: "alert" }, found.fault) : null,
    shown(false),
    el(
      "details",
      { open: ui.more.has(found.number), ontoggle: toggle },
      el("summary", { "data-focus": `more-${found.number}` }, "More about this search"),
      shown(true),
    ),
  );
};
