// What may be seen of a secret, and where it belongs.

const LONG = 12

/** How a secret ends, if it is long enough that this gives nothing away. */
export const hintOf = (value: string): string | null => (value.length > LONG ? value.slice(-4) : null)

/** The place that a secret is sealed for: it opens in no other store and under no other name. */
export const secretPlace = (tenantId: string, name: string): string => `tenant/${tenantId}/secret/${name}`
