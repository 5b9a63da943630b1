"use strict";
(() => {
  const form = document.getElementById("filters");
  const count = document.getElementById("count");
  const rows = Array.from(document.querySelectorAll("#questions tbody tr"), (row) => ({
    row,
    text: row.textContent.toLowerCase(),
  }));
  const shown = ({ row, text }, wanted) =>
    ["set", "type", "verdict"].every((key) => !wanted[key] || row.dataset[key] === wanted[key]) &&
    text.includes(wanted.text.trim().toLowerCase());
  const filter = () => {
    const wanted = Object.fromEntries(new FormData(form));
    let left = 0;
    for (const each of rows) {
      each.row.hidden = !shown(each, wanted);
      left += each.row.hidden ? 0 : 1;
    }
    count.value = String(left);
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
})();
