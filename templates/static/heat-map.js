// The next names of a heat map are loaded as its frame is scrolled. Without this file the links do it.
import { announce } from "./page.js";

const AHEAD = "0px 0px 480px 0px";

function joinRows(table, part) {
  for (const group of part.querySelectorAll("tbody")) {
    const last = table.tBodies[table.tBodies.length - 1];
    if (last.dataset.group !== group.dataset.group) table.append(group);
    else last.append(...[...group.rows].filter((row) => !row.classList.contains("heat-group")));
  }
  table.dataset.last = part.dataset.last;
  if (part.dataset.next) table.dataset.next = part.dataset.next;
  else delete table.dataset.next;
}

// The words and the link under the frame go along with what is shown.
function tellHowFar(table) {
  document.querySelector("[data-heat-last]").textContent = table.dataset.last;
  const link = document.querySelector("[data-heat-next]");
  if (table.dataset.next) link.href = table.dataset.next;
  else link.remove();
}

async function fetchRows(address) {
  const asked = new URL(address, location.href);
  asked.searchParams.set("part", "rows");
  const response = await fetch(asked, { credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html").querySelector("table");
}

function startFrame(frame) {
  const table = frame.querySelector("table");
  if (!table.dataset.next) return;
  const end = document.createElement("div");
  end.className = "heat-end";
  frame.append(end);
  const watch = new IntersectionObserver(async (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.unobserve(end);
    announce(frame.dataset.loading);
    try {
      joinRows(table, await fetchRows(table.dataset.next));
    } catch {
      announce(frame.dataset.failed);
      return;
    }
    tellHowFar(table);
    announce(frame.dataset.loaded);
    if (table.dataset.next) watch.observe(end);
    else end.remove();
  }, { root: frame, rootMargin: AHEAD });
  watch.observe(end);
}

document.querySelectorAll("[data-heat-frame]").forEach(startFrame);
