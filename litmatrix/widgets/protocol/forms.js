// The forms of the protocol desk: of a table, of an entry, of a new one.

const EFFECTS = [
  ["same", "the same records: only the wording changed"],
  ["widened", "more records than before"],
  ["narrowed", "fewer records than before"],
];
const REWORDED = ["include", "exclude", "check", "stage"];

// Only what was decided already can be due again.
const effectView = (desk, draft) => {
  const reworded = REWORDED.some((name) => name in draft.values);
  if (draft.table !== "criteria" || draft.id === NEW_ENTRY || !desk.state.decided) return null;
  const choose = (effect) => () => {
    draft.effect = effect;
  };
  return el(
    "fieldset",
    { class: "lm-effect", hidden: !reworded, "data-effect": "" },
    el("legend", {}, "With the new words it includes"),
    EFFECTS.map(([effect, told]) =>
      el(
        "label",
        { class: "lm-check" },
        el("input", {
          type: "radio",
          name: `lm-effect-${draft.id}`,
          checked: draft.effect === effect,
          onchange: choose(effect),
          "data-focus": `effect-${effect}`,
        }),
        ` ${told}`,
      ),
    ),
  );
};

// Values belong to a choice of some.
const isAsked = (desk, draft, name) =>
  draft.table !== "descriptors" ||
  name !== "values" ||
  valueIn(desk, draft, name) !== null ||
  ["choice", "choices"].includes(valueIn(desk, draft, "type") ?? "");

const draftForm = (desk, draft, fields, title, one = "") => {
  const submit = (event) => {
    event.preventDefault();
    saveDraft(desk, draft);
  };
  const isNew = draft.id === NEW_ENTRY;
  const shown = fields.filter(({ name }) => (isNew || name !== "id") && isAsked(desk, draft, name));
  const folded = shown.filter(({ more }) => more);
  const keepFold = (event) => {
    desk.ui.more = event.target.open;
  };
  // The question what new words do is asked once there are some.
  const typing = () => {
    const asked = desk.root.querySelector("[data-effect]");
    if (asked) asked.hidden = !REWORDED.some((name) => name in draft.values);
  };
  const ready = touched(draft) && !desk.state.fatal;
  return el(
    "form",
    {
      class: "lm-panel lm-form",
      "aria-label": title,
      "data-place": draft.place,
      onsubmit: submit,
      oninput: typing,
    },
    title ? el("h3", { dir: "auto" }, title) : null,
    el(
      "div",
      { class: `lm-fields lm-of-${draft.table || "top"}` },
      shown.filter(({ more }) => !more).map((field) => fieldView(desk, draft, field)),
    ),
    folded.length
      ? el(
          "details",
          { open: desk.ui.more, ontoggle: keepFold },
          el("summary", {}, "More"),
          folded.map((field) => fieldView(desk, draft, field)),
        )
      : null,
    effectView(desk, draft),
    draft.failed ? messageView(draft.failed) : null,
    el(
      "div",
      { class: "lm-buttons" },
      el(
        "button",
        {
          type: "submit",
          class: "lm-go",
          disabled: !ready,
          "data-wakes": "",
          "data-focus": `save-${draft.place}`,
        },
        isNew ? `Add ${one}` : "Save",
      ),
      button(
        "Cancel",
        one ? "Esc" : "",
        () => leaveDraft(desk, draft),
        one ? {} : { disabled: !touched(draft), "data-wakes": "" },
      ),
    ),
  );
};

const TABLE_TITLES = {
  about: "For the paper",
  agree: "How many must agree",
  highlight: "Highlights",
  keys: "Shortcuts of the screening card",
};

