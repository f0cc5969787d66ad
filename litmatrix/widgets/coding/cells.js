// The cells of a source: excerpts, the form for one, and a cell that two people changed.

const STANCES = [["", "neutral"], ["+", "for"], ["-", "against"], ["~", "both ways"]];
const SPEAKS = { "+": "speaks for", "-": "speaks against", "~": "speaks both ways" };
const KINDS = [
  ["", "as it is written"], ["quotation", "quotation"], ["summary", "summary"],
  ["memo", "memo (never counts)"],
];
const FOUND = { found: "✓", "other page": "≠", nearly: "≈", "not found": "✗" };

const dashed = (words) => words.replace(" ", "-");
const badge = (state) => el("span", { class: `lm-state lm-state-${dashed(state)}` }, state);
const mini = (label, key, act, props = {}) => button(label, key, act, { class: "lm-mini", ...props });

// --- excerpts

const wordsOf = ({ kind, text, locator, note }) => {
  if (kind === "quotation") return `“${text}”`;
  return kind === "none" ? ["none", locator, note].filter(Boolean).join(" ") : text;
};

const tagView = ({ subtheme, stance }) => {
  const sign = stance === "-" ? "−" : stance;
  return el("span", { class: "lm-tag", dir: "auto", title: SPEAKS[stance] },
    subtheme, sign ? el("b", { class: "lm-stance" }, `${subtheme ? " " : ""}${sign}`) : null);
};

const excerptParts = (one) => {
  const { kind, subtheme, stance, locator, origin, note, outcome, told } = one;
  const none = kind === "none";
  const place = [locator, origin && `quoting ${origin}`].filter(Boolean).join(", ");
  const looked = outcome && outcome !== "no text";
  const found = { class: `lm-found lm-found-${dashed(outcome)}`, dir: "auto" };
  return [
    subtheme || stance ? tagView(one) : null,
    el("span", { class: `lm-words lm-kind-${kind}`, dir: "auto" }, wordsOf(one)),
    !none && place ? el("span", { class: "lm-locator" }, `(${place})`) : null,
    !none && note ? el("span", { class: "lm-note-text", dir: "auto" }, note) : null,
    looked ? el("span", found, `${FOUND[outcome] || "?"} ${told}`) : null,
  ];
};

const excerptTools = (desk) => {
  const tool = (label, key, act) => mini(label, key, (event) => {
    event.stopPropagation();
    act();
  });
  return el("div", { class: "lm-tools" },
    tool("Edit", "e", () => editExcerpt(desk)), tool("Move", "m", () => carry(desk, false)),
    tool("Copy", "c", () => carry(desk, true)), tool("Delete", "d", () => removeExcerpt(desk)));
};

// An excerpt; `choose` hears a click on it, and the chosen one has tools.
const excerptView = (one, desk, choose, chosen = false) => {
  const elsewhere = chosen && one.kind === "quotation" && desk.state.source?.repeated[one.text];
  const about = { class: `lm-excerpt${chosen ? " lm-chosen" : ""}`, "data-number": one.number };
  return el("div", { ...about, onclick: choose },
    excerptParts(one),
    one.odd.map((odd) => el("div", { class: "lm-odd" }, odd)),
    elsewhere
      ? el("div", { class: "lm-quiet lm-small" }, `This quotation is also under: ${elsewhere}`)
      : null,
    chosen && one.kind !== "none" ? excerptTools(desk) : null);
};

const conflictView = ({ theirs, ours }, desk, key, column, described = false) => {
  const settle = (choice) => () => desk.send({ act: "settle", key, theme: column, choice });
  return el("div", { class: "lm-conflict", role: "alert" },
    el("strong", {}, "Someone else changed this cell while you did. Nothing was overwritten."),
    el("div", { class: "lm-two" },
      el("div", {}, el("h4", {}, "Theirs, saved"), el("pre", { dir: "auto" }, theirs || "(empty)")),
      el("div", {}, el("h4", {}, "Yours, not saved"), el("pre", { dir: "auto" }, ours || "(empty)"))),
    el("div", { class: "lm-tools" },
      described ? null : button("Keep both", "", settle("both")),
      button("Keep theirs", "", settle("theirs")),
      button("Keep mine", "", settle("ours"))));
};

// --- the form for one excerpt: what it holds is kept in ui.form, so a new state does not lose what was typed

const hintView = (answer, theme) => {
  if (answer.error) return [answer.error];
  const { one, odd, number } = answer;
  const fresh = one.subtheme && !theme.subthemes.includes(one.subtheme) && !odd.length;
  const parts = [
    `A ${one.kind}`, one.locator, one.subtheme,
    one.origin && `quoting ${one.origin}`,
    one.note && `note: ${one.note}`,
    one.kind === "quotation" && !one.locator && "no page yet: add (p. …)",
    fresh && "a new subtheme, which will be added to the theme",
  ];
  return [
    number > 1 ? `${number} quotations, one per line` : parts.filter(Boolean).join(" · "),
    ...odd.map((text) => el("div", { class: "lm-odd", dir: "auto" }, text)),
  ];
};

// Says, a moment after the last letter, what the form would save, and gently what is odd in it.
const hintFor = (desk, theme) => {
  const { form } = desk.ui;
  const told = el("div", { class: "lm-quiet lm-small lm-hint", "aria-live": "polite", dir: "auto" });
  const ask = () => {
    const { source } = desk.state;
    if (!source || desk.ui.form !== form) return;
    desk.ask({ act: "parse", ...form, key: source.key, theme: theme.id }, (answer) => {
      if (form.text.trim()) told.replaceChildren(...hintView(answer, theme));
    });
  };
  let timer = 0;
  const hint = () => {
    clearTimeout(timer);
    if (form.text.trim()) timer = setTimeout(ask, 160);
    else told.textContent = "";
  };
  hint();
  return [told, hint];
};

