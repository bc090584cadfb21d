// The address at which Intacct tells of changed rows: since when it holds, a new one, and where it goes in Intacct.
import { useState } from "preact/hooks";
import { get, post, type Schema } from "../api/client";
import { moment, t } from "../i18n";
import { useLoad } from "../load";
import { may } from "../sign_in/session";
import { address } from "../site";
import { useTask } from "../task";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { Check, TextField } from "../ui/fields";
import { Notice, ProblemNotice } from "../ui/notice";
import { Section } from "../ui/page";
import { Shown } from "../ui/shown";
import { ToPaste } from "../ui/to_paste";

type Address = Schema["Address"];

export function NoticeAddress() {
  const load = useLoad("notice address", (signal) => get("/api/v1/notice-address", { signal }));
  return (
    <Section title={t("notices.title")} lead={t("notices.lead")}>
      <Shown load={load}>{(value) => <Parts value={value} put={load.put} />}</Shown>
    </Section>
  );
}

function Parts({ value, put }: { value: Address; put: (value: Address) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <div class="row between">
        <div>
          <p>
            {value.issued_at ? (
              t("notices.issued", { time: moment(value.issued_at) })
            ) : (
              <strong>{t("notices.none")}</strong>
            )}
          </p>
          {value.issued_at && <p class="faint">{t(value.unsigned ? "notices.unsigned" : "notices.signed")}</p>}
          <p class="faint">
            <LastChange />
          </p>
        </div>
        {may("change_secrets") && !open && (
          <Button onClick={() => setOpen(true)}>{t(value.issued_at ? "notices.renew" : "notices.issue")}</Button>
        )}
      </div>
      {open && <Issue before={value} put={put} onClose={() => setOpen(false)} />}
      <div role="status">{value.path && <Issued value={value} path={value.path} />}</div>
      <details>
        <summary>{t("notices.how")}</summary>
        <ol class="steps">
          <li>{t("notices.how.trigger")}</li>
          <li>{t("notices.how.delivery")}</li>
          <li>{t("notices.how.smart_event")}</li>
        </ol>
      </details>
    </>
  );
}

/** When Intacct last told of a change that is in Salesforce now. The lists count a day at a time. */
function LastChange() {
  const load = useLoad("lists", async (signal) => (await get("/api/v1/lists", { signal })).lists);
  const times = load.value?.flatMap(({ single_records }) => single_records.last_at ?? []).sort() ?? [];
  const last = times.at(-1);
  if (!load.value) return null;
  return <>{last ? t("notices.last", { time: moment(last) }) : t("notices.none_today")}</>;
}

interface IssueProps {
  before: Address;
  put: (value: Address) => void;
  onClose: () => void;
}

function Issue({ before, put, onClose }: IssueProps) {
  const [unsigned, setUnsigned] = useState(before.unsigned);
  const [company, setCompany] = useState(before.company);
  const { busy, problem, start } = useTask(async () => {
    put(await post("/api/v1/notice-address", { body: { unsigned, company: company.trim() } }));
    onClose();
  });
  const submit = async (event: Event) => {
    event.preventDefault();
    const sure = !before.issued_at || (await ask(t("notices.sure"), t("notices.sure_text"), t("notices.renew"), true));
    if (sure) start();
  };
  return (
    <form class="stack gap" onSubmit={(event) => void submit(event)}>
      <Check
        label={t("notices.take_unsigned")}
        hint={t("notices.take_unsigned_hint")}
        checked={unsigned}
        onChange={setUnsigned}
      />
      <div class="narrow">
        <TextField
          label={t("notices.company")}
          hint={t("notices.company_hint")}
          value={company}
          onChange={setCompany}
        />
      </div>
      {problem && <ProblemNotice problem={problem} />}
      <div class="row">
        <Button kind="primary" type="submit" busy={busy}>
          {t(before.issued_at ? "notices.renew" : "notices.issue")}
        </Button>
        <Button onClick={onClose}>{t("cancel")}</Button>
      </div>
    </form>
  );
}

function Issued({ value, path }: { value: Address; path: string }) {
  return (
    <div class="stack gap">
      <Notice tone="good" title={t("notices.once")} />
      <ToPaste title={t("notices.address")} hint={t("notices.address_hint")} text={address(path)} />
      {value.unsigned && (
        <ToPaste
          title={t("notices.body")}
          hint={t("notices.body_hint")}
          text={'{"object": "company-config/class", "key": "{!CLASS.RECORDNO!}"}'}
        />
      )}
    </div>
  );
}
