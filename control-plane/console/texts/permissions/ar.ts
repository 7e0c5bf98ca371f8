import type { Texts } from '../../i18n/text.ts'
import type en from './en.ts'

export default {
  'permission.all': 'كل الصلاحيات',
  'permission.to.read': 'عرض',
  'permission.to.write': 'تعديل',
  'permission.to.refund': 'ردّ المبالغ',
  'permission.products': 'المنتجات',
  'permission.orders': 'الطلبات',
  'permission.payments': 'بوابات الدفع',
  'permission.subscriptions': 'الاشتراكات',
  'permission.inventory': 'المخزون',
  'permission.customers': 'العملاء',
  'permission.reports': 'التقارير',
  'permission.promotions': 'العروض',
  'permission.gift_cards': 'بطاقات الهدايا والأرصدة',
  'permission.reviews': 'التقييمات',
  'permission.content': 'المتجر المستضاف',
  'permission.store': 'إعدادات المتجر',
  'permission.events': 'سجل الأحداث',
  'permission.audit': 'سجل التدقيق والرفض',
  'permission.secrets': 'أسرار التكاملات',
  'permission.tenant': 'المتجر على المنصة',
  'permission.members': 'الفريق والأدوار',
  'permission.api_keys': 'مفاتيح API',
  'permission.domains': 'النطاقات',
} satisfies Texts<typeof en>
