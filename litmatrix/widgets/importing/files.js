// The files: dropped, chosen or named, sent in pieces, and which search found each.

// Jupyter's server closes a connection over which more than ten megabytes come at once.
const PIECE = 4 * 1024 * 1024;

// --- one message after the other

// While a day is being typed nothing is sent: an answer would draw its field anew, and lose what is half typed.
const typesDay = ({ root }) => document.activeElement?.type === "date" && root.contains(document.activeElement);

// Messages wait for each other, so that none that follows a change at once is lost. `message` may be made when its turn comes.
const post = (desk, message, buffers) =>
  new Promise((done) => {
    desk.ui.queue.push({ message, buffers, done });
    pump(desk);
  });

const pump = (desk) => {
  const { ui } = desk;
  if (ui.busy || !ui.queue.length || typesDay(desk)) return;
  const { message, buffers, done } = ui.queue.shift();
  const made = typeof message === "function" ? message() : message;
  if (!made) {
    done();
    return pump(desk);
  }
  ui.answered = done;
  desk.send(made, buffers);
};

// What was typed, and the search does not have yet.
const typedNow = (desk) => {
  const typed = {};
  for (const found of desk.state.founds)
    for (const [name, value] of Object.entries(desk.ui.typed[found.number] ?? {}))
      if (value !== found.values[name]) (typed[found.number] ??= {})[name] = value;
  return typed;
};
const tellTyped = (desk) => {
  const { ui } = desk;
  if (!Object.keys(typedNow(desk)).length || ui.queue.some((one) => one.tells)) return;
  const message = () => {
    const typed = typedNow(desk);
    return Object.keys(typed).length ? { act: "tell", typed } : null;
  };
  ui.queue.push({ message, done: () => {}, tells: true });
  pump(desk);
};
// An act on a file or a search, after what was typed before it.
const actOn = (desk, message) => {
  tellTyped(desk);
  return post(desk, message);
};

// --- files come in

const upload = async (desk, files) => {
  const { ui } = desk;
  if (!files.length) return;
  document.activeElement?.blur?.();
  tellTyped(desk);
  const id = `${Date.now()}-${++ui.uploads}`;
  for (const [number, file] of files.entries()) {
    const pieces = Math.max(Math.ceil(file.size / PIECE), 1);
    for (let piece = 0; piece < pieces; piece += 1) {
      const last = piece === pieces - 1;
      let data;
      try {
        data = await file.slice(piece * PIECE, (piece + 1) * PIECE).arrayBuffer();
      } catch {
        ui.failed = `${file.name} cannot be read here: it is a folder, or was moved.`;
        data = new ArrayBuffer(0);
      }
      ui.coming = files.length > 1 || pieces > 1 ? `taking ${file.name}` : "";
      await post(desk, {
        act: "part", upload: `${id}-${number}`, name: file.name, at: piece, last,
        end: last && number === files.length - 1,
      }, [data]);
    }
  }
  ui.coming = "";
  desk.draw();
};

const chooseFiles = (desk) => desk.ui.chooser?.click();

const chooserOf = (desk) => {
  const { ui } = desk;
  const take = () => {
    const files = [...ui.chooser.files];
    ui.chooser.value = "";
    upload(desk, files);
  };
  ui.chooser ??= el("input", { type: "file", multiple: true, class: "lm-hidden", tabindex: "-1",
    "aria-label": "Files of search results", onchange: take });
  return ui.chooser;
};

const addNamed = (desk) => {
  const { ui } = desk;
  if (!ui.path.trim()) return;
  const path = ui.path;
  actOn(desk, { act: "named", path }).then(() => {
    // What was not there stays to be mended.
    if (!WRONG.test(desk.state.message) && ui.path === path) ui.path = "";
    desk.draw();
  });
};

const READ = "RIS, PubMed .nbib, Web of Science, EndNote, BibTeX, RefWorks, CSV, Excel .xlsx, CSL-JSON; a .zip of them is read as all of "
  + "them. Several at once: each becomes a search of its own.";
const dropView = (desk) => {
  const { ui } = desk;
  const write = (event) => {
    ui.path = event.target.value;
  };
  const enter = (event) => {
    if (event.key !== "Enter") return;
    taken(event);
    addNamed(desk);
  };
  return el("section", { class: "lm-drop", "aria-label": "Files" },
    chooserOf(desk),
    el("div", { class: "lm-row" },
      button("Choose files …", "o", () => chooseFiles(desk),
        { "data-focus": "choose", class: desk.state.founds.length ? "" : "lm-go" }),
      el("span", {}, "or drop them here, or name them:"),
      el("input", { type: "text", dir: "auto", value: ui.path, "data-focus": "path", oninput: write, onkeydown: enter,
        "aria-label": "Name of a file, from the review's folder on",
        placeholder: "from the review's folder on, such as searches/*.ris" }),
      button("Add", "", () => addNamed(desk), { "data-focus": "add" })),
    quietLine(READ));
};

// --- a file that is there

const plainly = (file) => {
  const parts = [file.format, file.read, file.format ? many(file.declared, "record") : ""];
  return parts.filter(Boolean).join(", ");
};

const takeOut = (file, desk) =>
  button("Take out", "", () => actOn(desk, { act: "drop", file: file.number }),
    { "data-focus": `drop-${file.number}`, "aria-label": `Take ${file.name} out`, class: "lm-link" });

