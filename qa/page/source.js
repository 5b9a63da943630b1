// The source beside the answer; on a phone a sheet over it.

import { call, explain, fetchFile } from "./api.js";
import { cut, element, find, saveFile } from "./dom.js";

const NEIGHBOURS = 3000; // characters shown before and after the words
const NARROW = "(max-width: 60rem)";
let opener = null;
let shown = null;
const pending = { request: 0 };

export function startSource() {
  const dialog = find("source");
  find("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") dialog.close();
  });
  dialog.addEventListener("close", () => {
    document.body.classList.remove("with-source");
    pending.request += 1;
    if (opener?.isConnected) opener.focus();
  });
  find("download").addEventListener("click", download);
}

export function closeSource() {
  opener = null;
  if (find("source").open) find("source").close();
}

// `span` is a citation or a passage: a document and the words `start` to `end` of its text.
export async function showSource(span, from) {
  const dialog = find("source");
  opener = from;
  shown = span;
  find("source-title").textContent = span.document_title || "文档";
  describe(span);
  find("download-note").textContent = "";
  find("source-text").replaceChildren(element("p", "正在读取……", "about"));
  if (!dialog.open) {
    if (window.matchMedia(NARROW).matches) dialog.showModal();
    else dialog.show();
  }
  document.body.classList.add("with-source");
  find("source-title").focus();
  const request = (pending.request += 1);
  try {
    const source = await call(`/api/v1/documents/${encodeURIComponent(span.document_id)}`);
    if (request === pending.request) showText(source, span);
  } catch (error) {
    const text = error.status === 404 ? "这份文档已不在资料库里。" : explain(error);
    if (request === pending.request) {
      find("source-text").replaceChildren(element("p", text, "failure"));
    }
  }
}

function describe(span) {
  const about = [span.document_date, span.section].filter(Boolean).join(" · ");
  find("source-about").textContent = about;
}

function showText(source, span) {
  const points = Array.from(source.text);
  const mark = element("mark", cut(points, span.start, span.end));
  mark.id = "marked";
  const from = span.start - NEIGHBOURS;
  const to = span.end + NEIGHBOURS;
  find("source-text").replaceChildren(
    (from > 0 ? "……" : "") + cut(points, from, span.start),
    mark,
    cut(points, span.end, to) + (to < points.length ? "……" : ""),
  );
  mark.scrollIntoView({ block: "center" });
  if (span.quote !== undefined && span.quote !== mark.textContent) {
    find("source-about").textContent += "（文档在回答之后有变动，标出的文字可能不同）";
  }
}

async function download() {
  const span = shown;
  find("download-note").textContent = "正在下载……";
  try {
    const address = `/api/v1/documents/${encodeURIComponent(span.document_id)}`;
    const [info, file] = await Promise.all([call(address), fetchFile(`${address}/file`)]);
    saveFile(file, info.source.split("/").pop());
    find("download-note").textContent = "已下载。";
  } catch (error) {
    find("download-note").textContent = explain(error);
  }
}
