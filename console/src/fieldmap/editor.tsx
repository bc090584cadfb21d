// The editor of a list's field map: locked, standard and own rows, checked against both sides while they change.
import { useEffect, useState } from "preact/hooks";
import type { FieldError } from "../api/problem";
import { t } from "../i18n";
import { useLoad } from "../load";
import { Link } from "../router";
import { useSaving } from "../saving";
import { may } from "../sign_in/session";
import { Notice } from "../ui/notice";
import { Section } from "../ui/page";
import { SaveBar } from "../ui/save_bar";
import { Shown } from "../ui/shown";
import { TableFrame } from "../ui/table";
import { AddRow } from "./add_row";
import { isOwn, loadMap, loadOffered, mistakesAt, mistakesOf, saveMap, type FieldMap, type Row } from "./map";
import { RowLine } from "./row_line";

const CHECK_AFTER_MS = 400;

interface Props {
  list: string;
  /** Of the settings on this page: maps are a part of them, and saving the one moves the other on. */
  version: number;
  /** A list as people call it. */
  nameOf: (list: string) => string;
  onSaved: () => void;
}

export function FieldMapOf({ list, version, nameOf, onSaved }: Props) {
  const load = useLoad(`map ${list}`, (signal) => loadMap(list, signal));
  return (
    <Section title={t("map.title")} lead={t("map.lead")}>
      <Shown load={load}>
        {(map) => (
          <Editor
            map={map}
            nameOf={nameOf}
            version={Math.max(map.version, version)}
            put={(saved) => {
              load.put(saved);
              onSaved();
            }}
          />
        )}
      </Shown>
    </Section>
  );
}

interface EditorProps {
  map: FieldMap;
  version: number;
  nameOf: (list: string) => string;
  put: (map: FieldMap) => void;
}

function Editor({ map, version, nameOf, put }: EditorProps) {
  const saving = useSaving(map, async ({ list, rows }) => put(await saveMap(list, rows, version)));
  const { rows } = saving.value;
  const mistakes = useMistakes(map.list, rows, saving.dirty);
  const fixed = !may("change_field_maps") || !map.applies;
  const replace = (old: Row, by?: Row) =>
    saving.change({ rows: rows.flatMap((row) => (row !== old ? [row] : by ? [by] : [])) });
  return (
    <>
      {!map.applies && (
        <Notice tone="info" title={t("map.off")}>
          <p>
            <Link to="/other/field-map">{t("map.to_switch")}</Link>
          </p>
        </Notice>
      )}
      <TableFrame label={t("map.title")} kind="map">
        <thead>
          <tr>
            <th scope="col">{t("map.intacct")}</th>
            <th scope="col">{t("map.salesforce")}</th>
            <th scope="col">{t("map.rule")}</th>
            <th scope="col">{t("map.status")}</th>
            <th scope="col">
              <span class="visually-hidden">{t("map.change")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <RowLine
              key={`${row.intacct} ${row.salesforce}`}
              row={row}
              fixed={fixed}
              nameOf={nameOf}
              mistakes={mistakesAt(rows, row, mistakes)}
              onChange={(by) => replace(row, by)}
              onRemove={() => replace(row)}
            />
          ))}
        </tbody>
      </TableFrame>
      {!fixed && (
        <Adding list={map.list} rows={rows} nameOf={nameOf} onAdd={(row) => saving.change({ rows: [...rows, row] })} />
      )}
      <SaveBar {...saving} />
    </>
  );
}

interface AddingProps {
  list: string;
  rows: readonly Row[];
  nameOf: (list: string) => string;
  onAdd: (row: Row) => void;
}

function Adding({ list, ...rest }: AddingProps) {
  const offered = useLoad(`offered ${list}`, (signal) => loadOffered(list, signal));
  return <Shown load={offered}>{(value) => <AddRow offered={value} {...rest} />}</Shown>;
}

/** Asks the API a moment after the last change; where it can't answer, saving will say so. */
function useMistakes(list: string, rows: readonly Row[], dirty: boolean): readonly FieldError[] {
  const [mistakes, setMistakes] = useState<readonly FieldError[]>([]);
  useEffect(() => {
    if (!dirty || !rows.some(isOwn)) return setMistakes([]);
    let current = true;
    const timer = setTimeout(() => {
      void mistakesOf(list, rows).then(
        (found) => current && setMistakes(found),
        () => undefined,
      );
    }, CHECK_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [list, rows, dirty]);
  return mistakes;
}
