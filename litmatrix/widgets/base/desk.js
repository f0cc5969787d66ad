// The life of a desk: it draws its state, keeps the focus, sends one message at a time, and hands out keys.

const TYPED = "input:not([type=checkbox], [type=radio]), textarea, select";
const BOXES = "input[type=checkbox], input[type=radio]";
const MOVES = ["Tab", "Shift", "PageUp", "PageDown", "Home", "End"];

const taken = (event) => {
  event.preventDefault();
  event.stopPropagation();
};

const focusOn = (node) => node?.focus({ preventScroll: true });
const named = (root, name) => root.querySelector(`[data-focus="${CSS.escape(name)}"]`);

// Draw anew: the focus stays with what it was on, its cursor too, and each list where it was scrolled to.
// Returns whether the focus stood inside. `nodes` makes what is shown; it may use again what stands there.
const redraw = (root, nodes) => {
  const held = root.contains(document.activeElement) ? document.activeElement : null;
  const cursor = typeof held?.selectionStart === "number" ? [held.selectionStart, held.selectionEnd] : null;
  const lists = [...root.querySelectorAll("[data-scroll]")];
  const scrolled = new Map(lists.map((list) => [list.dataset.scroll, list.scrollTop]));
  root.replaceChildren(...nodes());
  for (const list of root.querySelectorAll("[data-scroll]"))
    list.scrollTop = scrolled.get(list.dataset.scroll) ?? list.scrollTop;
  const again = held?.dataset.focus === undefined ? null : named(root, held.dataset.focus);
  focusOn(again);
  if (cursor) again?.setSelectionRange?.(...cursor);
  return held !== null;
};

// Give a key to whom it belongs: the element that has the focus, or the desk. None reaches the notebook.
const route = (event, desk, does) => {
  const { key, target, repeat } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (desk.state.ask) return event.stopPropagation();
  if (key === "Escape") {
    taken(event);
    return desk.ui.help ? desk.toggleHelp() : does.escape(desk);
  }
  const arrow = key.startsWith("Arrow");
  const boxed = target.matches(BOXES);
  const clicks = (key === "Enter" || key === " ") && (boxed || target.matches("button, a, summary"));
  const typed = target.matches(TYPED) || (boxed && (!does.boxes || arrow));
  if (clicks && repeat) event.preventDefault();
  const left = typed || clicks || MOVES.includes(key) || (arrow && does.free(event, desk));
  if (left) return event.stopPropagation();
  if (desk.ui.busy && does.later) return does.later(event, desk);
  taken(event);
  if (desk.ui.busy && !arrow && !repeat) return desk.drop(key);
  if (!repeat || arrow) desk.press(key, { shift: event.shiftKey, repeat });
};

// The notebook is saved by its own key, here too: for that one press its shortcuts are let in.
const lettingSave = (event, root) => {
  const saves = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s";
  if (!saves || !root.contains(event.target)) return;
  delete root.dataset.lmSuppressShortcuts;
  setTimeout(() => {
    root.dataset.lmSuppressShortcuts = "true";
  });
};

