// What this browser keeps: conversations, the look. Without storage everything works but lasting.

const CONVERSATIONS = "wenju.conversations";
const MOST = 100; // conversations; the oldest go first

function storage(kind) {
  return kind === "session" ? window.sessionStorage : window.localStorage;
}

export function kept(kind, name) {
  try {
    return storage(kind).getItem(name);
  } catch {
    return null;
  }
}

export function keep(kind, name, value) {
  try {
    if (value === null) storage(kind).removeItem(name);
    else storage(kind).setItem(name, value);
    return true;
  } catch {
    return false; // storage is off or full
  }
}

function usable(one) {
  return typeof one?.id === "string" && typeof one.title === "string" && Array.isArray(one.turns);
}

export function loadConversations() {
  try {
    const found = JSON.parse(kept("local", CONVERSATIONS) ?? "[]");
    return Array.isArray(found) ? found.filter(usable) : [];
  } catch {
    return [];
  }
}

// Newest first. When the browser's room does not suffice the oldest are let go.
export function saveConversations(all) {
  const saved = all.filter((one) => one.turns.length).slice(0, MOST);
  while (!keep("local", CONVERSATIONS, JSON.stringify(saved)) && saved.length > 1) saved.pop();
}

export function newConversation() {
  return { id: `${Date.now()}-${Math.random()}`, title: "新对话", turns: [] };
}

// Passages are long, and only a refusal shows them.
export function slim(answer) {
  return { ...answer, passages: answer.refused ? answer.passages : [] };
}

// Markdown in which text from documents stays text wherever it is shown.
function plain(text) {
  return String(text).replace(/[<`*_\\]|!(?=\[)|\](?=[(\[:])/g, "\\$&").replace(/\s+/g, " ");
}

export function answerText(answer) {
  const sources = answer.citations.map((one) => {
    const about = [one.document_title, one.document_date, one.section].filter(Boolean).join("，");
    return `[${one.marker}] ${about}：“${one.quote}”`;
  });
  return [answer.answer, ...answer.notices, ...sources].join("\n");
}

export function asMarkdown(conversation) {
  const lines = [`# ${plain(conversation.title)}`];
  for (const { question, answer, error } of conversation.turns) {
    lines.push(`## ${plain(question)}`);
    if (error) lines.push(plain(error));
    if (!answer) continue;
    lines.push(plain(answer.answer), ...answer.notices.map((one) => `注：${plain(one)}`));
    for (const one of answer.citations) {
      const about = [one.document_title, one.document_date, one.section].filter(Boolean).join("，");
      lines.push(`> \\[${one.marker}\\] ${plain(about)}：“${plain(one.quote)}”`);
    }
  }
  return `${lines.join("\n\n")}\n`;
}
