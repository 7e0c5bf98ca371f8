// What is written to the owners of accounts.
import type { MailDraft } from '../mails/index.ts'

type Told = { recipient: string; publicUrl: string; token: string }

const verifyLink = ({ publicUrl, token }: Told) => `${publicUrl}/verify-email?token=${token}`
const resetLink = ({ publicUrl, token }: Told) => `${publicUrl}/reset-password?token=${token}`
const paragraphs = (...texts: string[]) => `${texts.join('\n\n')}\n`

/** @param store the one that was opened with the address, if this is about one */
export const verificationMail = (told: Told, store?: string): MailDraft => ({
  template: 'email_verification',
  recipient: told.recipient,
  subject: 'Confirm your e-mail address',
  body: paragraphs(
    store === undefined
      ? 'Follow this link to confirm that this is your e-mail address:'
      : `The store "${store}" was opened with this e-mail address. Follow this link to confirm that it is yours:`,
    verifyLink(told),
    'The link is good once, for 24 hours. If this was not you, do nothing.',
  ),
})

export const accountExistsMail = (told: Told, store: string): MailDraft => ({
  template: 'account_exists',
  recipient: told.recipient,
  subject: 'You have an account already',
  body: paragraphs(
    `The store "${store}" was opened with this e-mail address. You have an account with it already; follow this link to add the new store to that account:`,
    verifyLink(told),
    'From then on you sign in to both with the password of your account. The link is good once, for 24 hours. If this was not you, do nothing.',
  ),
})

export const emailChangeMail = (told: Told): MailDraft => ({
  template: 'email_change',
  recipient: told.recipient,
  subject: 'Confirm your new e-mail address',
  body: paragraphs(
    'Follow this link to use this e-mail address for your account:',
    verifyLink(told),
    'The link is good once, for 24 hours. If this was not you, do nothing.',
  ),
})

export const emailInUseMail = (recipient: string): MailDraft => ({
  template: 'email_in_use',
  recipient,
  subject: 'This e-mail address has an account already',
  body: paragraphs(
    'Another account asked to use this e-mail address, which has an account of its own already. Nothing was changed.',
    'If this was you, sign in with that account instead.',
  ),
})

export const emailChangedMail = (recipient: string, email: string): MailDraft => ({
  template: 'email_changed',
  recipient,
  subject: 'Your e-mail address was changed',
  body: paragraphs(
    `Your account now uses the e-mail address ${email} instead of this one.`,
    'If this was not you, write to those who run this installation.',
  ),
})

export const resetMail = (told: Told): MailDraft => ({
  template: 'password_reset',
  recipient: told.recipient,
  subject: 'Choose a new password',
  body: paragraphs(
    'Follow this link to choose a new password:',
    resetLink(told),
    'The link is good once, for one hour. If you did not ask for it, do nothing.',
  ),
})

export const passwordChangedMail = (recipient: string): MailDraft => ({
  template: 'password_changed',
  recipient,
  subject: 'Your password was changed',
  body: paragraphs(
    'The password of your account was changed, and other sessions were ended.',
    'If this was not you, ask for a new password at once.',
  ),
})
