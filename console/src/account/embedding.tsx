// What an administrator pastes into Intacct, so that the tab stands on the customer's record there.
import { get } from "../api/client";
import { t } from "../i18n";
import { useLoad } from "../load";
import { Button } from "../ui/button";
import { Section } from "../ui/page";
import { Shown } from "../ui/shown";
import { tell } from "../ui/toast";

export function Embedding() {
  const load = useLoad("embed", (signal) => get("/api/v1/embed/component", { signal }));
  return (
    <Section title={t("embed.title")} lead={t("embed.lead")}>
      <Shown load={load}>
        {({ component, smart_link }) => (
          <>
            <ToPaste title={t("embed.component")} hint={t("embed.component_hint")} text={component} />
            <ToPaste title={t("embed.smart_link")} hint={t("embed.smart_link_hint")} text={smart_link} />
          </>
        )}
      </Shown>
    </Section>
  );
}

function ToPaste({ title, hint, text }: { title: string; hint: string; text: string }) {
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => tell(t("embed.copied")),
      () => tell(t("embed.copy_failed")),
    );
  return (
    <div class="stack small-gap">
      <div class="row between">
        <div>
          <h3>{title}</h3>
          <p class="faint">{hint}</p>
        </div>
        <Button aria-label={`${t("embed.copy")} – ${title}`} onClick={() => void copy()}>
          {t("embed.copy")}
        </Button>
      </div>
      <pre class="to-paste" tabIndex={0} role="region" aria-label={title}>
        <code>{text}</code>
      </pre>
    </div>
  );
}
