// Who buys at the demo stores. Nobody of them exists: they are numbered, and get mail at example.com.

type Address = {
  name: string
  line1: string
  city: string
  state: string
  postal_code: string
  country: string
}
export type Shopper = { email: string; last_name: string; market: string; address: Address }

type Town = readonly [city: string, state: string, postalCode: string, country: string]

const AMERICA: readonly Town[] = [
  ['Brooklyn', 'NY', '11201', 'US'],
  ['New York', 'NY', '10012', 'US'],
  ['Boston', 'MA', '02116', 'US'],
  ['Philadelphia', 'PA', '19103', 'US'],
  ['Chicago', 'IL', '60614', 'US'],
  ['Minneapolis', 'MN', '55408', 'US'],
  ['Austin', 'TX', '78704', 'US'],
  ['Denver', 'CO', '80205', 'US'],
  ['Portland', 'OR', '97209', 'US'],
  ['Seattle', 'WA', '98103', 'US'],
  ['San Francisco', 'CA', '94110', 'US'],
  ['Los Angeles', 'CA', '90026', 'US'],
  ['Atlanta', 'GA', '30307', 'US'],
  ['Burlington', 'VT', '05401', 'US'],
]
const EUROPE: readonly Town[] = [
  ['Berlin', '', '10115', 'DE'],
  ['Hamburg', '', '20357', 'DE'],
  ['Paris', '', '75011', 'FR'],
  ['Lyon', '', '69001', 'FR'],
  ['Amsterdam', '', '1012 JS', 'NL'],
  ['Vienna', '', '1070', 'AT'],
]
const INDIA: readonly Town[] = [
  ['Mumbai', 'MH', '400050', 'IN'],
  ['Pune', 'MH', '411004', 'IN'],
  ['Bengaluru', 'KA', '560038', 'IN'],
  ['Chennai', 'TN', '600017', 'IN'],
  ['Hyderabad', 'TS', '500034', 'IN'],
  ['Kochi', 'KL', '682016', 'IN'],
  ['Thiruvananthapuram', 'KL', '695003', 'IN'],
  ['New Delhi', 'DL', '110016', 'IN'],
  ['Gurugram', 'HR', '122002', 'IN'],
  ['Kolkata', 'WB', '700019', 'IN'],
  ['Ahmedabad', 'GJ', '380009', 'IN'],
  ['Jaipur', 'RJ', '302001', 'IN'],
]
const STREETS = [
  'Market Street',
  'Station Road',
  'Garden Lane',
  'Mill Road',
  'Park Avenue',
  'Church Street',
  'Lake Road',
  'Hill Street',
]

/** Some live far away, and buy in the market of their place. */
const FAR = { us: { every: 8, market: 'eu', towns: EUROPE }, in: { every: 14, market: 'us', towns: AMERICA } }

/** The shopper of that number, counted from 1, at the store whose own market is `market`. */
export function shopperOf(number: number, market: string): Shopper {
  const { every, ...far } = FAR[market === 'us' ? 'us' : 'in']
  const near = { market, towns: market === 'us' ? AMERICA : INDIA }
  const { market: at, towns } = number % every === 0 ? far : near
  const [city, state, postal_code, country] = towns[(number * 7) % towns.length] ?? ['', '', '', '']
  const line1 = `${1 + ((number * 13) % 190)} ${STREETS[number % STREETS.length]}`
  const last_name = `Shopper ${number}`
  const address = { ...{ name: `Demo ${last_name}`, line1, city, state, postal_code, country } }
  return { ...{ email: `demo.shopper.${number}@example.com`, last_name, market: at, address } }
}
