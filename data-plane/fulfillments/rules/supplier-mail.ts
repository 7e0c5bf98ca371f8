// What a supplier is told by mail.
export type SupplierMail = { recipient: string; subject: string; body: string }

type Address = {
  name: string
  company: string
  line1: string
  line2: string
  city: string
  state: string
  postal_code: string
  country: string
  phone: string
}

export type Telling = {
  storeName: string
  order: { number: number; shipping_address: Address | null; shipping_method: string | null }
  lines: readonly { quantity: number; title: string; variant_title: string; sku: string | null }[]
  supplier: { supplier_name: string; supplier_email: string }
  link: string
  isCancelled: boolean
}

/** The lines of an address as it stands on a parcel, without those that are empty. */
export const addressLines = (address: Address): string[] =>
  [
    address.name,
    address.company,
    address.line1,
    address.line2,
    [address.postal_code, address.city, address.state].filter((part) => part !== '').join(' '),
    address.country,
    address.phone,
  ].filter((line) => line !== '')

export function supplierMail({
  storeName,
  order,
  lines,
  supplier,
  link,
  isCancelled,
}: Telling): SupplierMail {
  const goods = lines.map(({ quantity, title, variant_title, sku }) =>
    [
      `${quantity} × ${title}`,
      variant_title === '' ? '' : ` (${variant_title})`,
      sku === null ? '' : `, ${sku}`,
    ].join(''),
  )
  const address = order.shipping_address === null ? [] : addressLines(order.shipping_address)
  const head = [`Hello ${supplier.supplier_name},`, '']
  const body = isCancelled
    ? [...head, `Please do not send this for order #${order.number} of ${storeName} any more:`, '', ...goods]
    : [
        ...head,
        `Please send this for order #${order.number} of ${storeName}:`,
        '',
        ...goods,
        ...(address.length > 0 ? ['', 'To:', ...address] : []),
        ...(order.shipping_method === null ? [] : ['', `Shipping: ${order.shipping_method}`]),
        '',
        'The packing slip, and where you say that you have sent it:',
        link,
      ]
  const subject = `${storeName}: ${isCancelled ? 'do not send' : 'please send'} order #${order.number}`
  return { recipient: supplier.supplier_email, subject, body: body.join('\n') }
}
