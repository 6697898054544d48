// Times that run down: every `<time data-until>` shows what is left of it, as the server wrote it at first: 9:41; what
// has `data-gone-at` goes then.

const left = (until) => Math.max(0, Math.floor((Date.parse(until) - Date.now()) / 1000));
const words = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export function countDown(root) {
  setInterval(() => {
    for (const time of root.querySelectorAll("time[data-until]")) time.textContent = words(left(time.dataset.until));
    for (const gone of root.querySelectorAll("[data-gone-at]")) gone.hidden ||= !left(gone.dataset.goneAt);
  }, 1_000);
}
