import { IconReceipt, IconShoppingCartX } from '@tabler/icons-react'
import type { Area } from '../../area.ts'

export const orders: Area = {
  name: 'orders',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'orders',
      title: { en: 'Orders', de: 'Bestellungen', fr: 'Commandes', ar: 'الطلبات' },
      nav: { group: 'sales', icon: IconReceipt, order: 0 },
      permission: 'orders:read',
      load: () => import('./orders.tsx'),
    },
    {
      scope: 'store',
      path: 'orders/$orderId',
      title: { en: 'Order', de: 'Bestellung', fr: 'Commande', ar: 'طلب' },
      permission: 'orders:read',
      load: () => import('./order.tsx'),
    },
    {
      scope: 'store',
      path: 'orders/$orderId/fulfill',
      title: {
        en: 'Fulfil order',
        de: 'Bestellung versenden',
        fr: 'Expédier la commande',
        ar: 'تجهيز الطلب',
      },
      permission: 'orders:write',
      load: () => import('./fulfill.tsx'),
    },
    {
      scope: 'store',
      path: 'orders/$orderId/edit',
      title: { en: 'Edit order', de: 'Bestellung ändern', fr: 'Modifier la commande', ar: 'تعديل الطلب' },
      permission: 'orders:write',
      load: () => import('./edit.tsx'),
    },
    {
      scope: 'store',
      path: 'abandoned-checkouts',
      title: {
        en: 'Abandoned checkouts',
        de: 'Abgebrochene Bestellvorgänge',
        fr: 'Paiements abandonnés',
        ar: 'عمليات الدفع المتروكة',
      },
      nav: { group: 'sales', icon: IconShoppingCartX, order: 20 },
      permission: 'orders:read',
      load: () => import('./abandoned.tsx'),
    },
  ],
}
