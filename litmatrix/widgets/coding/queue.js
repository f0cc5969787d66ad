// The queue, listed.

const queueRow = ([position, key, reference, owed, theme], desk) => {
  const named = `${owed.slice(0, 4).join(", ")}${owed.length > 4 ? " …" : ""}`;
  const told = theme ? "" : ` · ${owed.length} not yet looked at: ${named}`;
  const jump = () => {
    desk.ui.listing = false;
    desk.send({ act: "jump", position, key });
  };
  const current = position === desk.state.position ? "true" : null;
  return button([el("strong", { dir: "auto" }, reference), quiet(owed.length ? told : " · done")], "", jump,
    { class: "lm-queue-row", "aria-current": current });
};

const queueRows = ({ places }, desk) =>
  places.flatMap((place, at) => {
    const theme = place[4];
    const head = theme && theme !== places[at - 1]?.[4] ? [el("h4", { dir: "auto" }, theme)] : [];
    return [...head, queueRow(place, desk)];
  });

const queueView = (desk) => {
  const list = el("div", { class: "lm-queue", role: "dialog", "aria-label": "The queue" }, quiet("…"));
  const load = (start) => desk.ask({ act: "queue_list", start }, (answer) => {
    if (answer.error) return list.replaceChildren(el("p", { class: "lm-odd" }, answer.error));
    const end = answer.start + answer.places.length;
    const rest = answer.length - end;
    list.replaceChildren(
      ...(answer.start
        ? [mini("earlier in the queue", "", () => load(Math.max(0, answer.start - 100)))]
        : []),
      ...queueRows(answer, desk),
      ...(rest > 0 ? [mini(`later in the queue (${counted(rest)})`, "", () => load(end))] : []),
      ...(answer.places.length ? [] : [el("p", { class: "lm-quiet" }, "This queue is empty.")]));
    const current = list.querySelector('[aria-current="true"]');
    (current || list.querySelector("button") || desk.root).focus({ preventScroll: true });
    current?.scrollIntoView({ block: "nearest" });
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll("button")];
    buttons[clamped(buttons.indexOf(document.activeElement) + step, buttons.length - 1)]?.focus();
  });
  load(Math.max(0, desk.state.position - 10));
  return list;
};
