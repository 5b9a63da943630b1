// One answer: its text with markers, what is certain about it and what is not, and what to do next.

import { explain, post } from "./api.js";
import { button, element } from "./dom.js";
import { showSource } from "./source.js";
import { answerText } from "./store.js";

const REASONS = ["答非所问", "数字不对", "引文不对", "不完整", "资料里有却说没有"];
let tips = 0;

function about(citation) {
  return [citation.document_title, citation.document_date, citation.section]
    .filter(Boolean)
    .join(" · ");
}

// A marker is a button; pointing at it or reaching it by keyboard shows the quote.
function marker(citation) {
  const made = button(`[${citation.marker}]`, "marker", () => showSource(citation, made));
  made.setAttribute("aria-label", `出处 ${citation.marker}：${citation.document_title}`);
  const tip = element("span", undefined, "tip");
  tip.append(element("q", citation.quote), element("small", about(citation)));
  tip.id = `tip-${(tips += 1)}`;
  tip.setAttribute("role", "tooltip");
  made.setAttribute("aria-describedby", tip.id);
  const whole = element("span", undefined, "cite");
  whole.append(made, tip);
  return whole;
}

// The answer's text; a marker without a citation stays text.
function answerParts(answer) {
  const known = new Map(answer.citations.map((one) => [one.marker, one]));
  return answer.answer.split(/(\[\d+\])/).map((part) => {
    const citation = /^\[\d+\]$/.test(part) ? known.get(Number(part.slice(1, -1))) : undefined;
    return citation ? marker(citation) : document.createTextNode(part);
  });
}

function badge(answer) {
  if (answer.refused) return element("p", "资料中没有答案", "badge warn");
  const text = answer.mode === "llm" ? "由语言模型撰写，引文与数字已核对" : "原文摘录";
  const made = element("p", text, "badge");
  if (answer.degraded) made.append(element("span", "已降级：语言模型不可用", "warn"));
  return made;
}

function numbers(answer) {
  const checks = answer.checks?.numbers ?? [];
  if (!checks.length) return [];
  const list = element("ul", undefined, "checks");
  list.setAttribute("aria-label", "数字核对");
  for (const one of checks) {
    const verdict = one.supported ? `见原文${one.marker ? ` [${one.marker}]` : ""}` : "原文里没有";
    const sign = one.supported ? "✓" : "！";
    list.append(element("li", `${sign} ${one.text}，${verdict}`, one.supported ? "" : "warn"));
  }
  const whole = element("details", undefined, "numbers");
  const failed = checks.filter((one) => !one.supported).length;
  const told = failed ? `，${failed} 个在原文里没有` : "，都在引文里";
  whole.append(element("summary", `数字核对：${checks.length} 个${told}`), list);
  whole.open = failed > 0;
  return [whole];
}

function sources(answer) {
  if (!answer.citations.length) return [];
  const list = element("ul", undefined, "sources");
  list.setAttribute("aria-label", "出处");
  for (const one of answer.citations) {
    const item = element("li");
    const open = button(`[${one.marker}] ${about(one)}`, "plain", () => showSource(one, open));
    item.append(open);
    list.append(item);
  }
  return [list];
}

function nearest(answer) {
  if (!answer.refused || !answer.passages.length) return [];
  const list = element("ol", undefined, "passages");
  for (const passage of answer.passages) {
    const text = Array.from(passage.text.replace(/\s+/g, " ")).slice(0, 80).join("");
    const item = element("li");
    const title = passage.document_title || "文档";
    const open = button(title, "plain", () => showSource(passage, open));
    item.append(open, element("span", ` ${text}……`));
    list.append(item);
  }
  return [element("p", "最接近的段落，点标题查看：", "about"), list];
}

function copying(answer) {
  const made = button("复制", "plain", async () => {
    try {
      await navigator.clipboard.writeText(answerText(answer));
      made.textContent = "已复制";
    } catch {
      made.textContent = copyBySelection(answerText(answer)) ? "已复制" : "复制不了，请手动选取";
    }
  }, "复制回答和出处");
  return made;
}

// Over plain HTTP from another machine browsers give no clipboard.
function copyBySelection(text) {
  const area = element("textarea", undefined, "unseen");
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

function opinion(answer) {
  const place = element("div", undefined, "opinion");
  const send = async (thumbup, reasons, text) => {
    try {
      await post("/api/v1/feedback", { answer_id: answer.id, thumbup, reasons, text });
      place.replaceChildren(element("p", "谢谢反馈。", "about"));
      place.firstChild.setAttribute("role", "status");
    } catch (error) {
      place.append(element("p", explain(error), "failure"));
    }
  };
  const up = button("有用", "plain", () => send(true, [], ""), "这个回答有用");
  const down = button("没用", "plain", () => {
    down.setAttribute("aria-expanded", "true");
    if (!place.querySelector("form")) place.append(reasonForm(send));
    place.querySelector("input").focus();
  }, "这个回答没用，说明原因");
  down.setAttribute("aria-expanded", "false");
  place.append(up, down);
  return place;
}

function reasonForm(send) {
  const form = element("form", undefined, "reasons");
  const set = element("fieldset");
  set.append(element("legend", "哪里不好？"));
  const boxes = REASONS.map((reason) => {
    const label = element("label");
    const box = element("input");
    box.type = "checkbox";
    box.value = reason;
    label.append(box, ` ${reason}`);
    set.append(label);
    return box;
  });
  const more = element("label", "补充说明");
  const line = element("input");
  line.maxLength = 500;
  more.append(line);
  const submit = element("button", "提交反馈");
  submit.type = "submit";
  form.append(set, more, submit);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    send(false, chosen, line.value.trim());
  });
  return form;
}

// All that stands below a question once its answer is whole.
export function answerView(answer, again) {
  const text = element("p", undefined, answer.refused ? "answer refused" : "answer");
  text.append(...answerParts(answer));
  const tools = element("div", undefined, "tools");
  tools.append(copying(answer), button("重新回答", "plain", again), opinion(answer));
  return [
    badge(answer),
    text,
    ...answer.notices.map((notice) => element("p", notice, "notice")),
    ...numbers(answer),
    ...sources(answer),
    ...nearest(answer),
    tools,
  ];
}
