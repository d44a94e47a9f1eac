/** What opens below a button and closes by Escape, or when the reader goes elsewhere. */

import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";

export function Menu(props: {
  readonly name: string;
  readonly label: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { name, label, children } = props;
  const box = useRef<HTMLDetailsElement>(null);
  const shut = (): void => {
    if (box.current !== null) box.current.open = false;
  };
  return (
    <details
      ref={box}
      class={`menu ${name}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        shut();
        box.current?.querySelector("summary")?.focus();
      }}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget instanceof Node && box.current?.contains(relatedTarget) === false) shut();
      }}
    >
      <summary>{label}</summary>
      <div>{children}</div>
    </details>
  );
}
