// The socket says that something happened, and nothing else. It comes back by itself; while it is away, and rarely
// while it is there, the page asks on its own.

import { backoff } from "./api.js";

const FOR_GOOD = [4401, 4403]; // signed out, not allowed: the next question says it in words
const ASK_WITHOUT_SOCKET = 5_000; // ms
const ASK_ANYWAY = 30_000; // ms: a connection that died without a word

export class Live {
  constructor({ path, onNews, onTyping }) {
    Object.assign(this, { path, onNews, onTyping });
    this.ready = false;
    this.attempt = 0;
    this.visible = null;
    for (const [target, name] of [[window, "online"], [window, "pageshow"], [document, "visibilitychange"]]) {
      target.addEventListener(name, () => this.wake());
    }
    this.open();
    this.askLater();
  }

  open() {
    if (this.stopped || this.socket) return;
    clearTimeout(this.timer);
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}${this.path}`);
    this.socket = socket;
    socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
    socket.onclose = ({ code }) => this.closed(code);
  }

  hear({ type, conversation }) {
    if (type === "typing") return this.onTyping?.();
    if (type === "subscribed") {
      this.ready = true;
      this.attempt = 0;
      this.say();
    }
    this.onNews(conversation); // after the acknowledgement, too: what happened before it is in no hint
  }

  closed(code) {
    this.socket = undefined;
    this.ready = false;
    if (FOR_GOOD.includes(code)) this.onNews();
    else this.timer = setTimeout(() => this.open(), backoff(this.attempt++));
    this.askLater();
  }

  // Whether the page is before somebody's eyes: an SMS about an answer is not sent meanwhile.
  say() {
    if (this.ready) this.socket.send(`{"type":"${document.visibilityState === "visible" ? "visible" : "hidden"}"}`);
  }

  wake() {
    this.say();
    if (document.visibilityState !== "visible") return;
    this.attempt = 0;
    this.open();
    this.onNews();
  }

  askLater() {
    clearTimeout(this.asking);
    if (this.stopped) return;
    this.asking = setTimeout(() => {
      if (document.visibilityState === "visible" || !this.ready) this.onNews();
      this.askLater();
    }, this.ready ? ASK_ANYWAY : ASK_WITHOUT_SOCKET);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.asking);
    this.socket?.close();
  }

  resume() {
    if (!this.stopped) return;
    this.stopped = false;
    this.open();
    this.askLater();
  }
}
