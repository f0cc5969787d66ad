// What the card shows of a record, and beside it the criteria.

const factsView = (card) => {
  const facts = [
    ["Type", card.type],
    ["Found by", card.searches.join("; ")],
    ["Keywords", card.keywords],
    ["Note in the entry", card.entry_note],
  ];
  const fact = ([name, value]) => (value ? [el("dt", {}, name), el("dd", { dir: "auto" }, value)] : []);
  return el("dl", { class: "lm-facts" }, facts.map(fact));
};

const authorsView = (card, desk) => {
  const authors = el("p", { class: "lm-authors", dir: "auto" }, card.authors || "Authors not known");
  const unfold = () => {
    authors.textContent = card.all_authors;
    desk.focus();
  };
  const more = card.more_authors;
  if (more) authors.append(" ", button(`… and ${more} more`, "", unfold, { class: "lm-link" }));
  return authors;
};

const votesView = (votes) =>
  el("table", { class: "lm-votes" },
    el("caption", {}, "What was decided"),
    el("tr", {}, ["Who", "Decision", "Reason", "Note"].map((name) => el("th", { scope: "col" }, name))),
    votes.map((vote) => {
      const texts = [vote.reviewer, vote.decision, vote.reason, vote.note];
      return el("tr", {}, texts.map((text) => el("td", { dir: "auto" }, text)));
    }));

const twinsView = (twins) =>
  el("div", { class: "lm-twins" },
    el("strong", {}, "Possibly the same work:"),
    el("ul", {}, twins.map((twin) => el("li", { dir: "auto" }, twin))));

const recordView = (card, expression, desk) =>
  el("article", { class: "lm-record-text", "aria-label": "Record" },
    el("h2", { class: "lm-title", dir: "auto" }, marked(card.title || "(title not known)", expression)),
    authorsView(card, desk),
    el("p", { class: "lm-where", dir: "auto" }, card.where),
    el("div", { class: "lm-links" }, card.links.map(link)),
    card.votes.length ? votesView(card.votes) : null,
    el("div", { class: "lm-abstract", dir: "auto", tabindex: "0", "aria-label": "Abstract" },
      card.abstract ? marked(card.abstract, expression) : el("em", { class: "lm-quiet" }, "No abstract.")),
    factsView(card),
    card.duplicates.length ? twinsView(card.duplicates) : null);

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
    "aria-label": `Exclude because of ${criterion.id}: ${criterion.exclude}`,
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

const fileView = (state, desk) => {
  const { id, key, fulltext } = state.card;
  const take = async (file) => {
    if (file) desk.send({ act: "file", card: id, key, name: file.name }, [await file.arrayBuffer()]);
  };
  const drop = (event) => {
    taken(event);
    take(event.dataTransfer.files[0]);
  };
  return el("div", { class: "lm-file", ondragover: (event) => event.preventDefault(), ondrop: drop },
    el("span", {}, fulltext ? `Full text: ${fulltext}` : "Full text: drop a file here, or choose one."),
    el("input", { type: "file", "aria-label": "Full text of this record",
      accept: ".pdf,.txt,.html,.htm,.epub,.docx,.md", onchange: (event) => take(event.target.files[0]) }));
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
    field("include", "words for (word, pref*)"), field("exclude", "words against (word, pref*)"));
};

const sideView = (state, ui, desk) => {
  const { criteria } = state.card;
  const leave = state.reason_required ? "Esc leaves." : "Enter excludes without one; Esc leaves.";
  const asked = el("p", { class: "lm-ask", role: "alert" }, `Press a digit or click a reason; ${leave}`);
  return el("aside", { class: `lm-side${ui.asking ? " lm-asking" : ""}`, "aria-label": "Criteria" },
    el("h3", {}, ui.asking ? "Exclude because of …" : "Criteria"),
    ui.asking ? asked : null,
    el("ol", { class: "lm-criteria" }, criteria.map((one, at) => criterionView(one, at + 1, state, desk))),
    criteria.length ? null : quietLine("No criteria yet: add them in 00-plan-review, under Criteria."),
    noteView(state, ui),
    state.files ? fileView(state, desk) : null,
    wordsView(state, ui, desk));
};
