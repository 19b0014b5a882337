// Keys of the rating grid. They act only while the focus is inside a question, and can be switched off.

const SWITCH = "capability-map/keys";

function levels(rating) {
  return [...rating.querySelectorAll(".rating-input")];
}

function choose(input) {
  input.focus();
  if (input.checked) return;
  input.checked = true;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function step(rating, from, by) {
  const inputs = levels(rating);
  const place = inputs.findIndex((input) => input.checked);
  const start = place >= 0 ? place : inputs.indexOf(from);
  choose(inputs[Math.min(Math.max(start + by, 0), inputs.length - 1)]);
}

function goTo(rating, by) {
  const ratings = [...rating.parentElement.querySelectorAll(":scope > .rating")];
  const next = ratings[ratings.indexOf(rating) + by];
  if (!next) return;
  (next.querySelector("[name^='level-']:checked") ?? levels(next)[0]).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function act(event) {
  const rating = event.target.closest(".rating");
  const isTyping = event.target.matches("textarea, select, input:not([type=radio])");
  if (!rating || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
  const isOnLevel = event.target.name?.startsWith("level-");
  const actions = {
    n: () => choose(rating.querySelector("[value='na']")),
    ArrowLeft: isOnLevel && (() => step(rating, event.target, -1)),
    ArrowRight: isOnLevel && (() => step(rating, event.target, 1)),
    ArrowUp: isOnLevel && (() => goTo(rating, -1)),
    ArrowDown: isOnLevel && (() => goTo(rating, 1)),
  };
  const level = levels(rating).find((input) => input.value === event.key);
  const action = level ? () => choose(level) : actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

export function startKeys(form) {
  const note = document.querySelector("[data-rating-keys]");
  const toggle = document.querySelector("[data-rating-keys-switch]");
  const show = () => form.querySelectorAll(".rating-keys").forEach((hint) => { hint.hidden = !toggle.checked; });
  if (!note || !toggle) return;
  note.hidden = false;
  toggle.checked = localStorage.getItem(SWITCH) !== "off";
  toggle.addEventListener("change", () => { localStorage.setItem(SWITCH, toggle.checked ? "on" : "off"); show(); });
  form.addEventListener("keydown", (event) => { if (toggle.checked) act(event); });
  show();
}
