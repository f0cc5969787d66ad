// The screening card: shows one record, reports one answer. It stands behind shared.js.

// --- highlighting --------------------------------------------------------------------------------------------------

// Scripts that put no spaces between words: there a word is found wherever it stands.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

const pattern = (word) => {
  const prefix = word.endsWith("*");
  const body = (prefix ? word.slice(0, -1) : word).trim();
  if (!body) return null;
  const escaped = body.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&").replace(/(\s|\\-)+/g, "[\\s\\-‐‑–]+");
  if (UNSPACED.test(body)) return escaped;
  return `(?<![\\p{L}\\p{N}])${escaped}${prefix ? "[\\p{L}\\p{N}\\p{M}]*" : "(?![\\p{L}\\p{N}\\p{M}])"}`;
};

const compiled = (words) => {
  const parts = [];
  for (const kind of ["include", "exclude"]) {
    const found = (words[kind] || []).map(pattern).filter(Boolean);
    if (found.length) parts.push(`(?<${kind}>${found.sort((a, b) => b.length - a.length).join("|")})`);
  }
  return parts.length ? new RegExp(parts.join("|"), "giu") : null;
};

const marked = (text, expression) => {
  if (!expression || !text) return [document.createTextNode(text || "")];
  const nodes = [];
  let last = 0;
  for (const found of text.matchAll(expression)) {
    if (!found[0]) continue;
    const kind = found.groups.include !== undefined ? "include" : "exclude";
    nodes.push(document.createTextNode(text.slice(last, found.index)));
    nodes.push(el("mark", { class: `lm-mark-${kind}`, text: found[0] }));
    last = found.index + found[0].length;
  }
  nodes.push(document.createTextNode(text.slice(last)));
  return nodes;
};

// --- the parts of the card -----------------------------------------------------------------------------------------

const VERDICTS = { meets: "✓", fails: "✗", unknown: "?" };

function criterionRow(criterion, number, act, state) {
  const usable = state.reasons;
  const button = el(
    "button",
    {
      class: "lm-reason",
      type: "button",
      disabled: !usable,
      title: usable ? `Exclude for this reason (${number <= 9 ? number : "click"})` : "",
      "aria-label": `Exclude because of ${criterion.id}: ${criterion.exclude}`,
      on: { click: () => act("exclude", criterion.id) },
    },
    el("kbd", { text: number <= 9 ? String(number) : "·" }),
    el("span", { dir: "auto", text: criterion.exclude }),
  );
  const finding = criterion.verdict
    ? el(
        "div",
        { class: `lm-finding lm-${criterion.verdict}` },
        el("span", { "aria-hidden": "true", text: `${VERDICTS[criterion.verdict]} ` }),
        el("span", { dir: "auto", text: `${criterion.verdict}: ${criterion.why}` }),
      )
    : null;
  return el("li", {}, el("div", { class: "lm-include-text", dir: "auto", text: criterion.include }), finding, button);
}

function recordView(card, expression, ui) {
  const facts = el("dl", { class: "lm-facts" });
  const fact = (name, value) => {
    if (value) facts.append(el("dt", { text: name }), el("dd", { dir: "auto", text: value }));
  };
  fact("Type", card.type);
  fact("Found by", card.searches.join("; "));
  fact("Keywords", card.keywords);
  fact("Note in the entry", card.entry_note);
  const links = el("div", { class: "lm-links" });
  for (const link of card.links)
    links.append(el("a", { href: link, target: "_blank", rel: "noopener noreferrer", text: link }));
  const authors = el("p", { class: "lm-authors", dir: "auto", text: card.authors || "Authors not known" });
  if (card.more_authors) {
    const more = el("button", { type: "button", class: "lm-link", text: `… and ${card.more_authors} more` });
    more.addEventListener("click", () => { authors.textContent = card.all_authors; });
    authors.append(" ", more);
  }
  const twins = card.duplicates.length
    ? el("div", { class: "lm-twins" }, el("strong", { text: "Possibly the same work:" }),
        el("ul", {}, ...card.duplicates.map((twin) => el("li", { dir: "auto", text: twin }))))
    : null;
  const votes = card.votes.length
    ? el("table", { class: "lm-votes" },
        el("caption", { text: "What was decided" }),
        el("tr", {}, ...["Who", "Decision", "Reason", "Note"].map((name) => el("th", { scope: "col", text: name }))),
        ...card.votes.map((vote) => el("tr", {}, ...[vote.reviewer, vote.decision, vote.reason, vote.note].map((text) => el("td", { dir: "auto", text })))))
    : null;
  return el(
    "article",
    { class: "lm-record-text", "aria-label": "Record" },
    el("h2", { class: "lm-title", dir: "auto" }, ...marked(card.title || "(title not known)", expression)),
    authors,
    el("p", { class: "lm-where", dir: "auto", text: card.where }),
    links,
    votes,
    el("div", { class: "lm-abstract", dir: "auto", tabindex: "0", "aria-label": "Abstract" },
      ...(card.abstract ? marked(card.abstract, expression) : [el("em", { class: "lm-quiet", text: "No abstract." })])),
    facts,
    twins,
  );
}

