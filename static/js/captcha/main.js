// «Я не робот»: the browser does a second of work in place of the digits, which are hidden as soon as it has begun.
// Where anything is missing (workers, SubtleCrypto, a module that did not load) the digits stay, and do as well.

const box = document.querySelector("[data-challenge]");
const form = box?.closest("form");

function begin() {
  const digits = box.querySelector("[data-digits]");
  const status = box.querySelector("[role=status]");
  const answer = box.querySelector("[name=altcha]");
  const challenge = JSON.parse(box.dataset.challenge);
  const worker = new Worker(box.dataset.worker, { type: "module" });
  let pressed = null; // the button that was pressed before the work was done

  const wait = (event) => {
    event.preventDefault();
    pressed = event.submitter;
  };
  const say = (text) => {
    status.textContent = text;
    status.hidden = !text;
  };
  const give_up = () => {
    form.removeEventListener("submit", wait);
    say("");
    digits.hidden = false;
    worker.terminate();
  };

  worker.addEventListener("error", give_up);
  worker.addEventListener("message", ({ data: solution }) => {
    if (!solution) return give_up();
    answer.value = btoa(JSON.stringify({ challenge, solution }));
    form.removeEventListener("submit", wait);
    say(status.dataset.done);
    worker.terminate();
    if (pressed) form.requestSubmit(pressed);
  });
  form.addEventListener("submit", wait);
  digits.hidden = true;
  say(status.dataset.working);
  worker.postMessage(challenge);
}

if (form && "Worker" in window && window.crypto?.subtle) begin();
