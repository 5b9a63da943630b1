// The documents page for administrators: add, find, replace, delete, see how one was cut.

import { Refusal, askForKey, call, explain, fetchFile } from "./api.js";
import { button, confirmed, day, element, find, saveFile } from "./dom.js";
import { startTheme } from "./theme.js";
import { showWork } from "./worklist.js";

const PAGE = 1000; // documents asked for at a time
const SHOWN = 200; // documents in the list; the search finds the others
let documents = [];
let replacing = null;

function trouble(error) {
  find("trouble").textContent = error ? explain(error) : "";
}

async function load() {
  const found = [];
  let cursor = null;
  do {
    const next = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await call(`/api/v1/documents?limit=${PAGE}${next}`);
    found.push(...page.documents);
    cursor = page.next;
  } while (cursor !== null);
  documents = found.reverse(); // newest first
  show();
}

function show() {
  const wanted = find("filter").value.trim().toLowerCase();
  const found = documents.filter((one) =>
    `${one.title}\n${one.source}`.toLowerCase().includes(wanted),
  );
  find("count").textContent = `（${found.length}）`;
  find("documents").replaceChildren(...found.slice(0, SHOWN).map(documentItem));
  if (found.length > SHOWN) {
    find("documents").append(element("li", `还有 ${found.length - SHOWN} 份，请用查找缩小范围。`));
  }
}

function addressOf(one) {
  return `/api/v1/documents/${encodeURIComponent(one.id)}`;
}

function documentItem(one) {
  const item = element("li");
  const names = element("div", undefined, "grow");
  const facts = [one.date, `${one.characters} 字`, `${one.chunks} 段`, `${day(one.added_at)} 加入`];
  names.append(
    element("strong", one.title),
    element("div", `${one.source} · ${facts.filter(Boolean).join(" · ")}`, "about"),
  );
  const row = element("div", undefined, "row");
  const guarded = (action) => async (event) => {
    try {
      await action(event.currentTarget);
    } catch (error) {
      item.append(element("p", explain(error), "failure"));
    }
  };
  const tool = (text, action) => button(text, "plain", guarded(action), `${text}：${one.title}`);
  row.append(
    names,
    tool("切分", (from) => showPieces(one, item, from)),
    tool("下载", async () => saveFile(await fetchFile(`${addressOf(one)}/file`), baseName(one))),
    tool("替换", () => replace(one)),
    tool("删除", () => remove(one)),
  );
  item.append(row);
  return item;
}

function baseName(one) {
  return one.source.split("/").pop();
}

async function showPieces(one, item, from) {
  const open = item.querySelector(".pieces");
  from.setAttribute("aria-expanded", String(!open));
  if (open) {
    open.remove();
    return;
  }
  const { chunks } = await call(`${addressOf(one)}/chunks`);
  const list = element("ol", undefined, "pieces");
  list.setAttribute("aria-label", `${one.title} 的切分`);
  list.tabIndex = 0;
  for (const chunk of chunks) {
    const piece = element("li");
    const about = [chunk.section, `${chunk.start}–${chunk.end}`].filter(Boolean).join(" · ");
    piece.append(element("div", about, "about"), chunk.text);
    list.append(piece);
  }
  item.append(list);
}

async function remove(one) {
  const text = `《${one.title}》（${one.source}）会从资料库里删除，之后的回答不再引用它，不能恢复。`;
  if (!(await confirmed("删除这份文档？", text, "删除"))) return;
  await call(addressOf(one), { method: "DELETE" });
  await load();
  find("uploaded").textContent = `已删除《${one.title}》。`;
  find("filter").focus();
}

function replace(one) {
  replacing = one;
  find("replacement").value = "";
  find("replacement").click();
}

// One file a request: each has its own result, and a failure stops none of the others.
async function upload(files, source) {
  const results = find("results");
  const bar = find("progress");
  results.replaceChildren();
  bar.hidden = false;
  bar.max = files.length;
  bar.value = 0;
  let added = 0;
  for (const file of files) {
    find("uploaded").textContent = `正在添加 ${bar.value + 1} / ${files.length}：${file.name}`;
    const [good, text] = await addOne(file, source);
    added += good;
    results.append(element("li", `${file.name}：${text}`, good ? "done" : "failure"));
    bar.value += 1;
  }
  bar.hidden = true;
  const failed = files.length - added;
  find("uploaded").textContent = `完成：${added} 份已在资料库${failed ? `，${failed} 份失败` : ""}。`;
  await load().catch(trouble);
}

async function addOne(file, source) {
  const form = new FormData();
  form.append("file", file, file.name);
  if (source) form.append("source", source);
  try {
    const receipt = await call("/api/v1/documents", { method: "POST", body: form });
    const one = receipt.documents[0];
    if (one.replaced) return [true, "已替换旧版"];
    return [true, one.created ? "已添加" : "内容相同，早已在资料库里"];
  } catch (error) {
    return [false, explain(error)];
  }
}

function accept(files, source) {
  if (files.length) upload([...files], source);
}

function startDropping() {
  const zone = find("drop");
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    accept(event.dataTransfer.files);
  });
}

// The work list is for administrators only, so it tells whether this key is one.
async function start() {
  try {
    trouble(null);
    await showWork();
    await load();
  } catch (error) {
    trouble(error);
    if (error instanceof Refusal && error.status === 403) {
      if (await askForKey("需要管理员密钥")) await start();
    }
  }
}

startTheme();
startDropping();
find("files").addEventListener("change", () => {
  accept(find("files").files);
  find("files").value = "";
});
find("replacement").addEventListener("change", () => {
  accept(find("replacement").files, replacing.source);
});
find("filter").addEventListener("input", show);
start();
