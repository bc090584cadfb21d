// Words in the person's language, and numbers, dates and durations in its form. A language is one file in languages/.
import { signal } from "@preact/signals";
import { keep, kept } from "./kept";
import type { en } from "./languages/en";

/** A sentence, or its forms by the plural rule of `n`. `{name}` is filled in. */
export type Message = string | ({ readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>);
export type Key = keyof typeof en;
/** Every word that English has. What the API says comes in the person's language already. */
export type Messages = Record<Key, Message>;
type Values = Record<string, string | number>;

const files = import.meta.glob<Record<string, Messages>>("./languages/*.ts");
export const languages = Object.keys(files).map(codeOf).sort();
const STORED = "passerelle.language";

export const language = signal("en");
/** Nobody reads a word before `startLanguage` has brought them. */
let messages = {} as Messages;

function codeOf(file: string): string {
  return file.replace(/^.*\/|\.ts$/g, "");
}

/** The first of what the person chose, what they are known to read, and what the browser says, that we have. */
export async function startLanguage(known?: string): Promise<void> {
  const wished = [kept(STORED), known, ...navigator.languages];
  const found = wished.map((tag) => tag?.slice(0, 2).toLowerCase()).find((code) => code && languages.includes(code));
  await show(found ?? "en");
}

export async function chooseLanguage(code: string): Promise<void> {
  keep(STORED, code);
  await show(code);
}

async function show(code: string): Promise<void> {
  messages = (await files[`./languages/${code}.ts`]?.())?.[code] ?? messages;
  document.documentElement.lang = code;
  language.value = code;
}

export function t(key: Key, values: Values = {}): string {
  void language.value; // whoever shows words is drawn anew when the language changes
  const message = messages[key] ?? key;
  const text = formOf(message, Number(values["n"]));
  return text.replace(/\{(\w+)\}/g, (_, name: string) => filled(values[name]));
}

/** The words of `key` where there are any, else `fallback`: for codes that may be newer than this file. */
export function tOr(key: string, fallback: string, values: Values = {}): string {
  return key in messages ? t(key as Key, values) : fallback;
}

function formOf(message: Message, n: number): string {
  return typeof message === "string" ? message : (message[plural(n)] ?? message.other);
}

/** The browser's own form of the language (fr-CA), where it has one: for dates and numbers. */
export function locale(): string {
  return navigator.languages.find((tag) => tag.slice(0, 2).toLowerCase() === language.value) ?? language.value;
}

function plural(n: number): Intl.LDMLPluralRule {
  return new Intl.PluralRules(language.value).select(n);
}

function filled(value: string | number | undefined): string {
  return typeof value === "number" ? number(value) : (value ?? "");
}

export function number(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** The label in the person's language, or English. */
export function labelOf(label: Record<string, string>): string {
  return label[language.value] ?? label["en"] ?? "";
}

/** A day and a time, to the minute, on this machine's clock. */
export function moment(instant: string | Date): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(instant));
}

/** The same, without the year where it is the present one: for columns. */
export function recent(instant: string): string {
  const when = new Date(instant);
  if (when.getFullYear() !== new Date().getFullYear()) return moment(when);
  return new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  }).format(when);
}

export function timeOfDay(instant: Date): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: "medium" }).format(instant);
}

/** A length of time in its two greatest units: 1 h 5 min, 12 s. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts: [number, string][] = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor((whole % 3600) / 60), "minute"],
    [whole % 60, "second"],
  ];
  if (whole === 0) return `< ${inUnit(1, "second")}`;
  const first = parts.findIndex(([value]) => value > 0);
  const shown = parts.slice(first, first + 2).filter(([value]) => value > 0);
  return shown.map(([value, unit]) => inUnit(value, unit)).join(" ");
}

function inUnit(value: number, unit: string): string {
  return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "short" }).format(value);
}

/** In the language itself, or in another. */
export function nameOfLanguage(code: string, said: string = code): string {
  const name = new Intl.DisplayNames([said], { type: "language" }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(said) + name.slice(1);
}
