// Keeps what changes by itself up to date: while something on the page is busy, the page is fetched again every second
// and the parts that are marked as live are put in place of the old ones. Without this script the page asks to be opened
// again by itself.
const PAUSE = 1000;

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const newer = fresh.getElementById(part.id);
    if (newer && newer.innerHTML !== part.innerHTML) part.replaceWith(document.importNode(newer, true));
  }
}

async function follow() {
  while (document.querySelector("[data-busy]")) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    try {
      await refresh();
    } catch {
      // nobody answers for the moment; the next time may be better
    }
  }
}

follow();
