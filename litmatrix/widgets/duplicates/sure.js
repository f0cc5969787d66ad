// The sure duplicates: groups in a list, settled in one act but for those that are taken out.

const chosenGroup = ({ state, ui }) => {
  const { groups } = state.sure;
  return groups[Math.max(0, Math.min(ui.chosen, groups.length - 1))];
};

const settle = (desk) => {
  const { ready } = desk.state.sure;
  if (ready) desk.send({ act: "settle", groups: ready });
};
const takeOut = (desk, group) =>
  group && desk.send({ act: "out", number: group.number, key: group.records[0].key });
const keep = (desk, group, record) =>
  group && record && !group.out && desk.send({ act: "keep", number: group.number, key: record.key });

const turnPage = (desk, page) => {
  if (page < 0 || page >= desk.state.sure.pages) return;
  desk.ui.chosen = 0;
  desk.send({ act: "page", page });
};

const stepGroup = (desk, by) => {
  const { state, ui } = desk;
  ui.chosen = Math.max(0, Math.min(state.sure.groups.length - 1, ui.chosen + by));
  desk.draw();
  desk.root.querySelector(".lm-group.lm-chosen")?.scrollIntoView({ block: "nearest" });
};

const pressSure = (key, desk) => {
  const { page } = desk.state.sure;
  const group = chosenGroup(desk);
  if (key === "ArrowDown") stepGroup(desk, 1);
  else if (key === "ArrowUp") stepGroup(desk, -1);
  else if (key === "x") takeOut(desk, group);
  else if (key === "k") keep(desk, group, group?.records[1]);
  else if (key === "n" || key === "ArrowRight") turnPage(desk, page + 1);
  else if (key === "p" || key === "ArrowLeft") turnPage(desk, page - 1);
  else if (key === "a") {
    desk.focus("settle");
    desk.find("settle")?.scrollIntoView({ block: "nearest" });
  }
};

// --- what is shown

const recordRow = (group, record, place, desk) => {
  const { key, authors, where } = record;
  const about = { class: "lm-link", "aria-label": `Keep ${key}`, "data-focus": `keep-${key}` };
  const choose = button("keep this", "", () => keep(desk, group, record), { ...about, disabled: group.out });
  const kept = el("strong", { class: "lm-badge" }, group.out ? "?" : "kept");
  return el("tr", { class: place ? "lm-goes" : "lm-keeps" },
    el("td", { class: "lm-fate" }, place ? choose : kept),
    el("td", {},
      el("div", { class: "lm-record-title", dir: "auto" }, record.title || "(no title)"),
      el("div", { class: "lm-quiet", dir: "auto" }, [authors, where].filter(Boolean).join(" · "))),
    el("td", { class: "lm-quiet" },
      el("code", { dir: "auto" }, key),
      record.doi ? el("div", { dir: "auto" }, record.doi) : null,
      el("div", { dir: "auto" }, record.found)),
    el("td", { class: "lm-why", dir: "auto" }, record.why));
};

const groupView = (group, place, desk) => {
  const { ui } = desk;
  const { number, out, size, records } = group;
  const chosen = group === chosenGroup(desk);
  const choose = (event) => {
    if (event.target.closest("button") || ui.chosen === place) return;
    ui.chosen = place;
    desk.draw();
  };
  const turn = () => {
    ui.chosen = place;
    takeOut(desk, group);
  };
  const fate = out ? " · set aside: you decide on it pair by pair" : "";
  const more = size - records.length;
  const about = {
    class: `lm-group${out ? " lm-out" : ""}${chosen ? " lm-chosen" : ""}`,
    "aria-label": `Group ${number + 1}`,
    "aria-current": chosen ? "true" : null,
    "data-group": records[0].key,
    onclick: choose,
  };
  return el("section", about,
    el("header", {},
      el("span", {}, `${number + 1} · ${many(size, "record")}${fate}`),
      button(out ? "Put back" : "Set aside", chosen ? "x" : "", turn, { "data-focus": `out-${number}` })),
    el("table", {}, el("tbody", {}, records.map((record, at) => recordRow(group, record, at, desk)))),
    more > 0 ? quietLine(`and ${many(more, "record")} more`) : null);
};

const LEAD =
  "These records are certainly the same work. One record of each group is kept; the others are not " +
  "screened, but stay in the bibliography. Set aside the groups you are not sure of, then confirm the " +
  "others in one step.";

const sureView = ({ sure }, desk) => {
  if (!sure.count) return emptyView("No sure duplicates to confirm.");
  const turn = (page, label, key) =>
    plain(label, key, () => turnPage(desk, page), page < 0 || page >= sure.pages);
  const list = {
    class: "lm-groups",
    tabindex: "0",
    "data-focus": "groups",
    "data-scroll": `sure ${sure.page}`,
    "aria-label": "Sure duplicates; up and down choose a group",
  };
  const turns = el("div", { class: "lm-turn" },
    turn(sure.page - 1, "Earlier", "p"),
    el("span", {}, `page ${sure.page + 1} of ${counted(sure.pages)}`),
    turn(sure.page + 1, "Later", "n"));
  return el("div", {},
    el("p", { class: "lm-lead" }, LEAD),
    el("div", list, sure.groups.map((group, place) => groupView(group, place, desk))),
    sure.pages > 1 ? turns : null);
};

const sureButtons = ({ sure, progress }, desk) => [
  button(`Confirm ${many(sure.ready, "group")} as duplicates`, "a, Enter", () => settle(desk),
    { class: "lm-go", "data-focus": "settle", disabled: !sure.ready }),
  sure.count > sure.ready ? quiet(`${counted(sure.count - sure.ready)} set aside`) : null,
  plain("Undo", "u", () => undo(desk)),
  plain(`To the ${progress.left ? many(progress.left, "possible duplicate") : "possible duplicates"}`, "g",
    () => turnView(desk)),
  plain("Shortcuts", "?", desk.toggleHelp),
];

const SURE_KEYS = [
  ["↑ ↓", "choose a group"],
  ["x", "set it aside, or put it back"],
  ["k", "keep its next record"],
  ["n p", "later and earlier page"],
  ["a, Enter", "confirm all groups that are not set aside"],
  ["u", "undo"],
  ["g", "go to the possible duplicates"],
];
