/** What sets are, how sure their numbers are, what they protect. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { registersOf } from "../hll/codec";
import { usePage } from "./context";
import { useExamples } from "./examples";

export function SetsExplained(): JSX.Element {
  const { format, theme } = usePage();
  const { engine, metric } = useExamples();
  const { params } = engine.sets;
  const m = registersOf(params);
  const shown = 256;
  const registers = useMemo(() => engine.everythingSeen(metric)?.slice(0, shown), [engine, metric]);
  const steps = Math.max(1, Math.max(...(registers ?? [1])) / 7);
  const error = `${format.decimal(104 / Math.sqrt(m))} %`;
  return (
    <article class="story">
      <h3>{format.say("sets.title")}</h3>
      <p>{format.say("sets.text", { m: format.number(m), error })}</p>
      {registers !== undefined && (
        <figure>
          <svg viewBox="0 0 320 80" class="registers" aria-hidden="true">
            {Array.from(registers, (value, at) => (
              <rect
                key={at}
                x={(at % 32) * 10}
                y={Math.floor(at / 32) * 10}
                width="9"
                height="9"
                fill={value === 0 ? theme.line : theme.steps[Math.min(Math.floor((value - 1) / steps), 6)]}
              />
            ))}
          </svg>
          <figcaption class="quiet">{format.say(theme.name === "dark" ? "sets.caption.dark" : "sets.caption", { n: format.number(shown) })}</figcaption>
        </figure>
      )}
    </article>
  );
}

export function Trust(): JSX.Element {
  const { format } = usePage();
  return (
    <article class="story">
      <h3>{format.say("trust.title")}</h3>
      <p>{format.say("trust.text")}</p>
      <dl>
        {(["reliable", "indicative", "below"] as const).map((grade) => (
          <div key={grade}>
            <dt>
              <span class={`mark ${grade}`} aria-hidden="true" /> {format.say(`grade.${grade}`)}
            </dt>
            <dd>{format.say(`trust.${grade}`)}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

export function Privacy(): JSX.Element {
  const { engine, format, meta } = usePage();
  const tables = [...engine.sets.tables.values()];
  const few = meta.minUsers > 1;
  return (
    <article class="story privacy">
      <h3>{format.say("privacy.title")}</h3>
      <ul>
        <li>{format.say("privacy.holds")}</li>
        <li class={few ? "" : "warning"}>
          {few ? format.say("privacy.few", { k: format.number(meta.minUsers) }) : format.say("privacy.nofew")}
        </li>
        <li>{format.say("privacy.key", { key: meta.keyId })}</li>
        <li>{format.say("privacy.not")}</li>
        <li>{format.say(few ? "privacy.anonymous" : "privacy.anonymous.nofew")}</li>
      </ul>
      <details>
        <summary>{format.say("privacy.left")}</summary>
        <div class="scroll" tabIndex={0} role="group" aria-label={format.say("privacy.left")}>
          <table>
            <thead>
              <tr>
                {(["privacy.base", "privacy.shown", "privacy.small", "privacy.room"] as const).map((word) => (
                  <th key={word} scope="col">{format.say(word)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {tables.map(({ base, left }) => (
                <tr key={base}>
                  <th scope="row">{base}</th>
                  <td>{format.number(left.of - left.few - left.room)}</td>
                  <td>{format.number(left.few)}</td>
                  <td>{format.number(left.room)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </article>
  );
}
