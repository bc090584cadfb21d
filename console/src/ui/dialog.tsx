// Questions that must be answered before anything goes on.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { Button } from "./button";

interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly danger: boolean;
  readonly answer: (yes: boolean) => void;
}

const question = signal<Question | undefined>(undefined);

/** Ask; Escape and "no" are the same. */
export function ask(title: string, text: string, yes: string, danger = false): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (said: boolean) => {
      question.value = undefined;
      resolve(said);
    };
    question.value = { title, text, yes, danger, answer };
  });
}

/** For the router's guard. */
export function askToLeave(): Promise<boolean> {
  return ask(t("unsaved.title"), t("unsaved.text"), t("unsaved.leave"), true);
}

export function Questions() {
  const box = useRef<HTMLDialogElement>(null);
  const asked = question.value;
  useEffect(() => {
    if (asked) box.current?.showModal();
  }, [asked]);
  if (!asked) return null;
  return (
    <dialog ref={box} aria-labelledby="question" onCancel={() => asked.answer(false)}>
      <h2 id="question">{asked.title}</h2>
      <p>{asked.text}</p>
      <div class="row end">
        <Button onClick={() => asked.answer(false)}>{t("cancel")}</Button>
        <Button kind={asked.danger ? "danger" : "primary"} onClick={() => asked.answer(true)}>
          {asked.yes}
        </Button>
      </div>
    </dialog>
  );
}
