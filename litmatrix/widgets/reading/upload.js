// A file that a person drops or chooses goes to Python in slices, for no message may be as long as a book.

const TEXT_SLICE = 2 * 1024 * 1024;
const TEXT_KINDS = ".pdf,.txt,.md,.markdown,.html,.htm,.xhtml,.epub,.docx";

let textTokens = 0;

// Sends a file, slice by slice, with a message; `done` gets the answer to the last, `way` how far it is.
const sendFile = async (desk, file, message, done, way = () => {}) => {
  const { name, size } = file;
  const token = `${Date.now()} ${++textTokens}`;
  const failed = () => done({ error: `${name}: it cannot be read (it is a folder, or was moved).` });
  const send = async (at) => {
    let data;
    try {
      data = await file.slice(at, at + TEXT_SLICE).arrayBuffer();
    } catch {
      return failed();
    }
    const next = at + data.byteLength;
    if (!data.byteLength && at < size) return failed();
    desk.ask({ ...message, token, name, at, size }, (answer) => {
      way(next, size);
      if (answer.error || next >= size) done(answer);
      else send(next);
    }, [data]);
  };
  await send(0);
};

const fileSize = (bytes) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

// What was told of the last file of a record: stored, or another stands there, or why not.
const toldNodes = (desk, key) => {
  const told = desk.ui.fullText?.told;
  if (!told || told.key !== key) return [];
  const { text, wrong, there, undo, token } = told;
  const keep = (how) => () => {
    tellText(desk, { key, text: "…" });
    desk.ask({ act: "text_keep", key, token, how }, (answer) => tellAnswer(desk, key, answer));
  };
  const back = () => desk.ask({ act: "text_undo", time: undo }, (answer) => tellAnswer(desk, key, answer));
  return [
    el("span", { class: wrong ? "lm-odd" : "", role: "status", dir: "auto" }, text),
    ...(there ? [
      button("Replace it", "", keep("replace"), { class: "lm-mini", "data-focus": "text replace" }),
      button("Keep both", "", keep("beside"), { class: "lm-mini" }),
      button("Keep it as it is", "", keep("leave"), { class: "lm-mini" }),
    ] : []),
    ...(undo ? [button("Undo", "", back, { class: "lm-mini" })] : []),
  ];
};

const tellText = (desk, told) => {
  textsOf(desk).told = told;
  for (const line of desk.root.querySelectorAll(".lm-text-told"))
    line.replaceChildren(...toldNodes(desk, line.dataset.key));
};

const tellAnswer = (desk, key, answer) => {
  const { error, there, token, told, undo } = answer;
  if (there) {
    const text = `${there.place} is there already (${fileSize(there.size)}, of ${there.when}), and differs. `;
    tellText(desk, { key, text, there, token });
    return desk.focus("text replace");
  }
  tellText(desk, { key, text: error ?? told, wrong: Boolean(error), undo });
  if (!error) textsOf(desk).reload?.(answer.stored);
};

const takeFile = (desk, key, file) => {
  if (!file) return;
  tellText(desk, { key, text: `${file.name} …` });
  const way = (at, size) => tellText(desk, { key, text: `${file.name}: ${Math.round((100 * at) / size)} %` });
  sendFile(desk, file, { act: "text_part", key }, (answer) => tellAnswer(desk, key, answer), way);
};

// A file that is dropped on a node is one for this record.
const dropping = (desk, key) => ({
  ondragover: (event) => event.preventDefault(),
  ondrop: (event) => {
    if (!event.dataTransfer?.files.length) return;
    taken(event);
    takeFile(desk, key, event.dataTransfer.files[0]);
  },
});

const fileField = (desk, key, label) => {
  const take = (event) => {
    takeFile(desk, key, event.target.files[0]);
    event.target.value = "";
  };
  return el("input", { type: "file", accept: TEXT_KINDS, "aria-label": label, "data-focus": "text file",
    onchange: take });
};

const toldLine = (desk, key) =>
  el("div", { class: "lm-text-told", "data-key": key }, toldNodes(desk, key));

const dropZone = (desk, key, there) =>
  el("div", { class: "lm-drop", ...dropping(desk, key) },
    el("label", {},
      there ? "Another file of this record: drop it here, or " : "No full text yet: drop a file here, or ",
      fileField(desk, key, "Full text of this record")));

// Where a full text is dropped or chosen for a record.
const fullTextDrop = (desk, key, there = false) =>
  el("div", { class: "lm-take" }, dropZone(desk, key, there), toldLine(desk, key));
