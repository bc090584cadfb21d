// A text to take elsewhere: shown whole, and copied by a press.
import { t } from "../i18n";
import { Button } from "./button";
import { tell } from "./toast";

export function ToPaste({ title, hint, text }: { title: string; hint?: string; text: string }) {
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => tell(t("copied")),
      () => tell(t("copy_failed")),
    );
  return (
    <div class="stack small-gap">
      <div class="row between">
        <div>
          <h3>{title}</h3>
          {hint && <p class="faint">{hint}</p>}
        </div>
        <Button aria-label={`${t("copy")} – ${title}`} onClick={() => void copy()}>
          {t("copy")}
        </Button>
      </div>
      <pre class="to-paste" tabIndex={0} role="region" aria-label={title}>
        <code>{text}</code>
      </pre>
    </div>
  );
}
