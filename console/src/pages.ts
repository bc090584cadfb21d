// Long listings, page by page: the first is loaded as anything is, further ones when they are asked for.
import { useLoad, type Load } from "./load";
import { useTask, type Task } from "./task";

export interface Page<Item> {
  readonly items: readonly Item[];
  /** "" where nothing follows. */
  readonly cursor: string;
}

export interface Pages<Item> {
  readonly load: Load<Page<Item>>;
  readonly more: Task<[]>;
}

/** As `useLoad`; `page` gives the one behind a cursor, the first for "". */
export function usePages<Item>(
  key: string,
  page: (cursor: string, signal?: AbortSignal) => Promise<Page<Item>>,
  again?: (value: Page<Item> | undefined) => number | null,
): Pages<Item> {
  const load = useLoad(key, (signal) => page("", signal), again);
  const more = useTask(async () => {
    const before = load.value ?? { items: [], cursor: "" };
    const next = await page(before.cursor);
    load.put({ items: [...before.items, ...next.items], cursor: next.cursor });
  });
  return { load, more };
}
