// The stale-reply guard: a reply says up to where its writer had read. What stood on a visible page for a moment was
// read; what came in the last moment before Enter was not, and the server gives the words back.

const READ_AFTER = 1_500; // ms
const root = document.querySelector("[data-chat]");
const guard = document.querySelector("[data-guard]");
const notice = document.querySelector("[data-stale]");
let last = Number(guard?.value); // the last event on the page
let firstNew; // of what came in between

if (guard && notice) {
  root.addEventListener("chat:shown", ({ detail }) => shown(detail));
  root.addEventListener("chat:stale", ({ detail }) => stale(detail));
  notice.querySelector("[data-stale-show]").addEventListener("click", show);
  notice.querySelector("[data-stale-anyway]").addEventListener("click", () => readUpTo(last)); // before the form is sent
  guard.form.addEventListener("submit", () => (notice.hidden = true));
}

function shown({ events, last_seq }) {
  const news = events.filter(({ side }) => side === "theirs" || side === "note");
  last = Math.max(last, last_seq);
  if (!news.length) return; // one's own words and marks make nothing stale
  const upTo = last;
  setTimeout(() => readWhenVisible(upTo), READ_AFTER);
}

function readWhenVisible(seq) {
  if (document.visibilityState === "visible") return readUpTo(seq);
  document.addEventListener("visibilitychange", () => setTimeout(() => readWhenVisible(seq), READ_AFTER), { once: true });
}

function readUpTo(seq) {
  guard.value = Math.max(Number(guard.value), seq);
}

function stale({ title, message }) {
  firstNew = Number(message.seen_seq);
  notice.querySelector("b").textContent = title;
  notice.querySelector("ul").replaceChildren();
  notice.querySelector("[data-stale-show]").hidden = false;
  notice.hidden = false;
}

function show() {
  const came = [...root.querySelectorAll(".msg[data-seq]:not(.me)")].find((item) => Number(item.dataset.seq) > firstNew);
  came?.scrollIntoView({ block: "center" });
  readUpTo(last);
}
