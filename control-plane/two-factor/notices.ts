// Mails to the owner of an account about its second factor.
import type { ControlTxCtx } from '../context.ts'
import { sendMail } from '../mails/index.ts'
import { findAccount } from './queries.ts'

const NOTICES = {
  two_factor_enabled: 'Signing in to your account now takes a second factor',
  two_factor_disabled: 'Signing in to your account no longer takes a second factor',
  recovery_codes_renewed: 'The recovery codes of your account were replaced',
  recovery_code_used: 'A recovery code of your account was used',
  two_factor_failures: 'Somebody entered wrong codes or passwords for your account several times',
} as const

/** Tells the owner, in the caller's transaction, what happened and from where. */
export async function tell(
  ctx: ControlTxCtx,
  accountId: string,
  template: keyof typeof NOTICES,
  more = '',
): Promise<void> {
  const account = await findAccount(ctx.tx, accountId)
  if (account === undefined) return
  const subject = NOTICES[template]
  const { address, userAgent } = ctx.client
  await sendMail(ctx, {
    template,
    recipient: account.email,
    subject,
    body: [
      `${subject}: at ${ctx.now.toISOString()}, from ${address} (${userAgent}).`,
      ...(more === '' ? [] : [more]),
      'If this was not you, change your password now and sign out everywhere else.',
    ].join('\n\n'),
  })
}
