// The fields that can be chosen: hundreds, found by typing or by kind, chosen by a tick.
import { memo } from "preact/compat";
import { useMemo, useState } from "preact/hooks";
import { number, t } from "../i18n";
import { Icon } from "../ui/icon";
import { FieldIndex, FILTERS, passes, type Field, type Filter } from "./fields";

interface Props {
  fields: readonly Field[];
  chosen: ReadonlySet<string>;
  disabled: boolean;
  onToggle: (name: string) => void;
}

export function Picker({ fields, chosen, disabled, onToggle }: Props) {
  const [search, setSearch] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const offered = useMemo(() => fields.filter((field) => !field.gone), [fields]);
  const index = useMemo(() => new FieldIndex(offered), [offered]);
  const found = useMemo(() => index.find(search, filter), [index, search, filter]);
  return (
    <div class="pane">
      <div class="stack small-gap">
        <h3 id="available">{t("fields.available")}</h3>
        <label class="search">
          <Icon name="search" />
          <span class="visually-hidden">{t("fields.search")}</span>
          <input
            type="search"
            value={search}
            placeholder={t("fields.search")}
            autocomplete="off"
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </label>
        <div class="filters" role="group" aria-label={t("fields.kind")}>
          {FILTERS.map((one) => (
            <button key={one} type="button" class="filter" aria-pressed={one === filter} onClick={() => setFilter(one)}>
              {t(`fields.${one}`)}{" "}
              <span class="number">{number(offered.filter((field) => passes(field, one)).length)}</span>
            </button>
          ))}
        </div>
        <p class="faint" role="status">
          {t("fields.found", { n: found.length })}
        </p>
      </div>
      <ul class="field-list" aria-labelledby="available" tabIndex={0}>
        {found.map((field) => (
          <Line
            key={field.name}
            field={field}
            checked={chosen.has(field.name)}
            disabled={disabled}
            onToggle={onToggle}
          />
        ))}
      </ul>
    </div>
  );
}

interface LineProps {
  field: Field;
  checked: boolean;
  disabled: boolean;
  onToggle: (name: string) => void;
}

/** Drawn anew only when it changes: a key press in the search redraws none of those that stay. */
const Line = memo(function Line({ field, checked, disabled, onToggle }: LineProps) {
  return (
    <li>
      <label class="check field-line" title={field.help}>
        <input type="checkbox" checked={checked} disabled={disabled} onChange={() => onToggle(field.name)} />
        <span>
          <span class="field-label">{field.label}</span>
          <FieldMarks field={field} />
          <code class="block faint">
            {field.name} · {field.type}
          </code>
        </span>
      </label>
    </li>
  );
});

export function FieldMarks({ field }: { field: Field }) {
  return (
    <>
      {field.group === "custom" && <span class="badge small">{t("fields.custom_one")}</span>}
      {field.group === "package" && <span class="badge small">{t("fields.package_one")}</span>}
      {field.sensitive && <span class="badge small warning">{t(`sensitive.${field.sensitive}`)}</span>}
      {field.gone && <span class="badge small bad">{t("fields.gone")}</span>}
    </>
  );
}
