/** The origin that `text` names, as browsers send it (RFC 6454, 6.2); undefined when it names none or more than that. */
export function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, origin, href } = new URL(text)
  const isWeb = protocol === 'https:' || protocol === 'http:'
  return isWeb && href === `${origin}/` ? origin : undefined
}
