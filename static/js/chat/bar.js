// The bar over the composer: read anew from the server whenever something happened, and now and then on its own.

import { inTime } from "./api.js";

const ANYWAY = 15_000; // ms: a place in the queue changes with what happens in other conversations

export class Bar {
  constructor(element) {
    this.element = element;
    this.url = element.dataset.bar;
    this.asking = false;
    setInterval(() => document.visibilityState === "visible" && this.refresh(), ANYWAY);
  }

  async refresh() {
    this.wanted = this.asking;
    if (this.asking) return;
    this.asking = true;
    await inTime((signal) => this.ask(signal)).catch(() => {}); // no connection: what is shown stays
    this.asking = false;
    if (this.wanted) this.refresh();
  }

  async ask(signal) {
    const response = await fetch(this.url, { credentials: "same-origin", signal });
    if (!response.ok || response.redirected) return;
    const html = await response.text();
    const same = html.replace(/name="csrfmiddlewaretoken" value="\w+"/g, ""); // another in every answer
    if (same === this.shown || this.element.contains(document.activeElement?.closest("textarea, input:not([type=hidden])"))) return;
    this.shown = same;
    this.element.innerHTML = html; // our own template, every text in it escaped
  }
}
