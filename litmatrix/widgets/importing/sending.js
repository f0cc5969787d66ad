// One message after the other, and what was typed before the act that follows it.

// While a day is being typed nothing is sent: an answer would draw its field anew, and lose half a day.
const typesDay = ({ root }) =>
  document.activeElement?.type === "date" && root.contains(document.activeElement);

// Messages wait for each other, so that none that follows a change at once is lost. `message` may be made
// when its turn comes.
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
