// The truth: asks for events past the last one known, until there are no more. One question at a time.

import { get } from "./api.js";

export const stateOf = ({ status }) => (status === 403 ? "signedOut" : status === 404 ? "gone" : "lost");

export class Sync {
  constructor({ url, after, onPage, onState }) {
    Object.assign(this, { url, after, onPage, onState });
    this.running = false;
    this.wanted = false;
  }

  async catchUp() {
    this.wanted = true;
    if (this.running) return;
    this.running = true;
    try {
      while (this.wanted) {
        this.wanted = false;
        await this.ask();
      }
      this.onState("ok");
    } catch (error) {
      this.onState(stateOf(error));
    } finally {
      this.running = false;
    }
  }

  async ask() {
    const page = await get(`${this.url}?after=${this.after}`);
    const last = page.events[page.events.length - 1]?.seq ?? 0;
    this.onPage(page);
    this.after = page.more ? last : Math.max(this.after, last, page.last_seq);
    this.wanted ||= page.more;
  }
}
