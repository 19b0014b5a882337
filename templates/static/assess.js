// Saves each answer in the background. Without script the form is sent as a whole by its buttons.

import { announce } from "./page.js";
import { showConflict } from "./rating-conflict.js";
import { startKeys } from "./rating-keys.js";
import { Store } from "./rating-store.js";

const SETTLE = 350; // arrow keys pass over levels that nobody meant
const RETRY = 8_000;

const form = document.querySelector("[data-rating-form]");
const store = new Store(form.dataset.owner);
const token = form.querySelector("[name=csrf_token]").value;
const settling = new Map();
const sending = new Set();

function say(name, time = "") {
  const key = `words${name[0].toUpperCase()}${name.slice(1)}`;
  return (form.dataset[key] ?? "").replace("{time}", time);
}

function ratingOf(code) {
  return document.getElementById(`rating-${code}`);
}

function answerOf(rating) {
  const chosen = (group) => rating.querySelector(`[name="${group}-${rating.dataset.competency}"]:checked`)?.value ?? "";
  const typed = (group) => rating.querySelector(`[name="${group}-${rating.dataset.competency}"]`).value;
  return {
    level: chosen("level"), confidence: chosen("confidence"), example: typed("example"), example_on: typed("example_on"),
    url: rating.dataset.saveUrl, version: rating.dataset.version,
  };
}

function isSame(one, other) {
  return ["level", "confidence", "example", "example_on"].every((name) => String(one[name] ?? "") === String(other[name] ?? ""));
}

function fill(rating, answer) {
  for (const group of ["level", "confidence"]) {
    rating.querySelectorAll(`[name="${group}-${rating.dataset.competency}"]`).forEach((input) => {
      input.checked = input.value === String(answer[group] ?? "");
    });
  }
  for (const group of ["example", "example_on"]) {
    rating.querySelector(`[name="${group}-${rating.dataset.competency}"]`).value = answer[group] ?? "";
  }
}

function showRow(rating, isSaved, words) {
  const place = rating.querySelector("[data-saved]");
  place.hidden = false;
  place.classList.toggle("is-waiting", !isSaved);
  place.querySelector("[data-saved-words]").textContent = words;
}

function showForm(problem = "") {
  const place = form.querySelector("[data-form-status]");
  const isWaiting = Boolean(problem) || Object.keys(store.all()).length > 0;
  place.classList.toggle("is-waiting", isWaiting);
  place.querySelector("[data-form-status-words]").textContent = problem || say(isWaiting ? "waiting" : "allSaved");
}

function showProgress() {
  const here = document.querySelector(".area-steps [aria-current]");
  const ratings = [...form.querySelectorAll(".rating")];
  const answered = ratings.filter((rating) => answerOf(rating).level !== "").length;
  if (!here) return;
  here.querySelector("progress").value = answered;
  here.querySelector(".area-step-count").textContent = `${answered}/${ratings.length}`;
}

function setVersion(rating, version) {
  rating.dataset.version = version;
  rating.querySelector("[data-version-field]").value = version;
}

function confirmSaved(code, { saved_at: time, version, previous, progress }) {
  const rating = ratingOf(code);
  store.drop(code);
  if (progress) document.querySelector("[data-progress]").textContent = progress;
  if (rating) {
    setVersion(rating, version);
    if (previous !== undefined) rating.querySelector("[data-previous]").textContent = previous;
    rating.querySelector("[data-conflict]").hidden = true;
    showRow(rating, true, say("saved", time));
    announce(`${rating.querySelector("legend").textContent}: ${say("saved", time)}`);
  }
  showForm();
}

function settleConflict(code, mine, theirs) {
  const rating = ratingOf(code);
  if (isSame(mine, theirs)) return confirmSaved(code, theirs);
  if (!rating) return undefined; // both answers are shown when its page is opened
  setVersion(rating, theirs.version);
  showRow(rating, false, say("waiting"));
  showForm();
  announce(say("conflict", theirs.saved_at));
  return showConflict(rating, {
    mine, theirs, say,
    keepMine: () => save(rating),
    keepTheirs: () => { fill(rating, theirs); confirmSaved(code, theirs); showProgress(); },
  });
}

function tellTrouble(code, name) {
  const rating = ratingOf(code);
  if (rating) showRow(rating, false, say("waiting"));
  showForm(say(name));
  announce(say(name));
}

// A refusal of the form itself says what would help; any other means that the page is out of date.
async function tellRefusal(code, response) {
  const isJson = response.headers.get("Content-Type")?.includes("json");
  const told = isJson && !response.redirected ? await response.json() : {};
  const sentences = Object.values(told.errors ?? {}).flat().join(" ");
  if (!sentences) return tellTrouble(code, "refused");
  const rating = ratingOf(code);
  if (rating) showRow(rating, false, `${say("waiting")}: ${sentences}`);
  showForm(say("waiting"));
  return announce(sentences);
}

// Answered again while the first answer was on its way: the next one builds on what was just written.
function moveOn(code, latest, version) {
  const rating = ratingOf(code);
  if (rating) setVersion(rating, version);
  store.keep(code, { ...latest, version });
}

async function send(code) {
  const answer = store.get(code);
  if (!answer || sending.has(code)) return;
  sending.add(code);
  try {
    const { level, confidence, example, example_on, version } = answer;
    const body = new URLSearchParams({ level, confidence: confidence ?? "", example: example ?? "", example_on: example_on ?? "", version });
    const response = await fetch(answer.url, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" }, keepalive: true });
    if (response.status >= 500) throw new TypeError(response.statusText);
    if (response.redirected || !(response.ok || response.status === 409)) return void tellRefusal(code, response);
    const told = await response.json();
    const latest = store.get(code);
    if (response.status === 409) settleConflict(code, latest ?? answer, told);
    else if (latest && !isSame(latest, answer)) moveOn(code, latest, told.version);
    else confirmSaved(code, told);
  } catch {
    tellTrouble(code, "offline");
    setTimeout(() => send(code), RETRY);
    return;
  } finally {
    sending.delete(code);
  }
  const left = store.get(code);
  if (left && !isSame(left, answer)) send(code);
}

function save(rating) {
  const code = rating.dataset.competency;
  const answer = answerOf(rating);
  if (answer.level === "") return;
  store.keep(code, answer);
  clearTimeout(settling.get(code));
  settling.set(code, setTimeout(() => send(code), SETTLE));
}

function sendAll() {
  Object.keys(store.all()).forEach(send);
}

// What could not be sent last time is put back into the form, and sent again.
function restore() {
  for (const [code, answer] of Object.entries(store.all())) {
    const rating = ratingOf(code);
    if (rating) fill(rating, answer);
  }
  sendAll();
}

// What is typed is kept on this device with every key, and sent when the typing pauses.
form.addEventListener("input", (event) => {
  const rating = event.target.closest(".rating");
  if (rating && event.target.matches("textarea")) save(rating);
});
form.addEventListener("change", (event) => {
  const rating = event.target.closest(".rating");
  if (!rating) return;
  save(rating);
  showProgress();
});
addEventListener("online", sendAll);
startKeys(form);
restore();
showForm();
