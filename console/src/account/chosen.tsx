// The chosen fields in the order of the tab: moved by buttons, by Alt and arrows, or by dragging.
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { Icon } from "../ui/icon";
import { moved, type Field } from "./fields";
import { FieldMarks } from "./picker";

interface Props {
  names: readonly string[];
  byName: ReadonlyMap<string, Field>;
  readers: readonly string[] | null;
  disabled: boolean;
  onOrder: (names: readonly string[]) => void;
  onRemove: (name: string) => void;
  onReader: (name: string, sees: boolean) => void;
}

export function Chosen({ names, byName, readers, disabled, onOrder, onRemove, onReader }: Props) {
  const [dragged, setDragged] = useState<number>();
  const [said, setSaid] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const follow = useRef<{ name: string; part: string }>(undefined);
  useEffect(() => {
    // After a move the focus stays with the field that was moved.
    if (!follow.current) return;
    const { name, part } = follow.current;
    follow.current = undefined;
    const row = list.current?.querySelector(`[data-name="${CSS.escape(name)}"]`);
    const button = row?.querySelector<HTMLButtonElement>(`[data-part="${part}"]:not(:disabled)`);
    (button ?? row?.querySelector<HTMLButtonElement>("button:not(:disabled)"))?.focus();
  }, [names]);
  const move = (from: number, to: number, part = "") => {
    if (disabled || to < 0 || to >= names.length || from === to) return;
    const name = names[from] ?? "";
    if (part) follow.current = { name, part };
    setSaid(t("fields.moved", { field: byName.get(name)?.label ?? name, place: to + 1, of: names.length }));
    onOrder(moved(names, from, to));
  };
  return (
    <div class="pane">
      <h3 id="chosen">{t("fields.chosen", { n: names.length })}</h3>
      <p class="visually-hidden" role="status">
        {said}
      </p>
      {names.length === 0 && <p class="faint">{t("fields.none_chosen")}</p>}
      <ol class="field-list chosen" aria-labelledby="chosen" ref={list}>
        {names.map((name, index) => (
          <Row
            key={name}
            field={byName.get(name)}
            name={name}
            first={index === 0}
            last={index === names.length - 1}
            disabled={disabled}
            dragging={dragged === index}
            reads={readers === null ? undefined : readers.includes(name)}
            onMove={(by, part) => move(index, index + by, part)}
            onRemove={() => onRemove(name)}
            onReader={(sees) => onReader(name, sees)}
            onDrag={(on) => setDragged(on ? index : undefined)}
            onOver={() => {
              if (dragged === undefined || dragged === index) return;
              move(dragged, index);
              setDragged(index);
            }}
          />
        ))}
      </ol>
    </div>
  );
}

interface RowProps {
  field: Field | undefined;
  name: string;
  first: boolean;
  last: boolean;
  disabled: boolean;
  dragging: boolean;
  /** Undefined: readers see everything. */
  reads: boolean | undefined;
  onMove: (by: number, part: string) => void;
  onRemove: () => void;
  onReader: (sees: boolean) => void;
  onDrag: (on: boolean) => void;
  onOver: () => void;
}

function Row({
  field,
  name,
  first,
  last,
  disabled,
  dragging,
  reads,
  onMove,
  onRemove,
  onReader,
  onDrag,
  onOver,
}: RowProps) {
  const label = field?.label ?? name;
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || by === undefined) return;
    event.preventDefault();
    onMove(by, (event.target as HTMLElement).dataset["part"] ?? "up");
  };
  return (
    <li
      data-name={name}
      class={dragging ? "field-row dragging" : "field-row"}
      draggable={!disabled}
      onDragStart={() => onDrag(true)}
      onDragEnd={() => onDrag(false)}
      onDragOver={(event) => {
        event.preventDefault();
        onOver();
      }}
      onKeyDown={keys}
    >
      <span class="grip" aria-hidden="true">
        ⠿
      </span>
      <div class="field-words">
        <span class="field-label">{label}</span>
        {field && <FieldMarks field={field} />}
        <code class="block faint">{name}</code>
        {reads !== undefined && (
          <label class="check small-text">
            <input
              type="checkbox"
              checked={reads}
              disabled={disabled}
              onChange={(event) => onReader(event.currentTarget.checked)}
            />
            <span>{t("fields.for_readers")}</span>
          </label>
        )}
      </div>
      <div class="row-buttons">
        <IconButton
          part="up"
          icon="up"
          label={t("fields.up", { field: label })}
          disabled={disabled || first}
          onPress={() => onMove(-1, "up")}
        />
        <IconButton
          part="down"
          icon="down"
          label={t("fields.down", { field: label })}
          disabled={disabled || last}
          onPress={() => onMove(1, "down")}
        />
        <IconButton
          part="remove"
          icon="cross"
          label={t("fields.remove", { field: label })}
          disabled={disabled}
          onPress={onRemove}
        />
      </div>
    </li>
  );
}

interface IconButtonProps {
  part: string;
  icon: "up" | "down" | "cross";
  label: string;
  disabled: boolean;
  onPress: () => void;
}

function IconButton({ part, icon, label, disabled, onPress }: IconButtonProps) {
  return (
    <button
      type="button"
      class="button quiet icon-only"
      data-part={part}
      aria-label={label}
      disabled={disabled}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}
