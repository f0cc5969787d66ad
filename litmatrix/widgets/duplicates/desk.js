// The duplicate desk: the sure groups, then the doubtful pairs side by side. It stands behind shared.js.

const many = (number, one) => `${number.toLocaleString("en")} ${one}${number === 1 ? "" : "s"}`;

// The words in which two texts differ are marked; everything goes in as text.
const partsView = (parts) => parts.map(([text, differs]) => (differs ? el("mark", { class: "lm-differs", text }) : document.createTextNode(text)));

function render({ model, el: host }) {
  const ui = { busy: false, chosen: 0, taking: false, ticked: new Set(), takingOf: "", help: false };
  const root = rootOf("lm-duplicates", "Duplicate desk");
  host.append(root);
  const state = () => model.get("state");

  const send = (message) => {
    if (ui.busy) return;
    ui.busy = true;
    root.setAttribute("aria-busy", "true");
    model.send(message);
  };

  const focusOn = (name) => root.querySelector(`[data-focus="${CSS.escape(name)}"]`)?.focus({ preventScroll: true });
  const onPair = (act, more = {}) => { if (state().pair) send({ act, pair: state().pair.id, ...more }); };
  const undo = () => send({ act: "undo" });
  const turnView = () => send({ act: "view", view: state().view === "sure" ? "doubtful" : "sure" });
  const button = (label, key, act, props = {}) =>
    el("button", { type: "button", "data-focus": label, ...props, on: { click: act } }, `${label} `, key ? el("kbd", { text: key }) : null);

  // --- the sure ones -------------------------------------------------------------------------------------------------

  const chosen = () => {
    const groups = state().sure.groups;
    return groups[Math.max(0, Math.min(ui.chosen, groups.length - 1))];
  };
  const settle = () => { if (state().sure.ready) send({ act: "settle", groups: state().sure.ready }); };
  const takeOut = (group) => group && send({ act: "out", number: group.number, key: group.records[0].key });
  const keep = (group, record) => group && record && !group.out && send({ act: "keep", number: group.number, key: record.key });
  const turnPage = (page) => {
    const sure = state().sure;
    if (page < 0 || page >= sure.pages) return;
    ui.chosen = 0;
    send({ act: "page", page });
  };

  const recordRow = (group, record, place) =>
    el("tr", { class: place ? "lm-goes" : "lm-keeps" },
      el("td", { class: "lm-fate" },
        place
          ? el("button", { type: "button", class: "lm-link", disabled: group.out, "data-focus": `keep-${record.key}`, "aria-label": `Keep ${record.key}`, text: "keep this", on: { click: () => keep(group, record) } })
          : el("strong", { class: "lm-badge", text: group.out ? "?" : "kept" })),
      el("td", {},
        el("div", { class: "lm-record-title", dir: "auto", text: record.title || "(title not known)" }),
        el("div", { class: "lm-quiet", dir: "auto", text: [record.authors, record.where].filter(Boolean).join(" · ") })),
      el("td", { class: "lm-quiet" },
        el("code", { dir: "auto", text: record.key }),
        record.doi ? el("div", { dir: "auto", text: record.doi }) : null,
        el("div", { dir: "auto", text: record.found })),
      el("td", { class: "lm-why", dir: "auto", text: record.why }));

  const groupView = (group, place) => {
    const is = group === chosen();
    const view = el("section", { class: `lm-group${group.out ? " lm-out" : ""}${is ? " lm-chosen" : ""}`, "aria-label": `Group ${group.number + 1}`, "aria-current": is ? "true" : null, "data-group": group.records[0].key },
      el("header", {},
        el("span", { text: `${group.number + 1} · ${many(group.size, "record")}${group.out ? " · taken out: a person is asked about its pairs" : ""}` }),
        el("button", { type: "button", "data-focus": `out-${group.number}`, on: { click: () => { ui.chosen = place; takeOut(group); } } }, group.out ? "Put back " : "Take out ", is ? el("kbd", { text: "x" }) : null)),
      el("table", {}, el("tbody", {}, ...group.records.map((record, number) => recordRow(group, record, number)))),
      group.size > group.records.length ? el("p", { class: "lm-quiet", text: `and ${many(group.size - group.records.length, "record")} more` }) : null);
    view.addEventListener("click", (event) => {
      if (event.target.closest("button") || ui.chosen === place) return;
      ui.chosen = place;
      draw();
    });
    return view;
  };

  const sureView = (now) => {
    const sure = now.sure;
    if (!sure.count) return el("div", { class: "lm-empty", text: "No sure duplicate waits to be settled." });
    const turn = (page, label, key) => button(label, key, () => turnPage(page), { disabled: page < 0 || page >= sure.pages });
    return el("div", {},
      el("p", { class: "lm-lead" },
        "These records are surely the same work. Of each group one record is kept; the others leave the flow, and stay in the bibliography. Take out what you disagree with, then settle the rest in one act."),
      el("div", { class: "lm-groups", tabindex: "0", "data-focus": "groups", "aria-label": "Sure duplicates; up and down choose a group" }, ...sure.groups.map(groupView)),
      sure.pages > 1 ? el("div", { class: "lm-turn" }, turn(sure.page - 1, "Earlier", "p"), el("span", { text: `page ${sure.page + 1} of ${sure.pages.toLocaleString("en")}` }), turn(sure.page + 1, "Later", "n")) : null);
  };

  const sureButtons = (now) => [
    el("button", { type: "button", class: "lm-go", "data-focus": "settle", disabled: !now.sure.ready, on: { click: settle } },
      `Settle all ${many(now.sure.ready, "group")} `, el("kbd", { text: "a, Enter" })),
    now.sure.count > now.sure.ready ? el("span", { class: "lm-quiet", text: `${(now.sure.count - now.sure.ready).toLocaleString("en")} taken out` }) : null,
    button("Undo", "u", undo),
    button(now.progress.left ? `To the ${many(now.progress.left, "doubtful pair")}` : "To the doubtful pairs", "g", turnView),
    button("Keys", "?", () => toggleHelp()),
  ];

  // --- the doubtful ones ---------------------------------------------------------------------------------------------

  const head = (pair, key) => {
    const kept = key === pair.kept;
    return el("th", { scope: "col", class: kept ? "lm-kept" : "lm-goes" },
      el("code", { dir: "auto", text: key }), " ",
      el("span", { class: "lm-badge", text: kept ? `kept if duplicate: ${pair.why_kept}` : "leaves the flow if duplicate" }));
  };

  const rowView = (row) => {
    const cell = (parts, others) =>
      el("td", { class: parts.length && !others.length ? "lm-only" : "" },
        el("div", { class: "lm-text", dir: "auto" }, ...(parts.length ? partsView(parts) : [el("span", { class: "lm-quiet", text: "—" })])));
    return el("tr", { class: row.same || row.field === "origin" ? "lm-same" : "lm-other", "data-field": row.field },
      el("th", { scope: "row" }, row.label), cell(row.left, row.right), cell(row.right, row.left));
  };

  const takingView = (pair) => {
    const rows = pair.missing.map((one) => {
      const box = el("input", { type: "checkbox", "data-focus": `take-${one.field}` });
      box.checked = ui.ticked.has(one.field);
      box.addEventListener("change", () => {
        if (box.checked) ui.ticked.add(one.field); else ui.ticked.delete(one.field);
        draw();
      });
      return el("label", { class: "lm-field" }, box, el("strong", { text: one.label }), el("span", { class: "lm-text", dir: "auto", text: one.text }));
    });
    const from = pair.kept === pair.key ? pair.other : pair.key;
    const form = el("form", { class: "lm-taking", "aria-label": "Take missing fields" },
      el("h3", { dir: "auto", text: `Take into ${pair.kept} what it lacks, from ${from}` }),
      rows.length ? el("div", { class: "lm-fields", tabindex: "0" }, ...rows) : el("p", { class: "lm-quiet", text: "It lacks nothing that the other has." }),
      el("p", { class: "lm-quiet", text: "This changes the entry in bibliography.bib, which notes where the fields come from. It can be undone." }),
      el("button", { type: "submit", class: "lm-go", "data-focus": "take", disabled: !ui.ticked.size }, `Take ${many(ui.ticked.size, "field")} `, el("kbd", { text: "Enter" })), " ",
      button("Leave", "Esc", () => toggleTaking()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (ui.busy || !ui.ticked.size) return;
      // What comes of it is told above; the keys are the desk's again.
      ui.taking = false;
      onPair("take", { fields: pair.missing.map((one) => one.field).filter((name) => ui.ticked.has(name)) });
    });
    return form;
  };

  const pairView = (now) => {
    const pair = now.pair;
    if (!pair) return el("div", { class: "lm-empty", text: now.empty });
    return el("div", {},
      el("div", { class: "lm-place" },
        el("span", { text: `Pair ${(now.position + 1).toLocaleString("en")} of ${now.progress.total.toLocaleString("en")}` }),
        el("span", { class: "lm-reason", dir: "auto", text: pair.why }),
        el("span", { class: "lm-quiet", text: `likeness ${pair.score}` }),
        pair.decided ? el("strong", { class: "lm-mine", dir: "auto", text: `Decided: ${pair.decided}` }) : null),
      ...pair.stands.map((text) => el("p", { class: "lm-quiet", dir: "auto", text })),
      el("div", { class: "lm-pair", tabindex: "0", "data-focus": "pair", "aria-label": "The two records" },
        el("table", {},
          el("colgroup", {}, el("col", { class: "lm-names" }), el("col"), el("col")),
          el("thead", {}, el("tr", {}, el("td"), head(pair, pair.key), head(pair, pair.other))),
          el("tbody", {}, ...pair.rows.map(rowView)))),
      el("p", { class: "lm-hint lm-quiet", dir: "auto", text: pair.study
        ? `Both report the study “${pair.study}”. Several reports of one study are not duplicates.`
        : "Several reports of one study are not duplicates: say distinct, and give both entries the same study field." }),
      ui.taking ? takingView(pair) : null);
  };

  const pairButtons = (now) => {
    const off = { disabled: !now.pair };
    return [
      el("button", { type: "button", class: "lm-duplicate", "data-focus": "duplicate", ...off, on: { click: () => onPair("decide", { decision: "duplicate" }) } }, "Duplicate ", el("kbd", { text: "d" })),
      el("button", { type: "button", class: "lm-distinct", "data-focus": "distinct", ...off, on: { click: () => onPair("decide", { decision: "distinct" }) } }, "Distinct ", el("kbd", { text: "s" })),
      button("Keep other", "k", () => onPair("flip"), off),
      button("Take fields", "t", () => toggleTaking(), { disabled: !now.pair?.missing.length }),
      button("Undo", "u", undo),
      button("Previous", "p", () => send({ act: "go", step: -1 }), { disabled: !now.position }),
      button("Next", "n", () => send({ act: "go", step: 1 }), { disabled: !now.pair && !now.progress.left }),
      button(now.sure.count ? `Sure ones (${now.sure.count.toLocaleString("en")})` : "Sure ones", "g", turnView),
      button("Keys", "?", () => toggleHelp()),
    ];
  };

  const toggleTaking = () => {
    const pair = state().pair;
    if (!pair || (!ui.taking && !pair.missing.length)) return;
    ui.taking = !ui.taking;
    ui.takingOf = pair.id;
    ui.ticked = new Set(pair.missing.map((one) => one.field));
    draw();
    if (!ui.taking) return root.focus({ preventScroll: true });
    focusOn("take");
    root.querySelector(".lm-taking").scrollIntoView({ block: "nearest" });
  };

  // --- the whole -----------------------------------------------------------------------------------------------------

  const helpView = (now) => {
    const rows = now.view === "sure"
      ? [["↑ ↓", "choose a group"], ["x", "take it out, or put it back"], ["k", "keep its next record"], ["n p", "later and earlier page"],
        ["a, Enter", "settle all that are not taken out, in one act"], ["u", "undo the last act"], ["g", "go to the doubtful pairs"]]
      : [["d", "duplicate: one work; the record marked as kept stays"], ["k", "keep the other record instead"], ["s or x", "distinct: two works (remembered)"],
        ["t", "take fields that the kept record lacks from the other"], ["n or →", "next pair, without deciding"], ["p or ←", "previous pair"], ["u", "undo the last act"], ["g", "go to the sure ones"]];
    return el("div", { class: "lm-help", role: "dialog", "aria-label": "Keys", tabindex: "-1" },
      el("h3", { text: "Keys" }),
      el("table", {}, ...[...rows, ["Esc", "leave what is open"], ["?", "this help"]].map(([key, label]) => el("tr", {}, el("td", {}, el("kbd", { text: key })), el("td", { text: label })))),
      el("p", { text: "Each key works while the desk has the focus (a click on it is enough)." }),
      button("Close", "Esc", () => toggleHelp()));
  };

  const toggleHelp = () => {
    ui.help = !ui.help;
    draw();
    (ui.help ? root.querySelector(".lm-help") : root).focus({ preventScroll: true });
  };

  const progressView = (now) => {
    const progress = now.progress;
    return el("div", { class: "lm-progress" },
      el("progress", { max: String(progress.total || 1), value: String(progress.done), "aria-label": `${progress.done} of ${progress.total} doubtful pairs settled` }),
      el("span", { text: `${many(progress.total, "doubtful pair")}: ${progress.done.toLocaleString("en")} settled, ${progress.left.toLocaleString("en")} to do` }),
      now.sure.count ? el("span", { text: `${many(now.sure.count, "sure group")} to settle` }) : null,
      now.apart ? el("span", { class: "lm-quiet", text: now.apart }) : null);
  };

  const draw = () => {
    const now = state();
    if (now.ask) {
      const quiet = "This machine remembers it. Your decisions go into a file of your own in decisions/.";
      root.replaceChildren(nameForm("Who decides?", now.ask, quiet, (name) => send({ act: "name", name })), messageView(now.message));
      return;
    }
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
    const place = `${now.view} ${now.sure.page} ${now.pair?.key} ${now.pair?.other}`;
    const scrolled = root.dataset.place === place ? root.querySelector(".lm-groups, .lm-pair")?.scrollTop : 0;
    if (ui.taking && ui.takingOf !== now.pair?.id) ui.taking = false;
    const sure = now.view === "sure";
    root.replaceChildren(
      el("header", { class: "lm-head" },
        el("div", { class: "lm-who" }, sure ? "Sure duplicates · " : "Doubtful pairs · ", el("span", { dir: "auto", text: now.reviewer })), savedView(now.saved)),
      progressView(now), messageView(now.message), sure ? sureView(now) : pairView(now),
      el("div", { class: "lm-buttons", role: "group", "aria-label": "Decide" }, ...(sure ? sureButtons(now) : pairButtons(now)).filter(Boolean)),
      ui.help ? helpView(now) : "");
    root.classList.toggle("lm-helping", ui.help);
    Object.assign(root.dataset, { view: now.view, place, pair: now.pair ? `${now.pair.key} ${now.pair.other}` : "", answers: String(now.answers) });
    const list = root.querySelector(".lm-groups, .lm-pair");
    if (list && scrolled) list.scrollTop = scrolled;
    if (focused) focusOn(focused);
  };

  // --- keys ----------------------------------------------------------------------------------------------------------

  const onSureKey = (key, now) => {
    if (key === "ArrowDown" || key === "ArrowUp") {
      ui.chosen = Math.max(0, Math.min(now.sure.groups.length - 1, ui.chosen + (key === "ArrowDown" ? 1 : -1)));
      draw();
      return root.querySelector(".lm-group.lm-chosen")?.scrollIntoView({ block: "nearest" });
    }
    if (key === "x") return takeOut(chosen());
    if (key === "k") { const group = chosen(); return group && keep(group, group.records[1]); }
    if (key === "n" || key === "ArrowRight") return turnPage(now.sure.page + 1);
    if (key === "p" || key === "ArrowLeft") return turnPage(now.sure.page - 1);
    if (key === "a") { focusOn("settle"); root.querySelector("[data-focus=settle]")?.scrollIntoView({ block: "nearest" }); }
  };

  const onPairKey = (key) => {
    if (key === "n" || key === "ArrowRight") return send({ act: "go", step: 1 });
    if (key === "p" || key === "ArrowLeft") return send({ act: "go", step: -1 });
    if (key === "d") return onPair("decide", { decision: "duplicate" });
    if (key === "s" || key === "x") return onPair("decide", { decision: "distinct" });
    if (key === "k") return onPair("flip");
    if (key === "t") return toggleTaking();
  };

  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = state();
    if (now.ask) return event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (ui.help) return toggleHelp();
      if (ui.taking) return toggleTaking();
      return root.focus({ preventScroll: true });
    }
    const boxed = event.target.matches("input[type=checkbox]");
    const click = (event.key === "Enter" && event.target.matches("button, a")) || (event.key === " " && (boxed || event.target.matches("button, a")));
    if (click && event.repeat) event.preventDefault();
    if (click || ["Tab", "Shift", "PageUp", "PageDown", "Home", "End"].includes(event.key)) return event.stopPropagation();
    if (event.key.startsWith("Arrow") && (boxed || (now.view === "doubtful" && !["ArrowLeft", "ArrowRight"].includes(event.key)))) return event.stopPropagation();
    event.preventDefault();
    event.stopPropagation();
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.repeat && !key.startsWith("Arrow")) return;
    if (key === "?") return toggleHelp();
    if (ui.help) return;
    if (ui.taking) {
      if (key === "Enter") root.querySelector(".lm-taking").requestSubmit();
      return key === "t" ? toggleTaking() : undefined;
    }
    if (key === "u") return undo();
    if (key === "g") return turnView();
    return now.view === "sure" ? onSureKey(key, now) : onPairKey(key);
  };

  const changed = () => {
    // Focus that stood inside the desk stays with the desk, or is lost when its element is drawn anew.
    const had = root.contains(document.activeElement);
    ui.busy = false;
    root.removeAttribute("aria-busy");
    draw();
    if (had && !root.contains(document.activeElement)) root.focus({ preventScroll: true });
  };

  root.addEventListener("keydown", onKey);
  model.on("change:state", changed);
  draw();
  return () => model.off("change:state", changed);
}

export default { render };
