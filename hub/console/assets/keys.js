// Keys for whoever works through lists all day. Without script links and forms do all of it.
// Letters alone can be switched off, for those who speak to their machine (WCAG 2.1.4); that is kept in this browser.
const KEPT = "satu-keys";
const dialog = document.getElementById("keys");
const opener = document.getElementById("keys-open");
const uses = document.getElementById("keys-use");

function on() {
  return localStorage.getItem(KEPT) !== "off";
}

function move(step) {
  const links = [...document.querySelectorAll("main table.rows tbody th a")];
  if (links.length > 0) {
    const here = links.indexOf(document.activeElement);
    const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step;
    links[Math.min(Math.max(next, 0), links.length - 1)].focus();
  }
}

const ACTIONS = {
  j: () => move(1),
  k: () => move(-1),
  n: () => document.querySelector('main a[rel="next"]')?.click(),
  "/": () => document.querySelector('main form :is(input[type="text"], input[type="search"], textarea)')?.focus(),
  "?": () => dialog.showModal(),
};

function isTyping(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog") !== null;
}

if (dialog && opener && uses) {
  opener.hidden = false;
  uses.checked = on();
  opener.addEventListener("click", () => dialog.showModal());
  uses.addEventListener("change", () => localStorage.setItem(KEPT, uses.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const act = ACTIONS[event.key];
    if (act && on() && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
      event.preventDefault();
      act();
    }
  });
}
