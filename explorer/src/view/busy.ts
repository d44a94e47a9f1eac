/**
 * Signs on the page of what is under way: views that do not yet show what is chosen, those in sight and all of
 * them; intervals that are not yet computed; an address that does not yet say what is chosen. For whoever waits
 * until everything is shown: tests, and assistive programs.
 */

const held = { late: 0, behind: 0, busy: 0, unwritten: 0 };

/** Says that something is under way, until what it returns is called. */
export function hold(what: keyof typeof held): () => void {
  held[what] += 1;
  note();
  return () => {
    held[what] -= 1;
    note();
  };
}

function note(): void {
  const { documentElement: page } = document;
  page.toggleAttribute("data-late", held.late > 0);
  page.toggleAttribute("data-behind", held.behind > 0);
  page.toggleAttribute("data-busy", held.behind + held.busy > 0);
  page.toggleAttribute("data-unwritten", held.unwritten > 0);
}
