/** The mark of Token Desk: a token on a desk's edge. */
export function Logo({ size = 22 }: { readonly size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 24 24" fill="none">
      <rect width="24" height="24" rx="6" fill="var(--accent)" />
      <circle cx="12" cy="9.6" r="4.1" stroke="#fff" strokeWidth="1.9" />
      <circle cx="12" cy="9.6" r="1.2" fill="#fff" />
      <path d="M5.5 17.6h13" stroke="#fff" strokeWidth="1.9" strokeLinecap="round" />
    </svg>
  )
}
