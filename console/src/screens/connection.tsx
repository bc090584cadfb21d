// Connection: the master switch, both sides with their credentials, the check, and how runs behave.
import { language, nameOfLanguage, t } from "../i18n";
import { useLoad, type Load } from "../load";
import { ConnectionCheck } from "../settings/check";
import { CredentialsOf } from "../settings/credentials";
import { ClosedAddresses } from "../settings/closed_addresses";
import { NoticeAddress } from "../settings/notices";
import { Recipients } from "../settings/recipients";
import {
  loadCredentials,
  loadSettings,
  useSettings,
  wrongOf,
  type Connection,
  type Credentials,
  type Settings,
  type SettingsAnswer,
  type System,
} from "../settings/settings";
import type { Saving } from "../saving";
import { may } from "../sign_in/session";
import { Check, SelectField, TextField } from "../ui/fields";
import { Notice } from "../ui/notice";
import { Page, Section } from "../ui/page";
import { SaveBar } from "../ui/save_bar";
import { Shown } from "../ui/shown";

export function ConnectionScreen() {
  const load = useLoad("settings", loadSettings);
  return (
    <Page title={t("nav.connection")}>
      <Shown load={load}>{(answer) => <Parts answer={answer} put={load.put} />}</Shown>
    </Page>
  );
}

function Parts({ answer, put }: { answer: SettingsAnswer; put: (answer: SettingsAnswer) => void }) {
  const saving = useSettings(answer, put);
  const credentials = useLoad("credentials", loadCredentials);
  const fixed = !may("change_settings");
  const part = { saving, fixed };
  return (
    <>
      {fixed && (
        <Notice tone="info" title={t("read_only")}>
          <p>{t("connection.fixed")}</p>
        </Notice>
      )}
      {answer.warnings.map((warning) => (
        <Notice key={warning.code} tone="warning">
          <p>{warning.detail}</p>
        </Notice>
      ))}
      <Master {...part} />
      <Side
        {...part}
        system="intacct"
        credentials={credentials}
        members={["intacct_company", "intacct_user", "intacct_entity"]}
      />
      <Side {...part} system="salesforce" credentials={credentials} members={["salesforce_host", "salesforce_user"]} />
      {may("check_connection") && <ConnectionCheck />}
      <NoticeAddress />
      <Behaviour {...part} />
      <Section title={t("mail.title")}>
        <div class="narrow">
          <SelectField
            label={t("mail.language")}
            hint={t("mail.language_hint")}
            value={saving.value.language}
            disabled={fixed}
            choices={answer.languages.map((value) => ({ value, label: nameOfLanguage(value, language.value) }))}
            onChange={(language) => saving.change({ language } as Partial<Settings>)}
          />
        </div>
        <Recipients
          answer={answer}
          addresses={saving.value.recipients}
          disabled={fixed}
          put={put}
          onChange={(recipients) => saving.change({ recipients })}
        />
        <ClosedAddresses disabled={fixed} />
      </Section>
      <SaveBar {...saving} />
    </>
  );
}

interface PartProps {
  saving: Saving<Settings>;
  fixed: boolean;
}

function Master({ saving, fixed }: PartProps) {
  const { value, change } = saving;
  const modes = ["advanced", "basic"].map((mode) => ({
    value: mode,
    label: t(`integration.${mode}` as "integration.basic"),
  }));
  return (
    <Section title={t("master.title")}>
      <Check
        kind="switch"
        label={t("master.label")}
        hint={t("master.hint")}
        checked={value.enabled}
        disabled={fixed}
        onChange={(enabled) => change({ enabled })}
      />
      <div class="narrow">
        <SelectField
          label={t("integration.title")}
          hint={t("integration.hint")}
          value={value.mode}
          choices={modes}
          disabled={fixed}
          onChange={(mode) => change({ mode } as Partial<Settings>)}
        />
      </div>
    </Section>
  );
}

type Member = Exclude<keyof Connection, "environment">;
interface SideProps extends PartProps {
  system: System;
  members: readonly Member[];
  credentials: Load<readonly Credentials[]>;
}

function Side({ saving, fixed, system, members, credentials }: SideProps) {
  const { connection } = saving.value;
  const change = (patch: Partial<Connection>) => saving.change({ connection: { ...connection, ...patch } });
  const environments = ["production", "sandbox"].map((value) => ({
    value,
    label: t(`environment.${value}` as "environment.sandbox"),
  }));
  return (
    <Section title={t(`system.${system}`)}>
      <div class="grid">
        {members.map((member) => (
          <TextField
            key={member}
            label={t(`connection.${member}`)}
            hint={t(`connection.${member}.hint`)}
            value={connection[member]}
            disabled={fixed}
            wrong={wrongOf(saving.problem, `connection.${member}`)}
            onChange={(value) => change({ [member]: value })}
          />
        ))}
        {system === "salesforce" && (
          <SelectField
            label={t("connection.environment")}
            hint={t("connection.environment.hint")}
            value={connection.environment}
            choices={environments}
            disabled={fixed}
            wrong={wrongOf(saving.problem, "connection.environment")}
            onChange={(environment) => change({ environment } as Partial<Connection>)}
          />
        )}
      </div>
      <CredentialsOf
        system={system}
        known={credentials.value?.find((one) => one.system === system)}
        onReplaced={() => void credentials.reload()}
      />
    </Section>
  );
}

function Behaviour({ saving, fixed }: PartProps) {
  const { value, change } = saving;
  const policies = ["report", "inactivate"].map((policy) => ({
    value: policy,
    label: t(`gone.${policy}` as "gone.report"),
  }));
  const whole = (member: "page_size" | "concurrency" | "quota_stop_percent") => (
    <TextField
      label={t(`behaviour.${member}`)}
      hint={t(`behaviour.${member}.hint`)}
      value={String(value[member])}
      disabled={fixed}
      wrong={wrongOf(saving.problem, member)}
      onChange={(text) => change({ [member]: Number(text.replace(/\D/g, "")) })}
    />
  );
  return (
    <Section title={t("behaviour.title")}>
      <div class="narrow">
        <SelectField
          label={t("gone.title")}
          hint={t("gone.hint")}
          value={value.gone_policy}
          choices={policies}
          disabled={fixed}
          onChange={(gone_policy) => change({ gone_policy } as Partial<Settings>)}
        />
      </div>
      <div class="grid">
        {whole("quota_stop_percent")}
        {whole("page_size")}
        {whole("concurrency")}
      </div>
      <Check
        label={t("behaviour.include_private")}
        hint={t("behaviour.include_private.hint")}
        checked={value.include_private}
        disabled={fixed}
        onChange={(include_private) => change({ include_private })}
      />
    </Section>
  );
}
