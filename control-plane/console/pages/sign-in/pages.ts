import type { Area } from '../area.ts'

export const signIn: Area = {
  name: 'sign-in',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  // Mails and identity providers lead to these addresses.
  pages: [
    {
      scope: 'public',
      path: 'sign-in',
      title: { en: 'Sign in', de: 'Anmelden', fr: 'Connexion', ar: 'تسجيل الدخول' },
      load: () => import('./sign-in.tsx'),
    },
    {
      scope: 'public',
      path: 'sign-up',
      title: { en: 'Open a store', de: 'Shop eröffnen', fr: 'Ouvrir une boutique', ar: 'فتح متجر' },
      load: () => import('./sign-up.tsx'),
    },
    {
      scope: 'public',
      path: 'forgot-password',
      title: {
        en: 'Forgotten password',
        de: 'Passwort vergessen',
        fr: 'Mot de passe oublié',
        ar: 'نسيت كلمة المرور',
      },
      load: () => import('./forgot-password.tsx'),
    },
    {
      scope: 'public',
      path: 'reset-password',
      title: { en: 'New password', de: 'Neues Passwort', fr: 'Nouveau mot de passe', ar: 'كلمة مرور جديدة' },
      load: () => import('./reset-password.tsx'),
    },
    {
      scope: 'public',
      path: 'verify-email',
      title: {
        en: 'Confirm your e-mail address',
        de: 'E-Mail-Adresse bestätigen',
        fr: 'Confirmer l’adresse e-mail',
        ar: 'تأكيد البريد الإلكتروني',
      },
      load: () => import('./verify-email.tsx'),
    },
    {
      scope: 'public',
      path: 'invitations',
      title: { en: 'Invitation', de: 'Einladung', fr: 'Invitation', ar: 'دعوة' },
      load: () => import('./invitation.tsx'),
    },
    {
      scope: 'public',
      path: 'login/$provider',
      title: { en: 'Signing in', de: 'Anmeldung läuft', fr: 'Connexion en cours', ar: 'جارٍ تسجيل الدخول' },
      load: () => import('./social-login.tsx'),
    },
  ],
}
