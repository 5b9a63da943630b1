"use strict";
// Everything that comes from documents, questions or the server is set as textContent only.

const NEIGHBOURS = 300; // characters shown before and after a quote
const HISTORY = 6; // earlier messages that go with a question
const find = (id) => document.getElementById(id);
const history = [];
let cursor = null;

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function button(text, className, action) {
  const made = element("button", text, className);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}

function askForKey() {
  return new Promise((resolve) => {
    find("login").addEventListener("close", () => {
      const key = find("key").value.trim();
      find("key").value = "";
      if (key) sessionStorage.setItem("key", key);
      resolve(Boolean(key));
    }, { once: true });
    find("login").showModal();
  });
}

async function call(path, options = {}) {
  const key = sessionStorage.getItem("key");
  const headers = { ...options.headers };
  if (key) headers.Authorization = `Bearer ${key}`;
  const response = await fetch(path, { ...options, headers, referrerPolicy: "no-referrer" });
  if (response.status === 401) {
    sessionStorage.removeItem("key");
    if (await askForKey()) return call(path, options);
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.error?.message ?? "服务没有正常回应，请稍后再试。");
  return body;
}

function explain(error) {
  return error instanceof TypeError ? "连不上服务，请确认它在运行。" : error.message;
}

// Offsets of the service count code points, those of JavaScript count UTF-16 units.
function cut(points, start, end) {
  return points.slice(Math.max(0, start), end).join("");
}

async function showSource(span) {
  const dialog = find("source");
  const box = find("source-text");
  find("source-title").textContent = span.document_title || "文档";
  find("source-about").textContent = [span.document_date, span.section].filter(Boolean).join(" · ");
  box.replaceChildren(element("p", "正在读取……"));
  if (!dialog.open) dialog.showModal();
  try {
    const source = await call(`/api/v1/documents/${encodeURIComponent(span.document_id)}`);
    const points = Array.from(source.text);
    const mark = element("mark", cut(points, span.start, span.end));
    const from = span.start - NEIGHBOURS;
    const to = span.end + NEIGHBOURS;
    box.replaceChildren(
      (from > 0 ? "……" : "") + cut(points, from, span.start),
      mark,
      cut(points, span.end, to) + (to < points.length ? "……" : ""),
    );
    mark.scrollIntoView({ block: "center" });
  } catch (error) {
    box.replaceChildren(element("p", explain(error), "failure"));
  }
}

// The answer's text, each marker that has a citation as a button.
function answerParts(answer) {
  const known = new Map(answer.citations.map((one) => [one.marker, one]));
  return answer.answer.split(/(\[\d+\])/).map((part) => {
    const citation = /^\[\d+\]$/.test(part) ? known.get(Number(part.slice(1, -1))) : undefined;
    if (!citation) return document.createTextNode(part);
    const made = button(part, "marker", () => showSource(citation));
    made.title = citation.quote;
    made.setAttribute("aria-label", `出处 ${citation.marker}：${citation.document_title}`);
    return made;
  });
}

function passageList(passages) {
  const list = element("ol", undefined, "passages");
  for (const passage of passages) {
    const text = Array.from(passage.text).slice(0, 80).join("").replace(/\s+/g, " ");
    const item = element("li");
    item.append(
      button(passage.document_title || "文档", "plain", () => showSource(passage)),
      element("span", ` ${text}……`),
    );
    list.append(item);
  }
  return list;
}

function showAnswer(card, answer) {
  const text = element("p", undefined, answer.refused ? "answer refused" : "answer");
  text.append(...answerParts(answer));
  card.append(text);
  for (const notice of answer.notices) card.append(element("p", notice, "notice"));
  if (answer.refused && answer.passages.length) {
    card.append(element("p", "最接近的段落：", "about"), passageList(answer.passages));
  }
  card.append(opinion(answer));
}

function opinion(answer) {
  const line = element("p", undefined, "about");
  const give = (thumbup) => async () => {
    try {
      await call("/api/v1/feedback", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ answer_id: answer.id, thumbup, text: "", reasons: [] }),
      });
      line.textContent = "谢谢反馈。";
    } catch (error) {
      line.textContent = explain(error);
    }
  };
  line.append(button("有用", "plain", give(true)), " ", button("没用", "plain", give(false)));
  return line;
}

async function ask(event) {
  event.preventDefault();
  const question = find("question").value.trim();
  if (!question || find("send").disabled) return;
  const card = element("article");
  const wait = element("p", "正在查找……", "about");
  card.append(element("h2", question), wait);
  find("conversation").append(card);
  find("send").disabled = true;
  try {
    const answer = await call("/api/v1/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question, history: history.slice(-HISTORY) }),
    });
    wait.remove();
    showAnswer(card, answer);
    history.push({ role: "user", content: question });
    history.push({ role: "assistant", content: answer.answer });
    find("question").value = "";
  } catch (error) {
    wait.remove();
    card.append(element("p", explain(error), "failure"));
  } finally {
    find("send").disabled = false;
    card.scrollIntoView({ block: "nearest" });
  }
}

function documentItem(info) {
  const item = element("li", `${info.title}${info.date ? `（${info.date}）` : ""} `);
  const remove = button("删除", "plain", async () => {
    if (!window.confirm(`删除《${info.title}》？`)) return;
    try {
      await call(`/api/v1/documents/${encodeURIComponent(info.id)}`, { method: "DELETE" });
      item.remove();
    } catch (error) {
      item.append(element("span", explain(error), "failure"));
    }
  });
  item.append(element("span", `${info.source} · ${info.characters} 字 `, "about"), remove);
  return item;
}

async function loadDocuments() {
  const next = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
  try {
    const page = await call(`/api/v1/documents?limit=100${next}`);
    find("documents").append(...page.documents.map(documentItem));
    cursor = page.next;
    find("more").hidden = cursor === null;
    find("upload").hidden = false;
    find("count").textContent = `（${find("documents").children.length}${cursor ? "+" : ""}）`;
  } catch (error) {
    find("documents").replaceChildren(element("li", explain(error), "failure"));
  }
}

function reloadDocuments() {
  cursor = null;
  find("documents").replaceChildren();
  return loadDocuments();
}

async function upload(event) {
  event.preventDefault();
  const form = new FormData();
  for (const file of find("files").files) form.append("file", file, file.name);
  find("uploaded").textContent = "正在添加……";
  try {
    const receipt = await call("/api/v1/documents", { method: "POST", body: form });
    const failed = receipt.failed.map((one) => `${one.source}：${one.error.message}`);
    find("uploaded").textContent = [`已添加 ${receipt.documents.length} 份。`, ...failed].join(" ");
    find("files").value = "";
    await reloadDocuments();
  } catch (error) {
    find("uploaded").textContent = explain(error);
  }
}

find("ask").addEventListener("submit", ask);
find("question").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    find("ask").requestSubmit();
  }
});
find("upload").addEventListener("submit", upload);
find("more").addEventListener("click", loadDocuments);
find("close").addEventListener("click", () => find("source").close());
find("library").addEventListener("toggle", () => {
  if (find("library").open) reloadDocuments();
});
