// Ready replies by `/`: typed at the beginning of a word, it lists those whose name or title fits; Enter puts the words
// in its place. The list of a browser without JavaScript is where they come from.

const MOST = 5; // no scrolling: one more letter finds the others
const STARTS = /(^|\s)\/([\p{L}\p{N}-]*)$/u;
const source = document.querySelector("[data-canned]");
const field = document.getElementById("text");

if (source && field) start();

function start() {
  const ready = [...source.querySelectorAll("option[data-words]")].map((option) => ({
    shortcut: option.value,
    title: option.textContent,
    words: option.dataset.words,
  }));
  const list = document.createElement("ul");
  Object.assign(list, { className: "canned-list", id: "canned-list", role: "listbox", hidden: true });
  list.setAttribute("aria-label", source.querySelector("label").textContent);
  source.after(list);
  source.hidden = true;
  for (const [name, value] of [["aria-autocomplete", "list"], ["aria-controls", list.id]]) {
    field.setAttribute(name, value);
  }
  field.addEventListener("input", () => offer());
  field.addEventListener("blur", () => close());
  field.addEventListener("keydown", key, true); // before the composer's Enter
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const item = event.target.closest("li");
    if (item) put(item);
  });

  function offer() {
    const typed = STARTS.exec(field.value.slice(0, field.selectionStart))?.[2];
    if (typed === undefined) return close();
    const wanted = typed.toLowerCase();
    const fit = ready.filter(({ shortcut, title }) => shortcut.startsWith(wanted) || title.toLowerCase().includes(wanted));
    list.replaceChildren(...fit.slice(0, MOST).map(row));
    if (!fit.length) return close();
    list.hidden = false;
    choose(0);
  }

  function row(one, index) {
    const item = document.createElement("li");
    Object.assign(item, { id: `canned-${index}`, role: "option", textContent: one.title });
    const words = document.createElement("small");
    words.textContent = one.words;
    item.append(words);
    item.words = one.words;
    return item;
  }

  function choose(index) {
    const items = [...list.children];
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === index)));
    field.setAttribute("aria-activedescendant", items[index].id);
  }

  function key(event) {
    if (list.hidden || event.isComposing) return;
    const items = [...list.children];
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    const does = {
      ArrowDown: () => choose((at + 1) % items.length),
      ArrowUp: () => choose((at + items.length - 1) % items.length),
      Enter: () => put(items[at]),
      Tab: () => put(items[at]),
      Escape: close,
    }[event.key];
    if (!does) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    does();
  }

  function put({ words }) {
    const before = field.value.slice(0, field.selectionStart).replace(STARTS, "$1");
    const after = field.value.slice(field.selectionStart);
    field.value = before + words + after;
    field.selectionStart = field.selectionEnd = before.length + words.length;
    close();
    field.dispatchEvent(new Event("input", { bubbles: true })); // the draft is kept
  }

  function close() {
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  }
}
