// Who screens which records: a choice in words, what follows from it, and then it is recorded.

const WORDS = ["nobody", "one person", "two people", "three people", "four people", "five people"];
const inWords = (number) => WORDS[number] ?? `${number} people`;

// What stands now, as a choice.
const choiceOf = ({ people, now }) => {
  const { number } = now;
  if (now.people.length) return { way: number > 1 ? "two" : "one", people: now.people, number };
  const everybody = people.length > 1 && number >= people.length;
  return { way: everybody ? "all" : "open", people: [...people], number };
};

const draftOf = ({ state, ui }) => ui.draft ?? choiceOf(state.dividing);

const asked = ({ way, people, number }, known) => {
  if (way === "open") return { people: [], number };
  if (way === "all") return { people: [], number: Math.max(1, known.length) };
  const chosen = known.filter((name) => people.includes(name));
  return { people: chosen, number: way === "one" ? 1 : Math.max(2, number) };
};

// What would come of it is asked of the kernel, and shown when the answer is there.
const lookAhead = (desk) => {
  const { state, ui } = desk;
  const wanted = asked(draftOf(desk), state.dividing.people);
  const turn = (ui.turn += 1);
  desk.ask({ act: "preview", stage: state.stage, ...wanted }, (answer) => {
    if (turn !== ui.turn) return;
    ui.preview = answer;
    desk.draw();
  });
};

const change = (desk, changes) => {
  const { ui } = desk;
  const now = choiceOf(desk.state.dividing);
  const number = changes.way === now.way ? now.number : changes.way === "two" ? 2 : 1;
  ui.draft = { ...draftOf(desk), ...(changes.way ? { number } : {}), ...changes };
  desk.draw();
  lookAhead(desk);
};

const leaveDraft = (desk) => {
  Object.assign(desk.ui, { draft: null, preview: null });
  desk.draw();
  desk.focus();
  lookAhead(desk);
};

const isChanged = ({ state, ui }) => {
  if (!ui.draft) return false;
  const { people, now } = state.dividing;
  const wanted = asked(ui.draft, people);
  return wanted.number !== now.number || wanted.people.join("\n") !== now.people.join("\n");
};

const saveDivision = (desk) => {
  const { state, ui } = desk;
  if (!isChanged(desk) || ui.preview?.error || ui.busy) return;
  const wanted = asked(ui.draft, state.dividing.people);
  ui.saving = desk.send({ act: "divide", ...wanted });
};

const tickPerson = (desk, name, on) => {
  const { people } = draftOf(desk);
  change(desk, { people: on ? [...people, name] : people.filter((one) => one !== name) });
};

const wayRow = (way, label, hint, desk, more = null) => {
  const chosen = draftOf(desk).way === way;
  const choose = () => change(desk, { way });
  return el("div", { class: `lm-way${chosen ? " lm-chosen" : ""}` },
    el("label", {},
      el("input",
        { type: "radio", name: "way", checked: chosen, onchange: choose, "data-focus": `way-${way}` }),
      " ", el("strong", {}, label)),
    quietLine(hint),
    chosen ? more : null);
};

const ticks = (desk) => {
  const { people } = draftOf(desk);
  return el("div", { class: "lm-ticks", role: "group", "aria-label": "Divided among" },
    desk.state.dividing.people.map((name) =>
      el("label", {},
        tickBox(people.includes(name), (on) => tickPerson(desk, name, on), { "data-focus": `tick-${name}` }),
        " ", el("span", { dir: "auto" }, name))));
};

const howMany = (desk) => {
  const most = Math.max(2, Math.min(desk.state.dividing.people.length, 5));
  const options = Array.from({ length: most }, (_, at) => [String(at + 1), inWords(at + 1)]);
  const pick = (value) => change(desk, { number: Number(value) });
  return el("label", { class: "lm-line" }, "Each record needs ",
    menu(String(draftOf(desk).number), options, pick, { "data-focus": "number" }));
};

const shareRow = ({ name, decided, now, after }) =>
  el("tr", {}, el("th", { scope: "row", dir: "auto" }, name),
    [decided, now, after].map((number) => el("td", {}, counted(number))));

