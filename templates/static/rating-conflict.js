// Two answers to one question, side by side; the person chooses, and nothing is overwritten silently.

function words(rating, answer, none) {
  const level = rating.querySelector(`[name^="level-"][value="${answer.level}"]`)?.closest("label");
  if (answer.level === "na" || !level) return none;
  const label = `${answer.level} ${level.querySelector(".rating-label").textContent}`;
  const sure = rating.querySelector(`[name^="confidence-"][value="${answer.confidence}"]`)?.closest("label");
  return sure ? `${label} · ${sure.textContent.trim()}` : label;
}

function example(answer) {
  return [answer.example, answer.example_on].filter(Boolean).join(" · ");
}

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

function side(title, answer, example, label, choose) {
  const box = element("div", "", "rating-conflict-side");
  const button = element("button", label, "btn btn-secondary");
  button.type = "button";
  button.addEventListener("click", choose);
  box.append(element("p", title, "quiet small"), element("p", answer), element("p", example, "small"), button);
  return box;
}

export function showConflict(rating, { mine, theirs, say, keepMine, keepTheirs }) {
  const place = rating.querySelector("[data-conflict]");
  const settle = (choice) => () => {
    place.hidden = true;
    place.replaceChildren();
    rating.querySelector("[name^='level-']:checked")?.focus();
    choice();
  };
  const sides = element("div", "", "rating-conflict-sides");
  sides.append(
    side(say("theirs", theirs.saved_at), words(rating, theirs, say("none")), example(theirs), say("keepTheirs"), settle(keepTheirs)),
    side(say("mine"), words(rating, mine, say("none")), example(mine), say("keepMine"), settle(keepMine)),
  );
  place.replaceChildren(element("p", say("conflict", theirs.saved_at)), sides);
  place.hidden = false;
}
