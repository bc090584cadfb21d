// What a screen shows was loaded: while loading, when it failed, and whether it is stale.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "./api/problem";
import { language } from "./i18n";

/** `value` is the last good one, also while `problem` says that the latest try failed. */
export interface Load<T> {
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
  readonly busy: boolean;
  /** When `value` was loaded. */
  readonly at: Date | undefined;
  readonly reload: () => Promise<void>;
  /** Show a value that came with another answer. */
  readonly put: (value: T) => void;
}

type State<T> = Omit<Load<T>, "reload" | "put">;
const EMPTY = { value: undefined, problem: undefined, busy: true, at: undefined };

/**
 * Loads when shown, again when `key` changes, and again after as many milliseconds as `again` gives (null: not).
 * A hidden page does not ask.
 */
export function useLoad<T>(
  key: string,
  loader: (signal: AbortSignal) => Promise<T>,
  again: (value: T | undefined) => number | null = () => null,
): Load<T> {
  const [state, setState] = useState<State<T>>(EMPTY);
  const latest = useRef({ loader, again });
  latest.current = { loader, again };
  const under = useRef<AbortController>(null);

  const reload = useCallback(async () => {
    under.current?.abort();
    const mine = new AbortController();
    under.current = mine;
    setState((before) => ({ ...before, busy: true }));
    try {
      const value = await latest.current.loader(mine.signal);
      if (!mine.signal.aborted) setState({ value, problem: undefined, busy: false, at: new Date() });
    } catch (thrown) {
      if (!mine.signal.aborted) setState((before) => ({ ...before, problem: asProblem(thrown), busy: false }));
    }
  }, []);

  useEffect(() => {
    setState(EMPTY);
    void reload();
    return () => under.current?.abort();
  }, [key, reload]);

  const spoken = language.value;
  const before = useRef(spoken);
  useEffect(() => {
    // The API's sentences are in the language that was asked for.
    if (before.current !== spoken) void reload();
    before.current = spoken;
  }, [spoken, reload]);

  useEffect(() => {
    const wait = state.busy ? null : latest.current.again(state.value);
    if (wait === null) return;
    const timer = setInterval(() => document.visibilityState === "visible" && void reload(), wait);
    return () => clearInterval(timer);
  }, [state, reload]);

  const put = useCallback((value: T) => {
    under.current?.abort();
    setState({ value, problem: undefined, busy: false, at: new Date() });
  }, []);
  return { ...state, reload, put };
}
