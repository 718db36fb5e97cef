// A posting as a card.

import { draw, make } from "./elements.js";

const CIRCLE = { cx: 24, cy: 24, r: 20, pathLength: 100 };

/** How well it fits, as a ring filled to the score, around the grade. */
function ring(card, texts) {
  return make(
    "div",
    { className: `ring grade-${card.grade[0].toLowerCase()}`, role: "img", "aria-label": `${texts.web_fit}: ${card.score} %, ${card.grade}` },
    draw(
      "svg",
      { viewBox: "0 0 48 48", "aria-hidden": "true" },
      draw("circle", CIRCLE),
      draw("circle", { ...CIRCLE, class: "filled", "stroke-dasharray": `${card.score} 100` }),
    ),
    make("b", { "aria-hidden": "true" }, card.grade),
    make("small", { "aria-hidden": "true" }, `${card.score} %`),
  );
}

const facts = (className, ...parts) => {
  const known = parts.filter(Boolean);
  return known.length > 0 && make("p", { className }, ...known.map((part) => make("span", {}, part)));
};

function reasons(card) {
  const lines = card.strengths.map((words) => make("li", { className: "strength" }, words));
  if (card.gap) lines.push(make("li", { className: "gap" }, card.gap));
  for (const words of [card.doubt, ...card.notes].filter(Boolean)) lines.push(make("li", { className: "note" }, words));
  if (card.warning) lines.push(make("li", { className: "warning" }, card.warning));
  return lines.length > 0 && make("ul", { className: "reasons" }, ...lines);
}

function link(card, texts) {
  if (!/^(https?:\/\/|\/j\/)/i.test(card.url)) return null;
  return make(
    "a",
    { className: "open", href: card.url, target: "_blank", rel: "noopener noreferrer nofollow", "aria-label": `${card.open}: ${card.title} (${texts.web_new_tab})` },
    `${card.open} ↗`,
  );
}

/** Where it comes from, and where else it can be found. */
function source(card) {
  const links = card.copies.map(([name, address]) => make("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, `${name} ↗`));
  const more = links.length > 0 && make("span", {}, `${card.copies_said}: `, ...links.flatMap((link) => [link, " "]));
  const parts = [card.attribution && make("span", {}, card.attribution), more].filter(Boolean);
  return parts.length > 0 && make("p", { className: "source" }, ...parts);
}

function tap({ label, action }, card) {
  return make("button", { type: "button", "data-action": action, "aria-label": `${label}: ${card.title}` }, label);
}

/** The card; its number is the one that /why, /save and /hide take. */
export function jobCard(card, number, texts) {
  return make(
    "article",
    { className: "card" },
    make(
      "div",
      { className: "head" },
      make("div", {}, make("h3", {}, number ? make("span", { className: "number" }, `${number}`) : "", card.title), facts("company", card.company, card.place), facts("elsewhere", card.elsewhere), facts("pay", card.pay), facts("age", card.age, card.closes)),
      card.score !== null && card.grade ? ring(card, texts) : "",
    ),
    reasons(card),
    source(card),
    make("div", { className: "actions" }, link(card, texts), ...card.buttons.map((button) => tap(button, card))),
  );
}

/** Show on the cards what has been done with their postings. */
export function markDone(root, done) {
  for (const button of root.querySelectorAll(".card button[data-action]")) {
    const { action } = button.dataset;
    if (/^(save|hide):/.test(action)) button.setAttribute("aria-pressed", String(done.has(action)));
    if (action.startsWith("hide:")) button.closest(".card").classList.toggle("hidden-job", done.has(action));
  }
}