// Which search found it: a new one, that of another file, or one that is known.
const belongsMenu = (file, found, desk) => {
  const { founds, known } = desk.state;
  const together = found.files.length > 1;
  const here = found.known ? `known ${found.known}` : together ? "here" : "own";
  const others = founds.filter((one) => one !== found && !one.known).map((one) =>
    [`with ${one.files[0].number}`, `the same search as ${one.files[0].name}`]);
  const options = [
    together && !found.known ? ["here", `this search, with ${many(found.files.length - 1, "other file")}`] : null,
    ["own", together || found.known ? "a new search of its own" : "a new search"],
    ...others,
    ...known.map((one) => [`known ${one.id}`, one.label]),
  ].filter(Boolean);
  const say = (to) => {
    if (to !== "here") actOn(desk, { act: "belongs", file: file.number, to });
  };
  return el("label", { class: "lm-by" }, "Found by ",
    menu(here, options, say, { "data-focus": `by-${file.number}`, "aria-label": `${file.name} was found by` }));
};

const encodingField = (file, desk) => {
  const say = (event) => {
    if (event.target.value.trim() !== file.encoding)
      actOn(desk, { act: "file", file: file.number, encoding: event.target.value });
  };
  return el("label", { class: "lm-encoding" }, "Encoding ",
    el("input", { type: "text", list: "lm-encodings", value: file.encoding, "data-focus": `encoding-${file.number}`,
      placeholder: file.read || "as found", onchange: say }));
};

const columnsView = (file, desk) => {
  const { state } = desk;
  const known = file.columns.filter(([, name]) => name).length;
  const say = (column) => (name) =>
    actOn(desk, { act: "file", file: file.number, columns: { [column]: name } });
  const names = (now) => [["", "(kept under its own name)"],
    ...[...new Set([now, ...state.columns])].filter(Boolean).map((name) => [name, name])];
  return [
    el("p", {}, `What its columns hold (${known} of ${file.columns.length} are known):`),
    el("div", { class: "lm-columns", "data-scroll": `columns-${file.number}` }, file.columns.map(([column, name], at) =>
      el("label", {}, el("span", { dir: "auto", title: column }, column),
        menu(name, names(name), say(column), { "data-focus": `column-${file.number}-${at}` })))),
  ];
};

const amissView = (file, desk) => {
  const { ui } = desk;
  const toggle = (event) => {
    if (event.target.open) ui.amiss.add(file.number);
    else ui.amiss.delete(file.number);
  };
  return el("details", { class: "lm-amiss", open: ui.amiss.has(file.number), ontoggle: toggle },
    el("summary", { "data-focus": `amiss-${file.number}` },
      file.columns.length ? "Letters or columns look wrong?" : "Letters look wrong?"),
    encodingField(file, desk),
    file.columns.length ? columnsView(file, desk) : null);
};

// What was said of a file after it was read shows once it is read again.
const staleView = (file, desk) =>
  file.stale
    ? el("div", { class: "lm-stale", role: "status" },
        el("span", {}, file.error
          ? `Not read again: ${file.error}`
          : "Out of date: what is shown was read before you changed this file's encoding or columns. "),
        button("Look at what it brings", "", () => actOn(desk, { act: "again", file: file.number }),
          { "data-focus": `again-${file.number}`, class: "lm-go" }))
    : null;

const fileRow = (file, found, desk) =>
  el("li", { class: "lm-a-file" },
    el("div", { class: "lm-row" },
      el("strong", { dir: "auto" }, file.name), quiet(plainly(file)),
      belongsMenu(file, found, desk), takeOut(file, desk)),
    staleView(file, desk),
    amissView(file, desk));

// --- files that cannot be read

const unreadView = (desk) => {
  const { unread } = desk.state;
  if (!unread.length) return "";
  const row = (file) =>
    el("li", { class: "lm-a-file" },
      el("div", { class: "lm-row" }, el("strong", { dir: "auto" }, file.name), takeOut(file, desk)),
      el("p", { dir: "auto" }, file.error),
      el("div", { class: "lm-row" }, encodingField(file, desk),
        button("Read it again", "", () => actOn(desk, { act: "again", file: file.number }),
          { "data-focus": `again-${file.number}` })));
  return el("section", { class: "lm-unread", "aria-label": "Files that cannot be read" },
    el("h3", {}, `Not read: ${many(unread.length, "file")}`),
    el("ul", {}, unread.map(row)));
};

// --- all of them together

const togetherView = (desk) => {
  const { founds, parts } = desk.state;
  const files = founds.reduce((sum, one) => sum + one.files.length, 0);
  if (files < 2) return "";
  const one = founds.length === 1;
  const told = one
    ? `${many(files, "file")}, all parts of one search.`
    : founds.length === files
      ? `${many(files, "file")}, each a search of its own.`
      : `${many(files, "file")} of ${many(founds.length, "searches").replace("searchess", "searches")}.`;
  const hint = parts.length
    ? quiet(`One of ${parts.join(", ")} is as full as Web of Science makes a file: are they parts of one search?`)
    : null;
  return el("div", { class: "lm-row lm-together" },
    el("span", {}, told),
    one ? null : button("They are parts of one search", "", () => actOn(desk, { act: "together" }), { "data-focus": "together" }),
    founds.length === files ? null
      : button("Make each a search of its own", "", () => actOn(desk, { act: "apart" }), { "data-focus": "apart" }),
    hint);
};