const formFields = (form, theme, hint) => {
  const keep = (name) => (event) => {
    form[name] = event.target.value;
    hint();
  };
  const labelled = (label, node) => el("label", { class: "lm-field" }, el("span", {}, label), node);
  const named = (name, label) => ({ "aria-label": label, "data-focus": `form ${name}` });
  const input = (name, label, more = {}) =>
    labelled(label, el("input", { type: "text", dir: "auto", ...named(name, label), value: form[name],
      oninput: keep(name), ...more }));
  const choice = (name, label, pairs) =>
    labelled(label, menu(form[name], pairs, () => {}, { ...named(name, label), onchange: keep(name) }));
  const subthemes = [["", "(no subtheme)"], ...theme.subthemes.map((name) => [name, name])];
  const hold = (value) => {
    form.subtheme = value;
    hint();
  };
  const subtheme = offerField(form.subtheme, subthemes, hold, named("subtheme", "Subtheme (choose or add)"));
  const text = el("textarea", { class: "lm-form-text", rows: "3", dir: "auto", "aria-label": "Excerpt",
    "data-focus": "form text", "data-home": "", value: form.text, oninput: keep("text"),
    placeholder: "Paste “…” (p. 12), or write a summary; # begins a memo" });
  return [
    text,
    el("div", { class: "lm-fields" },
      labelled("Subtheme (choose or add)", subtheme), choice("stance", "Stance", STANCES),
      input("locator", "Page or place", { placeholder: "p. 12" }),
      input("origin", "Quoting", { placeholder: "keys of the works, or words" }),
      input("note", "Note"), choice("kind", "Kind", KINDS)),
  ];
};

const formView = (desk, theme) => {
  const { form } = desk.ui;
  const [told, hint] = hintFor(desk, theme);
  const onKey = (event) => {
    const { key, shiftKey, isComposing, target } = event;
    const line = target.matches("textarea") && shiftKey;
    if (key !== "Enter" || line || isComposing || !target.matches("textarea, input, select")) return;
    taken(event);
    saveForm(desk);
  };
  const submit = (event) => {
    event.preventDefault();
    saveForm(desk);
  };
  const about = { class: "lm-form", "aria-label": form.number ? "Edit an excerpt" : "Add an excerpt" };
  return el("form", { ...about, onsubmit: submit, onkeydown: onKey },
    formFields(form, theme, hint),
    told,
    el("div", { class: "lm-tools" },
      button(form.number ? "Save" : "Add", "Enter", null, { type: "submit", class: "lm-go" }),
      button("Cancel", "Esc", () => leave(desk))));
};

// --- a cell

const carryView = (cell, desk) => {
  const { copy } = desk.ui.carry;
  const others = desk.state.themes.filter((one) => one.id !== cell.theme).map((one) => [one.id, one.name]);
  const go = () => {
    if (pick.value) placeExcerpt(desk, pick.value);
  };
  const onKey = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    go();
  };
  const pick = menu("", [["", copy ? "copy to …" : "move to …"], ...others], () => {},
    { class: "lm-carry", "aria-label": "Theme", onkeydown: onKey });
  return el("div", { class: "lm-tools" },
    pick, button(copy ? "Copy" : "Move", "", go), button("Cancel", "", () => leave(desk)));
};

const cellTools = (cell, desk) => {
  const { state, ui } = desk;
  const silent = cell.excerpts.some((one) => one.kind === "none");
  const begun = begunIn(ui, `${state.source.key} ${cell.theme}`).some((one) => !one.number);
  return el("div", { class: "lm-tools" },
    mini(begun ? "Continue what you began" : "Add", "a", () => addExcerpt(desk)),
    mini(silent ? "Undo “not mentioned”" : "Not mentioned", "0", () => toggleNone(desk),
      { disabled: !silent && cell.state === "mentioned" }));
};

const cellView = (cell, theme, desk) => {
  const { state, ui } = desk;
  const { key } = state.source;
  const here = state.theme === cell.theme;
  const form = here ? ui.form : null;
  const about = {
    class: `lm-cell${here ? " lm-here" : ""}`,
    "data-theme": cell.theme,
    "aria-label": `${theme.name}: ${cell.state}`,
    "aria-current": here ? "true" : null,
  };
  const turn = () => here || desk.send({ act: "theme", theme: cell.theme });
  const excerpt = (one) => {
    const { number } = one;
    if (form?.number === number) return formView(desk, theme);
    const choose = () => chooseExcerpt(desk, cell.theme, number);
    return excerptView(one, desk, choose, here && ui.number === number);
  };
  return el("section", about,
    el("div", { class: "lm-cell-head", onclick: turn },
      el("span", { class: "lm-cell-name", dir: "auto" }, theme.name), badge(cell.state)),
    here && theme.definition ? el("p", { class: "lm-quiet lm-small", dir: "auto" }, theme.definition) : null,
    cell.conflict ? conflictView(cell.conflict, desk, key, cell.theme) : null,
    cell.excerpts.map(excerpt),
    form && !form.number ? formView(desk, theme) : null,
    here && ui.carry ? carryView(cell, desk) : null,
    here && !ui.form && !ui.carry ? cellTools(cell, desk) : null);
};
