import { IconUsers } from '@tabler/icons-react'
import type { Area } from '../area.ts'

export const team: Area = {
  name: 'team',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'team',
      title: { en: 'Staff and roles', de: 'Team und Rollen', fr: 'Équipe et rôles', ar: 'الفريق والأدوار' },
      nav: { group: 'settings', icon: IconUsers, order: 60 },
      permission: 'members:read',
      load: () => import('./team.tsx'),
    },
    {
      scope: 'store',
      path: 'team/invite',
      title: { en: 'Invite', de: 'Einladen', fr: 'Inviter', ar: 'دعوة' },
      permission: 'members:write',
      load: () => import('./invite.tsx'),
    },
    {
      scope: 'store',
      path: 'team/members/$id',
      title: { en: 'Member', de: 'Mitglied', fr: 'Membre', ar: 'عضو' },
      permission: 'members:read',
      load: () => import('./member.tsx'),
    },
    {
      scope: 'store',
      path: 'team/roles/new',
      title: { en: 'New role', de: 'Neue Rolle', fr: 'Nouveau rôle', ar: 'دور جديد' },
      permission: 'members:write',
      load: () => import('./role.tsx'),
    },
    {
      scope: 'store',
      path: 'team/roles/$id',
      title: { en: 'Role', de: 'Rolle', fr: 'Rôle', ar: 'دور' },
      permission: 'members:read',
      load: () => import('./role.tsx'),
    },
  ],
}
