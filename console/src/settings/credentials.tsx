// Credentials of one side: whether they are there, and the form that replaces them. They are never shown again.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { put } from "../api/client";
import { moment, t } from "../i18n";
import { may } from "../sign_in/session";
import { useTask, type Task } from "../task";
import { Button } from "../ui/button";
import { Field, SelectField, TextField } from "../ui/fields";
import { Icon } from "../ui/icon";
import { ProblemNotice } from "../ui/notice";
import { tell } from "../ui/toast";
import { wrongOf, type Credentials, type System } from "./settings";

interface Props {
  system: System;
  known: Credentials | undefined;
  onReplaced: () => void;
}

export function CredentialsOf({ system, known, onReplaced }: Props) {
  const [open, setOpen] = useState(false);
  const replaced = () => {
    setOpen(false);
    onReplaced();
    tell(t("credentials.replaced"));
  };
  return (
    <div class="stack gap credentials">
      <div class="row between">
        <div>
          <h3>{t("credentials.title")}</h3>
          <p class="faint">
            <Icon name="lock" /> {told(known)}
          </p>
        </div>
        {may("change_secrets") && !open && (
          <Button onClick={() => setOpen(true)}>
            {t(known?.is_set ? "credentials.replace" : "credentials.enter")}
          </Button>
        )}
      </div>
      {open && system === "intacct" && <IntacctForm onReplaced={replaced} onClose={() => setOpen(false)} />}
      {open && system === "salesforce" && <SalesforceForm onReplaced={replaced} onClose={() => setOpen(false)} />}
    </div>
  );
}

function told(known: Credentials | undefined): string {
  if (!known?.is_set) return t("credentials.missing");
  const since = known.replaced_at ? moment(known.replaced_at) : "";
  return t("credentials.there", { since, fingerprint: known.fingerprint });
}

interface FormProps {
  onReplaced: () => void;
  onClose: () => void;
}

function IntacctForm({ onReplaced, onClose }: FormProps) {
  const [id, setId] = useState("");
  const [secret, setSecret] = useState("");
  const send = useTask(async () => {
    await put("/api/v1/secrets/intacct", { body: { client_id: id, client_secret: secret } });
    onReplaced();
  });
  return (
    <Form send={send} onClose={onClose}>
      <div class="grid">
        <TextField
          label={t("credentials.client_id")}
          value={id}
          wrong={wrongOf(send.problem, "client_id")}
          onChange={setId}
        />
        <TextField
          secret
          label={t("credentials.client_secret")}
          value={secret}
          wrong={wrongOf(send.problem, "client_secret")}
          onChange={setSecret}
        />
      </div>
    </Form>
  );
}

function SalesforceForm({ onReplaced, onClose }: FormProps) {
  const [key, setKey] = useState("");
  const [kind, setKind] = useState("private_key");
  const [secret, setSecret] = useState("");
  const send = useTask(async () => {
    await put("/api/v1/secrets/salesforce", { body: bodyOf(key, kind, secret) });
    onReplaced();
  });
  const kinds = ["private_key", "consumer_secret"].map((value) => ({
    value,
    label: t(`credentials.${value}` as "credentials.private_key"),
  }));
  return (
    <Form send={send} onClose={onClose}>
      <div class="grid">
        <TextField
          label={t("credentials.consumer_key")}
          value={key}
          wrong={wrongOf(send.problem, "consumer_key")}
          onChange={setKey}
        />
        <SelectField label={t("credentials.kind")} value={kind} choices={kinds} onChange={setKind} />
      </div>
      {kind === "consumer_secret" ? (
        <TextField
          secret
          label={t("credentials.consumer_secret")}
          value={secret}
          wrong={wrongOf(send.problem, kind)}
          onChange={setSecret}
        />
      ) : (
        <Field
          label={t("credentials.private_key")}
          hint={t("credentials.private_key_hint")}
          wrong={wrongOf(send.problem, kind)}
        >
          {(ids) => (
            <textarea
              {...ids}
              rows={6}
              value={secret}
              spellcheck={false}
              autocomplete="off"
              onInput={(event) => setSecret(event.currentTarget.value)}
            />
          )}
        </Field>
      )}
    </Form>
  );
}

function bodyOf(consumer_key: string, kind: string, secret: string) {
  const is = (one: string) => (kind === one ? secret : null);
  return { consumer_key, private_key: is("private_key"), consumer_secret: is("consumer_secret") };
}

interface SendProps {
  send: Task<[]>;
  onClose: () => void;
  children: ComponentChildren;
}

function Form({ send, onClose, children }: SendProps) {
  const submit = (event: Event) => {
    event.preventDefault();
    send.start();
  };
  return (
    <form class="stack gap" onSubmit={submit}>
      {children}
      {send.problem && <ProblemNotice problem={send.problem} />}
      <div class="row">
        <Button kind="primary" type="submit" busy={send.busy}>
          {t("save")}
        </Button>
        <Button onClick={onClose}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
