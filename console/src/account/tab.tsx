// What the customer's tab shows: the chosen fields of its Salesforce Account, read only, or why there are none.
import type { Schema } from "../api/client";
import { moment, t } from "../i18n";
import { Icon } from "../ui/icon";
import { Notice } from "../ui/notice";
import { RichText } from "../ui/rich_text";
import { Empty } from "../ui/shown";

export type Account = Schema["CustomerAccount"];
type Field = Schema["FieldShown"];

const LONG = new Set(["textarea", "html", "multipicklist"]);

export function Tab({ account }: { account: Account }) {
  if (account.fields.length === 0) return <Without account={account} />;
  return (
    <>
      {account.state === "away" && <Notice tone="warning" title={account.message} />}
      <div class="card">
        <dl class="tab-fields">
          {account.fields.map((field) => (
            <div key={field.name} class={LONG.has(field.type) || field.html ? "long" : ""}>
              <dt>{field.label}</dt>
              <dd>
                <Value field={field} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <p class="row between faint">
        <span>{account.as_of && t("customer.as_of", { time: moment(account.as_of) })}</span>
        {account.account_url && (
          <a href={account.account_url} target="_blank" rel="noopener noreferrer">
            {t("customer.in_salesforce")}
          </a>
        )}
      </p>
    </>
  );
}

function Without({ account }: { account: Account }) {
  const words = t(`tab.${account.state}`);
  const hint = t(`tab.${account.state}.hint`);
  if (account.state === "ok" || account.state === "off" || account.state === "not_linked")
    return (
      <div class="card">
        <Empty title={words}>
          <p>{hint}</p>
        </Empty>
      </div>
    );
  return (
    <Notice tone="warning" title={words}>
      <p>{hint}</p>
      {account.trouble && (
        <p class="faint">
          {account.trouble.detail} {account.trouble.remedy}
        </p>
      )}
    </Notice>
  );
}

function Value({ field }: { field: Field }) {
  if (field.state === "empty") return <span class="faint">{t("field.empty")}</span>;
  if (field.state === "gone") return <span class="badge bad">{t("field.gone")}</span>;
  if (field.state === "no_access")
    return (
      <span class="faint">
        <Icon name="lock" /> {t("field.no_access")}
      </span>
    );
  if (field.html !== null) return <RichText html={field.html} />;
  if (field.href !== null)
    return (
      <a href={field.href} target="_blank" rel="noopener noreferrer nofollow">
        {field.text}
      </a>
    );
  return <>{field.text}</>;
}
