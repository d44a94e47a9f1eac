/** Text in lines, for drawings: SVG does not break any. */

/**
 * Lines of at most so many characters, broken at spaces, and at most so many of them: what does not fit is left
 * out and said by an ellipsis. Spaces that do not break stay.
 */
export function linesOf(text: string, characters: number, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (length(longer) <= characters) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    // A word that is longer than a line.
    while (length(line) > characters && lines.length <= most) {
      lines.push([...line].slice(0, characters).join(""));
      line = [...line].slice(characters).join("");
    }
  }
  if (line !== "") lines.push(line);
  if (lines.length <= most) return lines;
  const last = [...lines[most - 1]!].slice(0, characters - 1).join("");
  return [...lines.slice(0, most - 1), `${last}…`];
}

const length = (text: string): number => [...text].length;
