import { StatusBadge } from '../../../parts/status-badge.tsx'
import { useText } from './text.ts'
import { type PriceList, stateOf } from './values.ts'

const TONES = { draft: 'plain', scheduled: 'info', active: 'good', ended: 'plain' } as const

export function PriceListState({ list }: { list: PriceList }) {
  const t = useText()
  const state = stateOf(list, Date.now())
  return <StatusBadge tone={TONES[state]}>{t(`state.${state}`)}</StatusBadge>
}
