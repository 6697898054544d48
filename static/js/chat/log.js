// The thread on the page: every event once, in the order of `seq`; what is not sent yet stands at the end.
// All words come from the page: the template of a message and the `data-` texts of the log.

// The day of a moment in a zone, as the server writes it: 2026-03-09.
const dayIn = (timeZone) => {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return (at) => {
    const found = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return `${found.year}-${found.month}-${found.day}`;
  };
};

export class Log {
  constructor(element, { zone, onAgain }) {
    this.element = element;
    this.texts = element.dataset;
    this.template = document.getElementById("message-template").content.firstElementChild;
    this.onAgain = onAgain;
    const language = document.documentElement.lang;
    this.clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
    this.calendar = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", timeZone: zone });
    this.dayOf = dayIn(zone);
  }

  find = (name, value) => this.element.querySelector(`[data-${name}="${CSS.escape(value)}"]`);

  // An event from the server. Returns whether it is new here.
  add(event) {
    const placed = this.find("seq", event.seq);
    if (placed) this.card(placed, event); // said here: the server adds what stands under it
    if (placed || !event.side) return false;
    const known = event.client_id && this.find("client", event.client_id);
    const item = known || this.make(event);
    if (event.kind === "change") return this.change(known, event);
    this.card(item, event);
    this.place(item, event.seq, event.at);
    if (event.kind === "close" || (event.side === "theirs" && event.by !== "bot")) this.endEdits();
    if (known || event.side === "mine") this.say(item, "sent"); // after its time, from which a dot parts it
    return !known;
  }

  // A message that looks different now: an older one than the page shows stays unseen.
  change(item, event) {
    if (item) this.card(item, event);
    return false;
  }

  // The text and the card under it, as they are now. The card is our own template, every text in it escaped.
  card(item, { text, html, edited, edit }) {
    const place = item.querySelector(".card-of");
    if (!place) return;
    item.querySelector(".text").textContent = text;
    item.querySelector(".text").hidden = !text;
    place.innerHTML = html ?? "";
    item.querySelector(".edited").hidden = !edited;
    this.offerEdit(item, edit);
  }

  // The link to change it, until its time is over (countdown.js).
  offerEdit(item, edit) {
    const link = item.querySelector(".edit");
    if (!link) return;
    link.hidden = !edit;
    if (edit) [link.href, link.dataset.goneAt] = [edit.url, edit.until];
  }

  // What was answered, or is closed, is changed no more: as the server sees it (chat/promises/edits.py).
  endEdits() {
    for (const link of this.element.querySelectorAll(".edit")) link.hidden = true;
  }

  // A message of this page, before the server has it.
  pending(message) {
    if (this.find("client", message.client_id)) return;
    const item = this.make({ side: message.side, text: message.text, client_id: message.client_id });
    item.querySelector(".text").hidden = !message.text;
    item.querySelector(".card-of").textContent = (message.files ?? []).map(({ name }) => name).join(", ");
    this.element.append(item);
    this.element.closest("[data-chat]").classList.remove("is-empty");
  }

  // A message of this page that went back into the field.
  forget(message) {
    this.find("client", message.client_id)?.remove();
  }

  state(message, name, detail) {
    const item = this.find("client", message.client_id);
    if (!item || item.dataset.seq) return;
    if (name === "sent") this.place(item, detail.seq, detail.at);
    this.say(item, name, detail?.title ?? (detail?.share >= 0 ? `${this.texts.sending} ${detail.share}%` : ""));
    item.querySelector(".again").onclick = () => this.onAgain(message);
  }

  readUpTo(seq, got) {
    for (const item of this.element.querySelectorAll('.msg[data-state="sent"], .msg[data-state="got"]')) {
      const place = Number(item.dataset.seq);
      if (place <= seq) this.say(item, "read");
      else if (place <= got) this.say(item, "got");
    }
  }

  say(item, name, reason) {
    if (item.classList.contains("note-in") && name === "sent") name = "kept";
    item.dataset.state = name;
    const words = this.texts[name] ?? "";
    const dot = item.querySelector("time").textContent && " · ";
    item.querySelector(".delivery").textContent = words && dot + (reason || words);
    item.querySelector(".again").hidden = name !== "failed";
  }

  make({ side, who, text, client_id }) {
    const item = this.template.cloneNode(true);
    item.className = { mine: "msg me", note: "msg note-in", state: "event" }[side] ?? "msg";
    const name = item.querySelector(".who");
    name.textContent = side === "note" ? this.texts.note : (who ?? this.texts.you);
    name.classList.toggle("sr-only", side === "mine" && name.textContent === this.texts.you);
    item.querySelector(".text").textContent = text;
    if (client_id) item.dataset.client = client_id;
    if (side === "state") item.replaceChildren(text);
    return item;
  }

  place(item, seq, at) {
    item.dataset.seq = seq;
    const time = item.querySelector("time");
    if (time) [time.textContent, time.dateTime] = [this.clock.format(new Date(at)), at];
    const placed = [...this.element.querySelectorAll("[data-seq], [data-client]")].filter((one) => one !== item);
    const next = placed.find((one) => !one.dataset.seq || Number(one.dataset.seq) > seq);
    this.element.insertBefore(item, next ?? null);
    this.dayBefore(item, new Date(at));
    this.element.closest("[data-chat]").classList.remove("is-empty");
  }

  dayBefore(item, at) {
    const day = this.dayOf(at);
    if (this.find("day", day)) return;
    const label = document.createElement("p");
    [label.className, label.dataset.day] = ["day", day];
    label.textContent = this.dayOf(new Date()) === day ? this.texts.today : this.calendar.format(at);
    item.before(label);
  }
}
