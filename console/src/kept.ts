// What this browser keeps for a person: choices of language and theme, nothing else. It may refuse, as in a frame.

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Then the choice holds until the page is closed.
  }
}
