// Settings on a screen: loaded, drafted, saved on the version that was read.
import { useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problem";
import { useDraft, type Draft } from "../draft";
import { t } from "../i18n";
import { tell } from "../ui/toast";
import { saveSettings, type Settings, type SettingsAnswer } from "./settings";

export interface Editing {
  readonly draft: Draft<Settings>;
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  readonly save: () => Promise<void>;
  readonly reset: () => void;
}

export function useSettings(answer: SettingsAnswer, put: (answer: SettingsAnswer) => void): Editing {
  const draft = useDraft(answer.settings);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      put(await saveSettings(draft.value, answer.version));
      draft.reset();
      tell(t("saved"));
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    setBusy(false);
  };
  const reset = () => {
    draft.reset();
    setProblem(undefined);
  };
  return { draft, busy, problem, save, reset };
}
