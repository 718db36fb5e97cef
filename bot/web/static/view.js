// The page: shows the transcript and tells what the person does.

import { jobCard, markDone } from "./cards.js";
import { make, withCommands } from "./elements.js";

const NEAR_END = 120;
const SLOW_MS = 15000;
const LONG_TEXT = 1600;
const byId = (id) => document.getElementById(id);

export class View {
  #texts;
  #shown = new Map();
  #slowTimer = 0;
  #atEnd = true;

  constructor(texts) {
    this.#texts = texts;
    this.scroller = byId("scroller");
    this.log = byId("log");
    this.scroller.addEventListener("scroll", () => this.#noteEnd(), { passive: true });
    byId("below").addEventListener("click", () => this.#toEnd());
    // A keyboard that opens takes room away: whoever read the end goes on reading it.
    new ResizeObserver(() => this.#atEnd && this.#toEnd()).observe(this.scroller);
  }

  /** Bring the page in line with the transcript; `fresh` are the messages that just came, null at the first showing. */
  show(transcript, { fresh = [], own = false } = {}) {
    const follow = own || fresh === null || (fresh.length > 0 && this.#nearEnd());
    byId("hello").hidden = !transcript.isEmpty;
    this.#place(transcript.ordered());
    markDone(this.log, transcript.done());
    this.#showReplies(transcript.openReplies());
    if (follow) this.#follow(own);
    else if (fresh?.some((one) => one.from === "bot")) this.#offerBelow(true);
    if (this.log.getAttribute("aria-live") === "off") setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
  }

  /** Show whether the bot is at work on an answer. */
  showWorking(working) {
    const typing = byId("typing");
    if (typing.hidden === !working) return;
    const follow = this.#nearEnd();
    typing.hidden = !working;
    clearTimeout(this.#slowTimer);
    byId("slow").hidden = true;
    if (working) this.#slowTimer = setTimeout(() => this.#showSlow(), SLOW_MS);
    if (working && follow) this.#toEnd();
  }

  #showSlow() {
    const follow = this.#nearEnd();
    byId("slow").hidden = false;
    if (follow) this.#toEnd();
  }

  /** A line above the conversation, with a button to reload where that helps; "" takes it away. */
  showNotice(words, { reload = false } = {}) {
    const notice = byId("notice");
    if (notice.dataset.words === words) return;
    notice.dataset.words = words;
    notice.hidden = words === "";
    notice.replaceChildren(words, reload ? make("button", { type: "button", onclick: () => location.reload() }, this.#texts.web_reload) : "");
  }

  #place(messages) {
    const wanted = messages.flatMap((message) => this.#elementsOf(message));
    const days = new Set();
    const inOrder = wanted.flatMap(([message, element]) => {
      const day = message.at === "~" ? "" : new Date(message.at).toDateString();
      if (!day || days.has(day)) return [element];
      days.add(day);
      return [this.#dayMark(day), element];
    });
    for (const [key, element] of this.#shown) if (!inOrder.includes(element)) (element.remove(), this.#shown.delete(key));
    // Only what is out of place moves, so that focus and screen readers are left in peace.
    let next = this.log.firstChild;
    for (const element of inOrder) {
      if (element === next) next = next.nextSibling;
      else this.log.insertBefore(element, next);
    }
  }

  #elementsOf(message) {
    if (message.from === "you" && !message.words) return [];
    const known = this.#shown.get(message.key);
    const element = known || (message.from === "bot" ? this.#bots(message) : this.#own(message));
    this.#shown.set(message.key, element);
    if (message.from === "you") this.#showState(element, message);
    return [[message, element]];
  }

  #dayMark(day) {
    const key = `d${day}`;
    if (!this.#shown.has(key)) this.#shown.set(key, make("p", { className: "day" }, this.#dayName(new Date(day))));
    return this.#shown.get(key);
  }

  #dayName(day) {
    const age = Math.round((new Date(new Date().toDateString()) - day) / 86400000);
    if (age < 2) return age < 1 ? this.#texts.web_today : this.#texts.web_yesterday;
    return day.toLocaleDateString(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long" });
  }

  #own(message) {
    return make("div", { className: "own" }, bubble(message, [message.words]), make("p", { className: "state" }));
  }

  #bots(message) {
    const many = message.cards.length > 1;
    return make(
      "div",
      { className: "bots" },
      message.text && bubble(message, withCommands(message.text)),
      message.file && this.#file(message.file),
      message.cards.length > 0 && make("div", { className: "cards" }, ...message.cards.map((card, index) => jobCard(card, many || card.number > 1 ? (card.number ?? index + 1) : 0, this.#texts))),
    );
  }

  #file({ name, content }) {
    const href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
    return make("a", { className: "file", href, download: name }, this.#texts.web_download);
  }

  #showState(element, { state, event }) {
    if (element.dataset.state === state) return;
    element.dataset.state = state;
    const button = (name, words) => make("button", { type: "button", [`data-${name}`]: event }, words);
    const said = {
      sending: [this.#texts.web_sending],
      waiting: [this.#texts.web_waiting, button("now", this.#texts.web_try_now)],
      failed: [this.#texts.web_failed, button("again", this.#texts.web_try_now), button("remove", this.#texts.web_remove)],
    };
    element.querySelector(".state").replaceChildren(...(said[state] || []).flatMap((part) => [part, " "]));
  }

  #showReplies(rows) {
    const replies = byId("replies");
    const shown = JSON.stringify(rows);
    if (replies.dataset.shown === shown) return;
    replies.dataset.shown = shown;
    const hadFocus = replies.contains(document.activeElement);
    replies.hidden = rows.length === 0;
    replies.replaceChildren(...rows.flat().map(({ label, action }) => make("button", { type: "button", "data-action": action }, label)));
    if (hadFocus) byId("words").focus({ preventScroll: true });
  }

  /** To the end, but not past the beginning of the last message: in a list the best posting comes first. */
  #follow(own) {
    const end = this.scroller.scrollHeight - this.scroller.clientHeight;
    const last = this.log.lastElementChild;
    this.scroller.scrollTop = last && !own ? Math.min(end, last.offsetTop - 20) : end;
    this.#noteEnd();
  }

  #toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#noteEnd();
  }

  #noteEnd() {
    this.#atEnd = this.#nearEnd();
    if (this.#atEnd) this.#offerBelow(false);
  }

  #nearEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < NEAR_END;
  }

  #offerBelow(offered) {
    byId("below").hidden = !offered;
  }
}

/** A text; a very long one scrolls in itself. */
function bubble(message, content) {
  const made = make("div", { className: "bubble", title: timeOf(message) }, ...content);
  if (message.text.length > LONG_TEXT) {
    made.classList.add("long");
    made.tabIndex = 0;
  }
  return made;
}

const timeOf = ({ at }) => (at === "~" ? "" : new Date(at).toLocaleString(document.documentElement.lang));
