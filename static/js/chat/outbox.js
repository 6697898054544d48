// Messages on their way: one after another, each under its own id until the server has it, so a retry is not a second
// message. What the server refuses for good waits for the person; what merely failed is tried again by itself.

import { backoff, post } from "./api.js";
import { upload } from "./upload.js";

export class Outbox {
  constructor({ url, filesUrl, store, onState }) {
    Object.assign(this, { url, filesUrl, store, onState });
    this.queue = [];
    this.attempt = 0;
    this.busy = false;
    addEventListener("online", () => this.hurry());
  }

  add(message) {
    if (!message.files?.length) this.store.keep(message); // files outlive no page
    this.queue.push(message);
    this.onState(message, "sending");
    this.run();
  }

  again(message) {
    if (!this.queue.includes(message)) this.queue.push(message);
    this.onState(message, "sending");
    this.hurry();
  }

  hurry() {
    this.attempt = 0;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.run();
  }

  async run() {
    if (this.busy || this.timer) return;
    this.busy = true;
    while (this.queue.length && !this.timer) await this.send(this.queue[0]);
    this.busy = false;
  }

  async send(message) {
    try {
      const place = await this.post(message);
      this.attempt = 0;
      this.queue.shift();
      this.store.drop(message);
      this.onState(message, "sent", place);
    } catch (error) {
      this.onState(message, "failed", error);
      if (error.passing) return this.wait(Math.max(backoff(this.attempt++), error.retryAfter * 1000));
      this.queue.shift();
      if (error.title) this.store.drop(message); // refused in words: the person decides, not the next visit
    }
  }

  post(message) {
    const { client_id, text, files, seen_seq } = message;
    if (!files?.length) return post(message.url ?? this.url, { client_id, text, seen_seq });
    return upload(this.filesUrl, message, (share) => this.onState(message, "sending", { share }));
  }

  wait(delay) {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      for (const message of this.queue) this.onState(message, "sending");
      this.run();
    }, delay);
  }
}
