"use strict";
// Heads of columns become buttons that sort; without a script the tables are as they were written.
const said = document.getElementById("sorted");
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const name = head.textContent.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const numeric = head.classList.contains("number");
      const before = head.getAttribute("aria-sort");
      const down = before ? before === "ascending" : numeric;
      const key = (row) => {
        const cell = row.cells[column];
        return numeric || cell.dataset.key ? (cell.dataset.key ? Number(cell.dataset.key) : null) : cell.textContent.trim();
      };
      const rows = [...table.tBodies[0].rows].map((row) => [key(row), row]);
      rows.sort(([a], [b]) => {
        if (a === null || b === null || a === "" || b === "") {
          return (a === null || a === "") - (b === null || b === ""); // what is missing comes last, either way
        }
        const order = typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true, sensitivity: "base" });
        return down ? -order : order;
      });
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      table.tBodies[0].append(...rows.map(([, row]) => row));
      said.textContent = `${table.caption.textContent.trim()}: sorted by ${name}, ${down ? "descending" : "ascending"}.`;
    });
  });
}
// What need not be scrolled is no stop of the tab key.
const stops = () => {
  for (const box of document.querySelectorAll(".scroll")) box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
};
addEventListener("resize", stops);
document.addEventListener("toggle", stops, true);
stops();
// A link to what is folded away opens it.
const open = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target && target.closest("details");
  if (folded) folded.open = true;
};
addEventListener("hashchange", open);
open();
