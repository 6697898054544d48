// Buttons of a thread: forms marked `data-act` go without leaving the page; what came of it is asked for afterwards.

import { Failed, inTime } from "./api.js";

export function listenToActs(root, { onDone, onRefused }) {
  root.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-act]");
    if (!form || event.defaultPrevented) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter ?? undefined);
    const buttons = [...form.querySelectorAll("button")];
    buttons.forEach((button) => (button.disabled = true));
    try {
      await send(event.submitter?.getAttribute("formaction") ?? form.action, data);
      onDone(form);
    } catch (error) {
      onRefused(error, form);
    }
    buttons.forEach((button) => (button.disabled = false));
  });
}

async function send(url, body) {
  const [response, answer] = await inTime(async (signal) => {
    const options = { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } };
    const response = await fetch(url, { ...options, signal });
    return [response, await response.json().catch(() => null)];
  }).catch(() => {
    throw new Failed(0);
  });
  if (response.redirected) return location.assign(response.url); // «Подтвердите, что это вы», and back
  if (!response.ok) throw new Failed(response.status, answer?.title);
}
