// Salesforce account details: whether the tab is shown, which fields it shows, and to whom.
import { useMemo, useState } from "preact/hooks";
import { asProblem, type Problem } from "../../api/problem";
import { Chosen } from "../../account/chosen";
import { exposure } from "../../account/exposure";
import { choiceOf, loadFields, refreshFields, saveChoice, type FieldsView, type Refreshed } from "../../account/fields";
import { Picker } from "../../account/picker";
import { useDraft } from "../../draft";
import { moment, t } from "../../i18n";
import { useLoad } from "../../load";
import { Link } from "../../router";
import { may } from "../../sign_in/session";
import { Button } from "../../ui/button";
import { Check, SelectField, TextField } from "../../ui/fields";
import { Notice, ProblemNotice } from "../../ui/notice";
import { Section } from "../../ui/page";
import { SaveBar } from "../../ui/save_bar";
import { Forbidden, Shown } from "../../ui/shown";
import { tell } from "../../ui/toast";

const LINKABLE = new Set(["string", "textarea", "picklist", "combobox"]);

export function AccountDetails() {
  const load = useLoad("fields", loadFields);
  if (!may("choose_account_fields")) return <Forbidden />;
  return <Shown load={load}>{(view) => <Choosing view={view} put={load.put} />}</Shown>;
}

function Choosing({ view, put }: { view: FieldsView; put: (view: FieldsView) => void }) {
  const saved = useMemo(() => choiceOf(view), [view]);
  const draft = useDraft(saved);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const byName = useMemo(() => new Map(view.fields.map((field) => [field.name, field])), [view]);
  const choice = draft.value;
  const set = useMemo(() => new Set(choice.fields), [choice.fields]);
  const remove = (name: string) =>
    draft.change({
      fields: choice.fields.filter((one) => one !== name),
      reader_fields: choice.reader_fields?.filter((one) => one !== name) ?? null,
    });
  const toggle = (name: string) => (set.has(name) ? remove(name) : draft.change({ fields: [...choice.fields, name] }));
  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const after = await saveChoice(choice, view.settings_version);
      if (after) {
        put(after);
        draft.reset();
        tell(t("saved"));
      }
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    setBusy(false);
  };
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
          onChange={(shown) => draft.change({ shown })}
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
          onChange={(all) => draft.change({ reader_fields: all ? null : choice.fields })}
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
            onOrder={(fields) => draft.change({ fields })}
            onRemove={remove}
            onReader={(name, sees) =>
              draft.change({ reader_fields: readersWith(choice.reader_fields ?? [], name, sees) })
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
            onChange={(link_field) => draft.change({ link_field })}
          />
          <TextField
            label={t("details.currency")}
            hint={t("details.currency_hint")}
            value={choice.currency}
            onChange={(currency) => draft.change({ currency: currency.trim().toUpperCase() })}
          />
        </div>
      </Section>
      <SaveBar
        dirty={draft.dirty}
        busy={busy}
        problem={problem}
        onSave={() => void save()}
        onReset={() => {
          draft.reset();
          setProblem(undefined);
        }}
      />
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
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [found, setFound] = useState<Refreshed>();
  const press = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const refreshed = await refreshFields();
      setFound(refreshed);
      put(refreshed.view);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    setBusy(false);
  };
  return (
    <>
      <Button icon="sync" busy={busy} onClick={() => void press()}>
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
