// Files that go with the next message: chosen, pasted or dropped. What they are the server judges; what is surely too
// much is said here at once.

const LIMITS = { max: 5, bytes: 10_000_000 };

export class Attach {
  constructor(root, form) {
    this.input = form.elements.files;
    this.list = form.querySelector("[data-chosen]");
    this.files = [];
    if (!this.input) return;
    this.input.addEventListener("change", () => this.add(this.input.files));
    form.addEventListener("paste", (event) => this.add(event.clipboardData.files, event));
    root.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
    root.addEventListener("drop", (event) => this.add(event.dataTransfer.files, event));
  }

  add(files, event) {
    if (!files.length) return;
    event?.preventDefault();
    const fit = [...files].filter((file) => file.size <= LIMITS.bytes);
    const taken = [...this.files, ...fit].slice(0, LIMITS.max);
    const left = files.length - (taken.length - this.files.length);
    this.files = taken;
    this.input.value = "";
    this.show(left ? this.list.dataset.tooMuch : "");
  }

  take() {
    const taken = this.files;
    this.files = [];
    this.show();
    return taken;
  }

  giveBack(files) {
    this.files = [...files, ...this.files].slice(0, LIMITS.max);
    this.show();
  }

  show(words = "") {
    if (!this.list) return;
    this.list.replaceChildren(...this.files.map((file) => this.chip(file)), ...(words ? [this.line(words)] : []));
    this.list.hidden = !this.list.childElementCount;
  }

  line(words) {
    const item = document.createElement("li");
    item.className = "trouble";
    item.textContent = words;
    return item;
  }

  chip(file) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    item.append(file.name, button);
    [button.type, button.textContent] = ["button", "×"];
    button.setAttribute("aria-label", `${this.list.dataset.remove}: ${file.name}`);
    button.onclick = () => {
      this.files = this.files.filter((one) => one !== file);
      this.show();
      this.input.focus();
    };
    return item;
  }
}
