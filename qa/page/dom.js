// Making elements. Whatever comes from documents, questions or the server is set as text.

export const find = (id) => document.getElementById(id);

export function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

export function button(text, className, action, label) {
  const made = element("button", text, className);
  made.type = "button";
  if (label) made.setAttribute("aria-label", label);
  if (action) made.addEventListener("click", action);
  return made;
}

// A dialog with its own form; resolves to what `read` gives, or null when it was cancelled.
function ask(title, fields, confirm, read) {
  const dialog = element("dialog", undefined, "box");
  const heading = element("h2", title);
  heading.id = "box-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  const form = element("form");
  const submit = element("button", confirm);
  submit.type = "submit";
  const row = element("p", undefined, "row");
  row.append(button("取消", "second", () => dialog.close()), submit);
  form.append(heading, ...fields, row);
  dialog.append(form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    let result = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      result = read();
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(result);
    });
    dialog.showModal();
  });
}

// Nothing is destroyed by a stray Enter: the cancel button has the focus.
export function confirmed(title, text, confirm) {
  return ask(title, [element("p", text)], confirm, () => true);
}

export function textFrom(title, label, value, type = "text") {
  const input = element("input");
  input.id = "box-input";
  input.type = type;
  input.autocomplete = "off";
  input.required = true;
  input.maxLength = 512;
  input.value = value;
  input.autofocus = true;
  const name = element("label", label);
  name.htmlFor = input.id;
  return ask(title, [name, input], "确定", () => input.value.trim() || null);
}

export function saveFile(blob, name) {
  const link = element("a");
  const address = URL.createObjectURL(blob);
  link.setAttribute("href", address);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

// Offsets of the service count code points, those of JavaScript count UTF-16 units.
export function cut(points, start, end) {
  return points.slice(Math.max(0, start), Math.max(0, end)).join("");
}

export function day(at) {
  return String(at ?? "").slice(0, 10);
}
