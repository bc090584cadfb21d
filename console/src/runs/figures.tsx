// The totals of a run. While it runs, those so far.
import { number, t, type Key } from "../i18n";
import type { Run } from "./run";

const SHOWN = ["read", "created", "updated", "unchanged", "failed", "gone"] as const;
const WOULD = new Set(["created", "updated", "written_back"]);
const TONES: Record<string, string> = { failed: "bad", gone: "warning" };

export function Figures({ run }: { run: Run }) {
  const shown = run.totals.written_back > 0 ? [...SHOWN, "written_back" as const] : SHOWN;
  return (
    <ul class="figures">
      {shown.map((name) => {
        const value = run.totals[name];
        const label = (run.dry_run && WOULD.has(name) ? `trial.${name}` : `count.${name}`) as Key;
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
