import '@mantine/charts/styles.css'
import { AreaChart, BarChart, LineChart } from '@mantine/charts'
import type { PlotProps } from './plot-props.ts'

const COLORS = ['indigo.6', 'gray.6', 'teal.6', 'orange.6', 'grape.6']

/** Loaded only where something is plotted: drawing takes more code than all the rest of a page. */
export default function Drawing({
  kind = 'line',
  points,
  series,
  write,
  writeAxis = write,
  height = 240,
}: PlotProps) {
  const common = {
    h: height,
    data: points.map((point) => ({ ...point })),
    dataKey: 'label',
    valueFormatter: write,
    withLegend: series.length > 1,
    tickLine: 'none' as const,
    gridAxis: 'x' as const,
    yAxisProps: { width: 64, tickFormatter: writeAxis },
  }
  const drawn = series.map(({ key, label, color, dashed }, index) => ({
    name: key,
    label,
    color: color ?? COLORS[index % COLORS.length] ?? 'indigo.6',
    ...(dashed === true && { strokeDasharray: '4 4' }),
  }))
  // A line through one point is not seen.
  const isValue = (key: string, index: number) => typeof points[index]?.[key] === 'number'
  const withDots = series.some(({ key }) =>
    points.some((_, at) => isValue(key, at) && !isValue(key, at - 1) && !isValue(key, at + 1)),
  )
  if (kind === 'bar' || kind === 'stacked')
    return <BarChart {...common} series={drawn} type={kind === 'bar' ? 'default' : 'stacked'} />
  return kind === 'area' ? (
    <AreaChart {...common} series={drawn} curveType="monotone" withDots={withDots} />
  ) : (
    <LineChart {...common} series={drawn} curveType="monotone" withDots={withDots} />
  )
}