const previewView = (desk) => {
  const { preview } = desk.ui;
  if (!preview) return null;
  if (preview.error) return el("p", { class: "lm-warned", role: "alert" }, preview.error);
  if (!preview.people.length) return null;
  const changed = isChanged(desk);
  const heads = ["Who", "Decided", "To do now", "To do after this"].slice(0, changed ? 4 : 3);
  return el("div", { class: "lm-preview" },
    el("h4", {}, changed ? "What would change" : "How it is now"),
    el("table", {},
      el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, preview.people.map((one) => {
        const row = shareRow(one);
        if (!changed) row.lastChild.remove();
        return row;
      }))),
    changed ? el("ul", {}, preview.told.map((line) => el("li", {}, line))) : null);
};

const addView = (desk) => {
  const { ui } = desk;
  const { people, anyone } = desk.state.dividing;
  const add = (event) => {
    event.preventDefault();
    if (!ui.newPerson.trim() || ui.busy) return;
    ui.saving = desk.send({ act: "add", name: ui.newPerson });
  };
  const typed = (event) => {
    ui.newPerson = event.target.value;
  };
  const only = people.length < 2 ? "At least two people are needed to divide records. " : "";
  const from = anyone ? "Once a name is in the list, only the people in it can decide." : "";
  return el("form", { class: "lm-line lm-add", onsubmit: add },
    el("label", {}, "Somebody else ",
      el("input",
        { type: "text", value: ui.newPerson, oninput: typed, dir: "auto", "data-focus": "new-person",
          placeholder: "name, as saved with decisions" })),
    el("button", { type: "submit" }, "Add to the team"),
    only || from ? quiet(only + from) : null);
};

const OPEN =
  "Nobody has records of their own: each is to do for everybody, until enough people have decided on it.";
const ALL = "Each decides on every record, and does not see what the others decided.";
const ONE =
  "The quick way. No record is seen by two people, so agreement cannot be measured; in a pilot round it " +
  "can, because everybody decides on the same records.";
const TWO =
  "Each record is decided twice, by people who do not see what the other decided; more than two people " +
  "take turns, so that every pair meets.";

const undoDivision = (desk) => {
  desk.ui.saving = desk.send({ act: "undo_division" });
};

// What was saved is what stands now; what was refused stays to be mended.
const takeAnswer = ({ state, ui }, isAnswer) => {
  if (isAnswer && ui.saving) {
    ui.saving = false;
    const done = state.saved.ok && !state.message.startsWith("Not ");
    if (done) Object.assign(ui, { draft: null, newPerson: "" });
  }
  Object.assign(ui, { preview: null, looking: false });
};

const dividingView = (state, desk) => {
  const { people, last } = state.dividing;
  const { ui } = desk;
  const draft = draftOf(desk);
  if (!ui.preview && !ui.looking) {
    ui.looking = true;
    lookAhead(desk);
  }
  const alone = people.length < 2;
  const two = draft.way === "two" && draft.number > 2 ? draft.number : 2;
  const disabled = !isChanged(desk) || Boolean(ui.preview?.error);
  const save = { class: "lm-go", "data-focus": "save", disabled };
  return [
    el("fieldset", { class: "lm-ways" },
      el("legend", {}, "Who screens which records"),
      wayRow("open", "Not divided: whoever comes first decides", OPEN, desk, howMany(desk)),
      alone ? null : wayRow("all", "Everybody screens everything", ALL, desk),
      alone ? null : wayRow("one", "Each record by one person, divided among:", ONE, desk, ticks(desk)),
      alone ? null : wayRow("two", `Each record by ${inWords(two)}, divided among:`, TWO, desk, ticks(desk))),
    previewView(desk),
    el("div", { class: "lm-buttons" },
      button("Save", "s", () => saveDivision(desk), save),
      ui.draft ? button("Cancel", "Esc", () => leaveDraft(desk)) : null,
      last
        ? button("Undo the last change", "u", () => undoDivision(desk), { "data-focus": "undo-division" })
        : null,
      last ? quiet(last) : null),
    addView(desk),
  ];
};

// Returns whether the key was meant for the division.
const pressDividing = (key, desk) => {
  if (key === "s") saveDivision(desk);
  else if (key === "u" && desk.state.dividing.last) undoDivision(desk);
  else return false;
  return true;
};
