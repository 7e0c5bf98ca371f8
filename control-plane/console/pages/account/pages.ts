import { IconBuildingStore, IconDevices, IconHistory, IconShieldLock, IconUser } from '@tabler/icons-react'
import type { Area } from '../area.ts'

export const account: Area = {
  name: 'account',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'account',
      path: 'account',
      title: { en: 'Profile', de: 'Profil', fr: 'Profil', ar: 'الملف الشخصي' },
      nav: { group: 'settings', icon: IconUser, order: 0 },
      load: () => import('./profile.tsx'),
    },
    {
      scope: 'account',
      path: 'account/security',
      title: {
        en: 'Password and security',
        de: 'Passwort und Sicherheit',
        fr: 'Mot de passe et sécurité',
        ar: 'كلمة المرور والأمان',
      },
      nav: { group: 'settings', icon: IconShieldLock, order: 1 },
      load: () => import('./security.tsx'),
    },
    {
      scope: 'account',
      path: 'account/sessions',
      title: { en: 'Sessions', de: 'Sitzungen', fr: 'Sessions', ar: 'الجلسات' },
      nav: { group: 'settings', icon: IconDevices, order: 2 },
      load: () => import('./sessions.tsx'),
    },
    {
      scope: 'account',
      path: 'account/activity',
      title: { en: 'Activity', de: 'Aktivität', fr: 'Activité', ar: 'النشاط' },
      nav: { group: 'settings', icon: IconHistory, order: 3 },
      load: () => import('./activity.tsx'),
    },
    {
      scope: 'account',
      path: 'account/stores',
      title: { en: 'Your stores', de: 'Ihre Shops', fr: 'Vos boutiques', ar: 'متاجرك' },
      nav: { group: 'overview', icon: IconBuildingStore, order: 4 },
      load: () => import('./stores.tsx'),
    },
    {
      scope: 'account',
      path: 'account/stores/new',
      title: {
        en: 'Open another store',
        de: 'Weiteren Shop eröffnen',
        fr: 'Ouvrir une autre boutique',
        ar: 'فتح متجر آخر',
      },
      load: () => import('./new-store.tsx'),
    },
  ],
}
