import type { Texts } from '../../../i18n/text.ts'
import type en from './en.ts'

export default {
  title: 'سجل الأحداث',
  text: 'ما حدث في المتجر، الأحدث أولًا. يُحفظ كل حدث مع التغيير الذي يخبر عنه.',
  type: 'النوع',
  typeHint: 'الكل، أو نوع مثل order.placed',
  event: 'الحدث',
  when: 'الوقت',
  about: 'بشأن',
  details: 'التفاصيل',
  id: 'معرّف الحدث',
  version: 'الإصدار {{version}}',
  data: 'البيانات',
  empty: 'لم يحدث شيء بعد.',
  emptyFiltered: 'لا يوجد حدث من هذا النوع.',
  openOrder: 'فتح الطلب',
  openProduct: 'فتح المنتج',
} satisfies Texts<typeof en>
