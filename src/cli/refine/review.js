"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const pieces = read("pieces");
  const blocks = read("blocks");
  const main = document.querySelector("main");

  // The decision about a row: that of its chosen radio button.
  const decision = (row) => row.querySelector("input:checked").value;
  const rows = [...main.querySelectorAll("tr[data-slot], tr[data-block]")];
  const slots = rows.filter((row) => row.dataset.slot !== undefined);
  const extras = rows.filter((row) => row.dataset.block !== undefined);

  const lexicon = () => {
    const statuses = pieces.slice(1).map(() => "proposed");
    for (const row of slots) statuses[Number(row.dataset.slot)] = decision(row);
    let text = pieces[0];
    statuses.forEach((status, at) => { text += status + pieces[at + 1]; });
    for (const row of extras) {
      if (decision(row) === "accepted") text += "\n" + blocks[Number(row.dataset.block)];
    }
    return text;
  };

  const status = document.getElementById("decided");
  const count = () => {
    const open = slots.filter((row) => decision(row) === "proposed").length;
    const accepted = rows.filter((row) => decision(row) === "accepted").length;
    const rejected = slots.filter((row) => decision(row) === "rejected").length;
    status.textContent = `${accepted} accepted, ${rejected} rejected, ${open} open`;
    for (const row of rows) row.dataset.decision = decision(row);
  };
  main.addEventListener("change", count);

  // "All accepted" and the like: of the rows of one table that are shown.
  for (const button of main.querySelectorAll("button[data-all]")) {
    button.addEventListener("click", () => {
      const table = document.getElementById(button.dataset.table);
      for (const row of table.querySelectorAll("tr[data-slot]:not([hidden])")) {
        row.querySelector(`input[value="${button.dataset.all}"]`).checked = true;
      }
      count();
    });
  }

  const filter = document.getElementById("filter");
  filter.addEventListener("input", () => {
    const wanted = filter.value.normalize("NFKC").toLowerCase();
    for (const row of rows) row.hidden = !row.dataset.name.includes(wanted);
  });

  document.getElementById("download").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lexicon()], { type: "application/toml" }));
    link.download = "lexicon.toml";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
  count();
})();
