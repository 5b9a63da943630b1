// The chat page: conversations on the left, questions and answers in the middle, the source beside.

import { answerView } from "./answer.js";
import { askStreaming, call, explain } from "./api.js";
import { button, confirmed, element, find, saveFile, textFrom } from "./dom.js";
import { closeSource, startSource } from "./source.js";
import { asMarkdown, loadConversations, newConversation, saveConversations, slim } from "./store.js";
import { startTheme } from "./theme.js";

const HISTORY = 6; // earlier messages that go with a question
const TITLE = 24;

let all = loadConversations();
let current = newConversation();
let running = null;
let suggested = [];

function save() {
  all = [current, ...all.filter((one) => one !== current)].filter((one) => one.turns.length);
  saveConversations(all);
  showConversations();
}

function showConversations() {
  find("conversations").replaceChildren(...all.map(conversationItem));
  find("title").textContent = current.turns.length ? current.title : "问据";
  find("export").hidden = !current.turns.length;
}

function conversationItem(one) {
  const item = element("li", undefined, one === current ? "current" : "");
  const open = button(one.title, "plain open", () => openConversation(one));
  if (one === current) open.setAttribute("aria-current", "true");
  const named = (what) => `${what}对话：${one.title}`;
  item.append(
    open,
    button("改名", "plain small", () => rename(one), named("改名")),
    button("删除", "plain small", () => remove(one), named("删除")),
  );
  return item;
}

function openConversation(one) {
  running?.abort();
  closeSource();
  showMenu(false);
  current = one;
  showConversations();
  find("conversation").replaceChildren(...(one.turns.length ? one.turns.map(card) : [welcome()]));
  find("conversation").lastElementChild?.scrollIntoView({ block: "end" });
  // On a phone the keyboard would cover half of what was opened.
  if (window.matchMedia("(min-width: 60rem)").matches) find("question").focus();
}

async function rename(one) {
  const title = await textFrom("给对话改名", "名称", one.title);
  if (!title) return;
  one.title = title;
  saveConversations(all);
  showConversations();
}

async function remove(one) {
  const text = `“${one.title}”里的 ${one.turns.length} 个问答会从这个浏览器里删掉，不能恢复。`;
  if (!(await confirmed("删除这个对话？", text, "删除"))) return;
  all = all.filter((other) => other !== one);
  saveConversations(all);
  if (one === current) openConversation(newConversation());
  else showConversations();
}

function welcome() {
  const box = element("div", undefined, "welcome");
  box.append(
    element("h2", "对中文资料提问"),
    element("p", "每个回答都注明原文出处；点 [1] 这样的标记，就能看到标出的原话。", "about"),
  );
  if (suggested.length) {
    const list = element("ul", undefined, "suggestions");
    list.setAttribute("aria-label", "可以这样问");
    for (const question of suggested) {
      const item = element("li");
      item.append(button(question, "second", () => ask(question)));
      list.append(item);
    }
    box.append(list);
  }
  return box;
}

function card(turn) {
  const made = element("article");
  made.append(element("h2", turn.question));
  const again = () => run(turn, made);
  if (turn.answer) made.append(...answerView(turn.answer, again));
  else {
    if (turn.partial) made.append(element("p", turn.partial, "answer"));
    made.append(element("p", turn.error ?? "没有收到回答。", "failure"));
    made.append(button("重试", "second", again));
  }
  return made;
}

// The messages before a turn, newest last.
function historyOf(turn) {
  const before = current.turns.slice(0, current.turns.indexOf(turn)).filter((one) => one.answer);
  return before
    .flatMap((one) => [
      { role: "user", content: one.question },
      { role: "assistant", content: one.answer.answer },
    ])
    .slice(-HISTORY);
}

function ask(question) {
  if (running || !question) return;
  const turn = { question, answer: null };
  if (!current.turns.length) {
    current.title = Array.from(question).slice(0, TITLE).join("");
    find("conversation").replaceChildren();
  }
  current.turns.push(turn);
  const place = element("article");
  find("conversation").append(place);
  find("question").value = "";
  run(turn, place);
}

async function run(turn, place) {
  if (running) return;
  const conversation = current;
  const control = new AbortController();
  busy(control);
  const text = element("p", "正在查找……", "answer waiting");
  const whole = element("article");
  whole.setAttribute("aria-busy", "true");
  whole.append(element("h2", turn.question), text);
  place.replaceWith(whole);
  whole.scrollIntoView({ block: "end" });
  let received = "";
  const onDelta = (piece) => {
    received += piece;
    text.className = "answer";
    text.textContent = received;
  };
  Object.assign(turn, { answer: null, error: null, partial: null });
  try {
    turn.answer = slim(
      await askStreaming(turn.question, historyOf(turn), onDelta, control.signal),
    );
    find("status").textContent = turn.answer.answer;
  } catch (error) {
    turn.partial = received;
    turn.error = control.signal.aborted ? "已停止，回答不完整。" : explain(error);
    find("status").textContent = turn.error;
  }
  busy(null);
  if (conversation !== current) return keepAway(conversation);
  const made = card(turn);
  whole.replaceWith(made);
  made.scrollIntoView({ block: "nearest" });
  return save();
}

// The answer came after another conversation had been opened.
function keepAway(conversation) {
  if (!all.includes(conversation)) all = [conversation, ...all];
  saveConversations(all);
  showConversations();
}

function busy(control) {
  running = control;
  find("send").hidden = Boolean(control);
  find("stop").hidden = !control;
  if (control) find("status").textContent = "正在查找……";
}

function showMenu(open) {
  document.body.classList.toggle("with-menu", open);
  find("menu").setAttribute("aria-expanded", String(open));
}

async function suggest() {
  try {
    suggested = (await call("/api/v1/suggestions")).questions;
  } catch {
    return; // the page works without
  }
  if (!current.turns.length) find("conversation").replaceChildren(welcome());
}

find("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  ask(find("question").value.trim());
});
find("question").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    find("ask").requestSubmit();
  }
});
find("stop").addEventListener("click", () => running?.abort());
find("new").addEventListener("click", () => openConversation(newConversation()));
find("menu").addEventListener("click", () => showMenu(!document.body.classList.contains("with-menu")));
find("export").addEventListener("click", () => {
  const file = new Blob([asMarkdown(current)], { type: "text/markdown" });
  saveFile(file, `${current.title.replace(/[\\/:*?"<>|\s]+/g, "_")}.md`);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("with-menu")) {
    showMenu(false);
    find("menu").focus();
  }
});
startTheme();
startSource();
openConversation(all[0] ?? current);
suggest();
