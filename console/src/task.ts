// A step that a person begins and that may fail: whether it is under way, and what went wrong the last time.
import { useState } from "preact/hooks";
import { asProblem, type Problem } from "./api/problem";

export interface Task<Given extends unknown[]> {
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  readonly start: (...given: Given) => void;
  /** Take the last problem away. */
  readonly forget: () => void;
}

export function useTask<Given extends unknown[]>(step: (...given: Given) => Promise<unknown>): Task<Given> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = async (...given: Given) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await step(...given);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    setBusy(false);
  };
  return { busy, problem, start: (...given) => void run(...given), forget: () => setProblem(undefined) };
}
