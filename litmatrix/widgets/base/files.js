// Where the files of a review are for the browser that shows a desk.

// JupyterLab says on its page where its root is: then a folder below it has an address. Elsewhere a file is
// only named.
const serverPlace = (places) => {
  const config = document.getElementById("jupyter-config-data");
  if (!config) return null;
  const { baseUrl, serverRoot } = JSON.parse(config.textContent);
  if (!baseUrl || typeof serverRoot !== "string") return null;
  const root = serverRoot.replace(/\/+$/, "");
  const place = places.find((one) => one === root || one.startsWith(`${root}/`));
  if (place === undefined) return null;
  return { base: baseUrl.replace(/\/+$/, ""), way: place.slice(root.length).split("/").filter(Boolean) };
};

const addressOf = ({ base, way }, kind, name) =>
  [base, kind, ...[...way, ...name.split("/")].filter(Boolean).map(encodeURIComponent)].join("/");

// The address of the folder, below which each file can be looked at or saved.
const rootAddress = (places) => {
  const place = serverPlace(places);
  return place && addressOf(place, "files", "");
};

const fileLink = ({ name, holds }, desk) => {
  const told = holds ? `: ${holds}` : "";
  if (!desk.ui.root) return el("span", {}, el("code", { dir: "auto" }, name), told);
  const href = `${desk.ui.root}/${name.split("/").map(encodeURIComponent).join("/")}`;
  return el("span", {}, el("a", { href, target: "_blank", rel: "noopener", dir: "auto" }, name), told);
};

const fileList = (files, desk) => el("ul", {}, files.map((one) => el("li", {}, fileLink(one, desk))));

// A link that opens a file of the review in an editor, beside the notebook: JupyterLab does so on a click on
// what names its command. Without that the link leads to the same file in a page of its own.
const editorLink = (name, label, places) => {
  const place = serverPlace(places);
  if (!place) return el("code", { dir: "auto" }, name);
  const path = [...place.way, name].join("/");
  const args = { path, factory: "Editor", options: { mode: "split-right" } };
  return el("a", {
    href: addressOf(place, "lab/tree", name), target: "_blank", rel: "noopener", "data-focus": "open",
    "data-commandlinker-command": "docmanager:open", "data-commandlinker-args": JSON.stringify(args),
  }, label);
};
