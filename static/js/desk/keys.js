// The keyboard: letters by their place on it, so the Russian layout works; never while one types, but for Escape and
// Ctrl+Enter. `?` lists them.

const dialog = document.getElementById("keys");
const field = document.getElementById("text");
const press = (name) => {
  const element = [...document.querySelectorAll(`[data-key="${name}"]`)].find((one) => one.offsetParent);
  element?.click();
  if (element?.matches("summary")) element.parentElement.querySelector("select, textarea, input:not([type=hidden]), button")?.focus();
};

const KEYS = {
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyR: () => field?.focus(),
  KeyN: () => write("note"),
  KeyT: () => press("take"),
  KeyP: () => press("transfer"),
  KeyL: () => press("labels"),
  KeyC: () => document.querySelector('[data-key="close"]')?.focus(), // one more key, so that no slip asks the subscriber
  KeyS: () => press("search"),
};
const OFF = "desk:keys"; // in what the browser remembers: dictation and screen readers type letters of their own
const box = dialog.querySelector("[data-keys-on]");
const remember = (value) => {
  try {
    return value === undefined ? localStorage.getItem(OFF) : localStorage.setItem(OFF, value);
  } catch {
    return null; // forbidden: until the page is closed
  }
};
box.checked = remember() !== "off";
box.addEventListener("change", () => remember(box.checked ? "on" : "off"));
const button = document.querySelector("[data-keys]");
button.hidden = false;
button.addEventListener("click", () => dialog.showModal());

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || dialog.open) return;
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (typing) return whileTyping(event);
  if (!box.checked || event.ctrlKey || event.altKey || event.metaKey) return;
  const does = event.key === "?" ? () => dialog.showModal() : event.key === "/" ? () => press("search") : KEYS[event.code];
  if (!does || (event.shiftKey && event.key !== "?")) return;
  event.preventDefault();
  does();
});

function whileTyping(event) {
  if (event.key === "Escape") event.target.blur();
}

// Before the composer, which would send a reply.
field?.addEventListener("keydown", noteByEnter, true);

function noteByEnter(event) {
  if (event.key !== "Enter" || !event.ctrlKey || event.isComposing) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  write("note", true);
}

// A note is the same field sent by the other button.
function write(name, send = false) {
  if (send || field?.value.trim()) return press(name);
  field?.focus();
}

function step(by) {
  const rows = [...document.querySelectorAll(".queue a")];
  const at = rows.findIndex((row) => row === document.activeElement || row.getAttribute("aria-current"));
  const focused = rows.indexOf(document.activeElement);
  const from = focused >= 0 ? focused : at;
  rows[Math.min(rows.length - 1, Math.max(0, from + by))]?.focus();
}
