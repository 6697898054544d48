// «Отправить ещё раз» on the code's page: closed until the server would send again, counting down beside it.
// `data-seconds` is the server's word; without this module the button is open and the server answers politely.

const form = document.querySelector("[data-resend]");
const button = form?.querySelector("button");
const wait = form?.querySelector("[data-wait]");
const left = form?.querySelector("[data-left]");
const opensAt = Date.now() + Number(form?.dataset.seconds ?? 0) * 1000;

function show() {
  const seconds = Math.ceil((opensAt - Date.now()) / 1000);
  const waiting = seconds > 0;
  button.disabled = waiting;
  wait.hidden = !waiting;
  if (!waiting) return;
  left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  setTimeout(show, 250);
}

if (form && button && wait && left) show();
