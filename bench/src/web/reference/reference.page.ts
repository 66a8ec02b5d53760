// The script of the reference page: shows the lines of the room that the address names, goes from room to room, adds a line.
const log = document.querySelector<HTMLElement>('[role="log"]');
const box = document.querySelector("textarea");
if (log === null || box === null) throw new Error("expected a list and a box to write in");
const known = new Map<string, readonly string[]>();

async function show(path: string): Promise<void> {
  log?.replaceChildren();
  const lines = known.get(path) ?? (await (await fetch(path.replace("/rooms/", "/lines/"))).json());
  known.set(path, lines);
  log?.replaceChildren(...lines.map(rowOf));
  log?.scrollTo(0, log.scrollHeight);
}

function rowOf(text: string, at: number): HTMLElement {
  const row = document.createElement("article");
  row.dataset["index"] = String(at);
  row.dataset["seq"] = String(at + 1);
  const name = document.createElement("b");
  name.textContent = "somebody";
  row.append(name, text);
  return row;
}

document.querySelector("nav")?.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  show(link.pathname).catch(reportError);
});
box.addEventListener("keydown", ({ key }) => {
  if (key !== "Enter") return;
  log.append(rowOf(box.value, log.childElementCount));
  log.scrollTo(0, log.scrollHeight);
  box.value = "";
});
if (location.pathname.startsWith("/rooms/")) await show(location.pathname + location.search);
