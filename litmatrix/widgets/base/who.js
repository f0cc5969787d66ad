// Who works at a desk: asked by one desk of a page, shown by all in a few words, and changed for all at once.

const nameField = (names, value = "") =>
  names.length
    ? el("select", { "aria-label": "Your name", "data-focus": "who" },
        names.map((name) => el("option", { value: name, selected: name === value }, name)))
    : el("input", { type: "text", "aria-label": "Your name", placeholder: "your name", value,
        "data-focus": "who" });

// Asks who works here; `tell` gets the name.
const nameForm = ([question, told], names, tell) => {
  const field = nameField(names);
  const submit = (event) => {
    event.preventDefault();
    tell(field.value);
  };
  return el("form", { class: "lm-ask-name", onsubmit: submit },
    el("label", {}, el("strong", {}, `${question} `), field),
    el("button", { type: "submit" }, "Start"),
    el("p", { class: "lm-quiet" }, told));
};

const beginNaming = (desk) => {
  desk.ui.naming = true;
  desk.draw();
  desk.focus("who");
};
const leaveNaming = (desk) => {
  desk.ui.naming = false;
  desk.draw();
  desk.focus();
};

// In the place of a desk that waits until another on the page is told who works here.
const waitingView = (desk) =>
  el("p", { class: "lm-waiting" },
    quiet("Enter your name above to start. "),
    button("Enter it here", "", () => beginNaming(desk), { class: "lm-link", "data-focus": "naming" }));

// In the header: "as CS · change".
const whoView = (desk) => {
  const { name, names } = desk.state.who;
  if (desk.ui.naming) return nameChange(name, names, desk);
  const as = name ? ["as ", el("strong", { dir: "auto" }, name)] : "no name yet";
  const label = name ? "change" : "enter your name";
  return el("span", { class: "lm-as" }, as, " · ",
    button(label, "", () => beginNaming(desk), { class: "lm-link", "data-focus": "naming" }));
};

const nameChange = (name, names, desk) => {
  const field = nameField(names, name);
  const submit = (event) => {
    event.preventDefault();
    if (field.value.trim() === name) leaveNaming(desk);
    else desk.send({ act: "name", name: field.value });
  };
  const keys = (event) => {
    if (event.key !== "Escape") return;
    taken(event);
    leaveNaming(desk);
  };
  return el("form", { class: "lm-as", onsubmit: submit, onkeydown: keys },
    el("label", {}, "as ", field), " ",
    el("button", { type: "submit" }, "OK"), " ",
    button("Cancel", "", () => leaveNaming(desk)));
};
