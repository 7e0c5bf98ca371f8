// What a customer is found by.

type Named = { email: string; first_name: string; last_name: string }

/** The beginning of each of these finds the customer. */
export function termsOf({ email, first_name, last_name }: Named): string[] {
  const names = [email, first_name, last_name, `${first_name} ${last_name}`]
  return [...new Set(names.map(termOf).filter((term) => term !== ''))]
}

export const termOf = (text: string): string => text.toLowerCase().trim()

/** Behind all texts that begin with `prefix`, in the order of their UTF-8 bytes. */
export const endOf = (prefix: string): string => `${prefix}\u{10ffff}`
