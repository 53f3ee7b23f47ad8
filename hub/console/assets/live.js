// A page that stays open and keeps itself up to date. Without script there is a link that loads it again.
// Nothing is moved away under a pointer, a focus or a screen reader: a row that is in use stays, and says what became of it.
const EVERY = 20_000;
const KEPT = "satu-live";
const live = document.getElementById("live");
const told = document.getElementById("live-told");
const pause = document.getElementById("live-pause");
let tag = document.getElementById(live?.dataset.rows)?.dataset.etag ?? live?.dataset.etag ?? "";
let timer = 0;
let last = null;

function isOn() {
  return localStorage.getItem(KEPT) !== "off";
}

function say(indonesian, english) {
  told.replaceChildren(indonesian, " ");
  const other = document.createElement("span");
  other.lang = "en";
  other.className = "en";
  other.textContent = english;
  told.append(other);
}

function isInUse(row) {
  return row.contains(document.activeElement) || row.querySelector("input:checked") !== null;
}

// The place of the first row that is seen, so that nothing jumps when rows come in above it.
function anchor(body) {
  const rows = [...body.rows];
  const row = rows.find((one) => one.contains(document.activeElement)) ?? rows.find((one) => one.getBoundingClientRect().bottom > 0);
  return row && { row, top: row.getBoundingClientRect().top };
}

function becomes(before, after) {
  const picked = before.querySelector("input:checked") !== null;
  const cells = [...before.cells];
  [...after.cells].forEach((cell, place) => {
    const old = cells[place];
    const isFocused = old?.contains(document.activeElement);
    if (old && !isFocused && !old.classList.contains("rows__pick") && old.innerHTML !== cell.innerHTML) {
      old.replaceWith(cell.cloneNode(true));
    }
  });
  const box = before.querySelector("input[type=checkbox]");
  if (box) {
    box.checked = picked;
  }
  delete before.dataset.gone;
}

function leaves(row) {
  if (!isInUse(row)) {
    row.remove();
  } else if (!row.dataset.gone) {
    row.dataset.gone = "yes";
    const note = document.createElement("span");
    note.className = "en en--below small";
    note.textContent = "sudah tidak di daftar ini";
    row.querySelector("th").append(note);
  }
}

function merge(body, fresh) {
  const known = new Map([...body.rows].map((row) => [row.dataset.number, row]));
  const wanted = new Set([...fresh.rows].map((row) => row.dataset.number));
  const held = anchor(body);
  let place = null;
  let added = 0;
  for (const row of fresh.rows) {
    let here = known.get(row.dataset.number);
    if (here) {
      becomes(here, row);
    } else {
      here = document.importNode(row, true);
      here.dataset.new = "yes";
      added += 1;
    }
    const next = place ? place.nextElementSibling : body.firstElementChild;
    // Moving what has the focus would take it away; it stays where it is until the focus leaves it.
    if (here !== next && !here.contains(document.activeElement)) {
      place ? place.after(here) : body.prepend(here);
    }
    place = here;
  }
  for (const [number, row] of known) {
    if (!wanted.has(number)) {
      leaves(row);
    }
  }
  if (held?.row.isConnected) {
    scrollBy(0, held.row.getBoundingClientRect().top - held.top);
  }
  return added;
}

function countsOf(fresh) {
  for (const [name, value] of Object.entries(fresh.dataset)) {
    if (name.startsWith("count")) {
      const shown = document.querySelector(`[data-count="${name.slice(5).toLowerCase()}"]`);
      if (shown) {
        shown.textContent = `(${value})`;
      }
    }
  }
}

function show(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("queue");
  const now = document.getElementById("queue");
  const body = now.querySelector("tbody");
  const rows = fresh.querySelector("tbody");
  let added = 0;
  if (body && rows) {
    added = merge(body, rows);
    const pages = now.querySelector("#queue-pages");
    if (!pages.contains(document.activeElement)) {
      pages.replaceWith(document.importNode(fresh.querySelector("#queue-pages"), true));
    }
  } else if (!now.contains(document.activeElement)) {
    added = rows?.rows.length ?? 0;
    now.replaceWith(document.importNode(fresh, true));
  }
  countsOf(fresh);
  if (added > 0) {
    say(`${added} permohonan baru di daftar ini.`, `${added} new.`);
  } else {
    say("Daftar diperbarui.", "The list is up to date.");
  }
}

async function look() {
  clearTimeout(timer);
  if (isOn() && document.visibilityState === "visible") {
    try {
      const answer = await fetch(live.dataset.url, { headers: { "If-None-Match": tag }, cache: "no-store" });
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") ?? "";
        last = await answer.text();
        live.dataset.rows ? show(last) : changed(last);
      } else if (answer.headers.has("HX-Redirect")) {
        say("Sesi Anda berakhir. Muat ulang halaman untuk masuk lagi.", "You were logged out. Load the page again.");
        return;
      }
    } catch {
      say("Tidak ada sambungan. Daftar belum diperbarui.", "No connection; this may be old.");
    }
  }
  timer = setTimeout(look, EVERY);
}

// A case: nothing on it is replaced, since somebody may be writing. She is told before her decision is lost.
function changed(text) {
  const notice = new DOMParser().parseFromString(text, "text/html").getElementById("changed");
  if (notice && !told.querySelector("#changed")) {
    told.replaceChildren(document.importNode(notice, true));
  }
}

function showPause() {
  const on = isOn();
  pause.setAttribute("aria-pressed", String(!on));
  pause.querySelector("[data-on]").hidden = !on;
  pause.querySelector("[data-off]").hidden = on;
}

if (live && told && tag) {
  if (pause) {
    pause.hidden = false;
    showPause();
    pause.addEventListener("click", () => {
      localStorage.setItem(KEPT, isOn() ? "off" : "on");
      showPause();
      look();
    });
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  timer = setTimeout(look, EVERY);
}

// Rows chosen together: with shift all between the last one and this one. Without script each has its box.
let picked = null;
document.addEventListener("click", (event) => {
  const box = event.target.closest?.("input[type=checkbox][name=number]");
  if (!box) {
    return;
  }
  const boxes = [...document.querySelectorAll("input[type=checkbox][name=number]")];
  if (event.shiftKey && picked && boxes.includes(picked)) {
    const [from, until] = [boxes.indexOf(picked), boxes.indexOf(box)].sort((one, other) => one - other);
    for (const between of boxes.slice(from, until + 1)) {
      between.checked = box.checked;
    }
  }
  picked = box;
  count();
});

function count() {
  const shown = document.getElementById("picked-count");
  if (shown) {
    const number = document.querySelectorAll("input[type=checkbox][name=number]:checked").length;
    shown.textContent = number ? `${number} dipilih:` : "Untuk baris yang dipilih:";
  }
}
