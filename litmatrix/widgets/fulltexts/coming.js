// Files that are dropped or chosen, and folders with what is in them.

const COMING = /\.(pdf|txt|text|md|markdown|html?|xhtml|epub|docx)$/i;

// All files of a folder that was dropped, and of those below it.
const filesWithin = async (entry) => {
  if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    // A reader gives a hundred at a time.
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) break;
    for (const one of some) found.push(...(await filesWithin(one)));
  }
  return found;
};

const droppedFiles = async (carried) => {
  const files = [...carried.files];
  const entries = [...carried.items].map((one) => one.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((one) => one.isDirectory)) return files;
  const found = [];
  for (const one of entries) found.push(...(await filesWithin(one).catch(() => [])));
  return found;
};

// Sends the files one after the other, then lets them be looked into.
const takeFiles = async (desk, given) => {
  const { ui } = desk;
  const files = given.filter(({ name }) => COMING.test(name) && !name.startsWith("."));
  const others = given.length - files.length;
  if (ui.sending || desk.state.looking) return;
  if (!files.length) return tellComing(desk, "There is no PDF or text among these files; nothing was added.");
  const are = others === 1 ? "is" : "are";
  const failed = others ? [`${many(others, "file")} that ${are} not PDF or text`] : [];
  Object.assign(ui, { stopping: false, told: "" });
  for (const [number, file] of files.entries()) {
    if (ui.stopping) break;
    ui.sending = { number, total: files.length, name: file.name, what: "added" };
    desk.draw();
    await new Promise((done) => {
      sendFile(desk, file, { act: "incoming" }, (answer) => {
        if (answer.error) failed.push(answer.error);
        done();
      });
    });
  }
  ui.sending = null;
  tellComing(desk, failed.length ? `Left out: ${failed.slice(0, 5).join("; ")}.` : "");
  desk.send({ act: "look" });
};

const tellComing = (desk, told) => {
  desk.ui.told = told;
  desk.draw();
};

const dropHere = (desk) => ({
  ondragover: (event) => {
    event.preventDefault();
    event.currentTarget.classList.add("lm-over");
  },
  ondragleave: (event) => event.currentTarget.classList.remove("lm-over"),
  ondrop: (event) => {
    taken(event);
    event.currentTarget.classList.remove("lm-over");
    droppedFiles(event.dataTransfer).then((files) => takeFiles(desk, files));
  },
});

const comingView = (state, ui, desk) => {
  const choose = (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    takeFiles(desk, files);
  };
  const field = (label, more) =>
    el("label", { class: "lm-choose" }, el("span", {}, label),
      el("input", { type: "file", multiple: true, onchange: choose, "aria-label": label, ...more }));
  const look = (event) => {
    event.preventDefault();
    desk.send({ act: "folder", path: ui.folder });
  };
  const keep = (event) => {
    ui.folder = event.target.value;
  };
  const named = el("input", { type: "text", value: ui.folder, placeholder: "/home/me/Downloads/papers",
    dir: "auto", "aria-label": "A folder on the computer where the notebook runs", "data-focus": "folder",
    oninput: keep });
  const scope = (value) => desk.send({ act: "scope", everything: value === "all" });
  const scopes = [
    ["", "records at the full-text stage, and included ones"], ["all", "all records of the review"],
  ];
  return el("section", { class: "lm-coming", "aria-label": "Add files", ...dropHere(desk) },
    el("p", { class: "lm-lead" },
      "Drop PDFs here, as many as you like. Each is matched to its record: by its name (the key), by a DOI " +
      "on its first page, by its title. You check the list before anything is saved."),
    el("div", { class: "lm-ways" },
      field("Choose files", { accept: TEXT_KINDS, "data-focus": "files" }),
      field("Choose a folder", { webkitdirectory: true, "data-focus": "folder files" }),
      el("form", { class: "lm-folder", onsubmit: look },
        el("label", {}, el("span", {}, "Or type a folder on this computer "), named),
        el("button", { type: "submit" }, "Add its PDFs"))),
    el("label", { class: "lm-scope" }, "Match with ",
      menu(state.everything ? "all" : "", scopes, scope,
        { "data-focus": "scope", "aria-label": "Match with" })),
    ui.told ? el("p", { class: "lm-odd", role: "status" }, ui.told) : null);
};
