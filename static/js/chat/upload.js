// A message with files, as a form; the only request that shows how far it is.

import { Failed } from "./api.js";

const IN_WORDS = [400, 409, 429];
const SILENCE = 60_000; // ms without a byte more

export const upload = (url, { client_id, text, files, seen_seq }, onProgress) =>
  new Promise((resolve, reject) => {
    const body = new FormData();
    body.append("client_id", client_id);
    body.append("text", text);
    if (seen_seq) body.append("seen_seq", seen_seq);
    for (const file of files) body.append("files", file);
    const request = new XMLHttpRequest();
    let timer;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), SILENCE);
    };
    const failed = () => {
      clearTimeout(timer);
      reject(new Failed(0));
    };
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => {
      alive();
      onProgress(Math.floor((loaded / total) * 100));
    };
    request.onerror = request.onabort = failed;
    request.onload = () => {
      clearTimeout(timer);
      const { status, response } = request;
      if (status < 300 && response) return resolve(response);
      const title = IN_WORDS.includes(status) ? response?.title : "";
      reject(new Failed(status < 300 ? 0 : status, title, Number(request.getResponseHeader("Retry-After")), response?.code));
    };
    alive();
    request.send(body);
  });
