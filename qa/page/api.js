// Calls of the service, with the key of this tab when one is needed.

import { textFrom } from "./dom.js";
import { keep, kept } from "./store.js";

let asking = null;

export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// One question for the key, however many calls wait for it.
export function askForKey(title = "需要访问密钥") {
  asking ??= textFrom(title, "密钥", "", "password").then((key) => {
    asking = null;
    if (key) keep("session", "key", key);
    return Boolean(key);
  });
  return asking;
}

async function send(path, options) {
  const key = kept("session", "key");
  const headers = { ...options.headers };
  if (key) headers.Authorization = `Bearer ${key}`;
  const response = await fetch(path, { ...options, headers, referrerPolicy: "no-referrer" });
  if (response.status === 401) {
    if (kept("session", "key") === key) keep("session", "key", null);
    if (kept("session", "key") || (await askForKey())) return send(path, options);
  }
  if (!response.ok) {
    const body = await response.json().catch(() => null);
    const message = body?.error?.message ?? "服务没有正常回应，请稍后再试。";
    throw new Refusal(response.status, message);
  }
  return response;
}

export async function call(path, options = {}) {
  const response = await send(path, options);
  return response.status === 204 ? null : response.json();
}

export function post(path, value, options = {}) {
  const headers = { "Content-Type": "application/json" };
  return send(path, { method: "POST", headers, body: JSON.stringify(value), ...options });
}

export async function fetchFile(path) {
  return (await send(path, {})).blob();
}

export function explain(error) {
  return error instanceof TypeError ? "连不上服务，请确认它在运行。" : error.message;
}

// Server-sent events of one answer: `onDelta` gets the text as it comes; resolves to the answer.
export async function askStreaming(question, history, onDelta, signal) {
  const response = await post("/api/v1/ask", { question, history, stream: true }, { signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  let answer = null;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const events = (buffer + value).split("\n\n");
    buffer = events.pop();
    for (const [name, data] of events.map(parsed)) {
      if (name === "delta") onDelta(data.text);
      if (name === "answer") answer = data;
      if (name === "error") throw new Refusal(500, data.error?.message ?? "回答中断了，请重试。");
    }
  }
  if (!answer) throw new Refusal(500, "回答没有收完，连接中断了；请重试。");
  return answer;
}

function parsed(event) {
  let name = "message";
  let data = "";
  for (const line of event.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    if (line.startsWith("data:")) data += line.slice(5).trim();
  }
  return [name, data ? JSON.parse(data) : {}];
}
