// The field and its buttons: the draft is kept, Enter sends where there is a keyboard, nothing typed is lost.

const touch = matchMedia("(pointer: coarse)");

const newId = () =>
  crypto.randomUUID?.() ?? // only on https and localhost
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
  );

export class Composer {
  constructor(form, { store, onSend }) {
    this.form = form;
    this.field = form.elements.text;
    this.store = store;
    this.field.value ||= store.read("draft", "");
    this.field.required = false; // an empty field is simply not sent
    this.field.addEventListener("input", () => store.write("draft", this.field.value));
    this.field.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(event.submitter, onSend);
    });
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || touch.matches) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  // What was refused may be mended, unless something else is being written.
  giveBack(text) {
    if (this.field.value) return;
    this.field.value = text;
    this.store.write("draft", text);
  }

  send(button, onSend) {
    const text = this.field.value.trim();
    if (!text) return this.field.focus();
    const { url, side = "mine" } = button?.dataset ?? {};
    onSend({ client_id: newId(), text, url, side });
    this.field.value = "";
    this.store.write("draft", "");
    this.field.focus();
  }
}