// Show a widget's state, and send back what the person does. anywidget gives model and element; a desk says:
//   name, label, ask        its class, its name, and how it asks who works here: a question, a line below it
//   ui()                    what the page alone knows: what is open, chosen or begun
//   view(state, ui, desk)   the nodes to be shown; drawn anew, one with `data-focus` keeps the focus, and one
//                           with `data-scroll` its place, as long as that says the same
//   data(state)             what the root shows of the state in `data-…`
//   press(key, desk, more)  a key that no field, button or list wants
//   escape(desk)            leave what is open
//   free(event, desk)       whether an arrow key is left to the element that has the focus
//   help(state)             the rows of the help; `note` stands below them
//   boxes                   keys work while a checkbox has the focus
//   held(desk)              whether what is shown must stay: a form is open that speaks of it
//   begin, sent, before, drawn, after, later, gone    wanted by one desk or two; see where they are called
// One message goes out at a time: until the new state is there the desk is busy, and no second one is sent.
function desk({ model, el: host }, does) {
  const ui = { busy: false, dropped: "", help: false, naming: false, ...does.ui() };
  const about = { class: `lm-desk ${does.name}`, role: "application", "aria-label": does.label };
  const root = el("div", { ...about, tabindex: "0", "data-lm-suppress-shortcuts": "true" });
  const waiting = new Map();
  let asked = 0;
  let dropping = 0;

  const self = {
    root,
    ui,
    get state() {
      return model.get("state");
    },

    send(message, buffers) {
      if (ui.busy) {
        self.drop("");
        return false;
      }
      ui.busy = true;
      root.setAttribute("aria-busy", "true");
      does.sent?.(self);
      // Under which name it was done, as the person saw it: another may have been said elsewhere meanwhile.
      model.send({ ...message, as: self.state.who.name }, undefined, buffers);
      return true;
    },

    // A press that came before the answer to the last one is not taken, and seen not to be.
    drop(key) {
      ui.dropped = `${key ? `“${key}”` : "That key"} came too early and was ignored. Press it again.`;
      clearTimeout(dropping);
      dropping = setTimeout(() => {
        ui.dropped = "";
        root.querySelector(".lm-dropped")?.remove();
      }, 3000);
      root.querySelector(".lm-dropped")?.remove();
      root.append(droppedView(ui.dropped));
    },

    // A question: it changes no state, and `then` gets the answer and its buffers.
    ask(message, then, buffers) {
      waiting.set(++asked, then);
      model.send({ ...message, asked }, undefined, buffers);
    },

    find: (name) => named(root, name),
    focus: (name) => focusOn(name === undefined ? root : named(root, name)),

    draw() {
      const { state } = self;
      const name = (name) => self.send({ act: "name", name });
      const dropped = () => (ui.dropped ? droppedView(ui.dropped) : "");
      const help = () => (ui.help ? helpView(does.help(state), does.note, self.toggleHelp) : "");
      const asking = () => [
        state.who.first || ui.naming ? nameForm(does.ask, state.who.names, name) : waitingView(self),
        messageView(state.message),
      ];
      const had = redraw(root, state.ask ? asking : () => [...does.view(state, ui, self), dropped(), help()]);
      if (!state.ask) {
        Object.assign(root.dataset, does.data(state));
        does.drawn?.(self, had);
      }
      // Focus that stood inside the desk stays with it.
      if (had && !root.contains(document.activeElement)) focusOn(root.querySelector("[data-home]") ?? root);
      if (news) soon();
    },

    toggleHelp() {
      ui.help = !ui.help;
      self.draw();
      focusOn(ui.help ? root.querySelector(".lm-help") : root);
    },

    press(name, more = {}) {
      const key = name.length === 1 ? name.toLowerCase() : name;
      if (key === (self.state.keys?.help ?? "?")) self.toggleHelp();
      else if (!ui.help) does.press(key, self, more);
    },
  };

  // A state that answers no message comes of what was written, or said, elsewhere.
  let person = self.state.who.name;
  let answers = self.state.answers;
  const changed = () => {
    const { state } = self;
    const isAnswer = state.answers !== answers;
    if (state.who.name !== person) ui.naming = false;
    person = state.who.name;
    answers = state.answers;
    if (isAnswer) {
      ui.busy = false;
      root.removeAttribute("aria-busy");
    }
    does.before?.(self, isAnswer);
    self.draw();
    if (isAnswer) does.after?.(self);
  };
  const answered = (content, buffers) => {
    if (content.news) {
      news = true;
      return soon();
    }
    waiting.get(content.asked)?.(content, buffers ?? []);
    waiting.delete(content.asked);
  };

  // What was written elsewhere shows when a person comes back, and at once where the desk is in sight: once a
  // second at most, nobody waits for it, and not while a form is open that speaks of what was there before.
  let looked = Date.now();
  let later = 0;
  let news = false;
  let inSight = true;
  const look = () => {
    clearTimeout(later);
    const early = looked + 1000 - Date.now();
    if (early > 0) later = setTimeout(look, early);
    if (early > 0 || document.hidden || ui.busy || does.held?.(self)) return;
    looked = Date.now();
    news = false;
    model.send({ act: "fresh" });
  };
  const soon = () => {
    if (!inSight) return;
    clearTimeout(later);
    later = setTimeout(look, 200);
  };
  const sight = new IntersectionObserver((entries) => {
    inSight = entries.at(-1).isIntersecting;
    if (inSight && news) soon();
  });
  const save = (event) => lettingSave(event, root);
  const entered = (event) => {
    if (!root.contains(event.relatedTarget)) look();
  };

  host.append(root);
  root.addEventListener("keydown", (event) => route(event, self, does));
  root.addEventListener("pointerenter", look);
  root.addEventListener("focusin", entered);
  window.addEventListener("focus", look);
  window.addEventListener("keydown", save, true);
  sight.observe(root);
  model.on("change:state", changed);
  model.on("msg:custom", answered);
  does.begin?.(self);
  self.draw();
  return () => {
    clearTimeout(later);
    clearTimeout(dropping);
    sight.disconnect();
    window.removeEventListener("focus", look);
    window.removeEventListener("keydown", save, true);
    model.off("change:state", changed);
    model.off("msg:custom", answered);
    does.gone?.(ui);
  };
}
