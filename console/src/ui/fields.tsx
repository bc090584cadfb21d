// Form fields: each with its label, its hint and what is wrong with it, tied together for screen readers.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  label: string;
  hint?: string | undefined;
  wrong?: string | undefined;
  children: (ids: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": boolean | undefined;
  }) => ComponentChildren;
}

export function Field({ label, hint, wrong, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": wrong ? true : undefined })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {wrong && (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
    </div>
  );
}

interface TextProps {
  label: string;
  value: string;
  hint?: string | undefined;
  wrong?: string | undefined;
  disabled?: boolean;
  secret?: boolean;
  onChange: (value: string) => void;
}

export function TextField({ label, value, hint, wrong, onChange, secret = false, disabled = false }: TextProps) {
  return (
    <Field label={label} hint={hint} wrong={wrong}>
      {(ids) => {
        const onInput = (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value);
        const all = { ...ids, value, disabled, onInput, spellcheck: false };
        return secret ? (
          <input {...all} type="password" autocomplete="new-password" />
        ) : (
          <input {...all} type="text" autocomplete="off" />
        );
      }}
    </Field>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface SelectProps {
  label: string;
  value: string;
  choices: readonly Choice[];
  hint?: string | undefined;
  wrong?: string | undefined;
  disabled?: boolean;
  onChange: (value: string) => void;
}

export function SelectField({ label, value, choices, hint, wrong, onChange, disabled = false }: SelectProps) {
  return (
    <Field label={label} hint={hint} wrong={wrong}>
      {(ids) => (
        <select {...ids} value={value} disabled={disabled} onChange={(event) => onChange(event.currentTarget.value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckProps {
  label: ComponentChildren;
  checked: boolean;
  hint?: string | undefined;
  disabled?: boolean;
  kind?: "checkbox" | "switch";
  onChange: (checked: boolean) => void;
}

export function Check({ label, checked, hint, onChange, disabled = false, kind = "checkbox" }: CheckProps) {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        type="checkbox"
        role={kind === "switch" ? "switch" : undefined}
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <div>
        <label for={id}>{label}</label>
        {hint && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