function helpView(state, close) {
  const rows = [
    ...state.decisions.map((one) => [one.key, one.label]),
    ["1–9", "exclude for that reason"],
    [state.keys.undo, "undo my last decision"],
    [`${state.keys.next} or →`, "next record, without deciding"],
    [`${state.keys.previous} or ←`, "previous record"],
    [state.keys.note, "write a note (Esc leaves it)"],
    [state.keys.highlight, "highlighting on or off"],
    [state.keys.help, "this help"],
  ];
  const box = el(
    "div",
    { class: "lm-help", role: "dialog", "aria-label": "Keys", tabindex: "-1" },
    el("h3", { text: "Keys" }),
    el("table", {}, ...rows.map(([key, label]) => el("tr", {}, el("td", {}, el("kbd", { text: key })), el("td", { text: label })))),
    el("p", { text: "Each key works while the card has the focus (a click on it is enough). They can be changed in review.toml, table [keys]." }),
    el("button", { type: "button", text: "Close", on: { click: close } }),
  );
  return box;
}

// --- the widget ----------------------------------------------------------------------------------------------------

function render({ model, el: host }) {
  const ui = { busy: false, asking: false, help: false, highlight: true, note: "", noteOf: "", drafts: new Map(), pressed: 0, latencies: [] };
  const root = rootOf("lm-card", "Screening card");
  host.append(root);
  const state = () => model.get("state");

  const send = (message, buffers) => {
    if (ui.busy) return;
    ui.busy = true;
    root.setAttribute("aria-busy", "true");
    model.send(message, undefined, buffers);
  };

  const act = (decision, reason = "") => {
    const now = state();
    if (!now.card || ui.busy) return;
    if (decision === "exclude" && !reason && now.reason_asked && !ui.asking) {
      ui.asking = true;
      draw();
      root.focus();
      return;
    }
    if (decision === "exclude" && !reason && now.reason_required) return;
    ui.pressed = performance.now();
    send({ act: "decide", card: now.card.id, key: now.card.key, decision, reason, note: ui.note });
  };

  // Why stands in the note, in words; without one the answer says so.
  const remove = () => {
    const { card } = state();
    if (!card || ui.busy) return;
    if (!ui.note.trim()) focusNote();
    send({ act: "remove", card: card.id, key: card.key, note: ui.note });
  };

  const go = (step) => send({ act: "go", step });
  const undo = () => send({ act: "undo" });

  const focusNote = () => root.querySelector(".lm-note")?.focus();

  const toggle = (name) => {
    ui[name] = !ui[name];
    draw();
    (name === "help" && ui.help ? root.querySelector(".lm-help") : root).focus();
  };

  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      ui.asking = ui.help = false;
      draw();
      root.focus();
      return;
    }
    if (typing(event)) {
      event.stopPropagation();
      return;
    }
    if ((event.key === "Enter" || event.key === " ") && target.matches("button, a")) {
      event.stopPropagation();
      if (event.repeat) event.preventDefault();
      return;
    }
    if (["Tab", "Shift", "PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"].includes(event.key)) {
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    const now = state();
    if (now.ask) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const keys = now.keys;
    if (key === keys.help) return toggle("help");
    if (ui.help) return;
    if (key === keys.undo) return undo();
    if (key === keys.next || key === "ArrowRight") return go(1);
    if (key === keys.previous || key === "ArrowLeft") return go(-1);
    if (key === keys.note) return focusNote();
    if (key === keys.highlight) return toggle("highlight");
    if (/^[1-9]$/.test(key) && now.card && now.reasons) {
      const criterion = now.card.criteria[Number(key) - 1];
      if (criterion) act("exclude", criterion.id);
      return;
    }
    if (key === "Enter" && ui.asking && !now.reason_required) return act("exclude");
    const decision = now.decisions.find((one) => one.key === key);
    if (decision) act(decision.decision);
  };

  const progressView = (now) => {
    const progress = now.progress;
    const share = progress.total ? Math.round((100 * progress.done) / progress.total) : 0;
    const counts = now.decisions.map((one) => `${one.label.toLowerCase()} ${progress.counts[one.decision] || 0}`).join(" · ");
    return el(
      "div",
      { class: "lm-progress" },
      el("progress", { max: String(progress.total || 1), value: String(progress.done), "aria-label": `${progress.done} of ${progress.total} decided` }),
      el("span", { text: `${progress.done.toLocaleString("en")} done, ${progress.left.toLocaleString("en")} to do (${share} %)` }),
      el("span", { text: counts }),
      progress.pace ? el("span", { text: progress.pace }) : null,
    );
  };

  const narrowView = (now) => {
    const change = (name) => (event) => send({ act: "narrow", name, value: event.target.value });
    const select = (name, label, options) =>
      el(
        "label",
        {},
        `${label} `,
        (() => {
          const box = el("select", { "data-name": name, "data-focus": name, on: { change: change(name) } });
          for (const [value, text] of options) {
            const option = el("option", { value, text });
            if (value === now.narrow[name]) option.selected = true;
            box.append(option);
          }
          return box;
        })(),
      );
    const words = el("input", { type: "search", "data-focus": "words", placeholder: "words", "aria-label": "Only records with these words", value: now.narrow.words });
    words.addEventListener("change", change("words"));
    return el("div", { class: "lm-narrow" },
      select("stage", "Stage", now.options.stage), select("queue", "Queue", now.options.queue), select("sort", "Order", now.options.sort),
      now.options.search.length > 2 ? select("search", "Search", now.options.search) : null,
      now.options.type_.length > 2 ? select("type_", "Type", now.options.type_) : null,
      now.options.round_.length > 1 ? select("round_", "Round", now.options.round_) : null,
      words);
  };

  const askName = (now) => {
    const quiet = "This machine remembers it. Your decisions go into a file of your own in decisions/.";
    const form = nameForm("Who decides?", now.ask, quiet, (name) => send({ act: "name", name }));
    root.replaceChildren(form, messageView(now.message));
  };

  const draw = () => {
    const now = state();
    if (now.ask) return askName(now);
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
    const card = now.card;
    if (card && ui.noteOf !== card.id) {
      // A note that was begun and left without deciding is there again when its record is.
      ui.note = ui.drafts.get(`${now.stage_label} ${card.key}`) ?? (card.note || "");
      ui.noteOf = card.id;
      ui.asking = false;
    }
    const expression = ui.highlight ? compiled(now.words) : null;
    const head = el(
      "header",
      { class: "lm-head" },
      el("div", { class: "lm-who", text: `${now.reviewer} · ${now.stage_label}` }),
      narrowView(now),
      savedView(now.saved),
    );
    const mine = card && card.mine ? el("span", { class: "lm-mine", text: `Your decision: ${card.mine}` }) : null;
    const buttons = el("div", { class: "lm-buttons", role: "group", "aria-label": "Decide" });
    for (const one of now.decisions)
      buttons.append(
        el("button", { type: "button", class: `lm-${one.decision}`, "data-focus": one.decision, disabled: !card, on: { click: () => act(one.decision) } }, `${one.label} `, el("kbd", { text: one.key })),
      );
    const plain = (label, key, act_, off) =>
      el("button", { type: "button", class: "lm-plain", "data-focus": label, disabled: off, on: { click: act_ } }, `${label} `, el("kbd", { text: key }));
    buttons.append(
      plain("Undo", now.keys.undo, undo, !now.can_undo),
      plain("Previous", now.keys.previous, () => go(-1), !now.position),
      plain("Next", now.keys.next, () => go(1), !card),
      plain("Note", now.keys.note, focusNote, !card),
      now.narrow.stage === "screening"
        ? el("button", { type: "button", class: "lm-plain", "data-focus": "remove", disabled: !card, title: "Retracted, not a publication, a test import …: taken out before screening, for the reason in the note", text: "Remove", on: { click: remove } })
        : "",
      plain("Keys", now.keys.help, () => toggle("help"), false),
    );
    const note = el("textarea", { class: "lm-note", rows: "2", placeholder: "Note on this record", "aria-label": "Note on this record" });
    note.value = ui.note;
    note.addEventListener("input", () => {
      ui.note = note.value;
      ui.drafts.set(`${now.stage_label} ${card.key}`, note.value);
    });
    const words = (kind, label) => {
      const field = el("input", { class: `lm-words-${kind}`, "data-focus": `words-${kind}`, "aria-label": label, placeholder: label, value: (now.words[kind] || []).join(", ") });
      field.addEventListener("change", () => send({ act: "words", kind, words: field.value.split(",").map((word) => word.trim()).filter(Boolean) }));
      return field;
    };
    const side = card
      ? el("aside", { class: `lm-side${ui.asking ? " lm-asking" : ""}`, "aria-label": "Criteria" },
          el("h3", { text: ui.asking ? "Exclude because of …" : "Criteria" }),
          ui.asking ? el("p", { class: "lm-ask", role: "alert", text: now.reason_required ? "Press a digit or click a reason; Esc leaves." : "Press a digit or click a reason; Enter excludes without one; Esc leaves." }) : null,
          el("ol", { class: "lm-criteria" }, ...card.criteria.map((criterion, index) => criterionRow(criterion, index + 1, act, now))),
          card.criteria.length ? null : el("p", { class: "lm-quiet", text: "review.toml has no criteria yet." }),
          note,
          now.files ? fileView(now) : null,
          el("div", { class: "lm-words" },
            el("label", {}, (() => { const box = el("input", { type: "checkbox" }); box.checked = ui.highlight; box.addEventListener("change", () => toggle("highlight")); return box; })(), " Highlight ", el("kbd", { text: now.keys.highlight })),
            words("include", "words for (word, pref*)"), words("exclude", "words against (word, pref*)")))
      : null;
    const body = card
      ? el("div", { class: "lm-body" }, recordView(card, expression, ui), side)
      : el("div", { class: "lm-empty", text: now.empty });
    root.replaceChildren(
      head,
      progressView(now),
      messageView(now.message),
      card ? el("div", { class: "lm-place" }, el("span", { text: `Record ${now.position + 1} of ${now.length.toLocaleString("en")} in this queue` }), mine) : "",
      body,
      buttons,
      ui.help ? helpView(now, () => toggle("help")) : "",
    );
    root.dataset.card = card ? card.key : "";
    if (focused) root.querySelector(`[data-focus="${focused}"]`)?.focus({ preventScroll: true });
  };

  const fileView = (now) => {
    const pick = el("input", { type: "file", "aria-label": "Full text of this record", accept: ".pdf,.txt,.html,.htm,.epub,.docx,.md" });
    const take = async (file) => {
      if (!file || !now.card) return;
      send({ act: "file", card: now.card.id, key: now.card.key, name: file.name }, [await file.arrayBuffer()]);
    };
    pick.addEventListener("change", () => take(pick.files[0]));
    const box = el("div", { class: "lm-file" }, el("span", { text: now.card.fulltext ? `Full text: ${now.card.fulltext}` : "Full text: drop a file here, or choose one." }), pick);
    box.addEventListener("dragover", (event) => event.preventDefault());
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      take(event.dataTransfer.files[0]);
    });
    return box;
  };

  const changed = () => {
    // Focus that stood inside the card stays with the card, or is lost when its element is drawn anew.
    const had = root.contains(document.activeElement);
    ui.busy = false;
    root.removeAttribute("aria-busy");
    const pressed = ui.pressed;
    ui.pressed = 0;
    draw();
    if (had && !root.contains(document.activeElement)) root.focus({ preventScroll: true });
    if (pressed)
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          ui.latencies.push(performance.now() - pressed);
          root.dataset.latencies = JSON.stringify(ui.latencies.slice(-500).map((one) => Math.round(one * 10) / 10));
        };
        channel.port2.postMessage(null);
      });
  };

  root.addEventListener("keydown", onKey);
  model.on("change:state", changed);
  draw();
  return () => model.off("change:state", changed);
}

export default { render };
