// GraphiQL, for one page of the portal alone. What is sent goes to the console, which runs it as whoever is logged in:
// her token never comes to the browser.
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const place = document.getElementById("graphiql");
const workers = JSON.parse(place.dataset.workers);

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(workers[label] ?? workers.editor),
};

async function fetcher({ query, variables, operationName }) {
  const body = new FormData();
  body.set("_token", place.dataset.token);
  body.set("query", query);
  body.set("variables", JSON.stringify(variables ?? {}));
  body.set("operationName", operationName ?? "");
  const answer = await fetch(place.dataset.run, { method: "POST", body });
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) {
    return { errors: [{ message: place.dataset.over }] };
  }
  return answer.json();
}

// What is typed here is not kept in the browser: it may hold what a person's data are found by.
const kept = new Map();
const storage = {
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => kept.set(name, value),
  removeItem: (name) => kept.delete(name),
  clear: () => kept.clear(),
  get length() {
    return kept.size;
  },
};

// Headers are the console's own, so nobody is asked for them.
const dark = matchMedia("(prefers-color-scheme: dark)");
const root = createRoot(place);

function show() {
  root.render(
    createElement(GraphiQL, {
      fetcher,
      storage,
      defaultEditorToolsVisibility: "variables",
      isHeadersEditorEnabled: false,
      initialQuery: place.dataset.query,
      initialVariables: place.dataset.variables,
      forcedTheme: dark.matches ? "dark" : "light",
    }),
  );
}

dark.addEventListener("change", show);
show();
