// The field and its buttons: the draft is kept here and on the server, Enter sends where there is a keyboard, nothing
// typed is lost. A draft has the id that it will be sent under, on every device, so it is sent once.

const touch = matchMedia("(pointer: coarse)");

const newId = () =>
  crypto.randomUUID?.() ?? // only on https and localhost
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
  );

export class Composer {
  constructor(form, { store, writing, attach, onSend }) {
    Object.assign(this, { form, store, writing, attach, field: form.elements.text });
    this.id = form.elements.client_id.value || newId();
    this.shown = this.field.value; // as the server has it
    this.takeOwn(store.read("draft", {}));
    this.field.required = false; // an empty field is simply not sent
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    addEventListener("pagehide", () => writing.flush());
    document.addEventListener("visibilitychange", () => this.lookAgain());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(event.submitter, onSend);
    });
  }

  // What this browser kept and the server did not get is newer than what the server has.
  takeOwn({ text, id, kept }) {
    if (!text || kept || text === this.field.value) return;
    this.field.value = text;
    this.id = id ?? this.id;
    this.changed();
  }

  changed() {
    const { value: text } = this.field;
    this.store.write("draft", text && { text, id: this.id });
    this.writing.typed(text, this.id, () => {
      this.shown = text;
      if (this.field.value === text) this.store.write("draft", text && { text, id: this.id, kept: true });
    });
  }

  // Back at this page: another device may have gone on with the draft.
  async lookAgain() {
    if (document.visibilityState !== "visible") return this.writing.flush();
    const kept = this.field.value === this.shown && (await this.writing.kept());
    if (!kept || this.field.value !== this.shown || kept.text === this.shown) return;
    this.field.value = this.shown = kept.text;
    this.id = kept.client_id ?? newId();
    this.store.write("draft", "");
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || touch.matches) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  // What was refused may be mended, unless something else is being written.
  giveBack({ text, files = [] }) {
    this.attach.giveBack(files);
    if (this.field.value || !text) return !this.field.value;
    this.field.value = text;
    this.changed();
    return true;
  }

  send(button, onSend) {
    const text = this.field.value.trim();
    const { url, side = "mine" } = button?.dataset ?? {};
    const files = side === "note" ? [] : this.attach.take();
    if (!text && !files.length) return this.field.focus();
    this.writing.sent();
    onSend({ client_id: this.id, text, files, url, side, seen_seq: this.form.elements.seen_seq?.value });
    this.id = newId();
    this.field.value = this.shown = "";
    this.store.write("draft", "");
    this.field.focus();
  }
}
