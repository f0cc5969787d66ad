// Beside the record: the criteria, labels, a note, the full text, words to highlight.

// --- the criteria

const VERDICTS = { meets: "✓", fails: "✗", unknown: "?" };

const findingView = (criterion) =>
  el("div", { class: `lm-finding lm-${criterion.verdict}` },
    el("span", { "aria-hidden": "true" }, `${VERDICTS[criterion.verdict]} `),
    el("span", { dir: "auto" }, `${criterion.verdict}: ${criterion.why}`));

const criterionView = (criterion, number, state, desk) => {
  const reason = {
    class: "lm-reason",
    type: "button",
    disabled: !state.reasons,
    title: state.reasons ? `Exclude for this reason (${number <= 9 ? number : "click"})` : "",
    "aria-label": `Exclude: ${criterion.exclude}`,
    onclick: () => decide(desk, "exclude", criterion.id),
  };
  return el("li", {},
    el("div", { class: "lm-include-text", dir: "auto" }, criterion.include),
    criterion.verdict ? findingView(criterion) : null,
    el("button", reason,
      el("kbd", {}, number <= 9 ? String(number) : "·"), el("span", { dir: "auto" }, criterion.exclude)));
};

const noteView = (state, ui) => {
  const label = "Note on this record";
  const keep = (event) => {
    ui.note = event.target.value;
    ui.drafts.set(noteOf(state), ui.note);
  };
  return el("textarea", { class: "lm-note", rows: "2", placeholder: label, "aria-label": label,
    value: ui.note, "data-focus": "note", oninput: keep });
};

const wordsView = (state, ui, desk) => {
  const field = (kind, label) => {
    const send = (event) => {
      const words = event.target.value.split(",").map((word) => word.trim()).filter(Boolean);
      desk.send({ act: "words", kind, words });
    };
    return el("input", { class: `lm-words-${kind}`, "data-focus": `words-${kind}`, "aria-label": label,
      placeholder: label, value: (state.words[kind] || []).join(", "), onchange: send });
  };
  return el("div", { class: "lm-words" },
    el("label", {},
      tickBox(ui.highlight, () => highlight(desk)), " Highlight ", el("kbd", {}, state.keys.highlight)),
    el("div", { class: "lm-quiet" }, "for:"), field("include", "words for including (peer*, …)"),
    el("div", { class: "lm-quiet" }, "against:"), field("exclude", "words for excluding (animal*, …)"));
};

// --- labels

const setLabel = (desk, label, on) => {
  const { card } = desk.state;
  if (card && label.trim()) desk.send({ act: "label", card: card.id, key: card.key, label, on });
};

// So many are offered by a number.
const NUMBERED = 9;

const labelsView = (state, ui, desk) => {
  const { card, keys } = state;
  const offered = state.labels.slice(0, 40);
  const toggle = (label) => {
    ui.label = "";
    setLabel(desk, label, !card.labels.includes(label));
  };
  const press = (event) => {
    const chosen = /^[1-9]$/.test(event.key) && !event.target.value ? offered[Number(event.key) - 1] : "";
    const typed = event.key === "Enter" ? event.target.value : chosen;
    if (!typed || event.ctrlKey || event.metaKey || event.altKey) return;
    taken(event);
    toggle(typed);
  };
  const chip = (label, at) => {
    const has = card.labels.includes(label);
    const number = at < NUMBERED ? el("kbd", {}, String(at + 1)) : null;
    const about = { class: `lm-chip${has ? " lm-has" : ""}`, "aria-pressed": String(has) };
    return el("button",
      { type: "button", ...about, "data-focus": `labels ${label}`, onclick: () => toggle(label) },
      number, " ", label);
  };
  const input = el("input", { type: "text", "aria-label": "Label this record",
    placeholder: "a label, then Enter", "data-focus": "label", value: ui.label, onkeydown: press,
    oninput: (event) => {
      ui.label = event.target.value;
    } });
  return el("section", { class: "lm-labels", "aria-label": "Labels" },
    el("h3", {}, "Labels ", keys.label ? el("kbd", {}, keys.label) : null),
    el("div", { class: "lm-chips" }, offered.map(chip)), input);
};

const sideView = (state, ui, desk) => {
  const { criteria } = state.card;
  const without = `Enter or ${state.keys.exclude} excludes without a reason. `;
  const asked = el("p", { class: "lm-ask", role: "alert" },
    `Press a digit or click a reason. ${state.reason_required ? "" : without}Esc cancels.`);
  const part = (label, name, more = "") =>
    ({ class: `lm-side${more}`, "aria-label": label, "data-scroll": name, tabindex: "0" });
  return el("div", { class: "lm-sides" },
    el("aside", part("Criteria", "criteria", ui.asking ? " lm-asking" : ""),
      el("h3", {}, ui.asking ? "Exclude: choose the reason" : "Criteria"),
      ui.asking ? asked : null,
      el("ol", { class: "lm-criteria" }, criteria.map((one, at) => criterionView(one, at + 1, state, desk))),
      criteria.length || !state.reasons
        ? null
        : quietLine("No criteria yet: add them in 00-plan-review, under Criteria.")),
    el("aside", part("Notes and labels", "tools"),
      state.files && !ui.pane ? fullTextDrop(desk, state.card.key, Boolean(state.card.fulltext)) : null,
      noteView(state, ui),
      labelsView(state, ui, desk),
      wordsView(state, ui, desk)));
};
