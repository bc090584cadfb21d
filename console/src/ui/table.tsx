// Tables, which become lists of cards where there is no room, and the button that brings their next page.
import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import type { Pages } from "../pages";
import { Button } from "./button";
import { ProblemNotice } from "./notice";

interface FrameProps {
  label: string;
  kind?: string;
  children: ComponentChildren;
}

/** Can be scrolled sideways by keyboard, too. */
export function TableFrame({ label, kind = "", children }: FrameProps) {
  return (
    <div class="table-frame" tabIndex={0} role="group" aria-label={label}>
      <table class={`as-cards ${kind}`}>{children}</table>
    </div>
  );
}

export function More<Item>({ pages: { load, more } }: { pages: Pages<Item> }) {
  return (
    <>
      {more.problem && <ProblemNotice problem={more.problem} />}
      {load.value?.cursor && (
        <div class="row no-print">
          <Button busy={more.busy} onClick={more.start}>
            {t("more")}
          </Button>
        </div>
      )}
    </>
  );
}
