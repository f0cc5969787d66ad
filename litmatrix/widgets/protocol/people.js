// The people of a review: named, added, called otherwise.

const namedPeople = ({ state }) => state.values[""].reviewers ?? [];

const savePeople = (desk, names) =>
  saveAsked(desk, {
    op: "set",
    table: "",
    id: "",
    shown: { reviewers: state0(desk) },
    given: { reviewers: names },
  });
const state0 = ({ state }) => state.values[""].reviewers;

// Whoever decided already is named with the first name that is: else nobody would know them.
const withDeciders = (desk) => [
  ...new Set([
    ...namedPeople(desk),
    ...Object.keys(desk.state.people).filter((name) => desk.state.people[name]),
  ]),
];

const renameForm = (name, desk) => {
  const { ui } = desk;
  const submit = (event) => {
    event.preventDefault();
    saveAsked(desk, { op: "rename", old: name, new: ui.newName });
    ui.renaming = "";
  };
  const typed = (event) => {
    ui.newName = event.target.value;
  };
  const leaving = () => {
    ui.renaming = "";
    desk.draw();
  };
  return el(
    "form",
    { class: "lm-line", onsubmit: submit },
    el("input", {
      type: "text",
      value: ui.newName,
      oninput: typed,
      "aria-label": `New name of ${name}`,
      "data-focus": "new-name",
    }),
    el("button", { type: "submit", class: "lm-go" }, "Rename"),
    button("Cancel", "Esc", leaving),
    quiet("The new name is used in all decisions and files of this person."),
  );
};

const personRow = (name, desk) => {
  const { state, ui } = desk;
  const decided = state.people[name] ?? 0;
  const listed = namedPeople(desk).includes(name);
  const rename = () => {
    Object.assign(ui, { renaming: name, newName: name });
    desk.draw();
    desk.focus("new-name");
  };
  const removeName = () =>
    savePeople(
      desk,
      namedPeople(desk).filter((one) => one !== name),
    );
  return el(
    "li",
    { class: "lm-entry" },
    el(
      "div",
      { class: "lm-said" },
      el("span", { class: "lm-title", dir: "auto" }, name),
      " ",
      quiet(dotted(many(decided, "decision"),
        listed ? "" : "not in the list (the list is empty, so anyone can decide)")),
    ),
    ui.renaming === name
      ? renameForm(name, desk)
      : el(
          "div",
          { class: "lm-acts" },
          button("Rename", "", rename, { "data-focus": `rename-${name}`, disabled: state.fatal }),
          listed
            ? button("Delete", "", removeName, {
                disabled: Boolean(decided) || state.fatal,
                title: decided ? "Has made decisions, and cannot be deleted" : "",
              })
            : null,
        ),
  );
};

const peopleView = (desk) => {
  const names = [...new Set([...namedPeople(desk), ...Object.keys(desk.state.people)])];
  const add = (event) => {
    event.preventDefault();
    const name = desk.ui.newPerson.trim();
    if (!name) return;
    savePeople(desk, [...withDeciders(desk), name]);
    desk.ui.newPerson = "";
  };
  const typed = (event) => {
    desk.ui.newPerson = event.target.value;
  };
  return [
    names.length
      ? el(
          "ul",
          { class: "lm-entries" },
          names.map((name) => personRow(name, desk)),
        )
      : quietLine("No names yet: add yourself."),
    el(
      "form",
      { class: "lm-line", onsubmit: add },
      el("input", {
        type: "text",
        value: desk.ui.newPerson,
        oninput: typed,
        placeholder: "name, as saved with decisions",
        "aria-label": "Name of a person",
        "data-focus": "new-person",
      }),
      el("button", { type: "submit", disabled: desk.state.fatal }, "Add person"),
    ),
  ];
};
