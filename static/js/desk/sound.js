// A short tone when somebody begins to wait. Off until it is switched on here; the browser remembers.

const KEY = "desk:sound";
const button = document.querySelector("[data-sound]");
const place = document.querySelector("[data-queue]");
const remembered = () => {
  try {
    return localStorage.getItem(KEY) === "on";
  } catch {
    return false; // forbidden: off
  }
};
let on = remembered();
let known = waiting();

button.hidden = false;
show();
button.addEventListener("click", () => {
  on = !on;
  try {
    localStorage.setItem(KEY, on ? "on" : "off");
  } catch {
    // forbidden: until the page is closed
  }
  show();
  if (on) tone(); // so that one hears what it will be
});
new MutationObserver(() => {
  const now = waiting();
  if (on && [...now].some((one) => !known.has(one))) tone();
  known = now;
}).observe(place, { childList: true });

function waiting() {
  return new Set([...place.querySelectorAll(".queue a")].filter((row) => row.querySelector("[data-since]")).map((row) => row.pathname));
}

function show() {
  button.setAttribute("aria-pressed", String(on));
}

function tone() {
  const audio = new AudioContext();
  const [wave, volume] = [audio.createOscillator(), audio.createGain()];
  wave.connect(volume).connect(audio.destination);
  wave.frequency.value = 660;
  volume.gain.setValueAtTime(0.08, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
  wave.start();
  wave.stop(audio.currentTime + 0.4);
  wave.onended = () => audio.close();
}
