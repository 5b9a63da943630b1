// “资料里缺什么”: refused questions and bad marks, and gold questions made of them.

import { call } from "./api.js";
import { day, element, find, saveFile } from "./dom.js";

const made = new Map(); // item's id → its fields

export async function showWork() {
  const { items, questions_kept: kept } = await call("/api/v1/worklist");
  const advice = kept ? "" : "问题文字没有保存；设 WENJU_LOG_QUESTIONS=true 后，没答上的问题会列在这里。";
  find("work-about").textContent = items.length
    ? `没答上的问题和“没用”的反馈，新的在前。${advice}`
    : `还没有没答上的问题或反馈。${advice}`;
  made.clear();
  find("work").replaceChildren(...items.map(workItem));
  find("export").hidden = !made.size;
  find("export").onclick = save;
}

function workItem(one) {
  const item = element("li");
  const kinds = { refused: "没答上", feedback: "反馈：没用" };
  const about = [kinds[one.kind], ...one.reasons, one.text, day(one.at)].filter(Boolean).join(" · ");
  item.append(
    element("strong", one.question ?? "（问题没有保存）"),
    element("div", about, "about"),
  );
  if (one.question !== null) item.append(goldFields(one));
  return item;
}

// Filled in, it is a question the service must answer; left empty, one it must refuse.
function goldFields(one) {
  const whole = element("details");
  whole.append(element("summary", "做成评测题"));
  const box = element("div", undefined, "gold");
  const field = (name) => {
    const label = element("label", name);
    const input = element("input");
    input.maxLength = 500;
    label.append(input);
    box.append(label);
    return input;
  };
  const tick = element("label");
  const chosen = element("input");
  chosen.type = "checkbox";
  tick.append(chosen, " 选入导出");
  box.append(tick, element("p", "资料里确实没有的，三项留空；应当能答的，三项都填。", "about"));
  const fields = {
    question: one.question,
    chosen,
    must: field("答案里必须有（多种写法用 | 隔开）"),
    document: field("依据所在的文件名"),
    evidence: field("依据原文（照抄）"),
  };
  made.set(one.id, fields);
  whole.append(box);
  return whole;
}

export function goldLine(id, question, must, document, evidence) {
  const alternatives = must.split("|").map((part) => part.trim()).filter(Boolean);
  const answerable = Boolean(alternatives.length && document && evidence);
  return JSON.stringify({
    id,
    question,
    answerable,
    must: answerable ? [alternatives] : [],
    documents: answerable ? [document] : [],
    evidence: answerable ? [evidence] : [],
    type: "worklist",
  });
}

function save() {
  const chosen = [...made].filter(([, one]) => one.chosen.checked);
  const half = chosen.find(([, one]) => {
    const filled = [one.must, one.document, one.evidence].filter((field) => field.value.trim());
    return filled.length === 1 || filled.length === 2;
  });
  if (!chosen.length || half) {
    find("exported").textContent = half ? `“${half[1].question}”只填了一部分。` : "还没有选入的题。";
    return;
  }
  const values = (one) => [one.must, one.document, one.evidence].map((field) => field.value.trim());
  const lines = chosen.map(([id, one]) => goldLine(id, one.question, ...values(one)));
  saveFile(new Blob([`${lines.join("\n")}\n`], { type: "application/x-ndjson" }), "worklist.jsonl");
  find("exported").textContent = `已导出 ${lines.length} 题。`;
}
