// Tells that the conversation is before the specialist's eyes and how far it was shown; what stands over the thread
// (whose it is, who else looks) comes back.

import { inTime } from "../chat/api.js";

const EVERY = 10_000; // ms
const SOON = 300; // ms: many events at once are one telling
const root = document.querySelector("[data-chat]");
const place = document.querySelector("[data-looking]");
let seq = Number(root?.dataset.seq);
let timer;

if (root && place) {
  root.addEventListener("chat:shown", ({ detail }) => {
    seq = Math.max(seq, detail.last_seq);
    if (detail.events.length) later(SOON);
  });
  document.addEventListener("visibilitychange", () => later(SOON));
  later(EVERY);
}

function later(delay) {
  clearTimeout(timer);
  timer = setTimeout(tell, delay);
}

async function tell() {
  if (document.visibilityState === "visible") await inTime(ask).catch(() => {}); // no connection: what is shown stays
  later(EVERY);
}

async function ask(signal) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  body.set("seen_seq", seq);
  const response = await fetch(place.dataset.looking, { method: "POST", body, credentials: "same-origin", signal });
  if (!response.ok || response.redirected) return;
  const html = await response.text();
  if (html !== place.innerHTML) place.innerHTML = html; // our own template, every name in it escaped
}
