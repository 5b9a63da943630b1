// Light, dark or as the system has it; remembered.

import { find } from "./dom.js";
import { keep, kept } from "./store.js";

const LOOKS = { system: "跟随系统", light: "浅色", dark: "深色" };

function show(look) {
  document.documentElement.dataset.theme = look;
  find("theme").textContent = `外观：${LOOKS[look]}`;
}

export function startTheme() {
  const names = Object.keys(LOOKS);
  let look = kept("local", "wenju.look");
  if (!names.includes(look)) look = "system";
  show(look);
  find("theme").addEventListener("click", () => {
    look = names[(names.indexOf(look) + 1) % names.length];
    keep("local", "wenju.look", look);
    show(look);
  });
}
