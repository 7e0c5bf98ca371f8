type Series = {
  readonly key: string
  readonly label: string
  readonly color?: string
  readonly dashed?: boolean
}
export type PlotProps = {
  readonly kind?: 'line' | 'bar' | 'stacked' | 'area'
  /** One for each place on the horizontal axis; `label` says which, the others are by the series' keys. */
  readonly points: readonly ({ readonly label: string } & Readonly<Record<string, number | string | null>>)[]
  readonly series: readonly Series[]
  /** What is shown. */
  readonly label: string
  /** What the horizontal axis shows: "Day". */
  readonly axis: string
  /** Writes a value of a series. */
  readonly write: (value: number) => string
  /** Writes it shorter, beside the vertical axis. */
  readonly writeAxis?: (value: number) => string
  readonly height?: number
}
