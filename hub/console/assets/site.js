// What script adds to pages that work without it: the components' behaviour and the copy buttons.
// The components (initAll) stand before this in the file that is served.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
initAll();

function announce(button) {
  const spoken = document.getElementById("copied");
  if (spoken) {
    spoken.textContent = `${button.dataset.label}: tersalin. Copied.`;
  }
  const before = button.textContent;
  button.textContent = "Tersalin ✓";
  setTimeout(() => {
    button.textContent = before;
  }, 1500);
}

function showCopyButtons() {
  if (!navigator.clipboard) {
    return;
  }
  for (const button of document.querySelectorAll("button[data-copy][hidden]")) {
    button.hidden = false;
  }
}

// One listener for the document, so that fragments fetched later need no wiring.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) {
    await navigator.clipboard.writeText(button.dataset.copy);
    announce(button);
  }
});
document.addEventListener("htmx:after:swap", showCopyButtons);
showCopyButtons();

// The open menu lies over the page: it closes when the focus goes on to what may lie under it.
document.addEventListener("focusout", (event) => {
  const menu = event.target.closest(".menu-more");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) {
    menu.open = false;
  }
});
