// Wires the chat together.

import { Outgoing } from "./outgoing.js";
import { Polling } from "./polling.js";
import { Transcript } from "./transcript.js";
import { View } from "./view.js";

const texts = JSON.parse(document.body.dataset.texts);
const words = document.getElementById("words");
const composer = document.getElementById("composer");
const transcript = new Transcript();
const view = new View(texts);
const touch = matchMedia("(pointer: coarse)").matches;
const trouble = { polling: false, busy: false, expired: false };
let first = true;
let working = false;

const outgoing = new Outgoing({
  changed(event, state, error) {
    transcript.setState(event, state);
    trouble.busy = error?.message === "429";
    if (!first) view.show(transcript);
    if (state === "sent") {
      working = true;
      polling.expect();
    }
    show();
  },
  expired,
});

const polling = new Polling({
  arrived(answer) {
    const fresh = transcript.merge(answer.messages);
    trouble.polling = false;
    working = answer.working;
    if (fresh.length > 0 || first) view.show(transcript, { fresh: first ? null : fresh });
    first = false;
    show();
    return fresh.length > 0;
  },
  failed(count) {
    trouble.polling = count > 1;
    show();
  },
  expired,
});

function expired() {
  trouble.expired = true;
  show();
}

function show() {
  const sending = outgoing.waiting.length > 0;
  view.showWorking((working || sending) && navigator.onLine && !trouble.polling && !trouble.expired);
  if (trouble.expired) view.showNotice(texts.web_expired, { reload: true });
  else if (!navigator.onLine) view.showNotice(texts.web_offline);
  else if (trouble.polling) view.showNotice(texts.web_unreachable);
  else view.showNotice(trouble.busy && sending ? texts.web_busy : "");
}

function say(kind, text) {
  // Whoever goes through a list and keeps or drops a posting wants to stay where they are.
  const stays = kind === "action" && /^(save|hide):/.test(text);
  transcript.addOwn(outgoing.add(kind, text));
  view.show(transcript, { own: !stays });
  show();
}

function sendWords() {
  const text = words.value.trim();
  if (text === "") return;
  words.value = "";
  fit();
  say("text", text);
  if (!touch) words.focus();
}

function fit() {
  words.style.height = "auto";
  words.style.height = `${Math.min(words.scrollHeight, 160)}px`;
  composer.querySelector(".send").disabled = words.value.trim() === "";
}

function act({ say: text, action, now, again, remove }) {
  if (text) say("text", text);
  else if (action) say("action", action);
  else if (now) outgoing.hurry();
  else if (again) retry(again);
  else if (remove) {
    transcript.remove(remove);
    view.show(transcript);
  }
}

function retry(event) {
  const failed = transcript.ordered().find((message) => message.event === event);
  if (failed) outgoing.again({ event, kind: failed.kind, text: failed.text });
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  sendWords();
});
words.addEventListener("input", fit);
words.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sendWords();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button && button.getAttribute("aria-pressed") !== "true") act(button.dataset);
});
addEventListener("online", () => (outgoing.hurry(), show()));
addEventListener("offline", show);

for (const message of outgoing.waiting) transcript.addOwn(message);
outgoing.run();
polling.now();
if (!touch) words.focus();
