// Salesforce account details: whether the tab is shown, which fields it shows, and to whom.
import { useMemo, useState } from "preact/hooks";
import { Chosen } from "../../account/chosen";
import { Embedding } from "../../account/embedding";
import { exposure } from "../../account/exposure";
import { choiceOf, loadFields, refreshFields, saveChoice, type FieldsView, type Refreshed } from "../../account/fields";
import { Picker } from "../../account/picker";
import { moment, t } from "../../i18n";
import { useLoad } from "../../load";
import { Link } from "../../router";
import { useSaving } from "../../saving";
import { may } from "../../sign_in/session";
import { useTask } from "../../task";
import { Button } from "../../ui/button";
import { Check, SelectField, TextField } from "../../ui/fields";
import { Notice, ProblemNotice } from "../../ui/notice";
import { Section } from "../../ui/page";
import { SaveBar } from "../../ui/save_bar";
import { Forbidden, Shown } from "../../ui/shown";

const LINKABLE = new Set(["string", "textarea", "picklist", "combobox"]);

export function AccountDetails() {
  const load = useLoad("fields", loadFields);
  if (!may("choose_account_fields")) return <Forbidden />;
  return <Shown load={load}>{(view) => <Choosing view={view} put={load.put} />}</Shown>;
}

function Choosing({ view, put }: { view: FieldsView; put: (view: FieldsView) => void }) {
  const saved = useMemo(() => choiceOf(view), [view]);
  const saving = useSaving(saved, async (choice) => {
    const after = await saveChoice(choice, view.settings_version);
    if (!after) return false;
    put(after);
  });
  const byName = useMemo(() => new Map(view.fields.map((field) => [field.name, field])), [view]);
  const choice = saving.value;
  const set = useMemo(() => new Set(choice.fields), [choice.fields]);
  const remove = (name: string) =>
    saving.change({
      fields: choice.fields.filter((one) => one !== name),
      reader_fields: choice.reader_fields?.filter((one) => one !== name) ?? null,
    });
  const toggle = (name: string) => (set.has(name) ? remove(name) : saving.change({ fields: [...choice.fields, name] }));
  return (
    <>
      <Section
        title={t("details.title")}
        lead={t("details.lead")}
        actions={<Link to="/customers">{t("details.look")}</Link>}
      >
        <Check
          kind="switch"
          label={t("details.shown")}
          hint={t("details.shown_hint")}
          checked={choice.shown}
          onChange={(shown) => saving.change({ shown })}
        />
        <div role="status">
          <Notice tone="info">
            <p>{exposure(choice, byName)}</p>
          </Notice>
        </div>
        <Check
          label={t("details.readers_all")}
          hint={t("details.readers_hint")}
          checked={choice.reader_fields === null}
          onChange={(all) => saving.change({ reader_fields: all ? null : choice.fields })}
        />
      </Section>
      <Section
        title={t("fields.title")}
        lead={t("fields.read_at", { time: moment(view.read_at) })}
        actions={<Refresh put={put} />}
      >
        <div class="panes">
          <Picker fields={view.fields} chosen={set} disabled={false} onToggle={toggle} />
          <Chosen
            names={choice.fields}
            byName={byName}
            readers={choice.reader_fields}
            disabled={false}
            onOrder={(fields) => saving.change({ fields })}
            onRemove={remove}
            onReader={(name, sees) =>
              saving.change({ reader_fields: readersWith(choice.reader_fields ?? [], name, sees) })
            }
          />
        </div>
      </Section>
      <Section title={t("details.link")} lead={t("details.link_lead")}>
        <div class="grid">
          <SelectField
            label={t("details.link_field")}
            value={choice.link_field}
            choices={linkChoices(view, choice.link_field)}
            onChange={(link_field) => saving.change({ link_field })}
          />
          <TextField
            label={t("details.currency")}
            hint={t("details.currency_hint")}
            value={choice.currency}
            onChange={(currency) => saving.change({ currency: currency.trim().toUpperCase() })}
          />
        </div>
      </Section>
      <Embedding />
      <SaveBar {...saving} />
    </>
  );
}

function readersWith(readers: readonly string[], name: string, sees: boolean): readonly string[] {
  const others = readers.filter((one) => one !== name);
  return sees ? [...others, name] : others;
}

function linkChoices(view: FieldsView, present: string) {
  const fit = view.fields.filter((field) => LINKABLE.has(field.type) && !field.name.includes(".") && !field.gone);
  const choices = fit.map(({ name, label }) => ({ value: name, label: `${label} (${name})` }));
  return fit.some(({ name }) => name === present) ? choices : [{ value: present, label: present }, ...choices];
}

function Refresh({ put }: { put: (view: FieldsView) => void }) {
  const [found, setFound] = useState<Refreshed>();
  const { busy, problem, start } = useTask(async () => {
    const refreshed = await refreshFields();
    setFound(refreshed);
    put(refreshed.view);
  });
  return (
    <>
      <Button icon="sync" busy={busy} onClick={start}>
        {t("details.refresh")}
      </Button>
      {problem && <ProblemNotice problem={problem} />}
      <div role="status" class="wide">
        {found && <Found found={found} />}
      </div>
    </>
  );
}

function Found({ found }: { found: Refreshed }) {
  const { came, went, retyped } = found.changes;
  const named = (fields: readonly { label: string; name: string }[]) =>
    fields.map(({ label, name }) => `${label} (${name})`).join(", ");
  return (
    <Notice tone={went.length > 0 ? "warning" : "good"} title={t("refresh.done")}>
      {came.length + went.length + retyped.length === 0 && <p>{t("refresh.none")}</p>}
      {came.length > 0 && <p>{t("refresh.came", { n: came.length, fields: named(came) })}</p>}
      {went.length > 0 && <p>{t("refresh.went", { n: went.length, fields: named(went) })}</p>}
      {retyped.length > 0 && <p>{t("refresh.retyped", { n: retyped.length, fields: named(retyped) })}</p>}
    </Notice>
  );
}
