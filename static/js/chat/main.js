// A page with a conversation: the subscriber's and the desk's. All that differs stands in `data-` attributes.

import { listenToActs } from "./acts.js";
import { Attach } from "./attach.js";
import { Bar } from "./bar.js";
import { Composer } from "./composer.js";
import { countDown } from "./countdown.js";
import { Live } from "./live.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { Reading } from "./reading.js";
import { Store } from "./store.js";
import { Sync, stateOf } from "./sync.js";
import { Types } from "./types.js";
import { Writing } from "./writing.js";

const root = document.querySelector("[data-chat]");
const NEAR_END = 160; // px: whoever reads above is not moved

if (root) start(root.dataset);

function start(data) {
  const scroller = document.querySelector("[data-scroller]") ?? document.scrollingElement;
  const store = new Store(data.viewer, data.chat);
  const element = root.querySelector("[role=log]");
  const log = new Log(element, { zone: data.zone, onAgain: (message) => outbox.again(message) });
  const reading = new Reading({ url: data.read, seq: Number(data.readUpTo) });
  const outbox = new Outbox({ url: data.messages, filesUrl: data.files, store, onState: sending });
  const sync = new Sync({ url: data.events, after: Number(data.seq), onPage: show, onState: tell });
  const writing = new Writing({ typing: data.typing, draft: data.draft });
  const types = new Types(root.querySelector("[data-types]"));
  const form = root.querySelector("form.composer");

  const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
  const toEnd = () => scroller.scrollTo({ top: scroller.scrollHeight });
  const watchUnread = () => element.querySelectorAll(".msg[data-seq]:not(.me)").forEach((item) => reading.watch(item));

  // A picture takes its place when it comes: what followed the end follows it still.
  const followPicture = ({ target }) => target.matches("img") && ended && toEnd();
  let ended = true;
  addEventListener("scroll", () => (ended = atEnd()), { capture: true, passive: true });
  element.addEventListener("load", followPicture, true);

  function show(page) {
    const follow = atEnd();
    for (const event of page.events) log.add(event);
    types.show(page.typing);
    log.readUpTo(page.read_seq, page.got_seq);
    watchUnread();
    for (const field of document.querySelectorAll("[data-seen]")) field.value = page.last_seq;
    if (follow) toEnd();
    announce("chat:shown", page);
  }

  function sending(message, state, detail) {
    log.state(message, state, detail);
    if (state === "sent") tell("ok");
    if (state !== "failed") return;
    if (detail.code === "stale_reply") return stale(message, detail);
    if (!detail.title) tell(stateOf(detail));
    else if (!detail.passing) composer.giveBack(message);
  }

  // An answer to what is no longer the last word comes back into the field, and the desk shows what came meanwhile.
  function stale(message, { title }) {
    if (composer.giveBack(message)) log.forget(message);
    announce("chat:stale", { title, message });
    news();
  }

  // To the modules of the desk, which know nothing of each other.
  const announce = (name, detail) => root.dispatchEvent(new CustomEvent(name, { detail }));

  function tell(state) {
    for (const note of root.querySelectorAll("[data-trouble]")) note.hidden = note.dataset.trouble !== state;
    if (state === "signedOut" || state === "gone") live.stop();
    if (state === "ok") live.resume(); // signed in again, in another tab
  }

  function send(message) {
    log.pending(message);
    outbox.add(message);
    toEnd();
  }

  function refused(error) {
    const place = root.querySelector("[data-refusal]");
    place.querySelector("span").textContent = error.title || place.dataset.otherwise;
    place.hidden = false;
  }

  function done() {
    root.querySelector("[data-refusal]").hidden = true;
    news();
  }

  function news() {
    sync.catchUp();
    bar?.refresh();
  }

  const barPlace = root.querySelector("[data-bar]");
  const bar = barPlace && new Bar(barPlace);
  listenToActs(root, { onDone: done, onRefused: refused });
  const composer = form && new Composer(form, { store, writing, attach: new Attach(root, form), onSend: send });
  store.unsent().forEach(send);
  watchUnread();
  countDown(root);
  addEventListener("offline", () => tell("lost"));
  if (!location.hash || location.hash === "#end") toEnd();
  const live = new Live({ path: data.socket, onNews: news, onTyping: () => types.show(true) });
}
