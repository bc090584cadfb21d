// A new row of a field map: an Intacct field, and a Salesforce field that fits it.
import { useState } from "preact/hooks";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { SelectField } from "../ui/fields";
import { fitting, RULES, unmapped, type Offered, type Row, type Rule } from "./map";

interface Props {
  offered: Offered;
  rows: readonly Row[];
  nameOf: (list: string) => string;
  onAdd: (row: Row) => void;
}

export function AddRow({ offered, rows, nameOf, onAdd }: Props) {
  const [intacct, setIntacct] = useState("");
  const [salesforce, setSalesforce] = useState("");
  const [rule, setRule] = useState<Rule>("from_intacct");
  const [lookup, setLookup] = useState("");
  const free = unmapped(offered, rows);
  const field = free.find(({ name }) => name === intacct);
  const fits = fitting(offered, field, rows);
  const none = { value: "", label: t("map.choose") };
  const lookups = field?.lookups ?? [];
  const ready = field && fits.some(({ name }) => name === salesforce) && (lookups.length === 0 || lookup !== "");
  const chooseIntacct = (name: string) => {
    setIntacct(name);
    setSalesforce("");
    setLookup("");
  };
  const add = () => {
    if (!ready) return;
    onAdd({
      intacct,
      salesforce,
      rule,
      status: "active",
      lookup,
      locked: false,
      derived: !field.writable,
      standard: false,
    });
    chooseIntacct("");
    setRule("from_intacct");
  };
  return (
    <div class="add-row" role="group" aria-labelledby="add-row">
      <h3 id="add-row">{t("map.add")}</h3>
      <div class="grid">
        <SelectField
          label={t("map.intacct")}
          value={intacct}
          choices={[none, ...free.map(({ name, kind }) => ({ value: name, label: `${name} (${kind})` }))]}
          onChange={chooseIntacct}
        />
        <SelectField
          label={t("map.salesforce")}
          hint={field && fits.length === 0 ? t("map.nothing_fits") : undefined}
          value={salesforce}
          disabled={!field}
          choices={[
            none,
            ...fits.map(({ name, label, type }) => ({ value: name, label: `${label} (${name}, ${type})` })),
          ]}
          onChange={setSalesforce}
        />
        {lookups.length > 0 && (
          <SelectField
            label={t("map.lookup_list")}
            value={lookup}
            choices={[none, ...lookups.map((list) => ({ value: list, label: nameOf(list) }))]}
            onChange={setLookup}
          />
        )}
        <SelectField
          label={t("map.rule")}
          value={rule}
          choices={RULES.filter((one) => one === "from_intacct" || field?.writable).map((one) => ({
            value: one,
            label: t(`rule.${one}`),
          }))}
          onChange={(value) => setRule(value as Rule)}
        />
      </div>
      <div class="row">
        <Button icon="plus" disabled={!ready} onClick={add}>
          {t("map.add_press")}
        </Button>
      </div>
    </div>
  );
}
