"use strict";
// The page reads without this script; it adds search, sorting and exact hints on wide tables.
(() => {
  const MOST = 60; // hits listed
  const LONGEST = 70; // characters of a hit
  const root = document.documentElement;
  const sheets = [...document.querySelectorAll("main .sheet")];
  const search = document.querySelector(".search");
  root.classList.add("scripted");

  // On a phone the contents would push the text far down.
  if (matchMedia("(max-width: 48rem)").matches) document.querySelector("details.contents").open = false;

  // Sorting: numbers by value, intervals by what stands before the bracket, missing values last.
  const cellText = (row, column) => row.cells[column].textContent.trim();
  const number = (text) => {
    const found = /^[+-]?[\d,]*\.?\d+/.exec(text.replace("−", "-"));
    return found ? Number(found[0].replaceAll(",", "")) : null;
  };
  const word = (text) => (["", "—", "/", "*"].includes(text) ? null : text);
  const spoken = new Intl.Collator(root.lang, { numeric: true });

  const sort = (table, column, direction) => {
    const body = table.tBodies[0];
    const read = table.tHead.rows[0].cells[column].dataset.sort === "number" ? number : word;
    const compare = read === number ? (a, b) => a - b : spoken.compare;
    const rows = [...body.rows].map((row, place) => ({
      row,
      place: Number((row.dataset.place ??= String(place))),
      value: read(cellText(row, column)),
      total: row.classList.contains("total"),
    }));
    rows.sort((a, b) => {
      if (!direction) return a.place - b.place;
      if (a.total !== b.total) return a.total ? 1 : -1;
      if ((a.value === null) !== (b.value === null)) return a.value === null ? 1 : -1;
      const order = a.value === null ? 0 : direction * compare(a.value, b.value);
      return order || a.place - b.place;
    });
    body.append(...rows.map((item) => item.row));
  };

  const makeSortable = (table) => {
    if (table.tBodies[0].rows.length < 3) return;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-label", search.dataset.sort.replace("{column}", head.firstChild.textContent));
      head.append(button);
      head.addEventListener("click", () => {
        const state = { ascending: "descending", descending: "" }[head.getAttribute("aria-sort")] ?? "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        if (state) head.setAttribute("aria-sort", state);
        sort(table, column, { ascending: 1, descending: -1 }[state] ?? 0);
      });
    });
  };
  document.querySelectorAll("main .sheet table").forEach(makeSortable);

  // Wide tables: the hint and the tab stop only where there is something to scroll.
  const measure = () => {
    for (const sheet of sheets) {
      const region = sheet.querySelector(".region");
      const wide = region.scrollWidth > region.clientWidth + 1;
      sheet.classList.toggle("overflows", wide);
      if (wide) region.tabIndex = 0;
      else region.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", measure);
  measure();

  // Search: headings, captions and rows that hold every word.
  const input = search.querySelector("input");
  const status = search.querySelector("[role=status]");
  const list = search.querySelector(".hits");
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ");
  const items = [...document.querySelectorAll("main :is(h2, h3, h4)")].map((node) => ({ node, text: node.textContent }));
  for (const figure of document.querySelectorAll("main figure")) {
    items.push({ node: figure, text: figure.querySelector("figcaption").textContent });
  }
  for (const sheet of sheets) {
    const caption = sheet.querySelector("caption > span").textContent;
    const table = sheet.querySelector("table");
    items.push({ node: sheet, text: caption });
    [...table.tBodies[0].rows].forEach((row, place) => {
      row.id = `${sheet.id}-row-${place + 1}`;
      row.tabIndex = -1;
      const cells = [...row.cells].map((cell) => cell.textContent.trim()).join(" ");
      items.push({ node: row, text: `${search.dataset.in.replace("{table}", caption)}${cells}`, row: cells });
    });
  }
  for (const item of items) item.plain = plain(item.row ?? item.text);

  const find = () => {
    const words = plain(input.value).split(" ").filter(Boolean);
    const hits = words.length ? items.filter((item) => words.every((each) => item.plain.includes(each))) : [];
    const found = new Set(hits.map((item) => item.node));
    for (const item of items) if (item.row) item.node.classList.toggle("hit", found.has(item.node));
    list.replaceChildren(
      ...hits.slice(0, MOST).map((item) => {
        const link = document.createElement("a");
        link.href = `#${item.node.id}`;
        link.textContent = item.text.length > LONGEST ? `${item.text.slice(0, LONGEST)}…` : item.text;
        link.addEventListener("click", () => setTimeout(() => item.node.focus({ preventScroll: true })));
        const entry = document.createElement("li");
        entry.append(link);
        return entry;
      }),
    );
    list.hidden = hits.length === 0;
    const said = hits.length > MOST ? "many" : hits.length ? "some" : "none";
    status.textContent = words.length ? search.dataset[said].replace("{n}", hits.length).replace("{most}", MOST) : "";
  };
  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, 150);
  });
  search.hidden = false;
})();
