/** Details that are made when they are opened: what nobody looks at costs nothing. */

import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";

export function Disclosure(props: {
  readonly label: string;
  readonly children: () => ComponentChildren;
}): JSX.Element {
  const { label, children } = props;
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{label}</summary>
      {isOpen && children()}
    </details>
  );
}
