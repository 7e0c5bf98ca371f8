/**
 * What answers tell browsers that are data and no pages: nothing in them may run, be framed or be read by another site (OWASP
 * REST Security Cheat Sheet). A page brings a policy of its own.
 */
export const DATA_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
}
