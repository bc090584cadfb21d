// What became of a run's mail, up to each mailbox.
import { get, type Schema } from "../api/client";
import { moment, t } from "../i18n";
import { useLoad } from "../load";
import { breakable } from "../ui/breakable";

type Mail = Schema["MailView"];
const UNDER_WAY = ["PENDING", "SENDING"];
const AGAIN_MS = 3000;
const FRESH_MS = 60_000;

export function MailFate({ run }: { run: string }) {
  const { value: mail } = useLoad(
    `mail of ${run}`,
    (signal) => get("/api/v1/runs/{run_id}/mail", { path: { run_id: run }, signal }),
    (known) => (known && moving(known) ? AGAIN_MS : null),
  );
  if (!mail || mail.state === "NONE") return null;
  return (
    <div class="long">
      <dt>{t("run.mail")}</dt>
      <dd>
        {said(mail)}
        <Copies text={t("run.mail.delivered")} addresses={mail.delivered} />
        <Copies text={t("run.mail.bounced")} addresses={mail.bounced} />
        <Copies text={t("run.mail.complained")} addresses={mail.complained} />
      </dd>
    </div>
  );
}

/** Whether more will be known soon: mailboxes answer within seconds, or nobody knows when. */
function moving({ state, sent_at, delivered, bounced, complained }: Mail): boolean {
  if (UNDER_WAY.includes(state)) return true;
  const known = delivered.length + bounced.length + complained.length > 0;
  return !known && sent_at !== null && Date.now() - Date.parse(sent_at) < FRESH_MS;
}

function said(mail: Mail): string {
  if (mail.state === "SENT" && mail.sent_at) return t("run.mail.sent", { time: moment(mail.sent_at) });
  if (mail.state === "UNKNOWN") return t("run.mail.unknown");
  return mail.state === "NOBODY" ? t("run.mail.nobody") : t("run.mail.waiting");
}

function Copies({ text, addresses }: { text: string; addresses: readonly string[] }) {
  return addresses.length === 0 ? null : (
    <div class="faint">
      {text} {breakable(addresses.join(", "))}
    </div>
  );
}
