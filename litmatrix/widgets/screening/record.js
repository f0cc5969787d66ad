// What the card shows of a record.

const factsView = (card) => {
  const facts = [
    ["Type", card.type],
    ["Found by", card.searches.join("; ")],
    ["Keywords", card.keywords],
    ["Note in the bibliography", card.entry_note],
  ];
  const fact = ([name, value]) => (value ? [el("dt", {}, name), el("dd", { dir: "auto" }, value)] : []);
  return el("dl", { class: "lm-facts" }, facts.map(fact));
};

const authorsView = (card, desk) => {
  const authors = el("p", { class: "lm-authors", dir: "auto" }, card.authors || "No authors");
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
    el("caption", {}, "Decisions"),
    el("tr", {}, ["Who", "Decision", "Reason", "Note"].map((name) => el("th", { scope: "col" }, name))),
    votes.map((vote) => {
      const texts = [vote.reviewer, vote.decision, vote.reason, vote.note];
      return el("tr", {}, texts.map((text) => el("td", { dir: "auto" }, text)));
    }));

const twinsView = (twins) =>
  el("div", { class: "lm-twins" },
    el("strong", {}, "Possible duplicates:"),
    el("ul", {}, twins.map((twin) => el("li", { dir: "auto" }, twin))));

const abstractView = (abstract, expression) => {
  const part = ([heading, text]) => [
    heading ? el("h4", { dir: "auto" }, heading) : null,
    el("p", { dir: "auto" }, marked(text, expression)),
  ];
  const missing = el("em", { class: "lm-quiet" }, "No abstract.");
  return el("section", { class: "lm-abstract", "aria-label": "Abstract" },
    abstract.length ? abstract.map(part) : missing);
};

// A label that the record has; a click takes it away.
const labelChip = (label, desk) =>
  button(label, "", () => setLabel(desk, label, false),
    { class: "lm-chip lm-has", "data-focus": `label ${label}`, "aria-label": `Remove the label ${label}`,
      title: "Remove this label" });

const recordView = (card, expression, desk) => {
  const correct = { class: "lm-link", "data-focus": "correct", title: "Correct the title, year or abstract" };
  return el("article", { class: "lm-record-text", "aria-label": "Record", tabindex: "0",
    "data-scroll": card.id },
    el("h2", { class: "lm-title", dir: "auto" }, marked(card.title || "(no title)", expression)),
    authorsView(card, desk),
    el("p", { class: "lm-where", dir: "auto" }, card.where),
    card.labels.length
      ? el("div", { class: "lm-chips" }, card.labels.map((one) => labelChip(one, desk)))
      : null,
    el("div", { class: "lm-links" }, card.links.map(link),
      desk.state.files && card.fulltext
        ? button("Full text", desk.state.keys.fulltext, () => toggleText(desk),
            { class: "lm-link", "data-focus": "text" })
        : null,
      button("Correct this record", desk.state.keys.correct, () => beginCorrecting(desk), correct)),
    card.votes.length ? votesView(card.votes) : null,
    abstractView(card.abstract, expression),
    factsView(card),
    card.duplicates.length ? twinsView(card.duplicates) : null);
};

// The full text in the place of the record, with what it is above it.
const textView = (card, desk) =>
  el("section", { class: "lm-record-reading", "aria-label": "Full text of this record" },
    el("h2", { class: "lm-title", dir: "auto" }, card.title || "(no title)"),
    el("div", { class: "lm-links" },
      el("span", { class: "lm-where", dir: "auto" }, [card.authors, card.where].filter(Boolean).join(" · ")),
      button("Abstract and record", desk.state.keys.fulltext, () => toggleText(desk),
        { class: "lm-link", "data-focus": "record" })),
    fullTextPane(desk, card.key, { version: card.fulltext }));
