import type { Texts } from '../../../i18n/text.ts'
import type en from './en.ts'

export default {
  title: 'Ereignisse',
  text: 'Was im Shop geschah, das Neueste zuerst. Jedes Ereignis wird zusammen mit der Änderung gespeichert, von der es berichtet.',
  type: 'Art',
  typeHint: 'Alle, oder eine wie order.placed',
  event: 'Ereignis',
  when: 'Wann',
  about: 'Worüber',
  details: 'Einzelheiten',
  id: 'Kennung des Ereignisses',
  version: 'Version {{version}}',
  data: 'Daten',
  empty: 'Noch ist nichts geschehen.',
  emptyFiltered: 'Es gibt kein Ereignis dieser Art.',
  openOrder: 'Bestellung öffnen',
  openProduct: 'Produkt öffnen',
} satisfies Texts<typeof en>
