// What was read: a message of the other side that stood on a visible page of a focused window.

import { post } from "./api.js";

const PAUSE = 300; // ms: several messages at once are one mark
const AGAIN = 5_000; // ms
const SHOWN = { threshold: [0, 0.25, 0.5], rootMargin: "0px 0px -80px 0px" }; // what the composer covers is not read

export class Reading {
  constructor({ url, seq }) {
    Object.assign(this, { url, seen: seq, marked: seq });
    this.observer = new IntersectionObserver((entries) => this.saw(entries), SHOWN);
    this.waiting = new Set();
    addEventListener("focus", () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
    addEventListener("pagehide", () => this.flush());
  }

  watch(item) {
    if (Number(item.dataset.seq) > this.marked) this.observer.observe(item);
  }

  saw(entries) {
    for (const { target, intersectionRatio, intersectionRect, rootBounds } of entries) {
      const fillsScreen = rootBounds && intersectionRect.height > rootBounds.height / 3; // longer than the screen
      if (intersectionRatio >= 0.5 || fillsScreen) this.waiting.add(target);
      else this.waiting.delete(target);
    }
    this.look();
  }

  look() {
    if (document.visibilityState !== "visible" || !document.hasFocus()) return;
    for (const item of this.waiting) {
      this.seen = Math.max(this.seen, Number(item.dataset.seq));
      this.observer.unobserve(item);
    }
    this.waiting.clear();
    if (this.seen > this.marked) this.timer ??= setTimeout(() => this.mark(), PAUSE);
  }

  flush() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.mark();
  }

  async mark() {
    const seq = this.seen;
    let again = true;
    try {
      await post(this.url, { seq }, { keepalive: true }); // it outlives the page
      this.marked = Math.max(this.marked, seq);
    } catch (error) {
      again = error.passing; // signed out or not allowed: not before the person comes back to the page
    }
    this.timer = undefined;
    if (again && this.seen > this.marked) setTimeout(() => this.look(), AGAIN);
  }
}
