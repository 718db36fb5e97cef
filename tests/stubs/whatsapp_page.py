"""A chat in the browser that talks to the stub as a phone would."""

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>WhatsApp stub</title>
<style>
body{font:16px/1.4 system-ui,sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem;background:#efeae2}
#chat div{white-space:pre-wrap;overflow-wrap:anywhere;background:#fff;border-radius:8px}
#chat div{padding:.5rem .75rem;margin:.5rem 0}
#chat .mine{background:#d9fdd3;margin-left:25%}
button{margin:.25rem .25rem 0 0;padding:.3rem .6rem}
form{display:flex;gap:.5rem;position:sticky;bottom:0;background:#efeae2;padding:.5rem 0}
input[name=text]{flex:1}
</style>
<h1>WhatsApp stub</h1>
<p><label>You are <input id="me" value="491519990001"></label>
<button id="later">25 hours later</button> <button id="stop">Stop marketing</button></p>
<main id="chat" aria-live="polite"></main>
<form><label hidden for="text">Message</label>
<input id="text" name="text" autocomplete="off"><button>Send</button></form>
<script>
const chat = document.querySelector("#chat"), me = document.querySelector("#me");
let seen = 0;
const post = (path, body) => fetch("/stub/" + path, {method: "POST", body: JSON.stringify({from: me.value, ...body})});
const bubble = (text, mine) => {
  const box = document.createElement("div");
  box.textContent = text;
  if (mine) box.className = "mine";
  chat.append(box);
  box.scrollIntoView();
  return box;
};
const choice = (box, id, title, more) => {
  const button = document.createElement("button");
  button.textContent = more ? title + " – " + more : title;
  button.onclick = () => { bubble(title, true); post("tap", {id, title}); };
  box.append(document.createElement("br"), button);
};
const show = ({type, body}) => {
  if (type === "text") return bubble(body.body);
  if (type === "document") return bubble("📎 " + body.filename + "\\n" + (body.caption || ""));
  if (type === "template") {
    const box = bubble("[template " + body.name + " in " + body.language.code + "]");
    for (const part of body.components) choice(box, part.parameters[0].payload, part.parameters[0].payload);
    return box;
  }
  const box = bubble(body.body.text);
  for (const one of body.action.buttons || []) choice(box, one.reply.id, one.reply.title);
  for (const section of body.action.sections || [])
    for (const row of section.rows) choice(box, row.id, row.title, row.description);
  if (body.action.parameters) box.append("\\n🔗 " + body.action.parameters.url);
};
document.forms[0].onsubmit = event => {
  event.preventDefault();
  const field = document.querySelector("#text");
  if (field.value) { bubble(field.value, true); post("say", {text: field.value}); }
  field.value = "";
};
document.querySelector("#later").onclick = () => { bubble("25 hours later", true); post("later", {hours: 25}); };
document.querySelector("#stop").onclick = () => { bubble("stopped marketing", true); post("prefer", {value: "stop"}); };
setInterval(async () => {
  const sent = (await (await fetch("/stub/sent")).json()).slice(seen);
  seen += sent.length;
  sent.filter(one => one.to === me.value.replace("+", "")).forEach(show);
}, 500);
</script></html>
"""
