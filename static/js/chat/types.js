// «Специалист пишет…»: shown for a few seconds after each hint.

const SHOWN_FOR = 6_000; // ms

export class Types {
  constructor(element) {
    this.element = element;
  }

  show(typing) {
    if (!this.element) return;
    clearTimeout(this.timer);
    this.element.hidden = !typing;
    if (typing) this.timer = setTimeout(() => this.show(false), SHOWN_FOR);
  }
}
