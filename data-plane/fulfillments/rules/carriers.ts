// Where parcels can be followed. Patterns only where a carrier's numbers cannot be those of another: UPS's own form, and the
// identifiers of the Universal Postal Union (standard S10), which end with the country of the post.

type Carrier = { code: string; name: string; pattern?: RegExp; url: string }

/** `url`: with `{number}` in it where the carrier's page takes it. */
const CARRIERS: readonly Carrier[] = [
  {
    code: 'ups',
    name: 'UPS',
    pattern: /^1Z[0-9A-Z]{16}$/,
    url: 'https://www.ups.com/track?tracknum={number}',
  },
  {
    code: 'usps',
    name: 'USPS',
    pattern: /^(?:9[1-5]\d{20}|[A-Z]{2}\d{9}US)$/,
    url: 'https://tools.usps.com/go/TrackConfirmAction?tLabels={number}',
  },
  { code: 'fedex', name: 'FedEx', url: 'https://www.fedex.com/fedextrack/?trknbr={number}' },
  {
    code: 'dhl_express',
    name: 'DHL Express',
    url: 'https://www.dhl.com/en/express/tracking.html?AWB={number}',
  },
  {
    code: 'dhl',
    name: 'DHL',
    pattern: /^[A-Z]{2}\d{9}DE$/,
    url: 'https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={number}',
  },
  {
    code: 'royal_mail',
    name: 'Royal Mail',
    pattern: /^[A-Z]{2}\d{9}GB$/,
    url: 'https://www.royalmail.com/track-your-item#/tracking-results/{number}',
  },
  { code: 'dpd', name: 'DPD', url: 'https://tracking.dpd.de/status/en_US/parcel/{number}' },
  { code: 'gls', name: 'GLS', url: 'https://gls-group.eu/EU/en/parcel-tracking?match={number}' },
  { code: 'evri', name: 'Evri', url: 'https://www.evri.com/track/parcel/{number}/details' },
  {
    code: 'la_poste',
    name: 'La Poste',
    pattern: /^[A-Z]{2}\d{9}FR$/,
    url: 'https://www.laposte.fr/outils/suivre-vos-envois?code={number}',
  },
  {
    code: 'correos',
    name: 'Correos',
    pattern: /^[A-Z]{2}\d{9}ES$/,
    url: 'https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={number}',
  },
  {
    code: 'canada_post',
    name: 'Canada Post',
    pattern: /^[A-Z]{2}\d{9}CA$/,
    url: 'https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={number}',
  },
  {
    code: 'australia_post',
    name: 'Australia Post',
    pattern: /^[A-Z]{2}\d{9}AU$/,
    url: 'https://auspost.com.au/mypost/track/details/{number}',
  },
  { code: 'delhivery', name: 'Delhivery', url: 'https://www.delhivery.com/track-v2/package/{number}' },
  {
    code: 'blue_dart',
    name: 'Blue Dart',
    url: 'https://www.bluedart.com/trackdartresultthirdparty?trackFor=0&trackNo={number}',
  },
  {
    // Its page takes no number.
    code: 'india_post',
    name: 'India Post',
    pattern: /^[A-Z]{2}\d{9}IN$/,
    url: 'https://www.indiapost.gov.in/',
  },
]

export type GivenTracking = { carrier: string; number: string; url?: string | null | undefined }
export type Tracking = { carrier: string; number: string; url: string | null }

/** Whether the parcels are the same, in the same order. */
export const isSame = (a: readonly Tracking[], b: readonly Tracking[]): boolean =>
  a.length === b.length &&
  a.every(({ carrier, number, url }, i) => {
    const other = b[i]
    return other?.carrier === carrier && other.number === number && other.url === url
  })

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]/g, '')

/**
 * A parcel as it is kept: a carrier that we know gets its name, and the page where its parcels are followed unless another
 * is given. Without a carrier the number tells it, where it can.
 */
export function trackingOf({ carrier, number, url }: GivenTracking): Tracking {
  const compact = number.replaceAll(/[\s-]/g, '').toUpperCase()
  const known =
    carrier === ''
      ? CARRIERS.find(({ pattern }) => pattern?.test(compact) === true)
      : CARRIERS.find(({ code, name }) => [code, name].map(plain).includes(plain(carrier)))
  const page = known?.url.replace('{number}', encodeURIComponent(compact))
  return { carrier: known?.name ?? carrier, number, url: url ?? page ?? null }
}
