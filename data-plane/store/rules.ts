// Where a store is reached.

type Addresses = { storefront_url: string | null; own_url: string | null }

/** Where its pages are, for links in mails; empty while that is not known. */
export const shopUrlOf = ({ storefront_url, own_url }: Addresses): string => storefront_url ?? own_url ?? ''

/** Where its API answers shoppers: its own address, as its pages may be somewhere else. */
export const apiUrlOf = ({ storefront_url, own_url }: Addresses): string | undefined =>
  own_url ?? storefront_url ?? undefined
