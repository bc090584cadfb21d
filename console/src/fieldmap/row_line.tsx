// One row of a field map: locked ones are only shown, of calculated ones the status alone can change.
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Icon } from "../ui/icon";
import { isOwn, RULES, type Row, type Rule } from "./map";

interface Props {
  row: Row;
  fixed: boolean;
  nameOf: (list: string) => string;
  mistakes: readonly string[];
  onChange: (row: Row) => void;
  onRemove: () => void;
}

export function RowLine({ row, fixed, nameOf, mistakes, onChange, onRemove }: Props) {
  // A standard row that is changed becomes one of the list's own, in its place.
  const change = (patch: Partial<Row>) => onChange({ ...row, ...patch, standard: false });
  const pair = { intacct: row.intacct || t("map.made"), salesforce: row.salesforce };
  return (
    <tr class={mistakes.length > 0 ? "mistaken" : ""}>
      <th scope="row">
        <div>
          <code>{row.intacct || "–"}</code> <Marks row={row} nameOf={nameOf} />
          {mistakes.map((mistake) => (
            <p class="wrong" key={mistake}>
              {mistake}
            </p>
          ))}
        </div>
      </th>
      <td data-label={t("map.salesforce")}>
        <code>{row.salesforce}</code>
      </td>
      <td data-label={t("map.rule")}>
        {row.locked || row.derived || fixed ? (
          t(`rule.${row.rule}`)
        ) : (
          <select
            aria-label={t("map.rule_of", pair)}
            value={row.rule}
            onChange={(event) => change({ rule: event.currentTarget.value as Rule })}
          >
            {RULES.map((rule) => (
              <option key={rule} value={rule}>
                {t(`rule.${rule}`)}
              </option>
            ))}
          </select>
        )}
      </td>
      <td data-label={t("map.status")}>
        {row.locked || fixed ? (
          t(`status.${row.status}`)
        ) : (
          <label class="check">
            <input
              type="checkbox"
              role="switch"
              aria-label={t("map.active_of", pair)}
              checked={row.status === "active"}
              onChange={(event) => change({ status: event.currentTarget.checked ? "active" : "inactive" })}
            />
            <span class="plain">{t(`status.${row.status}`)}</span>
          </label>
        )}
      </td>
      <td>
        {isOwn(row) && !fixed && (
          <Button kind="quiet" onClick={onRemove}>
            {t("remove")}
            <span class="visually-hidden">
              {" "}
              {pair.intacct} – {pair.salesforce}
            </span>
          </Button>
        )}
      </td>
    </tr>
  );
}

function Marks({ row, nameOf }: Pick<Props, "row" | "nameOf">) {
  return (
    <>
      {row.locked && (
        <span class="badge small">
          <Icon name="lock" />
          {t("map.locked")}
        </span>
      )}
      {row.standard && <span class="badge small">{t("map.standard")}</span>}
      {row.derived && <span class="badge small">{t("map.derived")}</span>}
      {row.lookup && <span class="badge small info">{t("map.lookup", { list: nameOf(row.lookup) })}</span>}
    </>
  );
}
