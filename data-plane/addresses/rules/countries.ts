// What an address needs in each country: ISO 3166-1 codes, postal codes, and states by ISO 3166-2.

const CODES =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF ' +
  'CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH ' +
  'GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW ' +
  'KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG ' +
  'NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN ' +
  'SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ' +
  'ZA ZM ZW'
/** The officially assigned codes of ISO 3166-1. */
export const COUNTRIES: ReadonlySet<string> = new Set(CODES.split(' '))

/** `NY=New York, …`: a code may have several names. */
const states = (list: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    list.split(', ').map((entry) => {
      const [code = '', ...names] = entry.split('=')
      return [code, names]
    }),
  )

const US = states(
  'AL=Alabama, AK=Alaska, AZ=Arizona, AR=Arkansas, CA=California, CO=Colorado, CT=Connecticut, DE=Delaware, ' +
    'DC=District of Columbia=Washington DC, FL=Florida, GA=Georgia, HI=Hawaii, ID=Idaho, IL=Illinois, IN=Indiana, IA=Iowa, ' +
    'KS=Kansas, KY=Kentucky, LA=Louisiana, ME=Maine, MD=Maryland, MA=Massachusetts, MI=Michigan, MN=Minnesota, ' +
    'MS=Mississippi, MO=Missouri, MT=Montana, NE=Nebraska, NV=Nevada, NH=New Hampshire, NJ=New Jersey, NM=New Mexico, ' +
    'NY=New York, NC=North Carolina, ND=North Dakota, OH=Ohio, OK=Oklahoma, OR=Oregon, PA=Pennsylvania, RI=Rhode Island, ' +
    'SC=South Carolina, SD=South Dakota, TN=Tennessee, TX=Texas, UT=Utah, VT=Vermont, VA=Virginia, WA=Washington, ' +
    'WV=West Virginia, WI=Wisconsin, WY=Wyoming, AS=American Samoa, GU=Guam, MP=Northern Mariana Islands, PR=Puerto Rico, ' +
    'UM=U.S. Minor Outlying Islands, VI=U.S. Virgin Islands=Virgin Islands, FM=Micronesia, MH=Marshall Islands, PW=Palau, ' +
    'AA=Armed Forces Americas, AE=Armed Forces Europe, AP=Armed Forces Pacific',
)
const CA = states(
  'AB=Alberta, BC=British Columbia, MB=Manitoba, NB=New Brunswick, NL=Newfoundland and Labrador=Newfoundland, ' +
    'NS=Nova Scotia, NT=Northwest Territories, NU=Nunavut, ON=Ontario, PE=Prince Edward Island, QC=Quebec, SK=Saskatchewan, ' +
    'YT=Yukon',
)
const AU = states(
  'ACT=Australian Capital Territory, NSW=New South Wales, NT=Northern Territory, QLD=Queensland, SA=South Australia, ' +
    'TAS=Tasmania, VIC=Victoria, WA=Western Australia',
)
// Former codes and names stand among the names.
const IN = states(
  'AN=Andaman and Nicobar Islands, AP=Andhra Pradesh, AR=Arunachal Pradesh, AS=Assam, BR=Bihar, CH=Chandigarh, ' +
    'CG=Chhattisgarh=CT, DH=Dadra and Nagar Haveli and Daman and Diu=DN=DD=Dadra and Nagar Haveli=Daman and Diu, ' +
    'DL=Delhi=New Delhi=NCT of Delhi, GA=Goa, GJ=Gujarat, HR=Haryana, HP=Himachal Pradesh, JK=Jammu and Kashmir, ' +
    'JH=Jharkhand, KA=Karnataka, KL=Kerala, LA=Ladakh, LD=Lakshadweep, MP=Madhya Pradesh, MH=Maharashtra, MN=Manipur, ' +
    'ML=Meghalaya, MZ=Mizoram, NL=Nagaland, OD=Odisha=OR=Orissa, PB=Punjab, PY=Puducherry=Pondicherry, RJ=Rajasthan, ' +
    'SK=Sikkim, TN=Tamil Nadu, TS=Telangana=TG, TR=Tripura, UP=Uttar Pradesh, UK=Uttarakhand=UT=Uttaranchal, WB=West Bengal',
)

