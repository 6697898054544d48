// The queue: read anew when something happens anywhere, and its clocks go between.

import { inTime } from "../chat/api.js";
import { Live } from "../chat/live.js";

const PAUSE = 1_000; // ms: many changes at once are one reading
const place = document.querySelector("[data-queue]");
let timer; // until the answer is shown: one question at a time, so an older answer never wins
let asking = false;
let wanted = false;

function refreshSoon() {
  wanted = asking; // the question under way may have been too early
  timer ??= setTimeout(refresh, PAUSE * (0.5 + Math.random()));
}

async function refresh() {
  asking = true;
  await inTime(ask).catch(() => {}); // no connection: what is shown stays
  asking = false;
  timer = undefined;
  if (wanted) refreshSoon();
}

async function ask(signal) {
  const address = `${place.dataset.queue}&on=${place.dataset.on}`;
  const response = await fetch(address, { credentials: "same-origin", signal });
  if (response.redirected || [403, 404].includes(response.status)) return location.reload(); // no more at the desk
  if (response.ok) show(await response.text());
}

function show(html) {
  const focused = place.contains(document.activeElement) && document.activeElement.getAttribute("href");
  place.innerHTML = html; // our own template, every name and text in it escaped
  if (focused) place.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}

function tick() {
  for (const time of place.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(time.dataset.since)) / 1000));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    if (!parts[0]) parts.shift();
    time.textContent = parts.map((part, index) => (index ? String(part).padStart(2, "0") : part)).join(":");
  }
}

new Live({ path: "/ws/desk/", onNews: refreshSoon });
setInterval(tick, 1_000);
