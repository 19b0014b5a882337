// What every page does beyond its links and forms. All of it works without this file, a little less smoothly.

const TOAST_STAYS = 10_000;

export function announce(words) {
  document.querySelector("#status").textContent = words;
}

// A toast stays until dismissed, or for ten seconds in which neither focus nor pointer rests on it.
function startToast(toast) {
  const close = toast.querySelector("[data-toast-close]");
  let timer;
  const wait = () => { clearTimeout(timer); timer = setTimeout(() => toast.remove(), TOAST_STAYS); };
  const hold = () => clearTimeout(timer);
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusout", wait);
  toast.addEventListener("pointerleave", wait);
  wait();
}

function closeDisclosure(disclosure) {
  disclosure.open = false;
  disclosure.querySelector("summary").focus();
}

// What opens in place takes the focus to its first control, and gives it back.
function startDisclosure(disclosure) {
  const summary = disclosure.querySelector("summary");
  disclosure.addEventListener("toggle", () => {
    const isAsked = [summary, document.body].includes(document.activeElement);
    if (disclosure.open && isAsked) disclosure.querySelector("select, textarea, input:not([type=hidden]), button")?.focus();
  });
  disclosure.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && disclosure.open) closeDisclosure(disclosure);
  });
  disclosure.querySelector("[data-disclosure-close]")?.addEventListener("click", (event) => {
    event.preventDefault();
    closeDisclosure(disclosure);
  });
}

function startMenu(menu) {
  const more = menu.querySelector("[data-menu-more]");
  const show = (isOpen) => {
    menu.classList.toggle("is-open", isOpen);
    more.setAttribute("aria-expanded", String(isOpen));
  };
  more.setAttribute("role", "button");
  more.setAttribute("aria-controls", menu.id);
  show(false);
  more.addEventListener("click", (event) => { event.preventDefault(); show(!menu.classList.contains("is-open")); });
  menu.querySelector("[data-menu-close]").addEventListener("click", (event) => { event.preventDefault(); show(false); more.focus(); });
  menu.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target === more) { event.preventDefault(); more.click(); }
    if (event.key === "Escape" && menu.classList.contains("is-open")) { show(false); more.focus(); }
  });
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) show(false); });
}

// After a failed form to the first error, after a page change to the heading; a fragment keeps its own place.
function placeFocus() {
  const wrong = document.querySelector("main [aria-invalid='true'], main .has-error input:not([type=hidden])");
  if (wrong) wrong.focus();
  else if (!location.hash && document.activeElement === document.body && document.referrer.startsWith(location.origin)) {
    document.querySelector("main h1")?.focus({ preventScroll: true });
  }
}

export function start(part) {
  // The page says itself what is missing, in its own language and at the field; the browser would say it in the browser's.
  part.querySelectorAll("form[method=post]").forEach((form) => { form.noValidate = true; });
  part.querySelectorAll("[data-disclosure]").forEach(startDisclosure);
}

start(document);
document.querySelectorAll("[data-toast]").forEach(startToast);
document.querySelectorAll("#menu").forEach(startMenu);
placeFocus();