export type CountryRule = {
  /** Of the postal code in upper case. */
  postal: RegExp
  example: string
  postalRequired: boolean
  /** Separators that the postal code is written with, as `replace` takes them. */
  format: readonly [RegExp, string] | undefined
  states: ReadonlyMap<string, readonly string[]> | undefined
}

const withPostal = (
  postal: RegExp,
  example: string,
  over: Partial<Pick<CountryRule, 'format' | 'states' | 'postalRequired'>> = {},
): CountryRule => ({ postal, example, postalRequired: true, format: undefined, states: undefined, ...over })

const digits = (count: number, example: string) => withPostal(new RegExp(`^\\d{${count}}$`), example)
const WITHOUT_POSTAL = withPostal(/^/, '', { postalRequired: false })
const THREE_AND_TWO = withPostal(/^\d{3} \d{2}$/, '114 55', { format: [/^(\d{3}) ?(\d{2})$/, '$1 $2'] })

/** Those whose addresses are checked further; the forms are those of the national posts. */
export const RULES: Readonly<Record<string, CountryRule>> = {
  AE: WITHOUT_POSTAL,
  AT: digits(4, '1010'),
  AU: { ...digits(4, '2000'), states: AU },
  BE: digits(4, '1000'),
  BR: withPostal(/^\d{5}-\d{3}$/, '01310-100', { format: [/^(\d{5})-?(\d{3})$/, '$1-$2'] }),
  CA: withPostal(/^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d$/, 'K1A 0B1', {
    format: [/^(\w{3})[ -]?(\w{3})$/, '$1 $2'],
    states: CA,
  }),
  CH: digits(4, '8001'),
  CN: digits(6, '100000'),
  CZ: THREE_AND_TWO,
  DE: digits(5, '10115'),
  DK: digits(4, '1050'),
  ES: withPostal(/^(0[1-9]|[1-4]\d|5[0-2])\d{3}$/, '28013'),
  FI: digits(5, '00100'),
  FR: digits(5, '75001'),
  GB: withPostal(/^(GIR 0AA|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})$/, 'SW1A 1AA', {
    format: [/^(\w{2,4}?) ?(\w{3})$/, '$1 $2'],
  }),
  GR: THREE_AND_TWO,
  HK: WITHOUT_POSTAL,
  ID: digits(5, '10110'),
  IE: withPostal(/^[AC-FHKNPRTV-Y](\d{2}|6W) [\dAC-FHKNPRTV-Y]{4}$/, 'D02 AF30', {
    format: [/^(\w{3}) ?(\w{4})$/, '$1 $2'],
    postalRequired: false,
  }),
  IL: withPostal(/^\d{5}(\d{2})?$/, '9414707'),
  IN: withPostal(/^[1-9]\d{5}$/, '560001', { format: [/^(\d{3}) (\d{3})$/, '$1$2'], states: IN }),
  IT: digits(5, '00118'),
  JP: withPostal(/^\d{3}-\d{4}$/, '100-0001', { format: [/^(\d{3})-?(\d{4})$/, '$1-$2'] }),
  KR: digits(5, '03051'),
  MX: digits(5, '06000'),
  MY: digits(5, '50000'),
  NL: withPostal(/^[1-9]\d{3} [A-Z]{2}$/, '1012 JS', { format: [/^(\d{4}) ?([A-Z]{2})$/, '$1 $2'] }),
  NO: digits(4, '0150'),
  NZ: digits(4, '6011'),
  PL: withPostal(/^\d{2}-\d{3}$/, '00-001', { format: [/^(\d{2})-?(\d{3})$/, '$1-$2'] }),
  PT: withPostal(/^\d{4}-\d{3}$/, '1000-001', { format: [/^(\d{4})-?(\d{3})$/, '$1-$2'] }),
  SE: THREE_AND_TWO,
  SG: digits(6, '018956'),
  TH: digits(5, '10100'),
  TR: digits(5, '34000'),
  TW: withPostal(/^\d{3}(\d{2,3})?$/, '100'),
  UA: digits(5, '01001'),
  US: withPostal(/^\d{5}(-\d{4})?$/, '94103', { states: US }),
  VN: withPostal(/^\d{5,6}$/, '100000'),
  ZA: digits(4, '8001'),
}
