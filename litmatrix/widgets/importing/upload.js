// Files come in: dropped, chosen or named; what is chosen is sent in pieces.

// Jupyter's server closes a connection over which more than ten megabytes come at once.
const PIECE = 4 * 1024 * 1024;

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
      ui.coming = files.length > 1 || pieces > 1 ? `uploading ${file.name}` : "";
      await post(
        desk,
        {
          act: "part",
          upload: `${id}-${number}`,
          name: file.name,
          at: piece,
          last,
          end: last && number === files.length - 1,
        },
        [data],
      );
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
  ui.chooser ??= el("input", {
    type: "file",
    multiple: true,
    class: "lm-hidden",
    tabindex: "-1",
    "aria-label": "Files of search results",
    onchange: take,
  });
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

const READ =
  "RIS, PubMed .nbib, Web of Science, EndNote, BibTeX, RefWorks, CSV, Excel .xlsx, CSL-JSON; " +
  "a .zip of them is read as all of " +
  "them. Several at once: each becomes a search of its own.";
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
  return el(
    "section",
    { class: "lm-drop", "aria-label": "Files" },
    chooserOf(desk),
    el(
      "div",
      { class: "lm-row" },
      button("Choose files …", "o", () => chooseFiles(desk), {
        "data-focus": "choose",
        class: desk.state.founds.length ? "" : "lm-go",
      }),
      el("span", {}, "or drop them here, or type their names:"),
      el("input", {
        type: "text",
        dir: "auto",
        value: ui.path,
        "data-focus": "path",
        oninput: write,
        onkeydown: enter,
        "aria-label": "Name of a file in the review folder",
        placeholder: "path in the review folder, such as searches/*.ris",
      }),
      button("Add", "", () => addNamed(desk), { "data-focus": "add" }),
    ),
    quietLine(READ),
  );
};
