// «Я не робот»: the browser does a second of work in place of the digits, which are hidden as soon as it has begun.
// Where anything is missing (workers, SubtleCrypto, a module that did not load) the digits stay, and do as well.

const box = document.querySelector("[data-challenge]");
const form = box?.closest("form");

function begin() {
  const digits = box.querySelector("[data-digits]");
  const states = box.querySelectorAll("[role=status] > p");
  const answer = box.querySelector("[name=altcha]");
  const challenge = JSON.parse(box.dataset.challenge);
  const worker = new Worker(box.dataset.worker, { type: "module" });
  let pressed = null; // the button that was pressed before the work was done

  const wait = (event) => {
    event.preventDefault();
    pressed = event.submitter;
  };
  const say = (state) => {
    for (const words of states) words.hidden = !(state in words.dataset);
  };
  const give_up = () => {
    form.removeEventListener("submit", wait);
    say("none");
    digits.hidden = false;
    worker.terminate();
  };

  worker.addEventListener("error", give_up);
  worker.addEventListener("message", ({ data: solution }) => {
    if (!solution) return give_up();
    answer.value = btoa(JSON.stringify({ challenge, solution }));
    form.removeEventListener("submit", wait);
    say("done");
    worker.terminate();
    if (pressed) form.requestSubmit(pressed);
  });
  form.addEventListener("submit", wait);
  digits.hidden = true;
  say("working");
  worker.postMessage(challenge);
}

if (form && "Worker" in window && window.crypto?.subtle) begin();
