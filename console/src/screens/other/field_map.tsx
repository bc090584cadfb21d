// The switch "Enable field map": one of the basic integration; elsewhere shown with the reason why not.
import { loadSwitch, saveSwitch, type Switch } from "../../fieldmap/map";
import { t } from "../../i18n";
import { useLoad } from "../../load";
import { Link } from "../../router";
import { useSaving } from "../../saving";
import { may } from "../../sign_in/session";
import { Check } from "../../ui/fields";
import { Notice } from "../../ui/notice";
import { Section } from "../../ui/page";
import { SaveBar } from "../../ui/save_bar";
import { Shown } from "../../ui/shown";

export function FieldMapSwitch() {
  const load = useLoad("switch", loadSwitch);
  return (
    <Section title={t("map.title")} lead={t("map.switch_lead")} actions={<Link to="/lists">{t("map.to_lists")}</Link>}>
      <Shown load={load}>{(value) => <Switching value={value} put={load.put} />}</Shown>
    </Section>
  );
}

function Switching({ value, put }: { value: Switch; put: (value: Switch) => void }) {
  const saving = useSaving(value, async ({ enabled }) => put(await saveSwitch(enabled, value.version)));
  return (
    <>
      <Check
        kind="switch"
        label={t("map.enable")}
        hint={t("map.enable_hint")}
        checked={saving.value.enabled}
        disabled={!value.available || !may("change_field_maps")}
        onChange={(enabled) => saving.change({ enabled })}
      />
      {!value.available && (
        <Notice tone="info" title={t("map.not_here")}>
          <p>{t("map.not_here_hint")}</p>
          <p>
            <Link to="/connection">{t("nav.connection")}</Link>
          </p>
        </Notice>
      )}
      <SaveBar {...saving} />
    </>
  );
}
