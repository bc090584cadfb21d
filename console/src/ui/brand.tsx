// The mark: a bridge. The same drawing as icon.svg.

export function Brand() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#00703c" />
      <path
        d="M5 21h22M8 21v-3.5M24 21v-3.5M5 16c5.5-7.5 16.5-7.5 22 0M16 21V10.6"
        fill="none"
        stroke="#fff"
        stroke-width="2.2"
        stroke-linecap="round"
      />
    </svg>
  );
}
