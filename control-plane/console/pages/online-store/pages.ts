import { IconFileText, IconMenu2, IconPalette } from '@tabler/icons-react'
import type { Area } from '../area.ts'

export const onlineStore: Area = {
  name: 'online-store',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'theme',
      step: 'look',
      title: {
        en: 'Look of the shop',
        de: 'Aussehen des Shops',
        fr: 'Apparence de la boutique',
        ar: 'مظهر المتجر',
      },
      nav: { group: 'marketing', icon: IconPalette, order: 10 },
      permission: 'content:read',
      load: () => import('./theme.tsx'),
    },
    {
      scope: 'store',
      path: 'pages',
      title: { en: 'Pages', de: 'Seiten', fr: 'Pages', ar: 'الصفحات' },
      nav: { group: 'marketing', icon: IconFileText, order: 11 },
      permission: 'content:read',
      load: () => import('./static-pages.tsx'),
    },
    {
      scope: 'store',
      path: 'pages/new',
      title: { en: 'New page', de: 'Neue Seite', fr: 'Nouvelle page', ar: 'صفحة جديدة' },
      permission: 'content:write',
      load: () => import('./static-page.tsx'),
    },
    {
      scope: 'store',
      path: 'pages/$id',
      title: { en: 'Page', de: 'Seite', fr: 'Page', ar: 'صفحة' },
      permission: 'content:read',
      load: () => import('./static-page.tsx'),
    },
    {
      scope: 'store',
      path: 'menus',
      title: { en: 'Menus', de: 'Menüs', fr: 'Menus', ar: 'القوائم' },
      nav: { group: 'marketing', icon: IconMenu2, order: 12 },
      permission: 'content:read',
      load: () => import('./menus.tsx'),
    },
    {
      scope: 'store',
      path: 'menus/$menu',
      title: { en: 'Menu', de: 'Menü', fr: 'Menu', ar: 'قائمة' },
      permission: 'content:read',
      load: () => import('./menu.tsx'),
    },
  ],
}
