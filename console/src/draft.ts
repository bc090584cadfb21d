// Values that a person changes before saving them: what differs, and a question before they are lost.
import { useCallback, useLayoutEffect, useState } from "preact/hooks";
import { guardLeaving } from "./router";
import { askToLeave } from "./ui/dialog";

export interface Draft<T> {
  readonly value: T;
  readonly dirty: boolean;
  readonly change: (patch: Partial<T>) => void;
  readonly reset: () => void;
}

/** A draft of `saved`; begins anew whenever another value was saved, unless the person has changed something. */
export function useDraft<T extends object>(saved: T): Draft<T> {
  const [changed, setChanged] = useState<T>();
  const dirty = changed !== undefined && JSON.stringify(changed) !== JSON.stringify(saved);
  const change = useCallback(
    (patch: Partial<T>) => setChanged((before) => ({ ...(before ?? saved), ...patch })),
    [saved],
  );
  const reset = useCallback(() => setChanged(undefined), []);
  // Not after the next paint, when the person already sees that something is unsaved.
  useLayoutEffect(() => {
    if (!dirty) return;
    return guardLeaving(() => askToLeave());
  }, [dirty]);
  return { value: changed ?? saved, dirty, change, reset };
}
