// ISO 4217 minor-unit exponents that differ from 2 (ISO 4217 list one, 2024). Which codes exist comes from the runtime's ICU data.
const KNOWN: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
}

/** Whether `code` is an ISO 4217 currency code in upper case. */
export const isCurrency = (code: string): boolean => KNOWN.has(code)

/** How many decimal digits the currency's minor unit has: 2 for USD, 0 for JPY, 3 for KWD. */
export const exponentOf = (currency: string): number => EXPONENTS[currency] ?? 2
