// What is prepared, before it is done: the walk of a split, and the preview; and the story of the themes.

const put = (desk, part) => {
  const { id, walk } = desk.state.draft;
  desk.send({ act: "put", draft: id, key: walk.key, number: walk.number, part, alike: desk.ui.alike });
};
const back = (desk) => desk.send({ act: "back" });

// Back to the form of what is shown: as it was typed or, of a split that was taken up again, as it was asked.
const changeForm = (desk) => {
  const change = () => {
    const { ui, state } = desk;
    ui.form = formAgain(ui.form, state.draft.form);
    desk.send({ act: "leave", form: true });
  };
  return button("Back to the form", "", change);
};

const toggleAlike = (desk) => {
  desk.ui.alike = !desk.ui.alike;
  desk.draw();
};

const pressWalk = (key, desk) => {
  const { walk } = desk.state.draft;
  const part = /^[1-9]$/.test(key) && walk.parts[Number(key) - 1];
  if (part) put(desk, part.id);
  else if (key === "b" || key === "Backspace") back(desk);
  else if (key === "s" && walk.whole) toggleAlike(desk);
};

const toldView = (told) =>
  told ? el("div", { class: "lm-message lm-told", role: "status" }, said(told)) : null;

// --- the walk

const goable = ({ waiting }) => waiting.find((one) => !one.fault);
const takeUp = (one, desk) => {
  desk.ui.form = null;
  desk.send({ act: "take_up", walk: one.id });
};

// A split that was left, and what can be done with it.
const waitingWalk = (one, desk) => {
  const { ui } = desk;
  const placed = `${counted(one.done)} of ${many(one.total, "excerpt")} placed`;
  const title = one.fault
    ? `A split that was started cannot be read: ${one.fault}`
    : `The split of ${one.what} is not finished: ${placed}.`;
  const first = goable(desk.state) === one;
  const ask = (id) => () => {
    ui.throwing = id;
    desk.draw();
    desk.focus(id ? "throw-no" : `throw-${one.id}`);
  };
  const throwAway = () => desk.send({ act: "throw_away", walk: one.id });
  const left = `Left ${one.time}${one.by ? ` by ${one.by}` : ""}. Nothing is changed in the review yet.`;
  const sure = [
    el("span", {}, one.done ? `Discard where ${many(one.done, "excerpt")} would go?` : "Discard it?"),
    button("Yes, discard it", "", throwAway, { "data-focus": "throw-yes" }),
    button("No, keep it", "", ask(""), { "data-focus": "throw-no" }),
  ];
  const ways = [
    one.fault
      ? null
      : button(said(`Continue the split of ${one.what}`), first ? "g" : "", () => takeUp(one, desk),
          { class: "lm-go", "data-focus": `go-on-${one.id}` }),
    button("Discard", "", ask(one.id), { "data-focus": `throw-${one.id}` }),
  ];
  return el("section", { class: "lm-panel lm-left", "aria-label": "A split that was started" },
    el("p", {}, said(title)),
    one.time ? quietLine(left) : null,
    el("div", { class: "lm-toolbar" }, ui.throwing === one.id ? sure : ways));
};

const walkButtons = (walk, desk) => {
  const part = ({ id, name }, at) =>
    el("button", { type: "button", class: "lm-go", "data-part": id, onclick: () => put(desk, id) },
      at < 9 ? el("kbd", {}, String(at + 1)) : null, el("span", { dir: "auto" }, ` ${name || id}`));
  const alike = () => {
    toggleAlike(desk);
    desk.focus();
  };
  const pressed = { "aria-pressed": String(desk.ui.alike) };
  const which = walk.subtheme ? "of this subtheme" : "without a subtheme";
  return el("div", { class: "lm-buttons" },
    walk.parts.map(part),
    walk.whole ? button(`All ${walk.alike} ${which}`, "s", alike, pressed) : null,
    button("Back", "b", () => back(desk), { disabled: !walk.done }),
    changeForm(desk),
    button("Stop for now", "Esc", () => leave(desk),
      { "data-focus": "leave", title: "What is placed is kept: continue any day" }));
};

const walkView = ({ walk, told }, desk) => {
  const tag = walk.subtheme ? `[${walk.subtheme}${walk.stance ? ` ${walk.stance}` : ""}]` : "no subtheme";
  const origin = walk.origin ? `quoting ${walk.origin}` : "";
  const which = walk.subtheme ? `of ${tag}` : "without a subtheme";
  const alike = el("p", { class: "lm-alike", role: "alert" }, `All ${walk.alike} ${which} go to …`);
  return el("section", { class: "lm-panel lm-walk", "aria-label": "Decide where each excerpt goes" },
    el("h3", {}, said(`Split ${walk.of}: where does this excerpt go?`)),
    toldView(told),
    el("div", { class: "lm-progress-line" },
      progressBar(walk.done, walk.total, "placed"), el("span", {}, `${walk.done + 1} of ${walk.total}`)),
    el("div", { class: "lm-place" },
      el("strong", { dir: "auto" }, walk.reference || walk.key), quiet(walk.key),
      el("span", { class: "lm-tag", dir: "auto" }, tag), walk.kind === "memo" ? quiet("memo") : null),
    el("blockquote", { dir: "auto" }, walk.text),
    quietLine([walk.locator, origin, walk.note].filter(Boolean).join(" · ")),
    desk.ui.alike ? alike : null,
    walkButtons(walk, desk));
};

// --- the preview

const lineView = ({ same, text }) => el("div", { class: same ? "lm-same" : "lm-changed", dir: "auto" }, text);

const cellView = ({ theme, lines }) =>
  el("div", { class: "lm-cell" },
    el("div", { class: "lm-column", dir: "auto" }, theme),
    lines.map(lineView));

