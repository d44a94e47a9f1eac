/** Tables as RFC 4180 CSV that a spreadsheet does not execute. */

/** Texts that begin so are formulas to a spreadsheet: an apostrophe in front makes them texts. */
const FORMULA = /^\s*[=+\-@|＝＋－＠]|^[\t\r]/;

function field(value: string | number): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const guarded = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
}
