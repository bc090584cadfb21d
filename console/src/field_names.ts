// What the members of a request are called on the screens: their paths are for programs.
import { t, tOr, type Key } from "./i18n";

const NAMES: Record<string, Key> = {
  enabled: "master.label",
  mode: "integration.title",
  gone_policy: "gone.title",
  include_private: "behaviour.include_private",
  page_size: "behaviour.page_size",
  concurrency: "behaviour.concurrency",
  quota_stop_percent: "behaviour.quota_stop_percent",
  language: "mail.language",
  recipients: "recipients.title",
  invited: "recipients.title",
  address: "recipients.address",
  disabled_lists: "list.enabled",
  schedules: "schedule.title",
  "schedules.when": "schedule.when",
  "schedules.time_zone": "schedule.zone",
  "schedules.mode": "run.mode",
  "schedules.list": "runs.list",
  client_id: "credentials.client_id",
  client_secret: "credentials.client_secret",
  consumer_key: "credentials.consumer_key",
  consumer_secret: "credentials.consumer_secret",
  private_key: "credentials.private_key",
  fields: "fields.title",
  reader_fields: "fields.for_readers",
  link_field: "details.link_field",
  currency: "details.currency",
  "account_details.shown": "details.shown",
  "account_details.fields": "fields.title",
  "account_details.reader_fields": "fields.for_readers",
  "account_details.link_field": "details.link_field",
  "account_details.currency": "details.currency",
  "credentials.intacct": "system.intacct",
  "credentials.salesforce": "system.salesforce",
  "field_maps.enabled": "map.enable",
  rows: "map.title",
  "rows.intacct": "map.intacct",
  "rows.salesforce": "map.salesforce",
  "rows.rule": "map.rule",
  "rows.lookup": "map.lookup_list",
};

/** The label of a member such as `schedules.0.when`; the path itself where the screens have no word for it. */
export function fieldName(path: string): string {
  const plain = path.replace(/\.\d+/g, "");
  const key = NAMES[plain];
  return key ? t(key) : tOr(plain, path);
}
