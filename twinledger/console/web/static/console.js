// Keeps the page of a world up to date. The server tells by events which parts changed; this fetches those parts, as the
// page itself was fetched, and puts them in place of the old ones. Without it the page is opened again by hand.
const PAUSE = 600;

const status = document.querySelector("[data-stream]");
const waiting = new Set();
let fetching = false;
let source = null;

function partsNow() {
  return [...document.querySelectorAll("[data-part]")];
}

function isBeingUsed(part) {
  const active = document.activeElement;
  return part.contains(active) && active.matches("input:not([type=radio]):not([type=checkbox]), select, textarea");
}

function put(fresh, name) {
  const old = document.getElementById(name);
  const newer = fresh.getElementById(name);
  if (!old || !newer) return;
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  for (const open of old.querySelectorAll("details[id][open]")) {
    const same = newer.querySelector(`#${CSS.escape(open.id)}`);
    if (same) same.open = true;
  }
  const scrolled = old.querySelector(".window")?.scrollTop ?? 0;
  old.replaceWith(document.importNode(newer, true));
  const shown = document.getElementById(name).querySelector(".window");
  if (shown) shown.scrollTop = scrolled;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function putAll(fresh) {
  for (const part of partsNow()) put(fresh, part.id);
}

async function opened(address, options) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, ...options });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function refresh() {
  const ready = partsNow().filter((part) => waiting.has(part.id) && !isBeingUsed(part)).map((part) => part.id);
  if (fetching || !ready.length) return;
  fetching = true;
  for (const name of ready) waiting.delete(name);
  try {
    const address = new URL(location.href);
    address.searchParams.set("only", ready.join(","));
    const fresh = await opened(address);
    for (const name of ready) put(fresh, name);
  } catch {
    for (const name of ready) waiting.add(name); // nobody answers for the moment; the next time may be better
  } finally {
    fetching = false;
  }
}

function told(event) {
  for (const [name, version] of Object.entries(JSON.parse(event.data))) {
    const part = document.getElementById(name);
    if (part && part.dataset.version !== version) waiting.add(name);
  }
  refresh();
}

function show(isLive) {
  status.textContent = isLive ? status.dataset.live : status.dataset.lost;
  status.classList.toggle("on", isLive);
}

function listen() {
  if (source || document.hidden) return;
  source = new EventSource(status.dataset.stream);
  source.onopen = () => show(true);
  source.onmessage = told;
  source.onerror = () => show(false);
}

function beSilent() {
  source?.close();
  source = null;
}

function tick() {
  for (const time of document.querySelectorAll("time[data-runs]")) {
    const shown = new Date(new Date(time.dateTime).getTime() + 1000);
    time.dateTime = shown.toISOString();
    time.textContent = time.dateTime.slice(11, 19);
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-quiet], [data-filters]") || event.submitter?.matches("[data-loud]")) return;
  event.preventDefault();
  const values = new URLSearchParams(new FormData(form, event.submitter));
  if (form.matches("[data-filters]")) {
    history.replaceState(null, "", `?${values}#timeline`);
    waiting.add("timeline");
    document.activeElement?.blur?.();
    await refresh();
    return;
  }
  putAll(await opened(form.action, { method: "POST", body: values }));
});

document.addEventListener("change", (event) => {
  if (event.target.form?.matches("[data-filters]")) event.target.form.requestSubmit();
});

document.addEventListener("visibilitychange", () => (document.hidden ? beSilent() : listen()));

if ("EventSource" in window) listen();
setInterval(refresh, PAUSE);
setInterval(tick, 1000);
