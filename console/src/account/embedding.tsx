// What an administrator pastes into Intacct, so that the tab stands on the customer's record there.
import { get } from "../api/client";
import { t } from "../i18n";
import { useLoad } from "../load";
import { Section } from "../ui/page";
import { Shown } from "../ui/shown";
import { ToPaste } from "../ui/to_paste";

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
