// The totals of a run. While it runs, those so far.
import { number, t, type Key } from "../i18n";
import type { Run } from "./run";

const SHOWN = ["read", "created", "updated", "unchanged", "failed", "gone"] as const;
const TONES: Partial<Record<(typeof SHOWN)[number], string>> = { failed: "bad", gone: "warning" };

export function Figures({ run }: { run: Run }) {
  const trial = run.dry_run ? "trial" : "count";
  return (
    <ul class="figures">
      {SHOWN.map((name) => {
        const value = run.totals[name];
        const label: Key = name === "created" || name === "updated" ? `${trial}.${name}` : `count.${name}`;
        return (
          <li key={name} class={`figure ${value > 0 ? (TONES[name] ?? "") : ""}`}>
            <span class="figure-value">{number(value)}</span>
            <span class="figure-label">{t(label)}</span>
          </li>
        );
      })}
    </ul>
  );
}
