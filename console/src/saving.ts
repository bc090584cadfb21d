// A draft and its saving: what was changed, whether it is being saved, and what went wrong.
import { useDraft, type Draft } from "./draft";
import { t } from "./i18n";
import { useTask, type Task } from "./task";
import { tell } from "./ui/toast";

export interface Saving<T> extends Draft<T>, Pick<Task<[]>, "busy" | "problem"> {
  readonly save: () => void;
}

/** `send` saves a value and shows what came back; it resolves to false where the person thought better of it. */
export function useSaving<T extends object>(saved: T, send: (value: T) => Promise<boolean | void>): Saving<T> {
  const draft = useDraft(saved);
  const { busy, problem, start, forget } = useTask(async () => {
    if ((await send(draft.value)) === false) return;
    draft.reset();
    tell(t("saved"));
  });
  const reset = () => {
    draft.reset();
    forget();
  };
  return { ...draft, busy, problem, save: start, reset };
}
