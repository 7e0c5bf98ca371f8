import { IconUsers, IconUsersGroup } from '@tabler/icons-react'
import type { Area } from '../../area.ts'

export const customers: Area = {
  name: 'customers',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'customers',
      title: { en: 'Customers', de: 'Kunden', fr: 'Clients', ar: 'العملاء' },
      nav: { group: 'sales', icon: IconUsers, order: 30 },
      permission: 'customers:read',
      load: () => import('./customers.tsx'),
    },
    {
      scope: 'store',
      path: 'customers/new',
      title: { en: 'New customer', de: 'Neuer Kunde', fr: 'Nouveau client', ar: 'عميل جديد' },
      permission: 'customers:write',
      load: () => import('./new-customer.tsx'),
    },
    {
      scope: 'store',
      path: 'customers/$customerId',
      title: { en: 'Customer', de: 'Kunde', fr: 'Client', ar: 'عميل' },
      permission: 'customers:read',
      load: () => import('./customer.tsx'),
    },
    {
      scope: 'store',
      path: 'customer-groups',
      title: { en: 'Customer groups', de: 'Kundengruppen', fr: 'Groupes de clients', ar: 'مجموعات العملاء' },
      nav: { group: 'sales', icon: IconUsersGroup, order: 40 },
      permission: 'customers:read',
      load: () => import('./groups.tsx'),
    },
    {
      scope: 'store',
      path: 'customer-groups/$groupId',
      title: { en: 'Customer group', de: 'Kundengruppe', fr: 'Groupe de clients', ar: 'مجموعة عملاء' },
      permission: 'customers:read',
      load: () => import('./group.tsx'),
    },
  ],
}