const cellsView = (cells, label) =>
  el("div", { class: "lm-side-cells" },
    el("div", { class: "lm-side-label" }, label),
    cells.length ? cells.map(cellView) : el("em", { class: "lm-quiet" }, "nothing"));

const rowView = ({ key, reference, before, after }) =>
  el("section", { class: "lm-touched", "aria-label": key },
    el("h4", {},
      el("span", { dir: "auto" }, reference || key),
      reference ? el("small", { class: "lm-quiet" }, ` ${key}`) : null),
    el("div", { class: "lm-sides" }, cellsView(before, "Before"), cellsView(after, "After")));

const besideView = (beside, undone) =>
  el("details", { open: beside.length <= 8 && !undone },
    el("summary", {}, undone ? "What changes in review.toml" : "What else changes"),
    el("div", { class: `lm-beside${undone ? " lm-lines" : ""}`, tabindex: "0" },
      beside.map((line) => (undone ? el("div", { dir: "auto" }, line) : el("div", {}, said(line))))));

const changesView = (draft) => {
  const { cells, sources } = draft;
  const told = `${many(cells, "cell")} of ${many(sources, "source")} ${cells === 1 ? "changes" : "change"}`;
  return [
    el("p", { class: "lm-count" }, cells ? told : "No excerpt changes."),
    draft.rows.length
      ? el("div", { class: "lm-rows", tabindex: "0", "aria-label": "Cells before and after" },
          el("div", { class: "lm-sides lm-heads" }, el("div", {}, "Before"), el("div", {}, "After")),
          draft.rows.map(rowView))
      : null,
  ];
};

const turnView = ({ page, pages }, desk) => {
  const turn = (to, label) =>
    button(label, "", () => desk.send({ act: "page", page: to }), { disabled: to < 0 || to >= pages });
  return el("div", { class: "lm-toolbar" },
    turn(page - 1, "← Earlier"), el("span", {}, `page ${page + 1} of ${pages}`), turn(page + 1, "Later →"));
};

const whyView = (ui, undone) => {
  const keep = (event) => {
    ui.why = event.target.value;
  };
  const wanted = "the reason: it is kept in the theme history";
  const placeholder = undone ? "why you undo it (optional)" : wanted;
  return el("label", { class: "lm-field" }, el("span", {}, "Why"),
    el("input", { type: "text", dir: "auto", "data-focus": "why", "aria-label": "Why", placeholder,
      required: !undone, value: ui.why, oninput: keep }));
};

const previewView = (draft, desk) => {
  const { ui } = desk;
  const undone = draft.kind === "undo";
  const submit = (event) => {
    event.preventDefault();
    desk.send({ act: "do", draft: draft.id, why: ui.why });
  };
  const title = undone ? `Undo: ${draft.title}` : `Preview: ${draft.title}`;
  const verb = undone ? "Undo it" : LABELS[draft.op] ?? "Apply the change";
  return el("form", { class: "lm-panel lm-preview", "aria-label": "Preview", onsubmit: submit },
    el("h3", {}, said(title)),
    toldView(draft.told),
    draft.notes.length
      ? el("ul", { class: "lm-notes" }, draft.notes.map((note) => el("li", {}, said(note))))
      : null,
    changesView(draft),
    draft.pages > 1 ? turnView(draft, desk) : null,
    draft.beside.length ? besideView(draft.beside, undone) : null,
    whyView(ui, undone),
    el("div", { class: "lm-buttons" },
      el("button", { type: "submit", class: "lm-go", "data-focus": "do" }, verb),
      draft.walked ? button("Back to the last excerpt", "", () => back(desk)) : null,
      draft.op !== "retire" && !undone ? changeForm(desk) : null,
      button(draft.walked ? "Stop for now" : "Cancel", "Esc", () => leave(desk), { "data-focus": "leave" })));
};

// --- the story

const stepView = (step, desk, { open, last }) => {
  const by = step.undone_by ? ` by ${step.undone_by}` : "";
  const undone = `Undone ${step.undone}${by}${step.undone_why ? `: ${step.undone_why}` : ""}`;
  const unrecorded = "It is not recorded in history/, so it cannot be undone here.";
  const undo = () => desk.send({ act: "undo", step: step.undo });
  const title = last ? "" : "An order can be undone even after other changes";
  const label = `Undo: ${step.what}`;
  const about = { "data-focus": `undo-${step.undo}`, disabled: open, title, "aria-label": label };
  return el("li", { class: step.undone ? "lm-undone" : "" },
    el("div", {},
      el("time", {}, step.time), " ", el("strong", { class: "lm-what" }, said(step.done)),
      step.by ? quiet(` by ${step.by}`) : null, " ",
      step.undo ? button("Undo", "", undo, about) : null),
    step.why ? el("div", { class: "lm-why", dir: "auto" }, step.why) : null,
    step.undone ? el("div", { class: "lm-taken-back", dir: "auto" }, undone) : null,
    step.undone || step.recorded ? null : el("div", { class: "lm-quiet" }, unrecorded));
};

const storyView = ({ story, draft }, ui, desk) => {
  const keep = (event) => {
    ui.story = !event.currentTarget.parentElement.open;
  };
  const open = Boolean(draft || ui.form);
  const last = story.find((step) => step.undo);
  return el("details", { class: "lm-panel", open: ui.story },
    el("summary", { onclick: keep, "data-focus": "story" },
      `Theme history (${counted(story.length)})`),
    story.length
      ? el("ol", { class: "lm-story", reversed: true, "data-scroll": "story" },
          story.map((step) => stepView(step, desk, { open, last: step === last })))
      : quietLine("The themes have not changed yet."));
};
