// What mailed links are good for, and for how long.

const HOUR_MS = 60 * 60 * 1000

export const LINKS = {
  password_reset: { purpose: 'password', lifetimeMs: HOUR_MS },
  invitation: { purpose: 'password', lifetimeMs: 7 * 24 * HOUR_MS },
  verification: { purpose: 'verification', lifetimeMs: 3 * 24 * HOUR_MS },
} as const
export type LinkKind = keyof typeof LINKS
