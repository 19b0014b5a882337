// A page of which a part takes seconds comes without it first; then the whole is fetched, and takes its place.
// Without this file a link does it.
import { announce, start } from "./page.js";

const ALIKE = "a, button, input, select, textarea, summary";

async function fetchPart(address, id) {
  const response = await fetch(address, { credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error(String(response.status));
  const whole = new DOMParser().parseFromString(await response.text(), "text/html");
  return document.importNode(whole.getElementById(id), true);
}

// The same control in the other part: of the same kind, name and value, or of the same words.
function nameOf(control) {
  const value = control.type === "checkbox" || control.type === "radio" || control.type === "hidden" ? control.value : "";
  return [control.closest("[id]")?.id, control.tagName, control.getAttribute("href"), control.name, value, control.name ? "" : control.textContent].join("\n");
}

// What was ticked, written and opened meanwhile stays so, and so does the place of the focus.
function carryOver(from, to) {
  const others = new Map([...to.querySelectorAll(ALIKE)].map((each) => [nameOf(each), each]));
  for (const control of from.querySelectorAll(ALIKE)) {
    const other = others.get(nameOf(control));
    if (!other) continue;
    if (control.tagName === "SUMMARY") other.parentElement.open = control.parentElement.open;
    else if (control.type === "checkbox" || control.type === "radio") other.checked = control.checked;
    else if (control.matches("input:not([type=hidden]), select, textarea")) other.value = control.value;
  }
  return others.get(nameOf(document.activeElement));
}

async function complete(line) {
  const words = line.querySelector("[data-words]");
  const link = line.querySelector("a");
  const part = document.getElementById(line.dataset.part);
  words.textContent = line.dataset.loading;
  link.hidden = true;
  try {
    const whole = await fetchPart(line.dataset.wholePage, line.dataset.part);
    const focused = carryOver(part, whole);
    part.replaceWith(whole);
    focused?.focus({ preventScroll: true });
    start(whole);
    announce(line.dataset.loaded);
  } catch {
    words.textContent = line.dataset.failed;
    link.hidden = false;
  }
}

document.querySelectorAll("[data-whole-page]").forEach(complete);
