// What the server learns while somebody writes: that keys are pressed, and, when they rest, what stands in the field.
// Failing costs little: the browser keeps the text as well, and it is tried again with the next key or return.

import { get, post } from "./api.js";

const TYPING_EVERY = 3_000; // ms
const REST = 1_000; // ms without a key, after which the draft is kept on the server

export class Writing {
  constructor({ typing, draft }) {
    Object.assign(this, { typing, draft });
    this.typedAt = 0;
  }

  typed(text, clientId, onKept) {
    if (text && Date.now() - this.typedAt > TYPING_EVERY) {
      this.typedAt = Date.now();
      post(this.typing, {}).catch(() => {});
    }
    clearTimeout(this.timer);
    this.keep = async (options) => {
      clearTimeout(this.timer);
      this.keep = undefined;
      await post(this.draft, { text, client_id: clientId }, options).then(onKept, () => {});
    };
    this.timer = setTimeout(() => this.keep?.(), REST);
  }

  // The page goes: what rests unsaved is saved at once.
  flush() {
    this.keep?.({ keepalive: true });
  }

  sent() {
    clearTimeout(this.timer);
    this.keep = undefined;
    this.typedAt = 0;
  }

  kept = () => get(this.draft).catch(() => null);
}
